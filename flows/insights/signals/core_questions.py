"""The four core questions of each segment: who they are, what they need, which offering serves them, through which channels they are met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from flows.insights.belief import months_between
from flows.insights.evidence import voice_of
from flows.insights.signals.heard import first_hand, people, segment_of, told
from flows.model.insights import Insight
from flows.model.observations import Kind, Observation
from flows.model.organisation import Organisation, Persona, Segment
from flows.model.signals import CoreAnswer, CoreQuestion

FEWEST = 3
"""People of the segment behind an answer; more where the smallest group is larger."""
NEEDS: frozenset[Kind] = frozenset(("need", "wish", "doubt", "expectation", "problem"))
OFFERING: frozenset[Kind] = frozenset(("behaviour", "praise"))

_RESTING: tuple[CoreQuestion, ...] = ("what", "offering", "channels")
_OF_INSIGHTS: dict[CoreQuestion, Callable[[Insight], bool]] = {
    "what": lambda i: i.kind in NEEDS or bool(i.challenge.strip()),
    "offering": lambda i: i.kind in OFFERING or bool(i.so_what.strip()),
    "channels": lambda i: bool(i.stage),
}
_OF_OBSERVATIONS: dict[CoreQuestion, Callable[[Observation], bool]] = {
    "what": lambda o: o.kind in NEEDS,
    "offering": lambda o: o.kind in OFFERING,
    "channels": lambda o: bool(o.stage),
}


def core_questions(
    observations: Iterable[Observation], insights: Iterable[Insight], organisation: Organisation, today: date
) -> tuple[CoreAnswer, ...]:
    """Four answers a segment, in the organisation's order.

    Who: answered when each persona of the segment has a summary and enough people who were heard within the half-life; in part when anybody of
    the segment was heard. What (problems and needs), offering (what they do with what is offered and value in it) and channels (at which
    stages they are met): answered by an insight that bears on it and is accepted, or proposed in people's words; that is fresh; and that has
    enough people of the segment behind it. In part when such an insight is older, thinner or only the machine's, or anybody of the segment
    said something of it. Else open. Enough is 3, or the smallest group. Assumptions and hearsay answer nothing.
    """
    spoken = first_hand(observations)
    by_segment: dict[str, list[Observation]] = defaultdict(list)
    home = {persona: organisation.segment_of(persona) for persona in organisation.personas()}
    for observation in spoken:
        by_segment[observation.segment or home.get(observation.persona, "")].append(observation)
    library = _Library(organisation, today, {o.key: o for o in spoken}, tuple(sorted(_backed(insights), key=lambda i: i.key)))
    return tuple(
        answer
        for segment in organisation.segments
        for answer in (_who(segment, by_segment[segment.id], library), *_resting(segment, by_segment[segment.id], library))
    )


@dataclass(frozen=True, slots=True)
class _Library:
    organisation: Organisation
    today: date
    observation: Mapping[str, Observation]
    insights: Sequence[Insight]

    @property
    def enough(self) -> int:
        return max(FEWEST, self.organisation.privacy.smallest_group)

    def of_segment(self, insight: Insight, segment: str) -> list[Observation]:
        """Who of the segment supports it."""
        support = (self.observation[key] for key in insight.supports if key in self.observation)
        return [o for o in support if segment_of(o, self.organisation) == segment]


def _backed(insights: Iterable[Insight]) -> Iterable[Insight]:
    return (i for i in insights if i.standing in ("accepted", "proposed") and i.supports and not i.into)


def _who(segment: Segment, spoken: Sequence[Observation], library: _Library) -> CoreAnswer:
    half_life = library.organisation.research.half_life
    lately = [o for o in spoken if o.heard_on and months_between(o.heard_on, library.today) <= half_life]
    known = [_known(persona, lately, library.enough) for persona in segment.personas]
    state: Literal["answered", "partly", "open"] = "answered" if known and all(known) else "partly" if spoken else "open"
    return CoreAnswer(segment=segment.id, question="who", state=state, voices=told(people(spoken), library.organisation))


def _known(persona: Persona, lately: Iterable[Observation], enough: int) -> bool:
    return bool(persona.summary) and people(o for o in lately if o.persona == persona.id) >= enough


def _resting(segment: Segment, spoken: Sequence[Observation], library: _Library) -> list[CoreAnswer]:
    """The three that rest on insights."""
    behind = {i.key: said for i in library.insights if (said := library.of_segment(i, segment.id))}
    return [_answer(segment, question, spoken, behind, library) for question in _RESTING]


def _answer(
    segment: Segment, question: CoreQuestion, spoken: Sequence[Observation], behind: Mapping[str, Sequence[Observation]], library: _Library
) -> CoreAnswer:
    near = [i for i in library.insights if i.key in behind and _OF_INSIGHTS[question](i)]
    answering = [i for i in near if _answers(i, behind[i.key], library.enough)]
    bearing = [*(o for o in spoken if _OF_OBSERVATIONS[question](o)), *(o for i in near for o in behind[i.key])]
    return CoreAnswer(
        segment=segment.id,
        question=question,
        state="answered" if answering else "partly" if bearing else "open",
        insights=tuple(i.key for i in answering or near),
        voices=told(len({voice_of(o) for o in bearing}), library.organisation),
    )


def _answers(insight: Insight, said: Sequence[Observation], enough: int) -> bool:
    in_peoples_words = insight.standing == "accepted" or insight.origin == "claim"
    return in_peoples_words and insight.freshness.state == "fresh" and people(said) >= enough
