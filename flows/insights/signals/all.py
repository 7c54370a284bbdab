"""Signals: what the library as a whole shows, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from flows.insights.signals.core_questions import core_questions
from flows.insights.signals.forms import Told, told_words
from flows.insights.signals.growth import growth
from flows.insights.signals.holes import holes
from flows.insights.signals.insideout import inside_out
from flows.insights.signals.overlaps import overlaps
from flows.insights.signals.roles import role_conflicts
from flows.insights.signals.saturation import saturation
from flows.insights.signals.triangulation import triangulation
from flows.insights.signals.weak import weak
from flows.model.documents import Document
from flows.model.insights import Insight
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Theme
from flows.model.registers import Ask
from flows.model.signals import Saturation, Signals
from flows.model.studies import Study


def signals(  # noqa: PLR0913 - a signal may lie in anything that is known
    observations: Sequence[Observation],
    themes: Sequence[Theme],
    insights: Sequence[Insight],
    organisation: Organisation,
    studies: Sequence[Study],
    documents: Sequence[Document],
    asks: Iterable[Ask],
    today: date,
    told: Told | None = None,
) -> Signals:
    """All of it as of `today`, the same for the same input in whatever order. `observations` carry their themes and reasons; `themes` are the
    codebook and the found ones.

    What is withdrawn from showing (`quotable`) is neither listed nor makes words that are. Numbers of people of one persona or segment under
    the smallest group stand as 0. `told`: the words of what is no twin, if they are at hand already.
    """
    by_key = {o.key: o for o in observations}
    told = told_words(o for o in observations if not o.twin_of) if told is None else told
    plans = {study.id: study for study in studies}
    backed = sorted((i for i in insights if i.standing != "retired" and i.supports), key=lambda i: i.key)
    return Signals(
        growth=growth(observations, themes, today),
        saturation=_saturations(studies, observations, documents),
        weak=weak(observations, studies, told),
        inside_out=inside_out(observations, organisation, told),
        conflicts=role_conflicts(observations, insights, organisation),
        core=core_questions(observations, insights, organisation, today),
        holes=holes(observations, insights, organisation),
        overlaps=overlaps(asks, studies, observations, insights, today),
        triangulation=tuple(triangulation(insight, by_key, plans, organisation) for insight in backed),
    )


def _saturations(studies: Iterable[Study], observations: Iterable[Observation], documents: Sequence[Document]) -> tuple[Saturation, ...]:
    by_study: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        by_study[observation.study].append(observation)
    told = (saturation(study, by_study[study.id], documents) for study in sorted(studies, key=lambda s: s.id))
    return tuple(each for each in told if each)
