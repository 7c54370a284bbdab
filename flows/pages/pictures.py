"""Pictures: what drawings of age and of coverage tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product

from flows.model.coverage import Cell
from flows.pages.addresses import Addresses, Ref

MONTH = 30.4375
FEWEST = 5
"""Dated observations that a picture of their age takes."""
STEPS = 3
"""Bins within one half-life."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Observations of one age, in months; `upper` is None for the last, which is open."""

    lower: float
    upper: float | None
    observations: int
    old: bool
    """Past one half-life: each weighs less than half."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How old evidence is."""

    bins: tuple[Bin, ...]
    half_life: float
    """Months."""
    within: int
    """Observations younger than one half-life."""
    past: int
    undated: int

    @property
    def most(self) -> int:
        return max(each.observations for each in self.bins)


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of the map of who has been heard: `depth` 0 for nobody, 1 to 3 for how many, as far as that may be told."""

    stage: Ref
    voices: int
    few: bool
    """Fewer than the smallest group: the number is not told."""
    depth: int
    latest: date | None
    old: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """Who has been heard, and where on the path."""

    stages: tuple[Ref, ...]
    rows: tuple[tuple[Ref, tuple[Square, ...]], ...]
    holes: int


def ages(days: Iterable[date | None], today: date, half_life: float) -> Ages | None:
    """How old evidence is, in thirds of a half-life up to two, and all that is older; None where too little is dated."""
    told = list(days)
    months = [max((today - day).days, 0) / MONTH for day in told if day]
    if len(months) < FEWEST:
        return None
    step = half_life / STEPS
    counts = [0] * (2 * STEPS + 1)
    for age in months:
        counts[min(int(age / step), 2 * STEPS)] += 1
    bins = tuple(Bin(n * step, None if n == 2 * STEPS else (n + 1) * step, count, n >= STEPS) for n, count in enumerate(counts))
    within = sum(each.observations for each in bins if not each.old)
    return Ages(bins, half_life, within, len(months) - within, len(told) - len(months))


def heard(at: Addresses) -> Heard | None:
    """The map of who has been heard at which stage; None where the organisation names no personas or no stages."""
    picture, organisation = at.picture, at.picture.organisation
    personas, stages = organisation.personas(), organisation.stages()
    if not personas or not stages:
        return None
    most = max(picture.coverage.cell(p, s).voices for p, s in product(personas, stages))
    oldest = organisation.research.half_life
    rows = tuple(
        (at.persona(p), tuple(_square(picture.coverage.cell(p, s), at.stage(s), most, at, oldest) for s in stages)) for p in personas
    )
    return Heard(tuple(at.stage(s) for s in stages), rows, sum(not square.depth for _, row in rows for square in row))


def _square(cell: Cell, stage: Ref, most: int, at: Addresses, oldest: float) -> Square:
    smallest, today = at.picture.organisation.privacy.smallest_group, at.picture.cycle.today
    few = 0 < cell.voices < smallest
    depth = 0 if not cell.voices else 1 if few else 1 + min(2, 3 * (cell.voices - smallest) // (most - smallest + 1))
    old = cell.latest is not None and (today - cell.latest).days / MONTH > oldest
    return Square(stage, cell.voices, few, depth, cell.latest, old)
