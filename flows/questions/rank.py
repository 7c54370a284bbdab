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
from flows.model.registers import Ask
from flows.questions.core import Candidate, core_indices, tier
from flows.questions.gates import Gates, gates
from flows.questions.joined import Group, joined
from flows.questions.method import method
from flows.questions.places import placed
from flows.questions.purposes import Uses, uses
from flows.questions.said import over
from flows.questions.value import Purpose, factors
from flows.questions.wording import word


def rank(gaps: Sequence[Gap], picture: Picture, rule: Rule) -> tuple[Question, ...]:
    """Every question, by listing (ranked, hedge, unlinked, answered, not-asking) and rank in it.

    Gaps about one thing are one question, in the words of the board, a study or an ask where there are any. Where several decisions wait for
    it, it is scored for the one that makes it worth most; values are never added up, and how many asked or voted is no part of the score. A
    place that people have given on the board is kept beside the computed one, and moves no score, core index or tier.
    """
    groups = joined(gaps, picture.signals.overlaps)
    bench = _Bench(picture, rule, uses(picture), gates(picture, groups), {f"asked:{ask.id}": ask.unit for ask in picture.rows(Ask)})
    weighed = [bench.question(group) for group in groups]
    shares = core_indices(list(_candidates(weighed, picture)), rule, picture.organisation.research.capacity_days)
    listed: list[Question] = []
    for listing in get_args(Listing):
        inside = sorted((_cored(question, shares) for question in weighed if question.listing == listing), key=_order)
        listed.extend(placed(inside, bench.gates.said.answers if listing == "ranked" else {}))
    return tuple(listed)


@dataclass(frozen=True)
class _Bench:
    """What questions are weighed with."""

    picture: Picture
    rule: Rule
    uses: Uses
    gates: Gates
    units: dict[str, str]
    """Who asked, by the key of an ask's gap."""

    def question(self, group: Group) -> Question:
        insight, given = self.picture.insight.get(group.insight), self.gates.said.of(group)
        purpose, weighed, score = self._best(group, insight)
        lead = _linked(group, purpose, insight)
        text = over(given, word(lead, self.picture))
        verdict = self.gates.verdict(group, text, purpose, weighed)
        return Question(
            key=group.key,
            text=text,
            gap=lead,
            also=group.gaps[1:],
            factors=weighed,
            score=score,
            listing=verdict.listing,
            method=method(lead.kind, insight, weighed.stakes),
            owner=given.owner,
            votes=given.votes,
            note=given.note,
            askers=self._askers(group),
            voices=insight.voices if insight else 0,
            heard_on=insight.freshness.latest if insight else None,
            reopen=verdict.reopen,
        )

    def _askers(self, group: Group) -> int:
        """Whoever asks the same twice is one asker: of a unit's asks the one with most people counts, of nobody's each."""
        most: dict[str, int] = {}
        for gap in group.gaps:
            who = self.units.get(gap.key, "") or gap.key
            most[who] = max(most.get(who, 0), gap.askers)
        return sum(most.values())

    def _best(self, group: Group, insight: Insight | None) -> tuple[Purpose, Factors, float]:
        """The purpose that makes the answer worth most, among those that it can still reach."""
        belief = insight.belief if insight else Belief()
        today, research = self.picture.cycle.today, self.picture.organisation.research
        tried = [(purpose, factors(belief, purpose, today, research)) for purpose in self.uses.of(group, self.gates.said.of(group))]
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


def _cored(question: Question, shares: dict[str, float]) -> Question:
    share = shares.get(question.key, 0.0)
    return question.model_copy(update={"core_index": share, "tier": tier(share)})
