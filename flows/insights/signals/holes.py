"""Holes: units, stages, personas and segments that nobody has been heard on, stages without an owner, claims without a why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.insights.signals.coverage import cube
from flows.insights.signals.heard import told
from flows.model.coverage import Cube
from flows.model.insights import Insight
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.signals import Hole


def holes(observations: Sequence[Observation], insights: Iterable[Insight], organisation: Organisation) -> tuple[Hole, ...]:
    """Segments, personas, stages, units, then insights without a motive; each in the organisation's order, insights by key.

    A segment is one that nobody was heard of, neither of its personas nor without one. A unit is one from which no customer's words came, and
    on whose stages, those that it owns or takes part in, nobody was heard. Hearsay fills no hole. A motive is missing where a claim has
    evidence and nobody has said why customers do so: it is descriptive only.
    """
    heard = cube(observations, organisation)
    found = [*_people(observations, heard, organisation), *_stages(heard, organisation), *_units(observations, heard, organisation)]
    return (*found, *_motives(insights, organisation))


def _people(observations: Iterable[Observation], heard: Cube, organisation: Organisation) -> list[Hole]:
    personas = {persona for persona in organisation.personas() if heard.cell(persona=persona).voices}
    grades = organisation.research.grades
    named = {o.segment for o in observations if not o.twin_of and grades.get(o.provenance, 0) > 0}
    silent = [s for s in organisation.segments if s.id not in named and personas.isdisjoint(p.id for p in s.personas)]
    return [
        *(Hole(kind="segment", id=segment.id) for segment in silent),
        *(Hole(kind="persona", id=persona) for persona in organisation.personas() if persona not in personas),
    ]


def _stages(heard: Cube, organisation: Organisation) -> list[Hole]:
    found = []
    for stage in organisation.stages().values():
        voices = heard.cell(stage=stage.id).voices
        found += [] if voices else [Hole(kind="stage", id=stage.id)]
        found += [] if stage.owner else [Hole(kind="stage", id=stage.id, lacks="owner", voices=voices)]
    return found


def _units(observations: Iterable[Observation], heard: Cube, organisation: Organisation) -> list[Hole]:
    grades = organisation.research.grades
    speaking = {o.unit for o in observations if not o.twin_of and grades.get(o.provenance, 0) > 0}
    for stage in organisation.stages().values():
        if heard.cell(stage=stage.id).voices:
            speaking |= {stage.owner, *stage.functions}
    return [Hole(kind="unit", id=unit.id) for unit in organisation.units if unit.id not in speaking]


def _motives(insights: Iterable[Insight], organisation: Organisation) -> list[Hole]:
    """Of people of one persona or segment, a number under the smallest group is not told."""
    bare = [
        i for i in insights if i.origin == "claim" and i.standing in ("accepted", "proposed") and i.evidence and not i.motivation.strip()
    ]
    return [
        Hole(kind="motive", id=i.key, lacks="motive", voices=told(i.voices, organisation) if i.persona or i.segment else i.voices)
        for i in sorted(bare, key=lambda i: i.key)
    ]
