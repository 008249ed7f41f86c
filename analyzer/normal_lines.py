"""Lines in their normal form, in which only words and marks count: runs of white space are one space each,
and those around it are left out.
"""

from xxhash import xxh3_64_intdigest

_REMEMBERED = 1 << 16  # lines
_LOOKED_UP = 500  # bytes of a line: longer ones are machine-made


def normal(line: bytes) -> bytes:
    """The normal form of a line."""
    return b" ".join(line.split())


class NormalHashes(dict[bytes, int]):
    """Line -> hash of its normal form; those seen lately are remembered: versions of a file share most."""

    def __missing__(self, line: bytes) -> int:
        told = xxh3_64_intdigest(normal(line))
        if len(line) <= _LOOKED_UP:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[line] = told
        return told


normal_hashes = NormalHashes()
