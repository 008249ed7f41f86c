"""Who wrote a commit: authors merged as the configuration says, and the team of each."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from analyzer.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Person:
    """An author as counted. team: None where the configuration names none."""

    name: str
    email: str
    team: str | None


class People:
    """Tells who an author is. git has merged authors by .mailmap before; this goes on from there."""

    def __init__(self, configuration: Configuration) -> None:
        self._authors = {
            (alias.name.lower(), alias.email.lower()): author
            for author, aliases in configuration.authors
            for alias in aliases
        }
        self._teams = [
            (team, [member.lower() for member in members]) for team, members in configuration.teams
        ]
        self.person = cache(self._person)

    def _person(self, name: str, email: str) -> Person:
        """The person behind a name and an address, whatever their letter case.

        An alias with a name goes before one without, and of teams the first that fits.
        """
        folded = email.lower()
        author = self._authors.get((name.lower(), folded)) or self._authors.get(("", folded))
        if author is not None:
            name, email = author.name, author.email
        known_by = (name.lower(), email.lower())
        for team, members in self._teams:
            if any(fnmatchcase(known, member) for member in members for known in known_by):
                return Person(name, email, team)
        return Person(name, email, None)
