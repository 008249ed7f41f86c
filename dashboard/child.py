"""The process of the Streamlit server: `python child.py ...` is `streamlit ...`, but for three things.

It ends with its parent, however that ends: standard input is a pipe that the parent never writes to, so its
end of file means that the parent is gone. It imports the same Linespan as its parent, also from a checkout
that is not installed. And while the server starts it makes ready for pages.
"""

import atexit
import gc
import os
import runpy
import sys
import threading
from pathlib import Path


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


def make_ready() -> None:
    """Do what the first page would wait for, and what would hold up each page after it.

    Libraries are imported here. Streamlit collects garbage after every page, which takes a tenth of a second
    when it goes through all that they are made of. And Altair checks each part of a chart against Vega-Lite's
    schema, which the tests of charts do too.
    """
    from altair.utils import schemapi

    from dashboard import charts  # noqa: F401 - pandas comes along
    from dashboard.data import durability, judgements  # noqa: F401 - DuckDB and SciPy do

    schemapi.disable_debug_mode()
    gc.freeze()
    atexit.register(gc.unfreeze)  # DuckDB complains of what is left when Python ends


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    threading.Thread(target=make_ready, daemon=True).start()
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
