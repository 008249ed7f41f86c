"""The errors a person is meant to read.

Each is raised where the boundary is (git, the file system, DuckDB), says in one line what is wrong and in a
second what to do about it, and is caught once, in the command line, which exits with code 2.
"""


class LinespanError(Exception):
    """Something outside Linespan is not as it must be.

    `message` is one line that says what is wrong; `hint` is one line that says what to do, or empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RepositoryError(LinespanError):
    """The repository can not be read as asked."""


class DatabaseError(LinespanError):
    """The database can not be read or written as asked."""


class SettingsError(LinespanError):
    """The configuration that the repository carries can not be followed."""


class NotComputableError(LinespanError):
    """There is nothing to compare a change with, or nothing of it could be analysed."""
