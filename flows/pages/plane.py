"""Plane: the backlog as a map, by what an answer is worth and what it costs. Across in per cent of the width, down in pixels: words keep their size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from flows.model.questions import Question, Tier

MOST = 30
"""Questions on the map; the rest are told."""
FEWEST_PLACED = 3
"""Questions that a map takes."""
NARROW, WIDE = 288, 720
"""Pixels that a picture may be wide: on a small phone, on a desk. What does not overlap at either does not between them."""
HEIGHT = 380
LEFT, RIGHT, TOP, BOTTOM = 15.0, 94.0, 30.0, 322.0
"""The plane within the map: per cent across, pixels down."""
MARK = 12.0
"""Half of the room that a question's mark has to itself, in pixels: a finger's width."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of an axis and what it stands for: `number` with that many decimals, times ten to `power` where it is not 0."""

    at: float
    number: float
    places: int
    power: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A question on the map. It stands `dx`, `dy` pixels off its true place where others stand there already."""

    key: str
    rank: int
    tier: Tier
    cost: float
    """Person-days."""
    value: float
    """What an answer is worth: score x person-days, the score in thousandths."""
    x: float
    y: float
    dx: int
    dy: int


@dataclass(frozen=True, slots=True)
class Level:
    """A line on which every question is worth the same a person-day."""

    score: Tick
    x1: float
    y1: float
    x2: float
    y2: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Plane:
    """The backlog by what an answer is worth and what it costs, both on scales of logarithms."""

    marks: tuple[Mark, ...]
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]
    levels: tuple[Level, ...]
    unplaced: int
    """Ranked questions that are not on it."""


@dataclass(frozen=True, slots=True)
class Box:
    """Room that a drawn thing takes: from `x` per cent and `left`, `right` pixels off it; from `top` to `bottom`."""

    x: float
    left: float
    right: float
    top: float
    bottom: float

    def span(self, width: float) -> tuple[float, float]:
        """From where to where it goes across a picture of that width, in pixels."""
        return self.x / 100 * width + self.left, self.x / 100 * width + self.right

    def apart(self, other: Box) -> bool:
        """Whether they do not overlap at any width from NARROW to WIDE: both edges move in a straight line between these."""
        if self.bottom <= other.top or other.bottom <= self.top:
            return True
        mine, theirs = (self.span(NARROW), self.span(WIDE)), (other.span(NARROW), other.span(WIDE))
        before = all(m[1] <= t[0] for m, t in zip(mine, theirs, strict=True))
        return before or all(t[1] <= m[0] for m, t in zip(mine, theirs, strict=True))

    def inside(self) -> bool:
        """Whether it lies within the picture at any such width."""
        spans = self.span(NARROW), self.span(WIDE)
        return (
            self.top >= 0
            and self.bottom <= HEIGHT
            and spans[0][0] >= 0
            and spans[0][1] <= NARROW
            and spans[1][0] >= 0
            and spans[1][1] <= WIDE
        )


def backlog(questions: Iterable[Question]) -> Plane | None:
    """The map of the ranked questions, the first MOST of them; None for fewer than FEWEST_PLACED that can be placed."""
    ranked = sorted((q for q in questions if q.listing == "ranked"), key=lambda q: (q.rank, q.key))
    told = [(q, *place) for q in ranked if (place := _worth(q))][:MOST]
    if len(told) < FEWEST_PLACED:
        return None
    across, down = _Scale.of([cost for _, cost, _ in told], LEFT, RIGHT), _Scale.of([value for _, _, value in told], BOTTOM, TOP)
    taken = [_TITLE, *(Box(0, 0, _TICK, tick.at - 8, tick.at + 8) for tick in down.ticks())]
    marks = tuple(mark for q, cost, value in told if (mark := _mark(q, cost, value, across, down, taken)))
    levels = tuple(_levels([value / cost for _, cost, value in told], across, down, taken))
    return Plane(marks, tuple(across.ticks()), tuple(down.ticks()), levels, len(ranked) - len(marks))


def mark_box(mark: Mark) -> Box:
    """The room of a mark."""
    return Box(mark.x, mark.dx - MARK, mark.dx + MARK, mark.y + mark.dy - MARK, mark.y + mark.dy + MARK)


def label_box(level: Level) -> Box:
    """The room of a level's label, which begins at its place: a word and a number."""
    return Box(level.label_x, 0, _LABEL, level.label_y - 11, level.label_y + 3)


_LABEL, _TICK = 84.0, 44.0
_TITLE = Box(0, 0, 240, 0, 18)
"""Room of the words at the upper left, and widths of other words, in pixels."""


def _worth(question: Question) -> tuple[float, float] | None:
    """Person-days, and what an answer is worth; None where a scale of logarithms has no place for it."""
    if question.factors is None:
        return None
    cost, value = question.factors.cost, question.score * 1000 * question.factors.cost
    return (cost, value) if cost > 0 and value > 0 and math.isfinite(cost) and math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class _Scale:
    """A scale of logarithms from `low` to `high`, exponents of ten, drawn from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def of(cls, numbers: Sequence[float], start: float, end: float) -> _Scale:
        low, high = math.log10(min(numbers)), math.log10(max(numbers))
        room = max((high - low) * 0.06, 0.12)
        return cls(low - room, high + room, start, end)

    def at(self, exponent: float) -> float:
        return self.start + (exponent - self.low) / (self.high - self.low) * (self.end - self.start)

    def back(self, place: float) -> float:
        return self.low + (place - self.start) / (self.end - self.start) * (self.high - self.low)

    def ticks(self) -> Iterator[Tick]:
        """Five at most, evenly apart where there is room for no more: 1, 2, 3, 5, 7 of each power of ten, or fewer of them."""
        for number, power in _round(self.low, self.high, 5):
            yield _tick(self.at(math.log10(number) + power), number, power)


def _round(low: float, high: float, most: int) -> list[tuple[int, int]]:
    """Round numbers between two exponents of ten, `most` at most."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    for digits in ((1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)):
        found = [(n, power) for power in powers for n in digits if low <= math.log10(n) + power <= high]
        if len(found) <= most:
            return found
    return found[:: math.ceil(len(found) / most)]


def _tick(at: float, number: int, power: int) -> Tick:
    if -3 <= power <= 4:
        return Tick(at, round(number * 10.0**power, 3), max(-power, 0), 0)
    return Tick(at, float(number), 0, power)


def _mark(question: Question, cost: float, value: float, across: _Scale, down: _Scale, taken: list[Box]) -> Mark | None:
    """The question at its place, or as near to it as there is room; None where there is none."""
    x, y = across.at(math.log10(cost)), down.at(math.log10(value))
    for dx, dy in _AROUND:
        mark = Mark(question.key, question.rank, question.tier, cost, value, x, y, dx, dy)
        box = mark_box(mark)
        if box.inside() and box.bottom <= BOTTOM + MARK and all(box.apart(other) for other in taken):
            taken.append(box)
            return mark
    return None


def _levels(scores: Sequence[float], across: _Scale, down: _Scale, taken: list[Box]) -> Iterator[Level]:
    """Three lines at most, each with room for its label."""
    for number, power in _round(math.log10(min(scores)), math.log10(max(scores)), 3):
        exponent = math.log10(number) + power
        ends = [
            each for each in (across.low, across.high, down.low - exponent, down.high - exponent) if _drawn(each, exponent, across, down)
        ]
        if len(ends) < 2 or max(ends) - min(ends) < (across.high - across.low) / 10:
            continue
        first, last = min(ends), max(ends)
        for part in (0.94, 0.85, 0.75, 0.6, 0.45, 0.3, 0.15):
            place = first + part * (last - first)
            level = Level(
                _tick(0, number, power), across.at(first), down.at(first + exponent), across.at(last), down.at(last + exponent),
                across.at(place), down.at(place + exponent) + 14,
            )  # fmt: skip
            box = label_box(level)
            if box.inside() and box.bottom <= BOTTOM and all(box.apart(other) for other in taken):
                taken.append(box)
                yield level
                break


def _drawn(place: float, exponent: float, across: _Scale, down: _Scale) -> bool:
    near = 1e-9
    return across.low - near <= place <= across.high + near and down.low - near <= place + exponent <= down.high + near


_AROUND = sorted(product(range(-120, 121, 6), range(-96, 97, 6)), key=lambda offset: (offset[0] ** 2 + 2.5 * offset[1] ** 2, offset))
"""Offsets in pixels, the nearest first. Sideways goes before up and down: a wide picture has room there."""
