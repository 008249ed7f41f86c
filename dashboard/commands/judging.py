"""The verdicts on a database for a command: those that are kept, or else judged now."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.judgement import Judgement


def judgement(database: Path) -> "Judgement":
    """What is judged of a mined history; a note on the error stream where it could not be kept.

    Raises DatabaseError.
    """
    from analyzer.store import open_database
    from dashboard import judgement as judged

    with open_database(database) as con:
        found = judged.read(con)
    if found is not None:
        return found
    from dashboard import source, verdicts
    from dashboard.progress import shown

    with shown() as progress:
        progress.step("judging whether code written with AI lasts")
        found, unkept = verdicts.judge(database)
    if unkept:
        source.say(f"the verdicts were not kept, and are judged anew when they are asked for again: {unkept}")
    return found
