"""Cycle: one turn of the river."""

from __future__ import annotations

from datetime import date

from flows.model.noun import Noun

VERBS = ("capture", "collate", "synthesise", "prioritise", "publish")


class Cycle(Noun):
    """One turn of the river. It is recorded only once it has changed something; `done` lists the verbs that have ended."""

    number: int
    name: str
    """Such as `2026-11-21`, or `2026-11-21.2` for the day's second."""
    today: date
    done: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.number:06d}"

    @property
    def finished(self) -> bool:
        return "publish" in self.done
