"""Whom the library has heard, where on their path, and on what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from flows.insights.evidence import voice_of
from flows.model.coverage import Cell, Coverage, Cube, Place
from flows.model.observations import Observation
from flows.model.organisation import Organisation


def coverage(observations: Iterable[Observation], organisation: Organisation) -> Coverage:
    """Voices, observations and the latest date for each persona x stage, sorted as the organisation lists them, others after.

    Twins are not counted, and neither is what weighs nothing: hearsay and opinion are no customer heard.
    """
    heard: dict[tuple[str, str], list[Observation]] = {pair: [] for pair in product(organisation.personas(), organisation.stages())}
    counted = counting(observations, organisation.research.grades)
    for observation in sorted(counted, key=lambda o: (o.persona, o.stage)):
        heard.setdefault((observation.persona, observation.stage), []).append(observation)
    return Coverage({pair: _cell(members) for pair, members in heard.items()})


def cube(observations: Iterable[Observation], organisation: Organisation) -> Cube:
    """The same for each persona x stage x theme that was met, and for each with any of the three left open; sorted.

    What has no theme is found where the theme is left open. An observation with two themes is in the cells of both.
    """
    met: dict[tuple[str, str, tuple[str, ...]], list[Observation]] = defaultdict(list)
    for observation in counting(observations, organisation.research.grades):
        met[observation.persona, observation.stage, observation.themes].append(observation)
    heard: dict[Place, list[_Part]] = defaultdict(list)
    for (persona, stage, themes), members in met.items():
        part = _Part.of(members)
        for place in product((persona, None), (stage, None), (*dict.fromkeys(themes), None)):
            heard[place].append(part)
    ordered = sorted(heard, key=lambda place: tuple((each is None, each or "") for each in place))
    return Cube({place: _together(heard[place]) for place in ordered})


def counting(observations: Iterable[Observation], grades: Mapping[str, float]) -> Iterator[Observation]:
    """Those that are no twins and whose provenance weighs something."""
    return (o for o in observations if not o.twin_of and grades.get(o.provenance, 0) > 0)


@dataclass(frozen=True, slots=True)
class _Part:
    """Who was heard in some observations, how many these are, and when the last was made."""

    voices: frozenset[str]
    observations: int
    latest: date | None

    @classmethod
    def of(cls, members: Sequence[Observation]) -> _Part:
        dates = [o.heard_on for o in members if o.heard_on]
        return cls(frozenset(voice_of(o) for o in members), len(members), max(dates, default=None))


def _cell(members: Sequence[Observation]) -> Cell:
    return _together([_Part.of(members)])


def _together(parts: Sequence[_Part]) -> Cell:
    voices = frozenset().union(*(part.voices for part in parts))
    latest = max((part.latest for part in parts if part.latest), default=None)
    return Cell(voices=len(voices), observations=sum(part.observations for part in parts), latest=latest)
