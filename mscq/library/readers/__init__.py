"""One module per format. Each has ``read(source)``, which yields entries, what it could not read, and warnings.

Each states ``TITLE`` and, but for the plain list, ``SUFFIXES`` and ``SIGN``: a regular expression that finds the
beginning of the format in a file without a suffix of its own.
"""
