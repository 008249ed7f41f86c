"""The database an answer comes from: the repository found or cloned, the database brought up to date."""

import hashlib
import os
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from analyzer import remotes, store
from analyzer.clones import clone, is_url, without_secret
from analyzer.mine import Mined, MiningOptions, mine, options_hash, tip
from analyzer.repository import Repository, default_remote, open_repository
from dashboard.formats.visible import visible
from dashboard.progress import shown
from dashboard.transfer import announced
from metrics import views


@dataclass(frozen=True, slots=True)
class Source:
    """A repository on this machine and its database. name: its URL, if it was named by one."""

    repository: Path
    database: Path
    name: str | None


def cache() -> Path:
    """Where clones and the sample history are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linespan"


def locate(repository: str, database: Path | None, *, fetch: bool = False) -> Source:
    """The repository that a path or a URL names, cloned if need be, and where its database is or goes.

    fetch: whether a repository on this machine takes over first what its remote has, as the clone of a URL
    always does. Raises RepositoryError when there is none.
    """
    if is_url(repository):
        path, name = _clone(repository), without_secret(repository)
        opened = open_repository(path)
    else:
        path, name = Path(repository), None
        opened = open_repository(path)
        if fetch:
            _fetch(opened)
    return Source(path, database or store.default_path(opened.git_dir), name)


def clone_of(url: str) -> Path:
    """Where the clone of a URL is kept, whether it is there or not."""
    last = re.sub(r"[^\w.-]", "", url.rstrip("/").rpartition("/")[2].removesuffix(".git"))
    return (
        cache()
        / "clones"
        / f"{last[:60]}-{hashlib.sha256(without_secret(url).encode()).hexdigest()[:12]}.git"
    )


def repository_of(repo: str) -> Path:
    """Where the repository of a database is, as far as one knows. repo: as `mining_run` has it."""
    return clone_of(repo) if is_url(repo) else Path(repo)


def _clone(url: str) -> Path:
    folder = clone_of(url)
    known = folder.exists()
    with announced(f"{'updating' if known else 'cloning'} {without_secret(url)}") as say:
        clone(url, folder, say)
    return folder


def _fetch(repository: Repository) -> None:
    remote = default_remote(repository)
    if remote is not None:
        with announced(f"fetching into {repository.path}") as say:
            remotes.fetch(repository, remote, say)


def build(source: Source, options: MiningOptions, *, anew: bool = False, about: str = "") -> Mined:
    """Mine, with the views in the database and the progress shown; notes go to the error stream.

    anew: whether not to go on with an earlier mining; about: what the notes are of, if that needs saying.
    """
    with shown() as progress:
        mined = mine(
            source.repository,
            source.database,
            options,
            install_views=views.install,
            progress=progress,
            name=source.name,
            anew=anew,
        )
    for note in mined.notes:
        say(note, about)
    return mined


def bring_up_to_date(source: Source, options: MiningOptions, *, about: str = "") -> Mined | None:
    """Mine when the database is missing, of another schema version, behind or built with other options; gives
    what was mined, if anything.

    Snapshots are taken as they were before, whatever the options say: who once asked for them, or for none,
    need not ask again at every command. about: what the notes are of, if that needs saying.
    """
    head, notes = tip(source.repository, options)
    built = store.identify(source.database)
    is_current = False
    if built is not None and built.schema_version == store.SCHEMA_VERSION:
        with store.open_database(source.database) as con:
            options = replace(options, snapshots=_snapshots(con, options.snapshots))
            is_current = views.are_current(con)
    wanted = store.Identity(store.SCHEMA_VERSION, head.sha, options_hash(options), notes)
    if built != wanted or not is_current:
        return build(source, options, about=about)
    if head.note:
        say(head.note, about)
    return None


def counted(mined: Mined) -> str:
    """How many commits there are, and how many of them no earlier mining had read."""
    return f"{mined.commits:,} commits ({mined.new_commits:,} new)"


def _snapshots(con: duckdb.DuckDBPyConnection, otherwise: int) -> int:
    """How many snapshots at most were asked for when a database was built."""
    ((told,),) = con.execute(
        "SELECT CASE WHEN json_valid(options) THEN TRY_CAST(options ->> '$.snapshots' AS UINTEGER) END "
        "FROM mining_run"
    ).fetchall()
    return otherwise if told is None else int(told)


def say(note: str, about: str = "") -> None:
    """Put a note on the error stream. about: what it is of, if that needs saying."""
    print(f"note: {visible(f'{about}: {note}' if about else note)}", file=sys.stderr)
