"""The database an answer comes from: the repository found or cloned, the database brought up to date."""

import hashlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from analyzer import store
from analyzer.clones import WAITING, clone, is_url, without_secret
from analyzer.mine import Mined, MiningOptions, mine, options_hash, tip
from analyzer.repository import open_repository
from dashboard.formats.visible import visible
from dashboard.progress import shown
from metrics import views

# git says "Receiving objects:  1% (65/6489)" hundreds of times, among other things.
_STAGE = re.compile(r"(?:remote: )?([A-Z][a-z]+(?: [a-z]+)*): +\d+%")


@dataclass(frozen=True, slots=True)
class Source:
    """A repository on this machine and its database. name: its URL, if it was named by one."""

    repository: Path
    database: Path
    name: str | None


def cache() -> Path:
    """Where clones and the sample history are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linespan"


def locate(repository: str, database: Path | None) -> Source:
    """The repository that a path or a URL names, cloned if need be, and where its database is or goes.

    Raises RepositoryError when there is none.
    """
    path, name = Path(repository), None
    if is_url(repository):
        path, name = _clone(repository), without_secret(repository)
    git_dir = open_repository(path).git_dir
    return Source(path, database or store.default_path(git_dir), name)


def clone_of(url: str) -> Path:
    """Where the clone of a URL is kept, whether it is there or not."""
    last = re.sub(r"[^\w.-]", "", url.rstrip("/").rpartition("/")[2].removesuffix(".git"))
    return (
        cache()
        / "clones"
        / f"{last[:60]}-{hashlib.sha256(without_secret(url).encode()).hexdigest()[:12]}.git"
    )


def _clone(url: str) -> Path:
    folder = clone_of(url)
    known = folder.exists()
    print(f"{'updating' if known else 'cloning'} {visible(without_secret(url))}", file=sys.stderr)
    said = ""

    def say(line: str) -> None:
        nonlocal said
        if line == WAITING:
            print(line, file=sys.stderr)
        stage = _STAGE.match(line)
        if stage is None:
            return
        if sys.stderr.isatty():
            print(f"\r\x1b[K{visible(line)}", end="", file=sys.stderr, flush=True)
        elif stage[1] != said:  # a log wants each stage once
            print(stage[1].lower(), file=sys.stderr)
        said = stage[1]

    clone(url, folder, say)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return folder


def build(source: Source, options: MiningOptions) -> Mined:
    """Mine, with the views in the database and the progress shown; notes go to the error stream."""
    with shown() as progress:
        mined = mine(
            source.repository,
            source.database,
            options,
            install_views=views.install,
            progress=progress,
            name=source.name,
        )
    for note in mined.notes:
        _say(note)
    return mined


def bring_up_to_date(source: Source, options: MiningOptions) -> None:
    """Mine when the database is missing, of another schema version, behind or built with other options."""
    head = tip(source.repository, options)
    if not _is_current(
        source.database, store.Identity(store.SCHEMA_VERSION, head.sha, options_hash(options))
    ):
        build(source, options)
    elif head.note:
        _say(head.note)


def _is_current(database: Path, wanted: store.Identity) -> bool:
    if store.identify(database) != wanted:
        return False
    with store.open_database(database) as con:
        return views.are_current(con)


def _say(note: str) -> None:
    print(f"note: {visible(note)}", file=sys.stderr)
