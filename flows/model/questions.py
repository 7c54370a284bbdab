"""Question: what to find out next. Its key is its gap's, not its wording's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.noun import Noun, Words

GapKind = Literal[
    "planned", "thin", "stale", "contradicted", "single-source", "assumption", "uncovered", "emerging", "unexplained", "asked"
]
Tier = Literal["now", "discuss", "not-now"]
Listing = Literal["ranked", "hedge", "unlinked", "answered", "not-asking"]

UNDATED_SLACK = 6.0
"""Cycles of slack that a question without a date is given: about a quarter, late enough to yield to every dated one."""


class Gap(Noun):
    """A hole in what is known."""

    key: str
    kind: GapKind
    insight: str = ""
    decision: str = ""
    theme: str = ""
    persona: str = ""
    segment: str = ""
    stage: str = ""
    focus: str = ""
    study: str = ""
    words: Words = Field(default=Words(), description="wording that a person gave; empty for gaps the machine found")
    askers: int = Field(default=0, description="shown, never multiplied")
    claims: tuple[str, ...] = ()


class Factors(Noun):
    """All that P = F · V · EVSI_n · U / C(n) is made of, so that a person can redo it by hand."""

    a: float
    b: float
    mean: float
    break_even: float | None = None
    focus: float = 1.0
    stakes: float
    evsi: float
    n: int
    cost: float = Field(description="person-days: fixed + n x days per interview, or what the plan says")
    fixed_days: float | None = Field(default=None, description="of the cost; None where a plan says the days")
    days_each: float | None = Field(default=None, description="of the cost, an interview")
    urgency: float
    slack: float | None = Field(default=None, description="(decision date - today - lead time) in cycles")
    decision_date: date | None = None
    turns_at: int | None = Field(
        default=None, description="the next n interviews would turn it if this many or fewer agree (or more, where `doubted`); None: never"
    )

    @property
    def doubted(self) -> bool:
        """Whether the belief is below the break-even (one half where none was given): then `turns_at` or more must agree to turn it."""
        return self.mean < (0.5 if self.break_even is None else self.break_even) - 1e-9

    @property
    def priority(self) -> float:
        """P = F · V · EVSI_n · U / C(n): stakes gained a person-day. Who asked, and how many, is no part of it."""
        return self.focus * self.stakes * self.evsi * self.urgency / self.cost


class Override(Noun):
    """A place in the order that people gave, beside the computed one."""

    place: int
    computed: int
    reason: str = ""
    on: date | None = None


class Question(Noun):
    """A gap worded, weighed and ranked."""

    key: str
    text: Words
    gap: Gap
    also: tuple[Gap, ...] = Field(default=(), description="other gaps about the same claim, shown together, never added up")
    factors: Factors | None = None
    score: float = 0.0
    core_index: float = Field(default=0.0, description="share of 500 perturbed draws in which it fits the cycle's capacity")
    rank: int = Field(default=0, description="from 1 in its listing")
    tier: Tier = "not-now"
    listing: Listing = "ranked"
    method: str = Field(default="", description="a hint by Fuccella's quadrant")
    override: Override | None = Field(default=None, description="where people put it, and why")
    owner: str = ""
    votes: int | None = Field(default=None, description="shown, never multiplied")
    note: str = ""
    askers: int = Field(default=0, description="who asked it in any words, a unit once; shown, never multiplied")
    voices: int = Field(default=0, description="people behind the belief")
    heard_on: date | None = Field(default=None, description="the latest day on which any of them was heard")
    reopen: date | None = Field(default=None, description="the day on which a question that is not asked comes back")


def computed_ranks(questions: Sequence[Question]) -> dict[str, int]:
    """The rank of each question in its listing, by key, as it was before people moved any: those not moved keep their order."""
    ranks: dict[str, int] = {}
    for listing in {question.listing: None for question in questions}:
        inside = sorted((q for q in questions if q.listing == listing), key=lambda q: q.rank)
        order = [q.key for q in inside if not q.override]
        for computed, key in sorted((q.override.computed, q.key) for q in inside if q.override):
            order.insert(computed - 1, key)
        ranks |= {key: rank for rank, key in enumerate(order, 1)}
    return ranks
