"""What evidence weighs today, and the belief that it adds up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Literal

from scipy.special import betaincinv

from flows.model.insights import Belief

MONTH = 30.4375
"""Days in a mean month."""

Direction = Literal["supports", "contradicts"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One observation as evidence for or against one claim."""

    voice: str
    """Who said it; pieces without a known voice share their document's."""
    direction: Direction
    grade: float
    relevance: float
    heard_on: date | None
    met_on: date | None = None
    """The day on which the library first had it: where nobody knows when it was said, it is one half-life old on that day."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece counts for: `new` when it was heard, after the cap of 1 a person, and `now` after decay."""

    direction: Direction
    new: float
    now: float


def months_between(earlier: date, later: date) -> float:
    """Months of 30.4375 days; 0 for a date yet to come."""
    return max(0, (later - earlier).days) / MONTH


def age(heard_on: date | None, today: date, half_life: float, met_on: date | None = None) -> float:
    """Months. Undated words are taken to have been one half-life old when the library first had them, today if nobody says, and age from there.

    An age that stood still would let them outlive dated words, and the passing of time could make a claim surer.
    """
    if heard_on is None:
        return half_life + (months_between(met_on, today) if met_on else 0.0)
    return months_between(heard_on, today)


def decay(heard_on: date | None, today: date, half_life: float, met_on: date | None = None) -> float:
    """The share of its weight that time has left: 2^(-age / half_life), both in months."""
    return float(2.0 ** (-age(heard_on, today, half_life, met_on) / half_life))


def weigh(pieces: Sequence[Piece], today: date, half_life: float) -> tuple[Weight, ...]:
    """Weights in the order of the pieces: grade x relevance x decay, where one voice counts at most 1 in total.

    The cap is laid on the weight when new, freshest first, and decay comes after. So a tenth quote adds nothing once the voice has
    had its say; more evidence never lowers what a voice counts for; and time scales all weights alike, which it would not if
    the cap were laid on decayed weights: an old talker would then be held back less and less by it.
    """
    left = [decay(piece.heard_on, today, half_life, piece.met_on) for piece in pieces]
    by_voice: dict[str, dict[float, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, piece in enumerate(pieces):
        by_voice[piece.voice][left[index]].append(index)
    new = [0.0] * len(pieces)
    for by_age in by_voice.values():
        _cap(pieces, by_age, new)
    return tuple(Weight(piece.direction, new[index], new[index] * left[index]) for index, piece in enumerate(pieces))


def belief(weights: Iterable[Weight]) -> Belief:
    """Beta(1 + supporting, 1 + contradicting) with its mean, 10th and 90th percentiles; rounded to 4 decimals."""
    listed = tuple(weights)
    # First to 9 decimals: one voice's weight shared among more pieces must not tip the fourth decimal by the last bit of a sum.
    a = round(1 + fsum(w.now for w in listed if w.direction == "supports"), 9)
    b = round(1 + fsum(w.now for w in listed if w.direction == "contradicts"), 9)
    low, high = betaincinv(a, b, (0.1, 0.9))
    return Belief(a=round(a, 4), b=round(b, 4), mean=round(a / (a + b), 4), low=round(float(low), 4), high=round(float(high), 4))


def _cap(pieces: Sequence[Piece], by_age: dict[float, list[int]], new: list[float]) -> None:
    """Share out one voice's 1 among its pieces, the freshest first."""
    room = 1.0
    for age in sorted(by_age, reverse=True):
        room = max(0.0, room - _share(pieces, by_age[age], room, new))


def _share(pieces: Sequence[Piece], same_day: Sequence[int], room: float, new: list[float]) -> float:
    """Share `room` among the pieces of one day and say how much was taken.

    Each direction may fill half and then what the other leaves, and pieces of one direction share in proportion: whoever says both
    yes and no on one day is not tipped over by saying one of them twice, and no order of the pieces matters.
    """
    asked: dict[Direction, float] = {
        "supports": fsum(_undecayed(pieces[i]) for i in same_day if pieces[i].direction == "supports"),
        "contradicts": fsum(_undecayed(pieces[i]) for i in same_day if pieces[i].direction == "contradicts"),
    }
    smaller = min(asked.values())
    given = {direction: min(wish, max(room / 2, room - smaller)) for direction, wish in asked.items()}
    for index in same_day:
        direction = pieces[index].direction
        new[index] = _undecayed(pieces[index]) * given[direction] / asked[direction] if asked[direction] else 0.0
    return fsum(given.values())


def _undecayed(piece: Piece) -> float:
    return max(0.0, piece.grade) * max(0.0, piece.relevance)
