r"""Bytes of a history as text, with \xNN for what is not UTF-8."""

import re

_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})")


def decoded(value: bytes) -> str:
    r"""A name, a message or a line, for reading: the byte 255 and a written \xff read alike."""
    return value.decode("utf-8", "backslashreplace")


def path_text(path: bytes) -> str:
    r"""A path as `files.path` has it: no two read alike, because a backslash before an x stands as \x5c."""
    return path.replace(b"\\x", b"\\x5cx").decode("utf-8", "backslashreplace")


def path_bytes(text: str) -> bytes:
    """The path that `path_text` writes so.

    text: may hold the surrogates that stand for bytes on a command line (PEP 383).
    """
    typed = text.encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), typed)
