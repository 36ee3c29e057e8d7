"""What a question in plain words was read as."""

from __future__ import annotations

from mscq.records.value import Value


class Question(Value):
    """How a question was read.

    ``command`` and ``arguments`` answer it; ``shown`` is the same as a person would type it; ``read`` says what was
    understood, ``unread`` which words were not. Where ``doubt``, words in the question, may mean several diseases, they
    are ``candidates``, and ``arguments`` and ``shown`` are those of the answer for each, without its name. Of what is
    ``missing`` the base holds nothing; ``mentions`` papers hold these words, or that which was ``mentioned``.
    ``turns_on`` are the words that carry the meaning, none of them a name that the base knows where ``is_plain``; where
    it ``is_query`` they name fields. ``otherwise`` are the questions to ask where this one finds nothing, which ask for
    less: what they ``left_off``.
    """

    command: str
    arguments: tuple[str, ...]
    shown: str
    read: tuple[str, ...]
    unread: tuple[str, ...] = ()
    doubt: str = ""
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    mentions: int = 0
    mentioned: str = ""
    turns_on: tuple[str, ...] = ()
    is_query: bool = False
    is_plain: bool = False
    otherwise: tuple[Question, ...] = ()
    left_off: str = ""
