"""Capture: read what is new or changed in every source, pseudonymised, and keep the last good revision of what cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from flows import plugins, settings
from flows.errors import Unreadable, UomaError
from flows.ledger import Entry
from flows.ledger.book import Reader
from flows.model.contracts import Place, Source
from flows.model.documents import Document, Quarantined
from flows.model.issues import Issue, Report
from flows.model.material import Found, Trouble
from flows.model.noun import digest_of
from flows.model.organisation import Organisation
from flows.model.registers import PRIVATE, REGISTERS, Participant
from flows.model.studies import SourceEntry, Study
from flows.observations.compose import document
from flows.observations.privacy import Mask
from flows.runners import step, verb
from flows.sources.files import unclaimed
from flows.verbs.desk import Desk, at_desk
from flows.workspace import Plan

VERSION = "2"
"""Raised when documents must be read anew because the reading has changed."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read."""

    place: Place
    found: Found
    study: Study


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents to read, with what is needed for it: a task of its own, in this process or another."""

    jobs: tuple[Job, ...]
    organisation: Organisation
    participants: tuple[Participant, ...]


@verb("capture")
def capture(workspace: str, today: str, cycle: str = "") -> Report:
    """Read every source that has changed since the last cycle."""
    with at_desk("capture", workspace, today) as desk:
        with desk.ledger.reading() as reader:
            known, plan = reader.memo("capture"), _with_last_good(desk.workspace.plan(), reader)
            _refuse_unhidden(plan, hidden_before=bool(reader.memo("names")))
        jobs, troubles = _survey(desk, plan)
        reading = {job.found.key: _reading(job, plan) for job in jobs}
        changed = [job for job in jobs if known.get(job.found.key) != reading[job.found.key]]
        results = [result for batch in read.each(_batches(changed, plan)) for result in batch]
        issues = (*plan.issues, *troubles)
        with desk.entry() as entry:
            counts = _write(entry, plan, results, gone=known.keys() - reading.keys(), issues=issues)
            entry.remember("capture", reading)
            entry.remember("names", {"": "hidden"} if plan.hides else {})
            issues, moved = (*issues, *_standing(entry)), entry.changed
        return desk.report({"documents": len(jobs), "read": len(changed), **counts}, issues, skipped=not (changed or moved))


@step("read")
def read(batch: Batch) -> list[Document | Quarantined]:
    """Read one batch of documents; what cannot be read comes back as quarantined, and the rest goes on."""
    known = batch.organisation.names()
    masks = {study: Mask(batch.participants, study, known) for study in sorted({job.study.id for job in batch.jobs})}
    return [_read(job, batch.organisation, masks[job.study.id]) for job in batch.jobs]


def _read(job: Job, organisation: Organisation, mask: Mask) -> Document | Quarantined:
    try:
        material = _source(job.found.kind).read(job.place, job.found)
    except Unreadable as error:
        where = f"{job.found.key} {error.place}".strip()
        issue = Issue(severity="error", code=error.code, where=where, what=str(error), hint=error.hint, verb="capture")
        return Quarantined(key=job.found.key, fingerprint=job.found.fingerprint, issue=issue)
    return document(job.found, material, job.study, job.place.entry, organisation, mask.hide, mask.doubt)


@cache
def _source(kind: str) -> Source:
    source: Source = plugins.part("sources", kind)()
    return source


def _refuse_unhidden(plan: Plan, hidden_before: bool) -> None:
    """A name that is not known cannot be hidden, and what was published cannot be called back."""
    if hidden_before and not plan.hides:
        hint = "put registers/participants back; one with only its header says that nobody is to be hidden"
        raise UomaError("the participants register is gone, and the names in it would no longer be hidden", hint)
    for trouble in plan.unhidden:
        raise UomaError(f"names cannot be hidden. {trouble.where}: {trouble.what}", trouble.hint or "mend the participants register")


def _with_last_good(plan: Plan, reader: Reader) -> Plan:
    """A slip in a plan, or a register that somebody has open, must not empty the site: what was good last time stands until it is mended."""
    known = reader.all("study", Study) if plan.broken else {}
    kept = {id_: known[id_] for id_ in sorted(plan.broken) if id_ in known}
    tables = {name: tuple(reader.all(f"register.{name}", REGISTERS[name]).values()) for name in sorted(plan.unread - PRIVATE)}
    studies = tuple(sorted((*plan.studies, *kept.values()), key=lambda study: study.id))
    issues = tuple(_kept(issue) if issue.where.split("/")[0] in kept else issue for issue in plan.issues)
    return replace(plan, studies=studies, registers={**plan.registers, **tables}, issues=issues)


def _kept(issue: Issue) -> Issue:
    return issue.model_copy(update={"what": issue.what.replace("The study is left out", "The last good plan is used")})


def _survey(desk: Desk, plan: Plan) -> tuple[list[Job], list[Issue]]:
    """Every document that the plans point to, once, and what could not be listed."""
    jobs: dict[str, Job] = {}
    issues: list[Issue] = []
    for study in plan.studies:
        for entry in study.sources or (SourceEntry(),):
            place = Place(root=desk.workspace.plans, study=study.id, entry=entry)
            for found in _found(desk, place, entry, issues, study):
                jobs.setdefault(found.key, Job(place, found, study))
        issues += _overlooked(desk, study, {*jobs, *(issue.where for issue in issues)})
    return [jobs[key] for key in sorted(jobs)], issues


def _found(desk: Desk, place: Place, entry: SourceEntry, issues: list[Issue], study: Study) -> Iterator[Found]:
    kinds = desk.workspace.sources
    if entry.kind and entry.kind not in kinds:
        what, hint = f"no source kind is called {entry.kind!r}", f"installed: {', '.join(kinds)}"
        issues.append(Issue(severity="error", code="unknown-source", where=f"{study.id}/plan.yaml", what=what, hint=hint, verb="capture"))
        return
    for kind in [kinds[entry.kind]] if entry.kind else [kind for kind in kinds.values() if kind.endings]:
        for found in kind.find(place):
            if isinstance(found, Trouble):
                issues.append(_issue(found, study.id))
            else:
                yield found


def _overlooked(desk: Desk, study: Study, told: Iterable[str]) -> list[Issue]:
    endings = [ending for kind in desk.workspace.sources.values() for ending in kind.endings]
    place = Place(root=desk.workspace.plans, study=study.id, entry=SourceEntry())
    return [_issue(trouble, study.id) for trouble in unclaimed(place, endings, told)]


def _issue(trouble: Trouble, study: str) -> Issue:
    where = trouble.place if trouble.place.startswith(f"{study}/") else f"{study}/{trouble.place}".rstrip("/")
    return Issue(severity=trouble.severity, code=trouble.code, where=where, what=trouble.what, hint=trouble.hint, verb="capture")


def _reading(job: Job, plan: Plan) -> str:
    """Changes when the document does, or anything that decides how it is read."""
    study = job.study.model_copy(update={"questions": (), "sources": ()})
    organisation = plan.organisation.model_copy(update={"themes": (), "focus": (), "not_doing": ()})
    names = "".join(row.model_dump_json() for row in plan.participants)
    codes = "".join(f"{theme.id}={theme.name.model_dump_json()}" for theme in plan.organisation.themes)
    parts = (VERSION, job.found.kind, job.found.fingerprint, study.digest(), organisation.digest(), job.place.entry.digest(), names, codes)
    return digest_of(*parts)


def _batches(jobs: Sequence[Job], plan: Plan) -> list[Batch]:
    size = settings.number(settings.BATCH)
    return [Batch(tuple(jobs[at : at + size]), plan.organisation, plan.participants) for at in range(0, len(jobs), size)]


def _write(entry: Entry, plan: Plan, results: Sequence[Document | Quarantined], gone: set[str], issues: Sequence[Issue]) -> dict[str, int]:
    entry.settle("organisation", [plan.organisation])
    entry.settle("study", plan.studies)
    for name, rows in plan.registers.items():
        entry.settle(f"register.{name}", rows)
    good = [result for result in results if isinstance(result, Document)]
    kept = entry.digests("document").keys() - gone
    bad = [r.model_copy(update={"kept": r.key in kept}) for r in results if isinstance(r, Quarantined)]
    entry.settle("document", good, within=gone)
    entry.settle("quarantined", bad, within=gone | {result.key for result in results})
    entry.settle("issue", {issue.key: issue for issue in issues}.values(), within=_ours(entry))
    return {"withdrawn": len(gone), "quarantined": len(entry.digests("quarantined"))}


def _ours(entry: Entry) -> set[str]:
    return {key for key in entry.digests("issue") if key.startswith("capture:")}


def _standing(entry: Entry) -> Iterator[Issue]:
    """Issues of documents, also of those that were read in earlier cycles."""
    for quarantined in entry.all("quarantined", Quarantined).values():
        yield quarantined.issue
    for read_document in entry.all("document", Document, without={"passages": ()}).values():
        yield from read_document.issues
