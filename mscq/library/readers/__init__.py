"""One module per format. Each has ``read(source)``, which yields entries, what it could not read, and warnings.

Each states ``TITLE`` and, but for the plain list, ``SUFFIXES`` and regular expressions by which ``detect`` knows the
format: ``SIGN``, ``LINE`` and ``END`` of tagged text, ``HEAD`` of what has one beginning.
"""
