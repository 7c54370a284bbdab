"""Play: years lived through in one order, and what that was worth."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from flows.model.turning import SIZES
from flows.questions.core import fitting
from flows.questions.value import cost
from flows.worlds.draw import Counts, Draw, Flags, Numbers, months
from flows.worlds.orders import Order, View, in_time
from flows.worlds.world import World

SAID = "first-hand"
"""Provenance of every piece of evidence in a world."""


@dataclass(frozen=True)
class Played:
    """What each year came to."""

    gain: Numbers
    """Sum over the decisions of V · (true share - break-even) that research won, or lost, beside deciding without it."""
    studies: Numbers
    days: Numbers
    """Person-days that were spent."""


@dataclass(frozen=True)
class Evidence:
    """Weights for and against, years x questions."""

    yes: Numbers
    no: Numbers

    def means(self) -> Numbers:
        """The belief's mean."""
        return (1 + self.yes) / (2 + self.yes + self.no)

    def times(self, share: Numbers | Flags) -> Evidence:
        return Evidence(self.yes * share, self.no * share)

    def plus(self, other: Evidence) -> Evidence:
        return Evidence(self.yes + other.yes, self.no + other.no)


def play(world: World, drawn: Draw, order: Order, half_life: Numbers) -> Played:
    """The years in one order that takes the themes' half-lives to be `half_life` (years x themes).

    At the start of each cycle the questions that score most are asked, as long as what they really cost fits; answers are in after the lead
    time, and each decision is taken at its date by the belief of that day.
    """
    own = half_life[drawn.of_theme, drawn.theme]
    judged = _judging(world, drawn, half_life)
    old, fresh, at_decision = old_evidence(world, drawn, own), _none(own), _none(own)
    asked, ready = np.zeros(own.shape, dtype=np.int64), np.zeros(own.shape, dtype=np.int64)
    days, studies, kept = np.zeros(len(own)), np.zeros(len(own)), 2.0 ** (-months(world, 1) / own)
    for cycle in range(world.cycles):
        waits = (drawn.arrives <= cycle) & (ready <= cycle) & ((asked == 0) | order.again)
        view = _view(world, drawn, cycle, old.times(kept ** np.maximum(cycle - drawn.arrives, 0)).plus(fresh), asked, waits)
        score, size = order.propose(view)
        spent = np.asarray([cost(n, world.research) for n in SIZES])[size] * drawn.effort
        taken = fitting(np.where(view.open, score, 0.0).T, spent.T, world.research.capacity_days).T
        heard = answers(world, drawn, cycle, size).times(taken)
        fresh = fresh.plus(heard).times(kept)
        at_decision = at_decision.plus(heard.times(2.0 ** (-months(world, np.maximum(drawn.due - cycle, 0)) / judged)))
        asked = asked + np.where(taken, np.asarray(SIZES)[size], 0)
        ready = np.where(taken, cycle + _lead(world), ready)
        days, studies = days + (spent * taken).sum(axis=1), studies + taken.sum(axis=1)
    return Played(_gain(world, drawn, judged, at_decision), studies, days)


def old_evidence(world: World, drawn: Draw, half_life: Numbers) -> Evidence:
    """What a question comes with, on the day it comes up."""
    weight = np.where(drawn.there, grade(world) * 2.0 ** (-drawn.age / half_life[..., None]), 0.0)
    yes = np.asarray(np.where(drawn.yes, weight, 0.0).sum(axis=-1), dtype=np.float64)
    return Evidence(yes, np.asarray(weight.sum(axis=-1), dtype=np.float64) - yes)


def answers(world: World, drawn: Draw, cycle: int, size: Counts) -> Evidence:
    """What asking each question in that cycle would bring, at SIZES[size] interviews."""
    agree = np.take_along_axis(drawn.answers[:, :, cycle], size[..., None], axis=-1)[..., 0]
    return Evidence(*(np.asarray(people * grade(world), dtype=np.float64) for people in (agree, np.asarray(SIZES)[size] - agree)))


def grade(world: World) -> float:
    """What an interview weighs when new."""
    return world.research.grades[SAID]


def at_due(world: World, drawn: Draw, half_life: Numbers) -> Evidence:
    """The old evidence on the day of the decision."""
    return old_evidence(world, drawn, half_life).times(2.0 ** (-months(world, drawn.due - drawn.arrives) / half_life))


def without(world: World, drawn: Draw) -> Flags:
    """Whether one would act without any research."""
    half_life = drawn.half_life if world.decided == "rightly" else drawn.guess
    return at_due(world, drawn, half_life[drawn.of_theme, drawn.theme]).means() >= drawn.break_even


def _judging(world: World, drawn: Draw, half_life: Numbers) -> Numbers:
    used = drawn.half_life if world.decided == "rightly" else half_life
    return used[drawn.of_theme, drawn.theme]


def _gain(world: World, drawn: Draw, judged: Numbers, heard: Evidence) -> Numbers:
    acts = at_due(world, drawn, judged).plus(heard).means() >= drawn.break_even
    changed = acts.astype(np.int64) - without(world, drawn)
    return np.asarray((drawn.stakes * (drawn.truth - drawn.break_even) * changed).sum(axis=1))


def _view(world: World, drawn: Draw, cycle: int, known: Evidence, asked: Counts, waits: Flags) -> View:
    pieces = drawn.there.sum(axis=-1) + asked
    new = pieces * grade(world)
    return View(
        cycle=cycle,
        research=world.research,
        arrives=drawn.arrives,
        due=drawn.due,
        stakes=drawn.seen_stakes,
        effort=drawn.seen_effort,
        break_even=drawn.break_even,
        a=1 + known.yes,
        b=1 + known.no,
        pieces=pieces,
        freshness=np.where(pieces > 0, (known.yes + known.no) / np.maximum(new, 1e-12), 1.0),
        dice=drawn.dice[..., cycle],
        open=waits & (in_time(drawn.due - cycle, world.research) > 0),
    )


def _none(like: Numbers) -> Evidence:
    return Evidence(np.zeros_like(like), np.zeros_like(like))


def _lead(world: World) -> int:
    """Cycles until answers are in."""
    return max(1, ceil(world.research.lead_days / world.research.cycle_days))
