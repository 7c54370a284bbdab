"""Rank: gaps joined into questions, gated, scored, ordered and tiered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from flows.model.contracts import Rule
from flows.model.insights import Belief, Insight
from flows.model.picture import Picture
from flows.model.questions import Factors, Gap, Listing, Question
from flows.questions.core import Candidate, core_indices, tier
from flows.questions.derivation import derivation
from flows.questions.gates import Gates, gates
from flows.questions.joined import Group, joined
from flows.questions.method import method
from flows.questions.purposes import Uses, uses
from flows.questions.value import Purpose, factors
from flows.questions.wording import word

__all__ = ["derivation", "rank"]


def rank(gaps: Sequence[Gap], picture: Picture, rule: Rule) -> tuple[Question, ...]:
    """Every question, by listing (ranked, hedge, unlinked, answered, not-asking) and rank in it.

    Gaps about one thing are one question, in a person's words where a study or an ask gives any. Where several decisions wait for it, it is
    scored for the one that makes it worth most; values are never added up, and how many asked is no part of the score.
    """
    bench = _Bench(picture, rule, uses(picture), gates(picture))
    weighed = [bench.question(group) for group in joined(gaps)]
    shares = core_indices(list(_candidates(weighed, picture)), rule, picture.organisation.research.capacity_days)
    listed: list[Question] = []
    for listing in get_args(Listing):
        inside = sorted((question for question in weighed if question.listing == listing), key=_order)
        listed.extend(_placed(question, place, shares.get(question.key, 0.0)) for place, question in enumerate(inside, 1))
    return tuple(listed)


@dataclass(frozen=True)
class _Bench:
    """What questions are weighed with."""

    picture: Picture
    rule: Rule
    uses: Uses
    gates: Gates

    def question(self, group: Group) -> Question:
        insight = self.picture.insight.get(group.insight)
        purpose, weighed, score = self._best(group, insight)
        lead = _linked(group, purpose, insight)
        text = word(lead, self.picture)
        return Question(
            key=group.key,
            text=text,
            gap=lead,
            also=group.gaps[1:],
            factors=weighed,
            score=score,
            listing=self.gates.listing(group, text, purpose, weighed),
            method=method(lead.kind, insight, weighed.stakes),
        )

    def _best(self, group: Group, insight: Insight | None) -> tuple[Purpose, Factors, float]:
        """The purpose that makes the answer worth most, among those that it can still reach."""
        belief = insight.belief if insight else Belief()
        today, research = self.picture.cycle.today, self.picture.organisation.research
        tried = [(purpose, factors(belief, purpose, today, research)) for purpose in self.uses.of(group)]
        scored = [(purpose, found, float(f"{float(self.rule(found)):.6g}")) for purpose, found in tried]
        return min(scored, key=lambda one: (one[1].urgency == 0, -one[2], one[0].date or date.max, one[0].decision))


def _linked(group: Group, purpose: Purpose, insight: Insight | None) -> Gap:
    """The leading gap for its purpose. What it does not say of whom and where, its insight does, and never another gap of the group."""
    lead = group.gaps[0]
    links = {"insight": group.insight, "decision": purpose.decision, "focus": purpose.focus}
    if insight:
        links |= {"theme": lead.theme or insight.theme, "stage": lead.stage or insight.stage}
        if not (lead.persona or lead.segment):
            links |= {"persona": insight.persona, "segment": insight.segment}
    return lead.model_copy(update=links)


def _candidates(questions: Sequence[Question], picture: Picture) -> Iterator[Candidate]:
    for question in questions:
        if question.listing == "ranked" and question.factors:
            insight = picture.insight.get(question.gap.insight)
            yield Candidate(question.key, question.factors, insight.freshness.share if insight else 1.0)


def _order(question: Question) -> tuple[float, date, str]:
    due = question.factors.decision_date if question.factors else None
    return (-question.score, due or date.max, question.key)


def _placed(question: Question, place: int, share: float) -> Question:
    return question.model_copy(update={"rank": place, "core_index": share, "tier": tier(share)})
