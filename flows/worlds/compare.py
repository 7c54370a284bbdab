"""Compare: every order in every world, as a share of what hindsight gains, with paired intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from flows.model.noun import Noun, digest_of
from flows.worlds.draw import Draw, Numbers, draw
from flows.worlds.hindsight import hindsight
from flows.worlds.learn import learnt
from flows.worlds.orders import ORDERS, PLAIN
from flows.worlds.play import Played, play
from flows.worlds.world import World, Worlds

HINDSIGHT = "hindsight"
PART = 50
"""Years drawn at once: what is kept in memory, and given to a process."""
RESAMPLES = 2000

Scores = Mapping[str, Mapping[str, Played]]
"""World -> order -> its years."""
Each = Callable[[Callable[["Part"], Scores], Sequence["Part"]], Iterable[Scores]]
"""`map`, or one that spreads the work."""


@dataclass(frozen=True)
class Part:
    """Some of the years to be played."""

    worlds: tuple[World, ...]
    seed: int
    number: int
    years: int


class Line(Noun):
    """How an order did in a world."""

    world: str
    order: str
    runs: int
    share: float = Field(description="of what hindsight gains over deciding without research")
    low: float
    high: float = Field(description="95 % of bootstrap samples of years lie between low and high")
    ahead: float = Field(description="share minus the plain product's, in the same years")
    ahead_low: float
    ahead_high: float
    gain: float = Field(description="stakes gained a year")
    studies: float = Field(description="studies a year")
    days: float = Field(description="person-days a year")


def compare(file: Worlds, runs: int = 0, each: Each = map) -> tuple[Line, ...]:
    """World by world, the orders as they stand in ORDERS and hindsight last; `runs` years of each (0: as many as the file says).

    The same file and runs give the same lines, however the work is spread.
    """
    wanted = runs or file.runs
    parts = [Part(file.worlds, file.seed, i, min(PART, wanted - i * PART)) for i in range(-(-wanted // PART))]
    played = list(each(scores, parts))
    names = [*(order.name for order in ORDERS), HINDSIGHT]
    return tuple(
        line
        for world in file.worlds
        for line in _lines(world.id, {name: _joined([one[world.id][name] for one in played]) for name in names})
    )


def scores(part: Part) -> Scores:
    """All orders in all worlds, for some of the years. Where worlds have the same library, it is learnt from once."""
    known: dict[str, Numbers] = {}
    return {world.id: _scores(world, part, known) for world in part.worlds}


def _scores(world: World, part: Part, known: dict[str, Numbers]) -> dict[str, Played]:
    drawn = draw(world, part.seed, PART, part.number).first(part.years)
    half_lives = {"guess": drawn.guess, "true": drawn.half_life, "learnt": _learnt(world, drawn, known)}
    told = {order.name: play(world, drawn, order, half_lives[order.half_life]) for order in ORDERS}
    return told | {HINDSIGHT: hindsight(world, drawn)}


def _learnt(world: World, drawn: Draw, known: dict[str, Numbers]) -> Numbers:
    seen = (drawn.library_yes, drawn.library_age, drawn.there, drawn.yes, drawn.age, drawn.theme, drawn.arrives)
    key = digest_of(world.research.model_dump_json(), *(np.ascontiguousarray(one).tobytes() for one in seen))
    if key not in known:
        known[key] = learnt(world, drawn)
    return known[key]


def _joined(parts: Sequence[Played]) -> Played:
    return Played(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("gain", "studies", "days")))


def _lines(world: str, played: Mapping[str, Played]) -> Iterable[Line]:
    """Shares are of sums over all years, so that a year in which little could be gained does not count as much as another."""
    best, plain = played[HINDSIGHT].gain, played[PLAIN].gain
    years = len(best)
    again = np.random.default_rng(years).multinomial(years, np.full(years, 1 / years), size=RESAMPLES)
    whole = again @ best
    for name, order in played.items():
        low, high = _interval(again @ order.gain, whole)
        ahead_low, ahead_high = _interval(again @ (order.gain - plain), whole)
        yield Line(
            world=world, order=name, runs=years,
            share=_share(order.gain.sum(), best.sum()), low=low, high=high,
            ahead=_share((order.gain - plain).sum(), best.sum()), ahead_low=ahead_low, ahead_high=ahead_high,
            gain=round(float(order.gain.mean()), 3), studies=round(float(order.studies.mean()), 1), days=round(float(order.days.mean()), 1),
        )  # fmt: skip


def _interval(gained: Numbers, whole: Numbers) -> tuple[float, float]:
    """The middle 95 % of the shares (Efron 1979)."""
    shares = gained / np.where(whole > 0, whole, np.inf)
    low, high = np.quantile(shares, (0.025, 0.975))
    return round(float(low), 4), round(float(high), 4)


def _share(gained: float, whole: float) -> float:
    return round(float(gained / whole), 4) if whole > 0 else 0.0
