"""From value objects to what is said: reports for people, records and rows for programs."""
