"""Cognitive complexity of Python functions, as complexipy measures it.

A function within a function counts in the outer one, as Sonar has it, and has no figure of its own. A comment
`complexipy: ignore` is the team's decision and is honoured.
"""

import complexipy


def cognitive(text: str) -> dict[int, int]:
    """By the line on which a function begins, that of its first decorator where it has one.

    text: of a file that Python parses; what complexipy does not understand has no figures.
    """
    try:
        read = complexipy.code_complexity(text, with_plans=False)
    except ValueError:
        return {}
    return {function.line_start: function.complexity for function in read.functions}
