"""Saturation: whether a study's latest interviews still bring themes that no earlier one had."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from flows.insights.signals.heard import first_hand
from flows.model.documents import Document
from flows.model.observations import Observation
from flows.model.signals import Saturation
from flows.model.studies import Method, Study

QUALITATIVE: frozenset[Method] = frozenset(("interview", "diary", "usability", "observation"))
FEWEST = 6
BASE, RUN = 4, 2
THRESHOLD = 0.05

_NUMBER = re.compile(r"(\d+)")


def saturation(study: Study, observations: Iterable[Observation], documents: Sequence[Document] = ()) -> Saturation | None:
    """New themes interview by interview, in the order they were held; None for other methods and fewer than 6 interviews.

    Base size 4, run length 2, new information threshold 5 % (Guest, Namey and Chen 2020). An interview is a document, or in a sheet what one
    person answered. The codebook's themes count, however they were assigned, found groups do not. Nothings and hearsay bring none, but the
    interview counts. What has no date comes last, by name. None as well where the first four brought no theme: nothing can be compared.
    """
    if study.method not in QUALITATIVE:
        return None
    interviews = _interviews([o for o in observations if o.study == study.id and not o.twin_of], documents)
    if len(interviews) < FEWEST:
        return None
    new = _new([_themes(interview) for interview in interviews])
    base = sum(new[:BASE])
    if not base:
        return None
    ratio = sum(new[-RUN:]) / base
    return Saturation(study=study.id, new=tuple(new), base=base, ratio=round(ratio, 4), saturated=ratio <= THRESHOLD)


def _interviews(observations: Iterable[Observation], documents: Sequence[Document]) -> list[list[Observation]]:
    """Observations by interview, the earliest first."""
    held = {document.key: document.held_on for document in documents}
    apart: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for observation in observations:
        apart[observation.document, observation.voice if observation.row else ""].append(observation)
    return [apart[key] for key in sorted(apart, key=lambda key: (_day(apart[key], held.get(key[0])), *map(_natural, key)))]


def _day(interview: Sequence[Observation], held_on: date | None) -> date:
    return min((o.heard_on for o in interview if o.heard_on), default=held_on or date.max)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Numbers in a name by their size: P2 before P10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBER.split(name))


def _themes(interview: Iterable[Observation]) -> set[str]:
    return {theme for o in first_hand(interview) for theme in o.themes if o.reasons.get(theme, "") != "group"}


def _new(interviews: Iterable[set[str]]) -> list[int]:
    """How many themes each has that none before it had."""
    met: set[str] = set()
    new: list[int] = []
    for themes in interviews:
        new.append(len(themes - met))
        met |= themes
    return new
