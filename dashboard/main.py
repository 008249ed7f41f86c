"""Where the program begins.

Apart from the command line, because every worker process imports the program's first module again.
"""

from analyzer.uncollected import seldom_collected


def main() -> None:
    """Run a command."""
    seldom_collected()
    from dashboard import cli

    cli.main()
