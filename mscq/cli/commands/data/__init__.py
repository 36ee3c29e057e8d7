"""Commands on the base itself: export, checks, schema, where things lie."""
