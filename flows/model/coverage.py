"""Coverage: how many voices have been heard from each persona at each stage."""

from __future__ import annotations

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
