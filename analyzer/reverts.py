"""Which lines a revert brings back: those it adds that a commit it names had removed from the same path."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from analyzer import patches
from analyzer.git import SealedRepository
from analyzer.patches import Hunks


def removed_lines(
    repository: SealedRepository, shas: Collection[str]
) -> dict[str, dict[bytes, Counter[bytes]]]:
    """For each commit and path how often it removed which line."""
    removed: dict[str, dict[bytes, Counter[bytes]]] = {}
    if not shas:
        return removed
    with repository.patches(sorted(shas)) as stream:
        for sha, records, sections in patches.log(stream.read):
            by_path = removed.setdefault(sha, defaultdict(Counter))
            for record in records:
                texts = [next(sections) for _ in range(1 + record.splits)]
                if patches.SUBMODULE_MODE in record.modes:
                    continue
                # A revert of a rename knows the file under the name it had before.
                for path in {record.path, record.old_path or record.path}:
                    for text in texts:
                        for gone, _ in patches.hunk_lines(text):
                            by_path[path].update(gone)
    return removed


def lost_lines(
    removed: Mapping[str, Mapping[bytes, Counter[bytes]]], reverted: Iterable[str]
) -> dict[bytes, Counter[bytes]]:
    pool: dict[bytes, Counter[bytes]] = defaultdict(Counter)
    for name in reverted:
        for path, lines in removed[name].items():
            pool[path] += lines
    return pool


def restored(text: bytes, hunks: Hunks, lost: Counter[bytes] | None) -> tuple[int, ...]:
    """Numbers of the added lines that stand among the lost ones, each lost line used once."""
    if not lost or not text:
        return ()
    numbers: list[int] = []
    for start, (_, added) in zip(hunks[2::4], patches.hunk_lines(text), strict=True):
        for number, line in enumerate(added, start):
            if lost[line] > 0:
                lost[line] -= 1
                numbers.append(number)
    return tuple(numbers)
