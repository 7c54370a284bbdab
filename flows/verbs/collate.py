"""Collate: make observations of what was captured, keep their identity through edits, merge twins, leave out whom nobody asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows import settings
from flows.desk.desk import at_desk, organisation_of
from flows.desk.erased import unread
from flows.desk.standing import BARE, copies
from flows.ledger import Entry
from flows.model.documents import Collated, Document
from flows.model.issues import Issue, Report
from flows.model.noun import digest_of
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.registers import Claim, Consent
from flows.model.studies import Study
from flows.observations.align import keep
from flows.observations.consent import Consents
from flows.observations.observe import observe
from flows.observations.twins import repeats
from flows.runners import step, verb

VERSION = "3"


@dataclass(frozen=True)
class Batch:
    """Documents that changed, with their observations as they were and what decides how they are read."""

    documents: tuple[Document, ...]
    before: Mapping[str, tuple[Observation, ...]]
    """By the lasting name of their document."""
    ended: Mapping[str, tuple[tuple[int, Observation], ...]]
    """The same for observations that stand no more, each with the cycle that ended it."""
    studies: Mapping[str, Study]
    organisation: Organisation
    consents: Consents
    known: frozenset[str]


@verb("collate")
def collate(workspace: str, today: str, cycle: str = "") -> Report:
    """Turn captured passages into observations."""
    with at_desk("collate", workspace, today) as desk, desk.entry() as entry:
        context = _context(entry, desk.cycle.today)
        wordless = unread(entry)
        wanted = {key: digest_of(digest, context) for key, digest in entry.digests("document").items() if key not in wordless}
        known = entry.memo("collate")
        changed = {key for key, digest in wanted.items() if known.get(key) != digest}
        gone = known.keys() - wanted.keys()
        if changed or gone:
            _work(entry, changed, gone, desk.cycle.today)
            entry.remember("collate", wanted)
        issues = tuple(issue for noun in entry.all("collated", Collated).values() for issue in noun.issues)
        counts = {"observations": len(entry.digests("observation")), "documents": len(changed), "withdrawn documents": len(gone)}
        return desk.report(counts, issues, skipped=not (changed or gone))


def _work(entry: Entry, changed: set[str], gone: set[str], today: date) -> None:
    before = entry.all("observation", Observation)
    touched = changed | gone
    roots = entry.memo("roots")
    outcome = make.once(_batch(entry, changed, before.values(), roots, today))
    fresh = {o.key: o for _, observations, _ in outcome for o in observations}
    library = {key: o for key, o in before.items() if o.document not in touched} | fresh
    library = _linked(library, before, copies(entry))
    moved = [o for key, o in library.items() if before.get(key) != o]
    entry.settle("observation", moved, within={key for key, o in before.items() if key not in library})
    collated = [Collated(key=key, issues=issues) for key, _, issues in outcome if issues]
    entry.settle("collated", collated, within=touched)
    entry.remember("roots", roots | _roots(entry))


@step("observe")
def make(batch: Batch) -> list[tuple[str, tuple[Observation, ...], tuple[Issue, ...]]]:
    """Observations and issues of each document."""
    return [_observations(document, batch) for document in batch.documents if document.study in batch.studies]


def _observations(document: Document, batch: Batch) -> tuple[str, tuple[Observation, ...], tuple[Issue, ...]]:
    drafts, issues = observe(document, batch.studies[document.study], batch.organisation, batch.consents, batch.known)
    return document.key, _kept(document, drafts, batch), issues


def _kept(document: Document, drafts: Sequence[Observation], batch: Batch) -> tuple[Observation, ...]:
    root = digest_of(document.root)
    return keep(batch.before.get(root, ()), drafts, batch.ended.get(root, ()), document.root)


def _roots(entry: Entry) -> dict[str, str]:
    """The lasting name (its digest) that each document's key stands for while its observations are made."""
    documents = entry.all("document", Document, without=BARE)
    return {key: digest_of(document.root) for key, document in documents.items()}


def _batch(entry: Entry, changed: Iterable[str], before: Iterable[Observation], roots: Mapping[str, str], today: date) -> Batch:
    grouped: dict[str, list[Observation]] = {}
    for observation in before:
        grouped.setdefault(roots.get(observation.document, digest_of(observation.document)), []).append(observation)
    ended: dict[str, list[tuple[int, Observation]]] = {}
    for cycle, observation in entry.ended("observation", Observation).values():
        ended.setdefault(roots.get(observation.document, digest_of(observation.document)), []).append((cycle, observation))
    organisation = organisation_of(entry)
    claims = entry.all("register.claims", Claim)
    return Batch(
        documents=tuple(entry.some("document", Document, list(changed)).values()),
        before={key: tuple(group) for key, group in grouped.items()},
        ended={key: tuple(group) for key, group in ended.items()},
        studies=entry.all("study", Study),
        organisation=organisation,
        consents=Consents(entry.all("register.consents", Consent).values(), today, settings.SECRET.read()),
        known=frozenset([*(theme.id for theme in organisation.themes), *claims]),
    )


def _context(entry: Entry, today: date) -> str:
    """What besides a document's own content decides its observations. A consent may begin or end with the day."""
    consents: Sequence[Consent] = list(entry.all("register.consents", Consent).values())
    valid = ",".join(f"{c.key}{c.given <= today}{c.withdrawn is not None and c.withdrawn <= today}" for c in consents)
    ids = ",".join(sorted(entry.digests("register.claims")))
    return digest_of(VERSION, entry.state("organisation", "study", "register.consents"), ids, valid)


def _linked(library: Mapping[str, Observation], before: Mapping[str, Observation], copied: Mapping[str, str]) -> dict[str, Observation]:
    """Every observation with what it repeats, and what it is like."""
    found = repeats([o for o in library.values() if o.text], copied)
    twin_of = {**found.twin_of, **_lasting("twin_of", library, before)}
    like = {**found.like, **_lasting("like", library, before)}
    return {key: _told(o, twin_of.get(key, ""), "" if key in twin_of else like.get(key, "")) for key, o in library.items()}


def _lasting(name: str, library: Mapping[str, Observation], before: Mapping[str, Observation]) -> dict[str, str]:
    """Links that were told while there were words to compare, and of which one side has lost them since."""
    told = {key: getattr(before[key], name) for key in library if key in before and getattr(before[key], name) in library}
    return {key: of for key, of in told.items() if not (library[key].text and library[of].text)}


def _told(observation: Observation, twin_of: str, like: str) -> Observation:
    if (observation.twin_of, observation.like) == (twin_of, like):
        return observation
    return observation.model_copy(update={"twin_of": twin_of, "like": like})
