"""Commands that ask PubMed; no other does, but verify --online."""
