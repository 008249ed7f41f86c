"""The process of the Streamlit server: `python child.py ...` is `streamlit ...`, but for two things.

It ends with its parent, however that ends: standard input is a pipe that the parent never writes to, so its
end of file means that the parent is gone. And it imports the same Linespan as its parent, also from a
checkout that is not installed.
"""

import os
import runpy
import sys
import threading
from pathlib import Path


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
