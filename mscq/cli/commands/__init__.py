"""One module a command, in the folder of its part of the help page: it parses, makes one call, returns one answer."""
