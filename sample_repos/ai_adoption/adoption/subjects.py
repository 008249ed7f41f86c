"""What commit messages say."""

from .dice import Dice
from .vocabulary import VERBS, noun_phrase


def subject(dice: Dice) -> str:
    verb = dice.pick(VERBS).capitalize()
    return dice.pick(
        (
            f"{verb} the {noun_phrase(dice)} before the {noun_phrase(dice)}",
            f"Fix the {noun_phrase(dice)} when its {noun_phrase(dice)} is missing",
            f"{verb} every {noun_phrase(dice)} once",
            f"Keep the {noun_phrase(dice)} beside its {noun_phrase(dice)}",
            f"Let a {noun_phrase(dice)} wait for the {noun_phrase(dice)}",
        )
    )


def topic(dice: Dice) -> str:
    """A branch name."""
    return f"{dice.pick(VERBS)}-{noun_phrase(dice).replace(' ', '-')}"


def squash_body(dice: Dice) -> str:
    return "\n".join(f"* {subject(dice)}" for _ in range(dice.between(2, 4)))
