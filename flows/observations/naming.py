"""Naming: the organisation's ids for the personas, segments, stages and units that documents and rows call by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.model.noun import Words
from flows.model.organisation import Organisation

KINDS = ("persona", "segment", "stage", "unit")


@dataclass(frozen=True, slots=True)
class Naming:
    """For each kind, every name (normal form) -> id, and the ids that may be used."""

    ids: dict[str, dict[str, str]]
    allowed: dict[str, tuple[str, ...]]

    def find(self, kind: str, name: str) -> str:
        """The id for a name, by id, Finnish or English name or `also`, whatever the case; empty where it is unknown."""
        return self.ids[kind].get(normal(name), "")


def normal(name: str) -> str:
    """A name as it is compared: casefolded, with hyphens for spaces."""
    return "-".join(name.casefold().split())


def naming_of(organisation: Organisation) -> Naming:
    """All names that an organisation gives; a name that two things share belongs to the first."""
    segments, stages = organisation.segments, organisation.stages().values()
    entries: dict[str, list[tuple[str, Words, tuple[str, ...]]]] = {
        "persona": [(p.id, p.name, p.also) for p in organisation.personas().values()],
        "segment": [(s.id, s.name, s.also) for s in segments],
        "stage": [(s.id, s.name, s.also) for s in stages],
        "unit": [(u.id, u.name, ()) for u in organisation.units],
    }
    return Naming(
        {kind: _names(told) for kind, told in entries.items()}, {kind: tuple(e[0] for e in told) for kind, told in entries.items()}
    )


def _names(entries: Iterable[tuple[str, Words, tuple[str, ...]]]) -> dict[str, str]:
    entries = list(entries)
    found = {normal(id_): id_ for id_, _, _ in entries}
    for id_, name, also in entries:
        for word in (name.fi, name.en, *also):
            if word:
                found.setdefault(normal(word), id_)
    return found
