"""Completion in bash, zsh and fish: the script that a shell sources, and the answer to its TAB.

``_MSCQ_COMPLETE=source_zsh mscq`` prints a script. The script calls ``_MSCQ_COMPLETE=complete_zsh mscq`` with the
words in COMP_WORDS and, but for fish, the number of the word under the cursor in COMP_CWORD. Typer's own classes
are not used: they import rich for every TAB.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mscq.cli import console
from mscq.cli.completion.tab import Commands, Tab, tab
from mscq.errors import NotUnderstood
from mscq.text.safe import is_safe, one_line

_BASH = r"""
_mscq_completion() {
    local IFS=$'\n' line answer
    answer=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" COMP_TYPE="$COMP_TYPE" COLUMNS="$COLUMNS" \
        _MSCQ_COMPLETE=complete_bash "${1/#\~/$HOME}" 2>/dev/null)
    COMPREPLY=()
    case $answer in
        "") ;;
        :files) compopt -o default ;;
        :folders) compopt -o dirnames ;;
        *) while IFS= read -r line; do COMPREPLY+=("$line"); done <<< "$answer" ;;
    esac
}
complete -o nosort -F _mscq_completion mscq 2>/dev/null || complete -F _mscq_completion mscq
"""

_ZSH = r"""
#compdef mscq
_mscq_completion() {
    local answer
    local -a offers
    answer="$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) \
        _MSCQ_COMPLETE=complete_zsh ${~words[1]} 2>/dev/null)"
    case $answer in
        "") return 1 ;;
        :files) _files ;;
        :folders) _files -/ ;;
        *) offers=("${(@f)answer}"); _describe -V mscq offers ;;
    esac
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _mscq_completion "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _mscq_completion mscq
fi
"""

_FISH = r"""
function _mscq_completion
    set -l answer (env COMP_WORDS=(commandline -cp | string collect) _MSCQ_COMPLETE=complete_fish mscq 2>/dev/null)
    switch "$answer[1]"
        case ''
        case :files
            __fish_complete_path (commandline -ct)
        case :folders
            __fish_complete_directories (commandline -ct)
        case '*'
            printf '%s\n' $answer
    end
end
complete --command mscq --no-files --keep-order --arguments '(_mscq_completion)'
"""


_LONGEST_LINE = 20_000  # characters of a line that is completed


class Shell(NamedTuple):
    """A shell: its script, how it hands over the words, how it takes the offers."""

    script: str
    words: Callable[[Mapping[str, str]], tuple[list[str], str]]
    lines: Callable[[Sequence[tuple[str, str]], Mapping[str, str]], list[str]]


def respond(program: Commands, instruction: str, environment: Mapping[str, str]) -> None:
    """Do what ``_MSCQ_COMPLETE`` says: print a shell's script, or the offers for its words.

    Raises NotUnderstood for another instruction.
    """
    action, _, name = instruction.partition("_")
    shell = SHELLS.get(name)
    if shell is None or action not in ("source", "complete"):
        raise NotUnderstood(f"completion is for {', '.join(SHELLS)}; _MSCQ_COMPLETE=source_bash prints the script")
    if action == "source":
        console.write(shell.script.lstrip())
        return
    if len(environment.get("COMP_WORDS", "")) > _LONGEST_LINE:
        return
    found = tab(program, *shell.words(environment))
    console.write("".join(f"{line}\n" for line in _lines(shell, found, environment)))


def _lines(shell: Shell, found: Tab, environment: Mapping[str, str]) -> list[str]:
    if found.wants:
        return [f":{found.wants}"]
    offers = [(value, one_line(" ".join(text.split()))) for value, text in found.offers if _fits(value)]
    return shell.lines(offers, environment)


def _fits(value: str) -> bool:
    """Whether a value can be put into a command line: one line, and nothing in it that a shell would act on."""
    return is_safe(value) and not any(character in "$`\\\"'|&;<>!" for character in value)


def _split(text: str) -> list[str]:
    """The words of a line as a shell parts them; a quotation that is still open ends with the line."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:
        words.append(lexer.token)
    return words


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _numbered(environment: Mapping[str, str]) -> tuple[list[str], str]:
    """The words before the cursor, and the word under it by its number."""
    words = _split(environment.get("COMP_WORDS", ""))
    position = _number(environment.get("COMP_CWORD", ""), len(words))
    return words[1:position], words[position] if 0 < position < len(words) else ""


def _up_to_cursor(environment: Mapping[str, str]) -> tuple[list[str], str]:
    """The words before the cursor, and the last one, which is empty after a blank."""
    line = environment.get("COMP_WORDS", "")
    words = _split(line)[1:]
    return (words[:-1], words[-1]) if words and not line[-1:].isspace() else (words, "")


def _bash(offers: Sequence[tuple[str, str]], environment: Mapping[str, str]) -> list[str]:
    """Values; with their descriptions where bash only lists them (COMP_TYPE ? and !) and puts none in."""
    listing = environment.get("COMP_TYPE") in ("63", "33") and len(offers) > 1
    if not listing or not any(text for _, text in offers):
        return [value for value, _ in offers]
    room = max(_number(environment.get("COLUMNS", ""), 80), 20) - 2
    widest = min(max(len(value) for value, _ in offers), room // 2)
    return [f"{value:{widest}}  {text}"[:room].rstrip() if text else value for value, text in offers]


def _zsh(offers: Sequence[tuple[str, str]], environment: Mapping[str, str]) -> list[str]:
    """``value:description``, colons in the value escaped (zshcompsys, _describe)."""
    return [f"{value.replace(':', chr(92) + ':')}{f':{text}' if text else ''}" for value, text in offers]


def _fish(offers: Sequence[tuple[str, str]], environment: Mapping[str, str]) -> list[str]:
    """Value, tab, description."""
    return [f"{value}\t{text}" if text else value for value, text in offers]


SHELLS: dict[str, Shell] = {
    "bash": Shell(_BASH, _numbered, _bash),
    "zsh": Shell(_ZSH, _numbered, _zsh),
    "fish": Shell(_FISH, _up_to_cursor, _fish),
}
