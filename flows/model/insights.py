"""Insight: a claim with its score. People word it; the machine keeps the score."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.drafts import Draft
from flows.model.noun import Noun, Words
from flows.model.observations import Kind

Level = Literal["low", "moderate", "high"]
FreshnessState = Literal["fresh", "ageing", "stale", "none"]
Standing = Literal["assumed", "proposed", "accepted", "retired"]


class Evidence(Noun):
    """One observation that bears on a claim, with the weight it has today."""

    observation: str
    direction: Literal["supports", "contradicts"]
    weight: float = Field(description="grade x relevance x decay, after the cap of 1 a person; 3 decimals")


class Belief(Noun):
    """Beta(a, b) over the share of the persona for whom the claim holds; the prior is Beta(1, 1)."""

    a: float = 1.0
    b: float = 1.0
    mean: float = 0.5
    low: float = Field(default=0.1, description="10th percentile")
    high: float = Field(default=0.9, description="90th percentile")


class Reason(Noun):
    """Why a component of confidence is as it is: a code to be worded in the reader's language, and its number."""

    component: Literal["method", "coherence", "adequacy", "relevance"]
    level: Level
    code: str
    number: float = 0.0


class Confidence(Noun):
    """CERQual-inspired. `level` is what may be shown: high only once a person has confirmed it."""

    level: Level = "low"
    suggested: Level = "low"
    confirmed_by: str = ""
    reasons: tuple[Reason, ...] = ()


class Freshness(Noun):
    """How much of the evidence's weight time has left."""

    state: FreshnessState = "none"
    share: float = Field(default=0.0, description="weight today / weight when new, 0 to 1")
    latest: date | None = None
    until: date | None = Field(default=None, description="the day it turns stale if nothing new is heard")


class EvidenceGone(Noun):
    """Evidence that was erased because people asked to be forgotten. The score is counted without it."""

    on: date
    voices: int = Field(description="people whose words were erased that day")


TurnKind = Literal[
    "proposed", "accepted", "reworded", "stronger", "weaker", "contradicted", "settled", "stale", "fresh", "retired", "merged"
]


class Turn(Noun):
    """What happened to an insight in one cycle."""

    insight: str
    cycle: str = Field(description="the cycle's name")
    on: date
    kind: TurnKind
    mean: float = Field(description="belief after it")
    before: float | None = Field(default=None, description="belief before it")
    statement: Words = Field(default=Words(), description="what was held until then, where the wording changed or the claim was retired")
    why: str = Field(default="", description="a person's reason")


class Insight(Noun):
    """A claim, what speaks for and against it, how sure, how fresh."""

    key: str
    statement: Words
    origin: Literal["claim", "theme", "assumption"] = "claim"
    theme: str = ""
    persona: str = ""
    segment: str = ""
    stage: str = ""
    kind: Kind = "other"
    motivation: str = ""
    situation: str = ""
    challenge: str = ""
    so_what: str = ""
    reading: str = Field(default="", description="how a person reads the contradicting evidence")
    standing: Standing = "proposed"
    evidence: tuple[Evidence, ...] = Field(default=(), description="heaviest first")
    related: tuple[str, ...] = Field(
        default=(),
        description="observations of the same theme that say neither yes nor no, those told second-hand last; they weigh nothing",
    )
    hearsay: tuple[str, ...] = Field(default=(), description="what was told second-hand or by staff; it weighs nothing and opens questions")
    voices: int = Field(default=0, description="distinct people behind the evidence")
    studies: tuple[str, ...] = ()
    belief: Belief = Belief()
    confidence: Confidence = Confidence()
    freshness: Freshness = Freshness()
    half_life: float = 18.0
    half_life_why: Words = Field(default=Words(), description="how the half-life was learnt; empty where it was given")
    into: str = Field(default="", description="key of the insight that it was merged into")
    draft: Draft | None = Field(default=None, description="how a scribe worded the statement, where a language model was asked")
    merged: tuple[str, ...] = Field(default=(), description="keys of the insights that were merged into it")
    by_people: bool = Field(default=False, description="whether a person worded the statement")
    contested: bool = Field(default=False, description="weighty evidence on both sides")
    descriptive: bool = Field(default=False, description="nobody has said why: no motivation")
    erased: tuple[EvidenceGone, ...] = Field(
        default=(), description="evidence that people have taken back for good, by day, the latest first"
    )

    @property
    def by_model(self) -> bool:
        """Whether the statement is a language model's, and no person has worded it since."""
        return not self.by_people and self.draft is not None and self.draft.written

    @property
    def supports(self) -> tuple[str, ...]:
        return tuple(e.observation for e in self.evidence if e.direction == "supports")

    @property
    def contradicts(self) -> tuple[str, ...]:
        return tuple(e.observation for e in self.evidence if e.direction == "contradicts")


class Flip(Noun):
    """What would turn an insight over: how many of the next people heard must say otherwise."""

    border: float = Field(description="belief that it would have to cross: the break-even, or 0.5")
    doubted: bool = Field(description="whether the belief lies below the border now")
    otherwise: dict[int, int | None] = Field(
        default_factory=dict,
        description="of the next n people this many, or more, must say otherwise; None where even all of them do not turn it",
    )
    stale_on: date | None = Field(
        default=None, description="the day on which it turns stale if nothing new is heard; None if it is, or rests on nothing"
    )
    words: Words = Words()
