"""Work without Python's search for cycles, which walks all that is held again and again, and finds few where
hardly anything that is made refers back to what made it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Put the search off to the end of the `with` block, or of the one around it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
