"""Asks radon's, ruff's and complexipy's own command lines about every Python file of a repository's head, and
counts where Linespan's figures agree: `python -m bench.radon_figures REPO`.

Those lines know their configuration and one tree of files; each is asked once, isolated, about a copy.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ruff import find_ruff_bin

from analyzer.smells import ruff
from analyzer.smells.model import Examined
from analyzer.smells.python import examine
from analyzer.smells.rules import RULES


def main(repository: str) -> None:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        names = _written(repository, folder)
        contents = [(folder / name).read_bytes() for name in names]
        began = time.monotonic()
        findings = ruff.check(
            [
                ruff.Source(ruff.name_of(name.encode()), content)
                for name, content in zip(names, contents, strict=True)
            ]
        )
        found = {
            name: examine(content, told)
            for name, content, told in zip(names, contents, findings, strict=True)
        }
        seconds = time.monotonic() - began
        read = {name: one for name, one in found.items() if not one.unparsable}
        lines = sum(one.lines for one in read.values())
        print(f"{len(names)} Python files, {len(read)} read, {lines:,} lines in {seconds:.1f} s")
        for name in found.keys() - read.keys():
            print(f"  {name}: {found[name].unparsable}")
        _radon(folder, read)
        _complexipy(folder, read)
        _ruff(folder, {name: told or () for name, told in zip(names, findings, strict=True) if name in read})


def _written(repository: str, folder: Path) -> list[str]:
    """The Python files of the head, in order."""
    git = ["git", "-C", repository]
    listed = subprocess.run([*git, "ls-tree", "-r", "-z", "HEAD"], capture_output=True, check=True).stdout
    names = []
    for entry in listed.decode().split("\0"):
        told, _, name = entry.partition("\t")
        if name.endswith(".py") and told.startswith("100"):
            # A neutral name, for all of them leave out folders by their name.
            names.append(f"f{len(names)}/{'__init__' if name.endswith('__init__.py') else 'module'}.py")
            content = subprocess.run(
                [*git, "cat-file", "blob", told.split()[2]], capture_output=True, check=True
            )
            (folder / names[-1]).parent.mkdir()
            (folder / names[-1]).write_bytes(content.stdout)
    return names


def _radon(folder: Path, read: dict[str, Examined]) -> None:
    def asked(*options: str) -> dict:
        command = [sys.executable, "-W", "ignore", "-m", "radon", *options, "-j", "."]
        return json.loads(subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout)

    blocks, index, volume = asked("cc", "--show-closures"), asked("mi"), asked("hal")
    same = differ = alone = 0
    classes = [0, 0]
    for name, one in read.items():
        told = blocks.get(name, [])
        assert "error" not in told, (name, told)
        ours = {
            (function.start_line, function.symbol.rpartition(".")[2]): function for function in one.functions
        }
        theirs = {
            (block["lineno"], block["name"].rpartition(".")[2]): block["complexity"]
            for block in told
            if block["type"] != "class"
        }
        for place, complexity in theirs.items():
            if place in ours and ours[place].cyclomatic == complexity:
                same += 1
            else:
                differ += 1
                print(f"  {name}:{place}: {complexity}, ours {ours.get(place)}")
        alone += len(ours.keys() - theirs.keys())
        methods = {block["lineno"]: len(block["methods"]) for block in told if block["type"] == "class"}
        for block in one.classes:
            if block.start_line in methods:
                classes[methods[block.start_line] != block.methods] += 1
    print(f"cyclomatic complexity: {same} functions agree, {differ} differ; {alone} in classes in functions")
    print(f"methods: {classes[0]} classes agree, {classes[1]} differ")
    pairs = [(index[name].get("mi"), one.maintainability) for name, one in read.items()]
    print(f"maintainability index: {_agreeing(pairs)}")
    pairs = [
        (
            tuple(volume[name]["total"][key] for key in ("volume", "difficulty", "effort")),
            tuple(one.halstead or ()),
        )
        for name, one in read.items()
    ]
    print(f"Halstead: {_agreeing(pairs)}")


def _agreeing(pairs: list) -> str:
    same = sum(one == other for one, other in pairs)
    return f"{same} files agree, {len(pairs) - same} differ"


def _complexipy(folder: Path, read: dict[str, Examined]) -> None:
    command = [Path(sys.executable).with_name("complexipy"), "--isolated", "--output-format", "json"]
    command += ["--output", "told.json", "-q", "."]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    same = differ = 0
    told = json.loads((folder / "told.json").read_bytes())
    theirs: dict[str, list[int]] = {}
    for function in told:
        theirs.setdefault(function["path"].removeprefix("./"), []).append(function["complexity"])
    for name, one in read.items():
        ours = sorted(function.cognitive for function in one.functions if function.cognitive is not None)
        if ours == sorted(theirs.get(name, [])):
            same += len(ours)
        else:
            differ += max(len(ours), len(theirs.get(name, [])))
            print(f"  {name}: {sorted(theirs.get(name, []))}, ours {ours}")
    print(f"cognitive complexity: {same} functions agree, {differ} in files that differ")


def _ruff(folder: Path, findings: dict[str, tuple[ruff.Finding, ...]]) -> None:
    codes = ",".join(code for rule in RULES.values() for code in rule.ruff)
    command = [find_ruff_bin(), "check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "json"]
    command += ["--target-version", "py314", "--select", codes, "."]
    told = json.loads(subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout)
    theirs: dict[str, list] = {}
    for one in told:
        name = str(Path(one["filename"]).relative_to(folder.resolve()))
        if not (one["code"] == "F401" and name.endswith("__init__.py")):
            theirs.setdefault(name, []).append(
                (one["code"], one["location"]["row"], one["location"]["column"])
            )
    same = differ = 0
    for name, own in findings.items():
        ours = sorted(one[:3] for one in own)
        if ours == sorted(theirs.get(name, [])):
            same += len(ours)
        else:
            differ += max(len(ours), len(theirs.get(name, [])))
    print(f"ruff: {same} findings agree, {differ} in files that differ (imports in __init__.py left out)")


if __name__ == "__main__":
    main(sys.argv[1])
