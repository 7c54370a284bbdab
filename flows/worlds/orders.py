"""Orders: ways of choosing what to ask next. The proposed one calls the backlog's own scoring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from flows.model.organisation import Research
from flows.model.questions import Factors
from flows.model.turning import SIZES
from flows.questions.value import cost, evsi_of, evsi_rule, stakes_rule, urgency
from flows.worlds.draw import Counts, Flags, Numbers

USUAL = 5
"""Interviews of a study, for orders that propose no sample size."""


@dataclass(frozen=True)
class View:
    """What an analyst sees at the start of a cycle. Arrays are years x questions."""

    cycle: int
    research: Research
    arrives: Counts
    due: Counts
    stakes: Numbers
    effort: Numbers
    break_even: Numbers
    a: Numbers
    b: Numbers
    """Of the belief, with the half-life that the order has."""
    pieces: Counts
    """Pieces of evidence, however old."""
    freshness: Numbers
    """Weight today / weight when new; 1 where there is none."""
    dice: Numbers
    open: Flags
    """May be asked: has come up, an answer arrives in time, is not being asked, was not asked before (unless the order asks again)."""

    @property
    def urgency(self) -> Numbers:
        """U of the backlog."""
        return in_time(self.due - self.cycle, self.research)

    def cost(self, n: int) -> Numbers:
        """Person-days that asking n people is thought to take."""
        return np.asarray(cost(n, self.research) * self.effort)


Proposal = tuple[Numbers, Counts]
"""For each question its score (what is not above 0 is not asked) and the place of its sample size in SIZES."""


@dataclass(frozen=True)
class Order:
    """A way to choose."""

    name: str
    propose: Callable[[View], Proposal]
    half_life: Literal["guess", "learnt", "true"] = "guess"
    again: bool = False
    """Whether a question may be asked again while its date is ahead."""
    about: str = ""


def in_time(left: Counts, research: Research) -> Numbers:
    """U for each number of cycles until the decision; 0 where an answer cannot arrive in time."""
    low, high = int(left.min(initial=0)), int(left.max(initial=0))
    today = date(2000, 1, 1)
    known = [urgency(today + timedelta(days=cycles * research.cycle_days), today, research)[0] for cycles in range(low, high + 1)]
    return np.asarray(known, dtype=np.float64)[left - low]


def proposed(view: View) -> Proposal:
    """P = F · V · EVSI_n · U / C(n) with the break-even, n the size that pays best a day."""
    return _by_value(view, True)


def proposed_without(view: View) -> Proposal:
    """The same in closed form, where nobody can say the break-even."""
    return _by_value(view, False)


def plain_product(view: View) -> Proposal:
    """Stakes · 1/√(1 + pieces) · staleness · urgency / cost, where staleness goes from 1 (fresh) to 2 (all weight gone)."""
    return _usual(view, view.stakes / np.sqrt(1 + view.pieces) * (2 - view.freshness) * view.urgency / view.cost(USUAL))


def rice_linear(view: View) -> Proposal:
    """Impact · confidence / effort, with the stakes in five steps from 1 to 5, each with as many questions."""
    steps = np.floor(_share_below(view.stakes) * 5) + 1
    return _usual(view, steps * _confidence(view) / view.cost(USUAL))


def rice_geometric(view: View) -> Proposal:
    """The same with the stakes themselves."""
    return _usual(view, view.stakes * _confidence(view) / view.cost(USUAL))


def stakes_only(view: View) -> Proposal:
    """The backlog's rule `stakes`."""
    return _usual(view, np.asarray(stakes_rule(_factors(view, np.zeros_like(view.stakes), 0))))


def earliest(view: View) -> Proposal:
    """The next decision first."""
    return _usual(view, 1 / (1 + view.due + view.dice))


def first_in(view: View) -> Proposal:
    """What came up first."""
    return _usual(view, 1 / (1 + view.arrives + view.dice))


def random(view: View) -> Proposal:
    """Any."""
    return _usual(view, view.dice)


PLAIN = "plain product"
ORDERS = (
    Order("random", random),
    Order("first in, first out", first_in),
    Order("earliest decision", earliest),
    Order("stakes only", stakes_only),
    Order("RICE, linear stakes", rice_linear),
    Order("RICE, geometric stakes", rice_geometric),
    Order(PLAIN, plain_product),
    Order("proposed, t unknown", proposed_without),
    Order("proposed, t known", proposed),
    Order("… and h learnt", proposed, "learnt"),
    Order("… and h known", proposed, "true"),
    Order("… h learnt, re-asking", proposed, "learnt", again=True),
    Order("… h known, re-asking", proposed, "true", again=True),
)
"""In the order of the table; the hindsight oracle comes last (flows.worlds.hindsight)."""


def _by_value(view: View, with_break_even: bool) -> Proposal:
    worth = _worth(view, with_break_even)
    best = np.argmax([worth[i] / cost(n, view.research) for i, n in enumerate(SIZES)], axis=0)  # the smallest of equals
    score = evsi_rule(_factors(view, np.take_along_axis(worth, best[None], axis=0)[0], best))
    return np.asarray(score), best


def _worth(view: View, with_break_even: bool) -> Numbers:
    """EVSI of each size, sizes x years x questions; 0 for what is not open."""
    worth = np.zeros((len(SIZES), *view.a.shape))
    for t in np.unique(view.break_even) if with_break_even else (None,):
        these = view.open & (view.break_even == t) if with_break_even else view.open
        for i, n in enumerate(SIZES):
            worth[i][these] = evsi_of(view.a[these], view.b[these], n, None if t is None else float(t))
    return worth


def _factors(view: View, evsi: Numbers, best: Counts | int) -> Factors:
    """The backlog's factors for all questions at once: its rules are arithmetic, and take arrays as they take numbers."""
    days = np.asarray([cost(n, view.research) for n in SIZES])[best] * view.effort
    known = {"a": view.a, "b": view.b, "focus": 1.0, "stakes": view.stakes, "evsi": evsi, "cost": days, "urgency": view.urgency}
    return Factors.model_construct(None, **known)  # type: ignore[arg-type]


def _usual(view: View, score: Numbers) -> Proposal:
    return score, np.full(score.shape, SIZES.index(USUAL))


def _confidence(view: View) -> Numbers:
    """RICE's 50, 80 and 100 %: by the weight of evidence, below 1, below 3, and from there on."""
    weight = view.a + view.b - 2
    return np.where(weight < 1, 0.5, np.where(weight < 3, 0.8, 1.0))


def _share_below(values: Numbers) -> Numbers:
    """For each question the share of its year's questions with less, 0 to below 1; equals are alike."""
    ordered = np.sort(values, axis=1)
    below = np.stack([np.searchsorted(row, own, side="left") for row, own in zip(ordered, values, strict=True)])
    return np.asarray(below / values.shape[1])
