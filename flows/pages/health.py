"""Health: what in the material waits for a person to mend, where it is, since when, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flows.model.pages import Page
from flows.model.picture import Picture
from flows.pages.addresses import Addresses, Ref, anchor
from flows.pages.issues import ORGANISATION, SEVERITIES, Kind, Lies, Lying, by_study, register_at_google
from flows.text.engines import searching

OPEN = 3
"""Places of one kind that stand open; the others fold away."""
MOST = 200
"""Places of one kind that a page lists; `uoma export issues` has all."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What waits in one study."""

    ref: Ref | None
    """None for the organisation's own plans and registers."""
    anchor: str
    kinds: tuple[Kind, ...]
    issues: int


class Health:
    """One page: `health.md`."""

    name: ClassVar[str] = "health"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at, lying = Addresses.of(picture), Lies(picture).all()
        facts = {
            "counts": {severity: sum(each.issue.severity == severity for each in lying) for severity in SEVERITIES},
            "new": sum(each.new for each in lying),
            "first": len(picture.cycles) <= 1,
            "held": sorted((each for each in lying if each.quarantined), key=_newest),
            "shelves": [_shelf(study, kinds, at) for study, kinds in by_study(lying, picture)],
            "named": {each.source: _named(each, picture) for each in lying},
            "sheets": {each.source: name for each in lying if (name := register_at_google(each.source))},
            "board": picture.organisation.board,
            "open": OPEN,
            "most": MOST,
            "searching": searching(),
        }
        yield Page(path="health.md", title="", template="health.md.j2", facts=facts, weight=0)


def _newest(lying: Lying) -> tuple[int, str]:
    return (-lying.since.number, lying.source)


def _shelf(study: str, kinds: tuple[Kind, ...], at: Addresses) -> Shelf:
    ref = None if study == ORGANISATION else at.study(study)
    return Shelf(ref, anchor("in", study) if ref else "in-plans", kinds, sum(len(kind.issues) for kind in kinds))


def _named(lying: Lying, picture: Picture) -> str:
    """A source within its study's section: without the study's own folder; by its name where its key is an id."""
    document = picture.document.get(lying.source)
    if document and not lying.source.startswith(f"{document.study}/"):
        return document.name
    return (lying.source.removeprefix(f"{lying.study}/") if lying.study else "") or lying.source
