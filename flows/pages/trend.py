"""Trend: how often something was heard, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FEWEST = 8
"""Observations that a trend takes to be drawn."""
LONGEST = 16
"""Quarters shown; older ones are left out."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter's counts of observations."""

    year: int
    number: int
    supports: int
    against: int


def trend(supports: Iterable[date | None], against: Iterable[date | None] = ()) -> tuple[Quarter, ...]:
    """Every quarter from the first heard to the last, empty ones too; nothing where all was heard in one quarter, or too little at all."""
    pro, con = _counted(supports), _counted(against)
    heard = pro.keys() | con.keys()
    if sum(pro.values()) + sum(con.values()) < FEWEST or min(heard) == max(heard):
        return ()
    span = range(max(min(heard), max(heard) - LONGEST + 1), max(heard) + 1)
    return tuple(Quarter(place // 4, place % 4 + 1, pro.get(place, 0), con.get(place, 0)) for place in span)


def _counted(days: Iterable[date | None]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for day in days:
        if day:
            place = day.year * 4 + (day.month - 1) // 3
            counts[place] = counts.get(place, 0) + 1
    return counts
