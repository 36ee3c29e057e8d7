"""The base in a terminal, to walk through: ``mscq browse`` (extra ``mscq[tui]``).

``shelf``, ``filters`` and ``wording`` hold what is shown and need no Textual; ``panes``, ``dialogs`` and
``app`` show it.
"""
