"""Catalogue: every source that is known of, connected or not, and what has been captured from each, by study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flows.model.cycles import Cycle
from flows.model.documents import Document
from flows.model.noun import unique
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.registers import KnownSource
from flows.model.studies import Study
from flows.pages.addresses import Addresses, Ref, anchor

QUIET = 90
"""Days without anything new after which a source that should go on flowing is told as quiet."""


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


@dataclass(frozen=True, slots=True)
class Shelf:
    """One study's sources: who answers for them, what they are, and when anything last came of them."""

    study: Ref
    anchor: str
    owner: Ref
    kinds: tuple[str, ...]
    """The kinds of source it is read from, the most common first."""
    holdings: tuple[Holding, ...]
    pulled: date | None
    """The day of the last cycle that brought something new or changed; None for nothing captured."""
    unread: int
    """Documents whose present revision cannot be read."""
    quiet: bool
    """It has not ended, and nothing has come of it for a while."""


@dataclass(frozen=True, slots=True)
class Known:
    """One row of the register of sources."""

    row: KnownSource
    owner: Ref
    study: Ref | None
    """None for what no study reads yet."""
    pulled: date | None
    quiet: bool
    expired: bool


class Catalogue:
    """One page: `catalogue.md`."""

    name: ClassVar[str] = "catalogue"

    def pages(self, picture: Picture) -> Iterable[Page]:
        facts = _facts(picture, Addresses.of(picture))
        yield Page(path="catalogue.md", title="", template="catalogue.md.j2", facts=facts, weight=0.3)


def _facts(picture: Picture, at: Addresses) -> dict[str, object]:
    shelves = _shelves(picture, at)
    known = [_known(row, picture, at, shelves) for row in picture.rows(KnownSource)]
    return {
        "shelves": list(shelves.values()),
        "documents": len(picture.documents),
        "known": len(known),
        "unconnected": [each for each in known if each.study is None],
        "rivers": [each for each in known if each.row.kind == "river" and each.study],
        "rain": [each for each in known if each.row.kind == "rain"],
        "bought": bought(picture),
        "quiet_days": QUIET,
    }


def bought(picture: Picture) -> tuple[int, int]:
    """How many counted observations were bought from outside, and how many there are."""
    rained = {row.study for row in picture.rows(KnownSource) if row.kind == "rain" and row.study}
    return sum(o.provenance == "external" or o.study in rained for o in picture.counted), len(picture.counted)


def _known(row: KnownSource, picture: Picture, at: Addresses, shelves: dict[str, Shelf]) -> Known:
    shelf = shelves.get(row.study) if row.study in picture.study else None
    return Known(
        row=row,
        owner=at.unit(row.owner),
        study=shelf.study if shelf else None,
        pulled=shelf.pulled if shelf else None,
        quiet=bool(shelf and shelf.quiet),
        expired=row.expires is not None and row.expires < picture.cycle.today,
    )


def _shelves(picture: Picture, at: Addresses) -> dict[str, Shelf]:
    """By study, in the order of ids: those without a plan too, as long as something was captured of them."""
    drawn: dict[str, int] = {}
    for observation in picture.counted:
        drawn[observation.document] = drawn.get(observation.document, 0) + 1
    documents: dict[str, list[Document]] = {study.id: [] for study in picture.studies}
    for document in sorted(picture.documents, key=lambda d: d.key):
        documents.setdefault(document.study, []).append(document)
    return {study: _shelf(study, documents[study], drawn, picture, at) for study in sorted(documents)}


def _shelf(key: str, documents: list[Document], drawn: dict[str, int], picture: Picture, at: Addresses) -> Shelf:
    study = picture.study.get(key)
    read = [picture.read_in[d.key].today for d in documents if d.key in picture.read_in]
    pulled = max(read, default=None)
    return Shelf(
        study=at.study(key),
        anchor=anchor("shelf", key),
        owner=at.unit(study.owner if study else ""),
        kinds=_kinds(documents),
        holdings=tuple(_holding(document, drawn, picture, at) for document in documents),
        pulled=pulled,
        unread=sum(held.key.partition("/")[0] == key for held in picture.quarantined),
        quiet=pulled is not None and _goes_on(study, picture.cycle.today) and (picture.cycle.today - pulled).days > QUIET,
    )


def _holding(document: Document, drawn: dict[str, int], picture: Picture, at: Addresses) -> Holding:
    return Holding(
        document=document,
        anchor=anchor("document", document.root),
        called=at.called(document),
        observations=drawn.get(document.key, 0),
        participants=len(document.participants),
        new=document.key in picture.changes.new_documents and len(picture.cycles) > 1,
        shown=picture.last_good.get(document.key),
    )


def _kinds(documents: list[Document]) -> tuple[str, ...]:
    kinds = [document.source for document in documents]
    return tuple(sorted(unique(kinds), key=lambda kind: (-kinds.count(kind), kind)))


def _goes_on(study: Study | None, today: date) -> bool:
    return study is not None and (study.ended is None or study.ended >= today)
