"""Coverage: how many voices have been heard from each persona at each stage, and on each theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Cell:
    """What has been heard from one persona at one stage."""

    voices: int = 0
    observations: int = 0
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Cells by (persona, stage). Every pair that the organisation names is there; an empty id stands for "not said"."""

    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)

    def cell(self, persona: str, stage: str) -> Cell:
        """What is known of that pair; an empty cell for a pair never met."""
        return self.cells.get((persona, stage), Cell())


Place = tuple[str | None, str | None, str | None]
"""A persona, a stage and a theme; None for any of them, an empty id for "not said"."""


@dataclass(frozen=True, slots=True)
class Cube:
    """Cells by persona, stage and theme, and their sums in which each person counts once."""

    cells: Mapping[Place, Cell] = field(default_factory=dict)

    def cell(self, persona: str | None = None, stage: str | None = None, theme: str | None = None) -> Cell:
        """What is known of that place, over all personas, stages or themes where None is given."""
        return self.cells.get((persona, stage, theme), Cell())
