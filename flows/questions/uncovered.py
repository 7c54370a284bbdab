"""Uncovered: the cells of persona and stage where nobody has been heard, the most useful first."""

from __future__ import annotations

from collections.abc import Mapping

from flows.model.organisation import Organisation, Persona, Stage
from flows.model.questions import Gap

MOST = 8
"""Cells that become questions: a new organisation has hundreds of empty ones."""


def uncovered(organisation: Organisation, coverage: Mapping[tuple[str, str], int]) -> tuple[Gap, ...]:
    """At most MOST empty cells of the organisation's own personas and stages.

    Buyers and users come first, and take turns so that no persona has them all; of one persona, first the stages where others have been
    heard, then those that a unit owns, then in the order of the path.
    """
    cells = [cell for persona in organisation.personas().values() for cell in _of_persona(persona, organisation, coverage)]
    cells.sort(key=lambda cell: (cell[0].role not in ("buyer", "user"), cell[2]))
    return tuple(_gap(persona, stage, organisation) for persona, stage, _ in cells[:MOST])


def _of_persona(persona: Persona, organisation: Organisation, coverage: Mapping[tuple[str, str], int]) -> list[tuple[Persona, Stage, int]]:
    personas = organisation.personas()
    heard = {stage: any(coverage.get((other, stage), 0) for other in personas) for stage in organisation.stages()}
    empty = [stage for stage in organisation.stages().values() if not coverage.get((persona.id, stage.id), 0)]
    empty.sort(key=lambda stage: (not heard[stage.id], not stage.owner))
    return [(persona, stage, turn) for turn, stage in enumerate(empty)]


def _gap(persona: Persona, stage: Stage, organisation: Organisation) -> Gap:
    return Gap(
        key=f"uncovered:{persona.id}/{stage.id}",
        kind="uncovered",
        persona=persona.id,
        segment=organisation.segment_of(persona.id),
        stage=stage.id,
    )
