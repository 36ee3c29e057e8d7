"""Search and names: what a word stands for, and from a query as typed to the papers that answer it (``searcher``)."""
