"""Turns the collected facts on published trials into records: one module for each thing that is normalised."""
