"""Write the sample history as a git fast-import stream: `python generate.py | git fast-import`."""

import sys

from adoption import write_stream

if __name__ == "__main__":
    write_stream(sys.stdout.buffer)
