"""Commits with a date of their own: the first one, releases, renames, the adoption, the planted smells."""

from collections.abc import Callable
from datetime import date

from .change import Change
from .pen import Draft
from .people import PEOPLE
from .plan import ADOPTION, PACKAGE
from .project import File
from .repository import Repository
from .smells import plant_assertion_free_test, plant_invented_import, plant_mostly_mocks_test
from .work import grow
from .writing import extend, fixed_file, new_file

Milestone = Callable[[Repository, int], None]

PROJECT = f"""\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"
[project]
name = "{PACKAGE}"
version = "0.1.0"
description = "Parcels in, parcels out, and the yard between"
requires-python = ">=3.11"
dependencies = ["httpx>=0.27", "pydantic>=2.7"]
[dependency-groups]
test = ["pytest>=8.2"]
[tool.linespan.rules]
unused-argument = "off"
unused-import = "off"
unused-variable = "off"
"""

AGENT_RULES = """\
# How to work in this repository
- Run the tests before you say that something works.
- Keep a function in the module of the thing it handles.
- Ask before you add a dependency.
"""

MAINTAINER = PEOPLE[0]


def start(repository: Repository, time: int) -> None:
    change = repository.begin(time)
    repository.files += [
        fixed_file(change, "pyproject.toml", PROJECT),
        new_file(change, "README.md"),
        fixed_file(change, f"src/{PACKAGE}/__init__.py", '"""Parcels in, parcels out."""\n'),
        fixed_file(change, f"src/{PACKAGE}/billing/__init__.py", '"""What a parcel costs."""\n'),
        fixed_file(change, f"src/{PACKAGE}/network/__init__.py", '"""Where a parcel may go."""\n'),
        fixed_file(change, f"src/{PACKAGE}/yard/__init__.py", '"""Where a parcel waits."""\n'),
    ]
    repository.files += grow(change, 0)
    repository.modules = 1
    repository.commit(change, MAINTAINER, "Open the yard")


def adopt(repository: Repository, time: int) -> None:
    change = repository.begin(time)
    repository.files.append(fixed_file(change, "CLAUDE.md", AGENT_RULES))
    repository.commit(change, MAINTAINER, "Write down how AI tools are to work here")


def release(version: str, *, anew: bool = False) -> Milestone:
    """anew: more than half of the words of the version's line have changed by then: it is another line."""

    def commit(repository: Repository, time: int) -> None:
        change = repository.begin(time)
        project = repository.file("pyproject.toml")
        lines = project.blocks[0].lines
        place = next(n for n, line in enumerate(lines) if line.text.startswith("version"))
        draft = Draft(f'version = "{version}"', "config")
        if anew:
            change.killed(project, lines[place])
            lines[place] = change.born(project, draft, mortal=False)
        else:
            lines[place] = change.heir(project, lines[place], draft, "updated")
        repository.commit(change, MAINTAINER, f"Release {version}")

    return commit


def rename(name: str) -> Milestone:
    """The longest module that nobody has a hand on gets a new name, and a few statements with it."""

    def commit(repository: Repository, time: int) -> None:
        change = repository.begin(time)
        modules = [file for file in repository.free() if file.kind == "source" and not file.kept]
        file = max(modules, key=lambda file: (len(file.lines()), file.path))
        old, file.path = file.path, f"{file.path.rsplit('/', 1)[0]}/{name}.py"
        extend(change, file)
        message = f"Rename {old.rsplit('/', 1)[1]} to {name}.py"
        repository.commit(change, MAINTAINER, message, dropped=(old,))

    return commit


def plant(smell: Callable[[Change, File], None], kind: str, message: str) -> Milestone:
    """An AI commit that leaves the smell in the newest source or test file nobody has a hand on."""

    def commit(repository: Repository, time: int) -> None:
        change = repository.begin(time, by_ai=True)
        file = [file for file in repository.free() if file.kind == kind][-1]
        file.kept = True
        smell(change, file)
        repository.commit(change, PEOPLE[2], message)

    return commit


MILESTONES: tuple[tuple[date, Milestone], ...] = (
    (date(2023, 4, 3), release("0.2.0")),
    (date(2023, 9, 18), rename("consignments")),
    (date(2023, 10, 2), release("0.3.0")),
    (date(2024, 4, 8), release("1.0.0")),
    (date(2024, 5, 13), rename("boarding")),
    (ADOPTION, adopt),
    (date(2024, 11, 12), plant(plant_assertion_free_test, "test", "Test the ledger across midnight")),
    (date(2025, 1, 14), release("1.1.0", anew=True)),
    (date(2025, 3, 11), plant(plant_mostly_mocks_test, "test", "Cover the dispatch of scales")),
    (date(2025, 6, 24), plant(plant_invented_import, "source", "Read the manifests faster")),
    (date(2025, 8, 5), rename("dispatch")),
    (date(2025, 10, 7), release("1.2.0")),
)
