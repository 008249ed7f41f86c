"""Random draws that come out the same on every Python version.

Only `random.Random.random` is promised to keep its sequence for a seed; `shuffle`, `sample`, `choices` and
`randrange` are not, so everything is drawn from that one method.
"""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

SECONDS_A_DAY = 86_400


class Dice:
    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random

    def chance(self, probability: float) -> bool:
        return self._draw() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._draw() * len(items))]

    def between(self, low: int, high: int) -> int:
        """Both ends included."""
        return low + int(self._draw() * (high - low + 1))

    def lifetime(self, half_life_days: float) -> int:
        """A draw from the exponential law with this median, in whole seconds.

        Whole seconds, because the last bit of a logarithm may differ between C libraries.
        """
        return round(-math.log2(1.0 - self._draw()) * half_life_days * SECONDS_A_DAY)
