"""Triangulation: from how many segments, studies and methods the support of an insight comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from flows.insights.evidence import voice_of
from flows.insights.signals.heard import segment_of
from flows.model.insights import Insight
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.signals import Tally, Triangulation
from flows.model.studies import Study


def triangulation(
    insight: Insight, observations: Mapping[str, Observation], studies: Mapping[str, Study], organisation: Organisation
) -> Triangulation:
    """People behind the support of an insight by segment, study and method, most first; both maps are by key.

    Who belongs to no segment, and a study that has no plan any more, are left out of the breakdown they are missing from. Of a segment, fewer
    people than the smallest group are told as 0.
    """
    support = [observations[key] for key in insight.supports if key in observations]
    segments = _tallies(support, lambda o: segment_of(o, organisation))
    smallest = organisation.privacy.smallest_group
    return Triangulation(
        insight=insight.key,
        segments=tuple(each if each.voices >= smallest else each.model_copy(update={"voices": 0}) for each in segments),
        studies=_tallies(support, lambda o: o.study),
        methods=_tallies(support, lambda o: studies[o.study].method if o.study in studies else ""),
    )


def _tallies(observations: Iterable[Observation], trait: Callable[[Observation], str]) -> tuple[Tally, ...]:
    people: dict[str, set[str]] = defaultdict(set)
    for observation in observations:
        people[trait(observation)].add(voice_of(observation))
    ranked = sorted((each for each in people if each), key=lambda each: (-len(people[each]), each))
    return tuple(Tally(id=each, voices=len(people[each])) for each in ranked)
