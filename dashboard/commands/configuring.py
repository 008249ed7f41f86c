"""`linespan config` and `linespan init`: by what a repository is judged."""

from dashboard.commands import options
from dashboard.commands.output import write


def config(repository: options.Repository = ".", revision: options.Revision = None) -> None:
    """Print what is in force, and whether a file, the environment or Linespan says so."""
    import os

    from dashboard.config import configuration

    write(configuration(repository, revision, os.environ))


def init(repository: options.Repository = ".", jobs: options.Jobs = None) -> None:
    """Write a linespan.toml with limits that fit what the repository measures today."""
    import os

    from dashboard.formats.visible import visible
    from dashboard.init import init as begin

    written = begin(repository, os.environ, jobs)
    write(written.text)
    print(f"\n{visible(str(written.path))} is written. Commit it: it is read from the commit that is judged.")
