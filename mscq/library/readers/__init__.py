"""One module per format. Each has ``read(source)``, which yields entries, what it could not read, and warnings."""
