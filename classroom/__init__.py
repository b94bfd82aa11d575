"""Running the course: the `classroom` command."""
