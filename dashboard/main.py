"""Where the program begins.

Apart from the command line, because every worker process imports the program's first module again.
"""


def main() -> None:
    """Run a command."""
    from dashboard import cli

    cli.main()
