"""Whom the library has heard, and where on their path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from flows.model.coverage import Cell, Coverage
from flows.model.observations import Observation
from flows.model.organisation import Organisation


def coverage(observations: Iterable[Observation], organisation: Organisation) -> Coverage:
    """Voices, observations and the latest date for each persona x stage, sorted as the organisation lists them, others after.

    Twins are not counted, and neither is what weighs nothing: hearsay and opinion are no customer heard.
    """
    heard: dict[tuple[str, str], list[Observation]] = {pair: [] for pair in product(organisation.personas(), organisation.stages())}
    counted = [o for o in observations if not o.twin_of and organisation.research.grades.get(o.provenance, 0) > 0]
    for observation in sorted(counted, key=lambda o: (o.persona, o.stage)):
        heard.setdefault((observation.persona, observation.stage), []).append(observation)
    return Coverage({pair: _cell(members) for pair, members in heard.items()})


def _cell(members: Sequence[Observation]) -> Cell:
    return Cell(
        voices=len({o.voice or o.document for o in members}),
        observations=len(members),
        latest=max((o.heard_on for o in members if o.heard_on), default=None),
    )
