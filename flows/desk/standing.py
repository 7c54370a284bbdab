"""Standing: what of earlier captures stands beside what was read now, and under which lasting name each document goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.ledger import Entry
from flows.model.contracts import Place
from flows.model.documents import Document, Quarantined
from flows.model.issues import Issue
from flows.model.material import Trouble
from flows.model.noun import digest_of
from flows.observations.moves import adopted, free, moves

BARE = {"passages": ()}
"""Documents without their words: to look through all of them cheaply."""


@dataclass(frozen=True, slots=True)
class Veil:
    """What cannot be seen now: all that was read from one entry of a plan, or from one path in it."""

    entry: str
    path: str = ""

    def hides(self, key: str, entry: str) -> bool:
        """Whether the document may still be there, though it was not found."""
        if self.path:
            return key == self.path or key.startswith(f"{self.path.rstrip('/')}/")
        return entry == self.entry


def entry_of(place: Place) -> str:
    """What an entry of a plan is known by from cycle to cycle, whatever else the plan says of it: a slip in its kind takes nothing away."""
    return digest_of(place.study, place.entry.path)


def veil(trouble: Trouble, place: Place, filed: bool) -> Veil:
    """Of files, only what lies at and beneath the trouble's place is hidden from view; elsewhere nobody can tell."""
    return Veil(entry_of(place), trouble.place if filed else "")


def held(known: Mapping[str, str], found: Collection[str], veils: Sequence[Veil]) -> set[str]:
    """Keys that were read earlier, are not found and cannot be called gone. `known`: the entry of each key."""
    return {key for key, entry in known.items() if key not in found and any(v.hides(key, entry) for v in veils)}


def roots(entry: Entry, read: Sequence[Document], gone: Collection[str]) -> tuple[list[Document], dict[str, str]]:
    """What was read, each document under the name that it was first captured under, and new key -> old key of those that moved.

    A document of which only the bytes have changed comes back as it stands. Documents that went in an earlier cycle are known again too.
    """
    standing = entry.all("document", Document, without=BARE)
    changed = [d for d in read if d.key in standing and d.fingerprint != standing[d.key].fingerprint]
    come = [d for d in read if d.key not in standing]
    before = entry.some("document", Document, {*(d.key for d in changed), *(gone if come else ())})
    moved = moves(tuple(before.values()), [*changed, *come])
    names = {d.key: standing[d.key].root for d in read if d.key in standing and d.key not in moved.values()}
    names |= {here: standing[there].root for here, there in moved.items()}
    left = [d for d in read if d.key not in names]
    if left:
        names |= _new_names(left, entry, {d.root for d in standing.values()})
    return [_as_it_stands(adopted(document, names[document.key]), before.get(document.key)) for document in read], moved


def _new_names(new: Sequence[Document], entry: Entry, taken: Collection[str]) -> dict[str, str]:
    """Of documents that went in earlier cycles the name comes back, found by what they say or by their key; others get one that nobody had."""
    ended = {key: document for key, (_, document) in entry.ended("document", Document).items()}
    gone = [d for d in ended.values() if d.root not in taken]
    names = {here: ended[there].root for here, there in moves(gone, [d for d in new if d.key not in ended]).items()}
    used = {*taken, *names.values()}
    for document in sorted(new, key=lambda d: (d.key not in ended, d.key)):
        own = ended.get(document.key)
        if document.key in names:
            continue
        if own and own.root not in used:
            names[document.key] = own.root
        else:
            names[document.key] = free(document.key, used | {d.root for d in ended.values()})
        used.add(names[document.key])
    return names


def _as_it_stands(document: Document, before: Document | None) -> Document:
    if before is None:
        return document
    same = before.model_copy(update={"fingerprint": document.fingerprint})
    return before if same == document else document


def last_good(results: Iterable[Quarantined], entry: Entry, gone: Collection[str]) -> list[Quarantined]:
    """What could not be read, each saying which revision is shown in its place."""
    days = {cycle.number: cycle.today.isoformat() for cycle in (*entry.cycles(), entry.cycle)}
    since = entry.since("document")
    return [
        _kept(quarantined, days.get(since[quarantined.key], ""))
        if quarantined.key in since and quarantined.key not in gone
        else quarantined
        for quarantined in results
    ]


def _kept(quarantined: Quarantined, day: str) -> Quarantined:
    what = f"{quarantined.issue.what.rstrip('.')}. The revision {f'of {day}' if day else 'before it'} is shown."
    return quarantined.model_copy(update={"kept": True, "issue": quarantined.issue.model_copy(update={"what": what})})


def copies(entry: Entry) -> dict[str, str]:
    """Documents whose content another one of their study has too, with that other one: the one that was captured first stands."""
    since = entry.since("document")
    documents = sorted(entry.all("document", Document, without=BARE).values(), key=lambda d: (since[d.key], d.key))
    first: dict[tuple[str, str], str] = {}
    found = {d.key: first.setdefault((d.study, d.fingerprint), d.key) for d in documents}
    return {key: other for key, other in sorted(found.items()) if key != other}


def found_twice(entry: Entry) -> Iterator[Issue]:
    """Copies are sources of their own, which is hardly what anybody meant."""
    for key, other in copies(entry).items():
        what = f"The file has the same content as {other}. Its words are shown and not counted again."
        yield Issue(severity="warning", code="copy", where=key, what=what, hint="Remove one of the two files.", verb="capture")
