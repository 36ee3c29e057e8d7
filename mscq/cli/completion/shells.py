"""Completion in bash, zsh, fish and PowerShell: the script that a shell sources, and the answer to its TAB.

``_MSCQ_COMPLETE=source_zsh mscq`` prints a script. The script calls ``_MSCQ_COMPLETE=complete_zsh mscq`` with the
words in COMP_WORDS and, but for fish, the number of the word under the cursor in COMP_CWORD; in PowerShell with the
line and the word in _TYPER_COMPLETE_ARGS and _TYPER_COMPLETE_WORD_TO_COMPLETE, and takes ``value:::help``, as Typer has
it there. Typer's own classes are not used: they import rich for every TAB.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence

from mscq.cli import console
from mscq.cli.completion.tab import Commands, Tab, tab
from mscq.errors import NotUnderstood
from mscq.records.value import Value
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

_POWERSHELL = r"""
Register-ArgumentCompleter -Native -CommandName mscq -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString()
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    if ($length -lt $line.Length) { $line = $line.Substring(0, $length) }
    $Env:_MSCQ_COMPLETE = 'complete_powershell'
    $Env:_TYPER_COMPLETE_ARGS = $line
    $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = $wordToComplete
    try { $answer = @(mscq 2>$null) }
    catch { $answer = @() }
    finally { $Env:_MSCQ_COMPLETE = $Env:_TYPER_COMPLETE_ARGS = $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = $null }
    if ($answer -contains ':files') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
    } elseif ($answer -contains ':folders') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete) |
            Where-Object { $_.ResultType -eq 'ProviderContainer' }
    } else {
        $answer | ForEach-Object {
            $value, $help = $_ -split ':::', 2
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    }
}
"""


_WORDS, _NUMBER = "COMP_WORDS", "COMP_CWORD"
_LINE, _TYPED = "_TYPER_COMPLETE_ARGS", "_TYPER_COMPLETE_WORD_TO_COMPLETE"
_LONGEST_LINE = 20_000  # characters of a line that is completed


class Shell(Value):
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
    if any(len(environment.get(name, "")) > _LONGEST_LINE for name in (_WORDS, _LINE)):
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


def _split(text: str, escape: str = "\\") -> list[str]:
    """The words of a line as a shell parts them; a quotation that is still open ends with the line."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", escape
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
    words = _split(environment.get(_WORDS, ""))
    position = _number(environment.get(_NUMBER, ""), len(words))
    return words[1:position], words[position] if 0 < position < len(words) else ""


def _up_to_cursor(environment: Mapping[str, str]) -> tuple[list[str], str]:
    """The words before the cursor, and the last one, which is empty after a blank."""
    line = environment.get(_WORDS, "")
    words = _split(line)[1:]
    return (words[:-1], words[-1]) if words and not line[-1:].isspace() else (words, "")


def _line_and_word(environment: Mapping[str, str]) -> tuple[list[str], str]:
    """The words of a line up to the cursor; the last is under it unless nothing is typed there yet."""
    words = _split(environment.get(_LINE, ""), escape="`")[1:]
    return (words[:-1], words[-1]) if words and environment.get(_TYPED) else (words, "")


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


def _powershell(offers: Sequence[tuple[str, str]], environment: Mapping[str, str]) -> list[str]:
    """``value:::help``; a help that is empty is none that PowerShell takes."""
    return [f"{value}:::{text or ' '}" for value, text in offers]


SHELLS: dict[str, Shell] = {
    "bash": Shell(_BASH, _numbered, _bash),
    "zsh": Shell(_ZSH, _numbered, _zsh),
    "fish": Shell(_FISH, _up_to_cursor, _fish),
    "powershell": Shell(_POWERSHELL, _line_and_word, _powershell),
    "pwsh": Shell(_POWERSHELL, _line_and_word, _powershell),
}
