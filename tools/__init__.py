"""Scripts that make and check the project's data; none of them is shipped."""
