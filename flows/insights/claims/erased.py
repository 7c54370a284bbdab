"""Insights that lost evidence because people asked to be forgotten: they say so, with the day and the number of voices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from flows.model.erasures import Erasure
from flows.model.insights import EvidenceGone, Insight
from flows.model.issues import Issue


def with_withdrawn(insights: Iterable[Insight], erasures: Iterable[Erasure]) -> tuple[Insight, ...]:
    """The insights, each with what was erased of its evidence. Nothing tells whose it was, nor what it said."""
    gone: dict[str, Counter[date]] = {}
    for erasure in erasures:
        for key in erasure.insights if erasure.why == "asked" else ():
            gone.setdefault(key, Counter())[erasure.on] += 1
    return tuple(
        insight.model_copy(update={"erased": _told(gone[insight.key])}) if insight.key in gone else insight for insight in insights
    )


def erased_all(insights: Iterable[Insight]) -> Iterator[Issue]:
    """Claims of which nothing is left, because everybody whose words they rested on has asked to be forgotten."""
    for insight in insights:
        if insight.erased and insight.origin != "theme" and not insight.evidence and insight.standing != "retired":
            what = "All the evidence of this claim has been erased, because people asked to be forgotten. It stands as assumed."
            hint = "Hear it from others, or retire the claim."
            where = f"registers/{insight.origin}s, {insight.key.removeprefix('a-') if insight.origin == 'assumption' else insight.key}"
            yield Issue(severity="warning", code="evidence-erased-all", where=where, what=what, hint=hint, verb="synthesise")


def _told(days: Counter[date]) -> tuple[EvidenceGone, ...]:
    return tuple(EvidenceGone(on=day, voices=voices) for day, voices in sorted(days.items(), reverse=True))
