"""How sure one may be, by the four components of GRADE-CERQual (Lewin and others 2018): inspired by it, no replacement for it.

The rule: a component is as sure as the least sure of its reasons. `high` is suggested when no component is low and at most one is moderate;
`low` when two components or more are low, when adequacy is, for a few voices make no finding however clear they are, or when the claim is
contested, for then either answer may be the true one; `moderate` otherwise. Shown is the lower of what is suggested and what a person
confirmed, and at most moderate where nobody did: so `high` never stands unconfirmed, and a person may lower it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import fsum
from statistics import median
from typing import Literal, get_args

from flows.insights.belief import Weight, age
from flows.insights.evidence import SAME_PERSONA, Bearing, voice_of
from flows.model.insights import Confidence, Level, Reason

Component = Literal["method", "coherence", "adequacy", "relevance"]
_LEVELS: tuple[Level, ...] = get_args(Level)


def confidence(
    evidence: Sequence[tuple[Bearing, Weight]],
    today: date,
    half_life: float,
    confirmed: Literal["", "low", "moderate", "high"] = "",
    confirmed_by: str = "",
    contested: bool = False,
) -> Confidence:
    """The level that may be shown, the one that the evidence suggests, and the reasons, which stay as they are for a contested claim."""
    reasons = _reasons(evidence, today, half_life)
    suggested: Level = "low" if contested else _suggested(reasons)
    level = min(suggested, confirmed or "moderate", key=_LEVELS.index)
    return Confidence(level=level, suggested=suggested, confirmed_by=confirmed_by if confirmed else "", reasons=reasons)


def _suggested(reasons: Sequence[Reason]) -> Level:
    components: dict[Component, Level] = {}
    for reason in reasons:
        components[reason.component] = min(components.get(reason.component, "high"), reason.level, key=_LEVELS.index)
    levels = list(components.values())
    if components["adequacy"] == "low" or levels.count("low") > 1:
        return "low"
    return "moderate" if "low" in levels or levels.count("moderate") > 1 else "high"


def _reasons(evidence: Sequence[tuple[Bearing, Weight]], today: date, half_life: float) -> tuple[Reason, ...]:
    """Shares are of the weight that the evidence had when new, except for what contradicts: there today's counts."""
    voices = len({voice_of(b.observation) for b, _ in evidence})
    studies = len({b.observation.study for b, _ in evidence})
    if not voices:
        return (Reason(component="adequacy", level="low", code="voices"),)
    heard = _share(evidence, lambda b: b.observation.provenance in ("observed", "first-hand"))
    against = _minority([w for _, w in evidence])
    match = _share(evidence, lambda b: b.relevance >= SAME_PERSONA)
    old = median(age(b.observation.heard_on, today, half_life, b.met_on) for b, _ in evidence)
    return (
        _at_least("method", "first-hand-share", heard, 0.75, 0.4),
        _at_most("coherence", "contradicting-share", against, 0.1, 0.25),
        _at_least("adequacy", "voices", voices, 8, 4),
        _at_least("adequacy", "studies", studies, 2, 1),
        _at_least("relevance", "persona-match", match, 0.75, 0.4),
        _at_most("relevance", "median-age-months", old, half_life / 2, half_life),
    )


def _at_least(component: Component, code: str, number: float, high: float, moderate: float) -> Reason:
    level: Level = "high" if number >= high else "moderate" if number >= moderate else "low"
    return Reason(component=component, level=level, code=code, number=round(number, 3))


def _at_most(component: Component, code: str, number: float, high: float, moderate: float) -> Reason:
    level: Level = "high" if number <= high else "moderate" if number <= moderate else "low"
    return Reason(component=component, level=level, code=code, number=round(number, 3))


def _share(evidence: Sequence[tuple[Bearing, Weight]], counts: Callable[[Bearing], bool]) -> float:
    """The share of the weight when new that lies on the bearings that count."""
    whole = fsum(w.new for _, w in evidence)
    return fsum(w.new for b, w in evidence if counts(b)) / whole if whole else 0.0


def _minority(weights: Sequence[Weight]) -> float:
    """The share of the weaker side."""
    sides = [fsum(w.now for w in weights if w.direction == direction) for direction in ("supports", "contradicts")]
    return min(sides) / sum(sides) if sum(sides) else 0.0
