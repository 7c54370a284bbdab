"""Hindsight: what could have been gained by somebody who knew how every interview would come out and what is true."""

from __future__ import annotations

import numpy as np

from flows.model.turning import SIZES
from flows.questions.value import cost
from flows.worlds.draw import Counts, Draw, Flags, Numbers, months
from flows.worlds.orders import in_time
from flows.worlds.play import Played, answers, at_due, without
from flows.worlds.world import World


def hindsight(world: World, drawn: Draw) -> Played:
    """The years with the studies that gain most a person-day, each asked once and as late as its decision allows.

    A greedy choice, as the exact one is a knapsack of many dates: on the base world it comes to 98 % of that (tests/bench/hindsight.py).
    """
    return chosen(world, *options(world, drawn))


def chosen(world: World, gains: Numbers, days: Numbers) -> Played:
    """What the best of `options` come to."""
    open_, left = gains > 0, np.full((len(gains), world.cycles), float(world.research.capacity_days))
    gain, studies, spent = (np.zeros(len(gains)) for _ in range(3))
    worth = gains / days[:, :, None, :]
    while (fits := open_ & (days[:, :, None, :] <= left[:, None, :, None])).any():
        year, question, cycle, size = _best(np.where(fits, worth, 0.0))
        gain[year] += gains[year, question, cycle, size]
        spent[year] += days[year, question, size]
        left[year, cycle] -= days[year, question, size]
        studies[year] += 1
        open_[year, question] = False
    return Played(gain, studies, spent)


def options(world: World, drawn: Draw) -> tuple[Numbers, Numbers]:
    """(gains, days) of asking each question once: years x questions x cycles x sizes, and years x questions x sizes.

    The gain is 0 where it would come too late, or before anybody asked.
    """
    half_life = drawn.half_life[drawn.of_theme, drawn.theme]
    known, before = at_due(world, drawn, half_life), without(world, drawn)
    at_stake = drawn.stakes * (drawn.truth - drawn.break_even)
    gains = np.zeros((*before.shape, world.cycles, len(SIZES)))
    for cycle in range(world.cycles):
        may = (drawn.arrives <= cycle) & (in_time(drawn.due - cycle, world.research) > 0)
        kept = 2.0 ** (-months(world, np.maximum(drawn.due - cycle, 0)) / half_life)
        for size in range(len(SIZES)):
            heard = answers(world, drawn, cycle, np.full(before.shape, size)).times(kept)
            acts: Flags = known.plus(heard).means() >= drawn.break_even
            gains[:, :, cycle, size] = np.where(may, at_stake * (acts.astype(np.int64) - before), 0.0)
    return gains, np.stack([cost(n, world.research) * drawn.effort for n in SIZES], axis=-1)


def _best(worth: Numbers) -> tuple[Counts, Counts, Counts, Counts]:
    """Of each year that has any: the option that is worth most, of equals the latest."""
    years = np.flatnonzero(worth.any(axis=(1, 2, 3)))
    late_first = worth[years, :, ::-1].reshape(len(years), -1)
    question, back, size = (np.asarray(place, dtype=np.int64) for place in np.unravel_index(late_first.argmax(axis=1), worth[0].shape))
    return years, question, worth.shape[2] - 1 - back, size
