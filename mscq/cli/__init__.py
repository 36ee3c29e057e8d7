"""The command line: the program, its options, and one module a command."""
