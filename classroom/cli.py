"""The `classroom` command."""


def main():
    """Run the command line."""
