"""Draw: the questions, truths, old evidence and answers of many years at once, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from flows.insights.belief import MONTH
from flows.model.turning import SIZES
from flows.worlds.world import DECIMALS, World

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_PIECES = 12
"""Old pieces of one question; rarer crowds are cut."""


@dataclass(frozen=True)
class Draw:
    """Years of one world. Arrays are years x questions (x what is named); times are in cycles from the first day, ages in months."""

    arrives: Counts
    due: Counts
    theme: Counts
    stakes: Numbers
    effort: Numbers
    """What a study costs beside C(n)."""
    break_even: Numbers
    half_life: Numbers
    """True ones, years x themes."""
    guess: Numbers
    """What the analyst takes them to be, years x themes."""
    seen_stakes: Numbers
    seen_effort: Numbers
    truth: Numbers
    """The share at the time of the decision."""
    there: Flags
    """Whether an old piece is there, ... x MOST_PIECES."""
    yes: Flags
    """Whether it supports the claim."""
    age: Numbers
    """Its age when the question comes up."""
    answers: Counts
    """How many of the first SIZES[i] people would agree if asked in a cycle, ... x cycles x sizes."""
    dice: Numbers
    """For orders without reason, ... x cycles."""
    library_yes: Flags
    """Evidence on other claims, years x themes x claims x pieces."""
    library_age: Numbers
    """Its age on the first day."""

    @cached_property
    def of_theme(self) -> Counts:
        """Rows to look up a theme's figure with: `half_life[draw.of_theme, draw.theme]`."""
        return np.arange(len(self.theme))[:, None]

    def first(self, years: int) -> Draw:
        """Only the first years."""
        return Draw(**{field.name: getattr(self, field.name)[:years] for field in fields(self)})


def draw(world: World, seed: int, years: int, part: int = 0) -> Draw:
    """`years` years of the world. Parts are independent of each other, and of how many there are.

    The true share of each claim is the logistic of an Ornstein-Uhlenbeck process, sampled each cycle: after its theme's half-life, half of what
    set it apart from the average claim is forgotten. Worlds with the same seed and numbers of things share their chance, so that two differ
    only by what was changed.
    """
    dice = np.random.default_rng([seed, part])
    shape = (years, world.questions)
    theme = dice.integers(world.themes, size=shape)
    half_life = world.half_life * np.exp(world.half_life_spread * dice.standard_normal((years, world.themes)))
    guess = world.research.half_life * np.exp(world.noise * dice.standard_normal((years, world.themes)))
    normal = dice.standard_normal((4, *shape))
    stakes, effort = np.exp(world.stakes_spread * normal[0]), np.exp(world.effort_spread * normal[1])
    arrives = np.broadcast_to(_arrivals(world), shape)
    due = arrives + dice.integers(world.soonest, world.latest, size=shape, endpoint=True)
    break_even = _break_evens(world, dice.random(shape))
    past, future = _past(world), world.cycles + world.latest
    path = _path(dice, half_life[np.arange(years)[:, None], theme], past + future + 1, world)
    there, yes, age = _old(world, dice, path, arrives, past)
    asked = path[:, :, past : past + world.cycles, None]
    agree = (dice.random((*shape, world.cycles, max(SIZES))) < asked).astype(np.int64)
    library_yes, library_age = _library(world, np.random.default_rng([seed, part, 1]), half_life, past)
    return Draw(
        arrives=arrives,
        due=due,
        theme=theme,
        stakes=stakes,
        effort=effort,
        break_even=break_even,
        half_life=half_life,
        guess=guess,
        seen_stakes=stakes * np.exp(world.noise * normal[2]),
        seen_effort=effort * np.exp(world.noise * normal[3]),
        truth=np.take_along_axis(path, (due + past)[:, :, None], axis=2)[:, :, 0],
        there=there,
        yes=yes,
        age=age,
        answers=np.cumsum(agree, axis=-1)[..., np.asarray(SIZES) - 1],
        dice=dice.random((*shape, world.cycles)),
        library_yes=library_yes,
        library_age=library_age,
    )


def months(world: World, cycles: int | Counts) -> Numbers:
    """Cycles as months."""
    return np.asarray(cycles * (world.research.cycle_days / MONTH), dtype=np.float64)


def _past(world: World) -> int:
    return ceil(world.oldest / float(months(world, 1)))


def _arrivals(world: World) -> Counts:
    later = np.repeat(np.arange(1, world.cycles), world.new_each_cycle)
    return np.concatenate([np.zeros(world.open_at_start, dtype=np.int64), later])


def _break_evens(world: World, even: Numbers) -> Numbers:
    steps = 10**DECIMALS
    low, high = round(world.break_even_from * steps), round(world.break_even_to * steps)
    return np.asarray((low + np.floor(even * (high - low + 1))) / steps)


def _path(dice: np.random.Generator, half_life: Numbers, steps: int, world: World) -> Numbers:
    """True shares at every cycle from the oldest evidence on, claims x steps."""
    kept = 2.0 ** (-months(world, 1) / half_life)
    shock = np.sqrt(1 - kept**2)
    path = dice.standard_normal((steps, *half_life.shape))
    for step in range(1, steps):
        path[step] = kept * path[step - 1] + shock * path[step]
    return np.moveaxis(np.asarray(expit(world.share_spread * path)), 0, -1)


def _old(world: World, dice: np.random.Generator, path: Numbers, arrives: Counts, past: int) -> tuple[Flags, Flags, Numbers]:
    """Geometrically many pieces for each question: many have none, few have many."""
    shape = arrives.shape
    ratio = world.old_pieces / (1 + world.old_pieces)
    chance = 1 - dice.random(shape)
    many = np.floor(np.log(chance) / np.log(ratio)) if ratio > 0 else np.zeros(shape)
    back = np.floor(dice.random((*shape, MOST_PIECES)) * (past + 1)).astype(np.int64)
    share = np.take_along_axis(path, np.maximum(past + arrives[..., None] - back, 0), axis=-1)
    return np.arange(MOST_PIECES) < many[..., None], dice.random(share.shape) < share, months(world, back)


def _library(world: World, dice: np.random.Generator, half_life: Numbers, past: int) -> tuple[Flags, Numbers]:
    shape = (*half_life.shape, world.library_claims)
    path = _path(dice, np.broadcast_to(half_life[..., None], shape), past + 1, world)
    back = np.floor(dice.random((*shape, world.library_pieces)) * (past + 1)).astype(np.int64)
    return dice.random(back.shape) < np.take_along_axis(path, past - back, axis=-1), months(world, back)
