"""Plain text in, plain text out: folding, spelling in ASCII, identifiers. Knows nothing of papers."""
