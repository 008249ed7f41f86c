"""The ids git will give to blobs, trees and commits.

Reverts name the commit they revert and the truth names every commit, so ids are needed before git has seen
anything.
"""

import hashlib

Folder = dict[str, "str | Folder"]


def object_id(kind: str, content: bytes) -> str:
    header = f"{kind} {len(content)}\0".encode()
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def tree_id(blobs: dict[str, str]) -> str:
    """Id of the tree that holds these blobs (path -> id), all of them regular files."""
    root: Folder = {}
    for path, blob in blobs.items():
        *folders, name = path.split("/")
        place = root
        for folder in folders:
            inner = place.setdefault(folder, {})
            if isinstance(inner, str):
                raise NotADirectoryError(path)
            place = inner
        place[name] = blob
    return _folder_id(root)


def _folder_id(folder: Folder) -> str:
    content = bytearray()
    # Git sorts a folder as if its name ended in a slash.
    for name in sorted(folder, key=lambda name: name if isinstance(folder[name], str) else name + "/"):
        entry = folder[name]
        mode, child = ("100644", entry) if isinstance(entry, str) else ("40000", _folder_id(entry))
        content += f"{mode} {name}\0".encode() + bytes.fromhex(child)
    return object_id("tree", bytes(content))
