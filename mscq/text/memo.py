"""What a function gives, kept for values that come again: words, above all."""

from __future__ import annotations

from collections.abc import Callable

_MOST = 100_000


class Memo(dict[str, str]):
    """Texts with what a function makes of each; quicker to ask than a cached function, and never above some size."""

    def __init__(self, made: Callable[[str], str]) -> None:
        self._made = made

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        return self.setdefault(text, self._made(text))
