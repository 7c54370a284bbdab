"""Catalogue: every source that has been captured, by study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flows.model.cycles import Cycle
from flows.model.documents import Document
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.pages.addresses import Addresses, Ref, anchor


@dataclass(frozen=True, slots=True)
class Holding:
    """One captured document and what came of it."""

    document: Document
    anchor: str
    called: str
    observations: int
    participants: int
    new: bool
    shown: Cycle | None = None
    """The cycle that read what is shown, where the document's present revision cannot be read."""


class Catalogue:
    """One page: `catalogue.md`."""

    name: ClassVar[str] = "catalogue"

    def pages(self, picture: Picture) -> Iterable[Page]:
        at = Addresses.of(picture)
        facts = {"shelves": _shelves(picture, at), "documents": len(picture.documents)}
        yield Page(path="catalogue.md", title="", template="catalogue.md.j2", facts=facts, weight=0.3)


def _shelves(picture: Picture, at: Addresses) -> list[tuple[Ref, list[Holding]]]:
    drawn: dict[str, int] = {}
    for observation in picture.counted:
        drawn[observation.document] = drawn.get(observation.document, 0) + 1
    shelves: dict[str, list[Holding]] = {}
    for document in sorted(picture.documents, key=lambda d: (d.study, d.key)):
        new = document.key in picture.changes.new_documents
        shown, place = picture.last_good.get(document.key), anchor("document", document.root)
        holding = Holding(document, place, at.called(document), drawn.get(document.key, 0), len(document.participants), new, shown)
        shelves.setdefault(document.study, []).append(holding)
    return [(at.study(study), holdings) for study, holdings in shelves.items()]
