"""Scores: what the machine keeps of an insight: its evidence weighed, how sure, how fresh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from flows.insights.belief import Weight, belief, weigh
from flows.insights.claims.confidence import confidence
from flows.insights.claims.freshness import freshness
from flows.insights.evidence import Bearing, freshest_first, voice_of
from flows.model.insights import Evidence
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Research

SHARED = 0.6
"""A theme's insight names a persona, segment, stage or kind that this share of its voices have in common."""
SIDE, MINORITY = 0.8, 0.25
"""Contested: each side weighed one first-hand voice when new, and the weaker holds this share of today's weight."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What evidence is weighed by."""

    research: Research
    today: date
    lives: Mapping[str, tuple[float, Words]]
    """Theme -> its half-life in months, and how it was learnt; themes that are not there have the organisation's."""

    def life(self, theme: str) -> tuple[float, Words]:
        return self.lives.get(theme, (self.research.half_life, Words()))

    def score(self, bearing: Sequence[Bearing], theme: str, confirmed: tuple[Any, str] = ("", "")) -> dict[str, Any]:
        """The fields of an insight that the machine keeps. What weighs nothing is not to be among the bearings."""
        half_life, why = self.life(theme)
        weights = weigh([b.piece(self.research.grades) for b in bearing], self.today, half_life)
        pairs = list(zip(bearing, weights, strict=True))
        contested = _contested(weights)
        evidence = [Evidence(observation=b.observation.key, direction=b.direction, weight=round(w.now, 3)) for b, w in pairs]
        return {
            "evidence": tuple(sorted(evidence, key=lambda e: (-e.weight, e.observation))),
            "voices": len({voice_of(b.observation) for b in bearing}),
            "studies": tuple(sorted({b.observation.study for b in bearing})),
            "belief": belief(weights),
            "confidence": confidence(pairs, self.today, half_life, *confirmed, contested=contested),
            "freshness": freshness(weights, [b.observation.heard_on for b in bearing], self.today, half_life),
            "half_life": half_life,
            "half_life_why": why,
            "contested": contested,
        }


def turn_by_turn(observations: Iterable[Observation]) -> list[Observation]:
    """Everybody's freshest first, then everybody's second, and so on: a cut leaves as many voices as it can."""
    turns: Counter[str] = Counter()
    ordered: list[tuple[int, int, Observation]] = []
    for place, observation in enumerate(freshest_first(observations)):
        turns[voice_of(observation)] += 1
        ordered.append((turns[voice_of(observation)], place, observation))
    return [observation for _, _, observation in sorted(ordered, key=lambda turn: turn[:2])]


def shared(observations: Sequence[Observation], trait: Callable[[Observation], str]) -> Any:
    """The trait that enough of the voices have in common, or empty."""
    pairs = {(voice_of(o), trait(o)) for o in observations}
    counts = Counter(value for _, value in pairs if value)
    voices = len({voice for voice, _ in pairs})
    best = min(counts, key=lambda value: (-counts[value], value), default="")
    return best if best and counts[best] >= SHARED * voices else ""


def _contested(weights: Sequence[Weight]) -> bool:
    sides = [[w for w in weights if w.direction == direction] for direction in ("supports", "contradicts")]
    new = min(fsum(w.new for w in side) for side in sides)
    now = [fsum(w.now for w in side) for side in sides]
    return new >= SIDE - 1e-9 and min(now) >= MINORITY * sum(now) - 1e-9
