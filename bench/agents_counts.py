"""How many commits of a repository are labelled as made with AI, and how many were expected.

python -m bench.agents_counts REPO [--expect COUNT] [--list]

Counts the non-merge commits whose own words are explicit or strong evidence, without branch names and notes,
straight from git log. --list names each with its evidence, so that a difference can be explained.
"""

import argparse
import subprocess
from collections import Counter
from pathlib import Path

from analyzer import agents
from analyzer.agent_patterns import patterns
from analyzer.agents import Detector, Signed

_FIELDS = "%H%x00%an <%ae>%x00%cn <%ce>%x00%at%x00%aI%x00%s%x00%B"
_WITHIN = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("--expect", type=int, help="fail where the count is more than 2 percent off")
    parser.add_argument("--list", action="store_true", help="name every such commit")
    options = parser.parse_args()
    known = patterns()
    detector = Detector(known)
    labels: Counter[str] = Counter()
    tools: Counter[str] = Counter()
    first = ""
    for sha, author, committer, time, day, subject, message in _commits(options.repository):
        signed = Signed(author, committer, int(time or 0), message)
        evidence = detector.examine(signed).evidence
        label = agents.label(evidence, signed.author_time, known.human_before)
        labels[label] += 1
        if label != agents.AI:
            continue
        tools.update(agents.agents(evidence))
        first = min(filter(None, (first, day.decode())))
        if options.list:
            why = "; ".join(sorted({sign.detail for sign in evidence if sign.gives_label}))
            print(f"{sha.decode()[:12]}  {subject.decode(errors='replace')!r}  {why!r}")
    found = labels[agents.AI]
    print(f"{found:,} of {labels.total():,} non-merge commits, the first on {first[:10] or 'no day'}")
    print("by label: " + ", ".join(f"{label} {count:,}" for label, count in labels.most_common()))
    print("by tool:  " + ", ".join(f"{tool} {count:,}" for tool, count in tools.most_common()))
    if options.expect is not None and abs(found - options.expect) > _WITHIN * options.expect:
        raise SystemExit(f"{options.expect:,} were expected")


def _commits(repository: Path) -> list[list[bytes]]:
    command = ["git", "-C", repository, "log", "--no-merges", "-z", f"--format=tformat:{_FIELDS}", "HEAD"]
    fields = subprocess.run(command, check=True, capture_output=True).stdout.split(b"\0")[:-1]
    width = _FIELDS.count("%x00") + 1
    return [fields[at : at + width] for at in range(0, len(fields), width)]


if __name__ == "__main__":
    main()
