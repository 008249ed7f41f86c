"""One answer, several notations: text, JSON, Markdown."""
