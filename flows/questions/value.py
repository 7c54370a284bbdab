"""Value: what an answer would be worth, in the factors of P = F · V · EVSI_n · U / C(n)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln

from flows.model.insights import Belief
from flows.model.organisation import Research
from flows.model.questions import UNDATED_SLACK, Factors
from flows.model.turning import SIZES, turns_at

STAKES_OF_DECISION = 0.5
STAKES_OF_NOTHING = 0.2
"""V where nobody gave any: for a gap that a decision waits for, and for one that none does."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an answer would be used for."""

    decision: str = ""
    focus: str = ""
    weight: float = 1.0
    """F."""
    stakes: float = STAKES_OF_NOTHING
    """V."""
    break_even: float | None = None
    date: date | None = None
    days: float | None = None
    """Person-days that a plan says it takes."""


def evsi(a: float, b: float, n: int, t: float | None = None) -> float:
    """Expected value of hearing n more people, per unit of stakes, under a belief Beta(a, b).

    With a break-even t it is E[max(0, posterior mean - t)] - max(0, mean - t) over BetaBinomial(n, a, b), exactly; without one, the
    closed form for t uniform on [0, 1]: half the expected fall of variance. Between 0 and 1, never
    negative (Raiffa and Schlaifer 1961; Wilson 2014).
    """
    return float(evsi_of(np.asarray([a], dtype=float), np.asarray([b], dtype=float), n, t)[0])


def evsi_of(a: Numbers, b: Numbers, n: int, t: float | None = None) -> Numbers:
    """`evsi` for many beliefs at once; a and b have one shape, and so has the answer."""
    total = a + b
    if t is None:
        return np.asarray(0.5 * a * b / (total**2 * (total + 1)) * n / (total + n))
    k = np.arange(n + 1, dtype=float)
    chance = _beta_binomial(a[..., None], b[..., None], n, k)
    posterior = (a[..., None] + k) / (total[..., None] + n)
    # Only outcomes that change the decision are worth anything; summing those alone cancels nothing away, so "never turns" is exactly 0.
    act = (a / total >= t)[..., None]
    gain = np.where(act, t - posterior, posterior - t)
    return np.asarray((chance * np.maximum(0.0, gain)).sum(axis=-1))


def cost(n: int, research: Research, days: float | None = None) -> float:
    """C(n) in person-days: what the plan says, or fixed days + n x days per interview."""
    return days if days is not None else research.fixed_days + n * research.days_per_interview


def best_n(belief: Belief, research: Research, t: float | None = None, days: float | None = None) -> int:
    """The sample size of SIZES that gives the most EVSI a person-day; the smallest of equals.

    Where a plan fixes the days, more interviews would always look better, so it is the largest size that the formula fits into them.
    """
    if days is not None:
        return max((n for n in SIZES if cost(n, research) <= days), default=SIZES[0])
    worth = {n: _significant(evsi(belief.a, belief.b, n, t) / cost(n, research), 12) for n in SIZES}
    return max(SIZES, key=lambda n: (worth[n], -n))


def urgency(decision_date: date | None, today: date, research: Research) -> tuple[float, float | None]:
    """(U, slack): slack = (date - today - lead time) in cycles, U = 1 / max(1, slack), 0 when the answer cannot arrive in time.

    Without a date the slack is None and U is that of UNDATED_SLACK cycles: 1/6.
    """
    if decision_date is None:
        return 1 / UNDATED_SLACK, None
    slack = ((decision_date - today).days - research.lead_days) / research.cycle_days
    return (0.0 if slack < 0 else 1 / max(1.0, slack)), slack


def factors(belief: Belief, purpose: Purpose, today: date, research: Research) -> Factors:
    """All that the priority is made of, to six significant digits, so that what is kept is what was multiplied."""
    n = best_n(belief, research, purpose.break_even, purpose.days)
    u, slack = urgency(purpose.date, today, research)
    return Factors(
        a=belief.a,
        b=belief.b,
        mean=_significant(belief.a / (belief.a + belief.b)),
        break_even=purpose.break_even,
        focus=purpose.weight,
        stakes=purpose.stakes,
        evsi=_significant(evsi(belief.a, belief.b, n, purpose.break_even)),
        n=n,
        cost=cost(n, research, purpose.days),
        fixed_days=research.fixed_days if purpose.days is None else None,
        days_each=research.days_per_interview if purpose.days is None else None,
        urgency=_significant(u),
        slack=None if slack is None else round(slack, 4),
        decision_date=purpose.date,
        turns_at=turns_at(belief.a, belief.b, n, purpose.break_even),
    )


def evsi_rule(factors: Factors) -> float:
    """P = F · V · EVSI_n · U / C(n), the order by the value of asking."""
    return factors.priority


def stakes_rule(factors: Factors) -> float:
    """V alone: the order of a meeting that looks at stakes only, to compare with."""
    return factors.stakes


def _beta_binomial(a: Numbers, b: Numbers, n: int, k: Numbers) -> Numbers:
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(ways + betaln(a + k, b + n - k) - betaln(a, b)))


def _significant(value: Any, digits: int = 6) -> float:
    return float(f"{value:.{digits}g}")
