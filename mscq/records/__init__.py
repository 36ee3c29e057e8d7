"""What is stored: the models of a record, the vocabulary, the folder that holds them, and where it lies."""
