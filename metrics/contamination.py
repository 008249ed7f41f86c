"""If some of the unlabelled lines were AI's too: the difference that would lie behind the one measured.

Others that hold a share q of AI lines differ from AI lines by (1 - q) of the true difference, so that one is
d / (1 - q): the correction for a misclassified exposure (Rothman, Greenland and Lash, Modern Epidemiology,
3rd ed., 2008) where no line labelled AI is a person's and the unlabelled AI lines are like the labelled ones.
"""

SHARES = (0.0, 0.25, 0.5, 0.75)


def corrected(difference: float, share: float) -> float:
    """The difference if a share, 0 to below 1, of the lines not labelled AI were AI's."""
    return difference / (1 - share)
