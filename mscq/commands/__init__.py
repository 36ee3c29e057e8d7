"""One module a command: it parses, makes one call, and returns one answer."""
