"""Core index: how often a question would be chosen if stakes, cost and half-life were somewhat wrong (Vilkkumaa, Liesiö and Salo 2012)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from flows.model.contracts import Rule
from flows.model.noun import digest_of
from flows.model.questions import Factors, Tier
from flows.questions.value import Numbers, evsi_of

DRAWS = 500
SIGMA = 0.5
"""Of the natural logarithm of each factor's error."""
NOW, DISCUSS = 0.8, 0.2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked question, as the draws see it."""

    key: str
    factors: Factors
    freshness: float = 1.0
    """Weight of its evidence today / when new, 0 to 1."""


def core_indices(candidates: Sequence[Candidate], rule: Rule, capacity: float) -> dict[str, float]:
    """Key -> the share of DRAWS in which the question fits the cycle's `capacity` of person-days.

    In each draw V, C and h of every question are multiplied by lognormal errors, and questions are taken by score as long as they fit;
    one that does not fit is passed over, one that is worth nothing is never taken. Each
    question draws from its own stream, seeded by its key: the same questions give the same draws, and a newcomer does not reshuffle theirs.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.key)
    if not ordered:
        return {}
    errors = _errors([candidate.key for candidate in ordered])
    scores = np.stack([_scores(c, rule, *e) for c, e in zip(ordered, errors, strict=True)])
    costs = np.stack([c.factors.cost * e[1] for c, e in zip(ordered, errors, strict=True)])
    taken = fitting(scores, costs, capacity)
    return {c.key: round(float(share), 3) for c, share in zip(ordered, taken.mean(axis=1), strict=True)}


def tier(core_index: float) -> Tier:
    """Now from 80 %, discuss from 20 %."""
    return "now" if core_index >= NOW else "discuss" if core_index >= DISCUSS else "not-now"


def fitting(scores: Numbers, costs: Numbers, capacity: float) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether each question is taken in each draw, greedily; both arrays are questions x draws.

    The best comes first, one that does not fit is passed over, one that scores 0 is never taken. All draws take their next at the same time.
    """
    questions, draws = scores.shape
    order = np.argsort(-scores, axis=0, kind="stable")
    left = np.full(draws, float(capacity))
    taken = np.zeros((questions, draws), dtype=bool)
    every = np.arange(draws)
    for turn in order:
        worth = scores[turn, every] > 0
        if not worth.any():
            break
        fits = (costs[turn, every] <= left) & worth
        taken[turn, every] = fits
        left -= np.where(fits, costs[turn, every], 0.0)
    return taken


def _errors(keys: list[str]) -> Numbers:
    """Errors of each question: questions x (stakes, cost, half-life) x draws."""
    drawn = [np.random.default_rng(int(digest_of(key), 16)).standard_normal((3, DRAWS)) for key in keys]
    return np.exp(SIGMA * np.stack(drawn))


def _scores(candidate: Candidate, rule: Rule, stakes: Numbers, cost: Numbers, half_life: Numbers) -> Numbers:
    known = candidate.factors
    a, b = aged(known.a, candidate.freshness, half_life), aged(known.b, candidate.freshness, half_life)
    drawn: dict[str, Any] = {
        **dict(known),
        "a": a,
        "b": b,
        "mean": a / (a + b),
        "stakes": known.stakes * stakes,
        "cost": known.cost * cost,
        "evsi": evsi_of(a, b, known.n, known.break_even),
    }
    try:
        return np.broadcast_to(np.asarray(rule(Factors.model_construct(**drawn)), dtype=np.float64), (DRAWS,))
    except (TypeError, ValueError):  # a rule that branches cannot take all draws at once
        return np.asarray([rule(Factors.model_construct(**_draw(drawn, i))) for i in range(DRAWS)], dtype=np.float64)


def aged(parameter: float, freshness: float, half_life: Numbers) -> Numbers:
    """The a or b of a belief if its half-life were `half_life` times as long.

    The evidence in it, parameter - 1, has kept the share 2^(-age/h) = freshness of its weight; with another h' it would have kept
    freshness^(h/h'), so it is multiplied by freshness^(h/h' - 1).
    """
    share = min(1.0, max(1e-6, freshness))
    return 1.0 + (parameter - 1.0) * share ** (1.0 / half_life - 1.0)


def _draw(drawn: dict[str, Any], index: int) -> dict[str, Any]:
    return {name: float(value[index]) if isinstance(value, np.ndarray) else value for name, value in drawn.items()}
