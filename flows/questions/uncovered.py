"""Uncovered: the cells of persona and stage where nobody has been heard, the most useful first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flows.model.picture import Picture
from flows.model.questions import Gap
from flows.questions.concerns import Cell, Concerns, cells

MOST = 8
"""Cells that become questions: a new organisation has hundreds of empty ones."""


def uncovered(picture: Picture, coverage: Mapping[tuple[str, str], int], concerns: Concerns) -> tuple[Gap, ...]:
    """At most MOST empty cells of the organisation's own personas and stages.

    Those that an open decision waits for come first. Then buyers and users, who take turns so that no persona has them all; of one persona,
    first the stages where others have been heard, then those that a unit owns, then in the order of the path.
    """
    empty = [cell for cell in cells(picture) if not coverage.get((cell.persona, cell.stage), 0)]
    waits = {cell: concerns.decision(cell) for cell in empty}
    kept = sorted(empty, key=_usefulness(picture, coverage, waits))
    return tuple(_gap(cell, waits[cell], concerns.focus(cell, waits[cell])) for cell in _by_turns(kept, picture, waits)[:MOST])


def _usefulness(picture: Picture, coverage: Mapping[tuple[str, str], int], waits: Mapping[Cell, str]) -> Callable[[Cell], tuple[bool, ...]]:
    personas, stages = picture.organisation.personas(), picture.organisation.stages()
    heard = {stage: any(coverage.get((persona, stage), 0) for persona in personas) for stage in stages}
    return lambda cell: (not waits[cell], not heard[cell.stage], not stages[cell.stage].owner)


def _by_turns(ordered: Sequence[Cell], picture: Picture, waits: Mapping[Cell, str]) -> list[Cell]:
    """The first of each persona, then the second of each; buyers and users before the others, and what a decision waits for before all."""
    personas = picture.organisation.personas()
    place, turns = {persona: at for at, persona in enumerate(personas)}, dict.fromkeys(personas, 0)
    keys: dict[Cell, tuple[bool, bool, int, int]] = {}
    for cell in ordered:
        keys[cell] = (not waits[cell], personas[cell.persona].role not in ("buyer", "user"), turns[cell.persona], place[cell.persona])
        turns[cell.persona] += 1
    return sorted(ordered, key=lambda cell: keys[cell])


def _gap(cell: Cell, decision: str, focus: str) -> Gap:
    return Gap(
        key=f"uncovered:{cell.persona}/{cell.stage}",
        kind="uncovered",
        persona=cell.persona,
        segment=cell.segment,
        stage=cell.stage,
        decision=decision,
        focus=focus,
    )
