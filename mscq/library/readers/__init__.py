"""One module per format. Each has ``read(source)``, which yields entries, what it could not read, and warnings.

An entry may come as a call without arguments that makes it, so that a record is taken apart only where it is needed.

Each states ``TITLE`` and, but for the plain list, ``SUFFIXES`` and regular expressions by which ``detect`` knows the
format: ``SIGN``, ``LINE`` and ``END`` of tagged text, ``HEAD`` of what has one beginning.
"""
