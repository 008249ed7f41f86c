"""The report in one file: the figures, charts and words of the other faces, in chapters."""
