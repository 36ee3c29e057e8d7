"""Commands that cite papers and read the reader's own references."""
