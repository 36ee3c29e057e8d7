"""What follows from the records: levels, results, comparisons, conflicts, dossiers. No wording, no input or output."""
