"""Commands that answer questions of the evidence."""
