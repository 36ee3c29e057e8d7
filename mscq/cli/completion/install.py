"""``mscq --install-completion``: a shell's completion script put where the shell finds it."""

from __future__ import annotations

from pathlib import Path

from mscq.cli import console
from mscq.cli.completion.shells import SHELLS
from mscq.errors import BadFile, NotUnderstood, UnreadableFile
from mscq.records.files import reason, write_whole
from mscq.records.settings import environment

AUTO = "auto"


def show(shell: str) -> None:
    """Print the script of a shell. Raises NotUnderstood for one that there is none for."""
    console.write(SHELLS[_known(shell)].script.lstrip())


def install(shell: str) -> None:
    """Write the script of a shell, and the line of its start-up file that loads it; say what was written.

    Raises NotUnderstood for a shell that there is none for, BadFile where a file cannot be written.
    """
    name = _known(shell)
    file, start_up, loading = _place(name, Path.home())
    _make(file.parent)
    write_whole(file, SHELLS[name].script.lstrip())
    added = start_up is not None and _add_line(start_up, loading)
    also = f", and a line was added to {start_up}" if added else ""
    console.write(f"{name} completion is in {file}{also}. It works in the next terminal you open.\n")


def _place(shell: str, home: Path) -> tuple[Path, Path | None, str]:
    """The file of a shell's script, its start-up file where that has to load the script, and the line that does."""
    match shell:
        case "bash":
            return home / ".bash_completions" / "mscq.sh", home / ".bashrc", "source ~/.bash_completions/mscq.sh"
        case "zsh":
            loading = "fpath+=~/.zfunc; autoload -Uz compinit; compinit"
            return home / ".zfunc" / "_mscq", _zsh_folder(home) / ".zshrc", loading
        case "fish":
            return _config(home) / "fish" / "completions" / "mscq.fish", None, ""
        case _:
            profile = _profile(shell)
            return profile.with_name("mscq_completion.ps1"), profile, '. "$PSScriptRoot/mscq_completion.ps1"'


def _profile(shell: str) -> Path:
    """The start-up file of PowerShell, which it alone knows: the documents of a reader on Windows lie anywhere."""
    from subprocess import SubprocessError, run

    asking = "[Console]::OutputEncoding = [Text.Encoding]::UTF8; $PROFILE"
    try:
        asked = run([shell, "-NoProfile", "-Command", asking], capture_output=True, timeout=60, check=True)
        said = asked.stdout.decode("utf-8-sig").strip()
    except (OSError, SubprocessError, UnicodeDecodeError):
        said = ""
    if not Path(said).is_absolute():
        raise NotUnderstood(
            f"{shell} does not say where its profile is; put what mscq --show-completion {shell} prints into it"
        )
    return Path(said)


def _known(shell: str) -> str:
    name = shell if shell != AUTO else _running()
    if name not in SHELLS:
        raise NotUnderstood(f"completion is for {', '.join(SHELLS)}, not '{name or 'this shell'}': name one of them")
    return name


def _running() -> str:
    """The shell that the program was started from, else the one that SHELL names."""
    try:
        import shellingham  # type: ignore[import-not-found, import-untyped, unused-ignore]

        return str(shellingham.detect_shell()[0])
    except Exception:
        return Path(environment.get("SHELL", "")).name


def _zsh_folder(home: Path) -> Path:
    return Path(environment.get("ZDOTDIR") or home)


def _config(home: Path) -> Path:
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadFile(folder, f"cannot be made: {reason(error)}") from error


def _add_line(file: Path, line: str) -> bool:
    """Add a line at the end of a start-up file that lacks it; whether it was added. What is there stays."""
    try:
        text = file.read_bytes().decode() if file.exists() else ""
        if line in text.splitlines():
            return False
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(file, f"cannot be changed: {reason(error)}") from error
    write_whole(file, f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{line}\n")
    return True
