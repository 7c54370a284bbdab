"""Capture: read what is new or changed in every source, pseudonymised, and keep the last good revision of what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from flows import settings
from flows.desk.board import Answered, answered, settle
from flows.desk.desk import at_desk, settle_issues
from flows.desk.erased import resting
from flows.desk.shroud import Shroud, detectors_of, mask_of
from flows.desk.standing import BARE, entry_of, found_twice, held, last_good, roots
from flows.desk.survey import Job, material_of, survey
from flows.errors import Unreachable, Unreadable, UomaError
from flows.ledger import Entry
from flows.ledger.book import Reader
from flows.model.answers import DocumentAnswer
from flows.model.documents import Document, Quarantined
from flows.model.erasures import Withheld
from flows.model.issues import Issue, Report
from flows.model.noun import digest_of
from flows.model.organisation import Organisation
from flows.model.registers import PRIVATE, REGISTERS, Participant, RegisterRow
from flows.model.studies import Study
from flows.observations.compose import document
from flows.observations.privacy import Mask
from flows.runners import step, verb
from flows.workspace import Plan, Workspace

VERSION = "4"
"""Raised when documents must be read anew because the reading has changed."""

LARGE = 2_000_000
"""Bytes from which a document is a batch by itself: a second of work or more."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents to read, with what is needed for it: a task of its own, in this process or another."""

    jobs: tuple[Job, ...]
    organisation: Organisation
    participants: tuple[Participant, ...]
    secret: str = field(default="", repr=False)


@verb("capture")
def capture(workspace: str, today: str, cycle: str = "") -> Report:
    """Read every source that has changed since the last cycle."""
    with at_desk("capture", workspace, today) as desk:
        with desk.ledger.reading() as reader:
            known, plan = reader.memo("capture"), _with_last_good(desk.workspace, reader)
            entries = reader.memo("entries")
            _refuse_unhidden(plan, hidden_before=bool(reader.memo("names")))
            rest = resting(reader, plan.studies, desk.cycle.today)
            board = answered(desk.workspace, reader, plan, desk.cycle.today)
        detectors_of(plan.organisation)
        found, troubles, veils = survey(desk.workspace, plan)
        found = _as_told(found, board)
        stood = held({key: entries.get(key, "") for key in known}, {job.found.key for job in found}, veils)
        jobs, asleep, told = rest.awake(found, known)
        reading = asleep | {key: known[key] for key in sorted(stood)} | {job.found.key: _reading(job, plan, known) for job in jobs}
        changed = [job for job in jobs if known.get(job.found.key) != reading[job.found.key]]
        results, withheld = rest.left(result for batch in read.each(_batches(changed, plan)) for result in batch)
        reading |= {result.key: "" for result in results if isinstance(result, Quarantined) and not result.fingerprint}  # asked again
        plan, passed_over = rest.heeded(plan)
        issues, gone = (*plan.issues, *board.issues, *troubles, *told, *passed_over), known.keys() - reading.keys()
        with desk.entry() as entry:
            counts = _write(entry, plan, results, gone=gone)
            settle(entry, board)
            rest.settle(entry, withheld, {job.found.key for job in changed}, {result.key for result in results}, gone)
            entry.remember("capture", reading)
            entry.remember(
                "entries", {**_in(reading, entries), **{job.found.key: entry_of(job.place) for job in found if job.found.key in reading}}
            )
            entry.remember("names", {"": "hidden"} if plan.hides else {})
            issues, moved = (*settle_issues(entry, "capture", (*issues, *found_twice(entry))), *_standing(entry)), entry.changed
        return desk.report({"documents": len(jobs), "read": len(changed), **counts}, issues, skipped=not (changed or moved))


def _as_told(found: Sequence[Job], board: Answered) -> list[Job]:
    """Jobs with what people said on the board of how documents are to be read; a plan that says more stands."""
    return [_heeding(job, board.documents[job.found.key]) if job.found.key in board.documents else job for job in found]


def _heeding(job: Job, answer: DocumentAnswer) -> Job:
    entry = job.place.entry
    told = {"layout": entry.layout or answer.layout, "speakers": {**answer.speakers, **entry.speakers}}
    return replace(job, place=replace(job.place, entry=entry.model_copy(update=told)))


@step("read")
def read(batch: Batch) -> list[Document | Quarantined]:
    """Read one batch of documents; what cannot be read comes back as quarantined, and the rest goes on."""
    studies = sorted({job.study.id for job in batch.jobs})
    masks = {study: mask_of(batch.organisation, batch.participants, study) for study in studies}
    return [_read(job, batch, masks[job.study.id]) for job in batch.jobs]


def _read(job: Job, batch: Batch, mask: Mask) -> Document | Quarantined:
    try:
        material = material_of(job)
    except Unreadable as error:
        where = f"{job.found.key} {error.place}".strip()
        issue = Issue(severity="error", code=error.code, where=where, what=str(error), hint=error.hint, verb="capture")
        lasting = "" if isinstance(error, Unreachable) else job.found.fingerprint
        return Quarantined(key=job.found.key, fingerprint=lasting, issue=issue)
    return document(job.found, material, job.study, job.place.entry, batch.organisation, mask.hide, mask.doubt, batch.secret)


def _refuse_unhidden(plan: Plan, hidden_before: bool) -> None:
    """A name that is not known cannot be hidden, and what was published cannot be called back."""
    if hidden_before and not plan.hides:
        hint = "put registers/participants back; one with only its header says that nobody is to be hidden"
        raise UomaError("the participants register is gone, and the names in it would no longer be hidden", hint)
    for trouble in plan.unhidden:
        raise UomaError(f"names cannot be hidden. {trouble.where}: {trouble.what}", trouble.hint or "mend the participants register")


def _with_last_good(workspace: Workspace, reader: Reader) -> Plan:
    """A slip in a plan, or a register that somebody has open, must not empty the site: what was good last time stands until it is mended.

    So does a study whose folder is there and has no plan: on a share that is not connected nobody can tell what was taken away.
    """
    tables: dict[str, dict[str, RegisterRow]] = {
        name: dict(reader.all(f"register.{name}", row).items()) for name, row in REGISTERS.items() if name not in PRIVATE
    }
    plan = workspace.plan(tables)
    planned = {study.id for study in plan.studies}
    kept = {id_: s for id_, s in reader.all("study", Study).items() if id_ not in planned and (id_ in plan.broken or workspace.keeps(id_))}
    unseen = frozenset(id_ for id_ in kept if not workspace.shows(id_))
    studies = tuple(sorted((*plan.studies, *kept.values()), key=lambda study: study.id))
    issues = [_kept(issue) if issue.where.split("/")[0] in kept else issue for issue in plan.issues]
    issues += [_unseen(id_) for id_ in sorted(unseen) if not any(issue.where.split("/")[0] == id_ for issue in issues)]
    lost = {name: tuple(rows.values()) for name, rows in tables.items() if rows and (name in plan.unread or name not in plan.registers)}
    issues += [_lost(name) for name in sorted(lost.keys() - plan.unread)]
    return replace(plan, studies=studies, registers={**plan.registers, **lost}, issues=tuple(issues), unseen=unseen)


def _kept(issue: Issue) -> Issue:
    """What is told of a broken plan, once it is known that there is a good one to go on with."""
    what = issue.what.replace("The study is left out", "The last good plan is used").replace(", so nothing in it is read.", ".")
    told = what if "last good plan" in what else f"{what} The last good plan is used."
    hint = f"{issue.hint} To withdraw the study, remove its folder.".strip() if issue.code == "no-plan" else issue.hint
    return issue.model_copy(update={"what": told, "hint": hint})


def _unseen(study: str) -> Issue:
    what = "The study's folder is there, but nothing can be seen in it. What was read from it earlier stands."
    hint = "If it lies on a share, connect it. To withdraw the study, remove the folder."
    return Issue(severity="error", code="study-unseen", where=f"{study}/", what=what, hint=hint, verb="capture")


def _lost(register: str) -> Issue:
    what = "The register's file is no longer there. Its last rows stand."
    hint = "Put it back; one with only its header says that there are no rows."
    return Issue(severity="warning", code="register-gone", where=f"registers/{register}", what=what, hint=hint, verb="capture")


def _in(reading: Mapping[str, str], entries: Mapping[str, str]) -> dict[str, str]:
    return {key: entry for key, entry in entries.items() if key in reading}


def _reading(job: Job, plan: Plan, known: Mapping[str, str]) -> str:
    """Changes when the document does, or anything that decides how it is read.

    Where the last good plan stands in, the names of its speakers are not at hand: what was read with them stands until it is mended.
    """
    if job.place.entry.nameless and job.found.key in known:
        return known[job.found.key]
    study = job.study.model_copy(update={"questions": (), "sources": ()})
    organisation = plan.organisation.model_copy(update={"themes": (), "focus": (), "not_doing": (), "registers": {}})
    names = "".join(row.model_dump_json() for row in plan.participants)
    codes = "".join(f"{theme.id}={theme.name.model_dump_json()}" for theme in plan.organisation.themes)
    names += digest_of("secret", secret=settings.SECRET.read())
    parts = (
        VERSION,
        job.found.key,
        job.found.kind,
        job.found.fingerprint,
        study.digest(),
        organisation.digest(),
        job.place.entry.digest(),
        names,
        codes,
    )
    return digest_of(*parts)


def _batches(jobs: Sequence[Job], plan: Plan) -> list[Batch]:
    """Batches of about the same work: equally many documents, and the large ones by themselves and first."""
    secret = settings.SECRET.read()
    small = [job for job in jobs if job.found.size < LARGE]
    large = sorted((job for job in jobs if job.found.size >= LARGE), key=lambda job: (-job.found.size, job.found.key))
    number = -(-len(small) // settings.number(settings.BATCH))
    ends = [len(small) * part // number for part in range(number + 1)] if number else []
    parts = [*([job] for job in large), *(small[start:stop] for start, stop in pairwise(ends))]
    return [Batch(tuple(part), plan.organisation, plan.participants, secret) for part in parts]


def _write(entry: Entry, plan: Plan, results: Sequence[Document | Quarantined], gone: set[str]) -> dict[str, int]:
    entry.settle("organisation", [plan.organisation])
    shroud = Shroud(plan.organisation, plan.participants, plan.studies)
    entry.settle("study", [shroud.study(study.without_names()) for study in plan.studies])
    for name, rows in plan.registers.items():
        entry.settle(f"register.{name}", rows)
    good, moved = roots(entry, [result for result in results if isinstance(result, Document)], gone)
    bad = last_good([result for result in results if isinstance(result, Quarantined)], entry, gone)
    entry.settle("document", good, within=gone)
    entry.settle("quarantined", bad, within=gone | {result.key for result in results})
    withdrawn = gone - set(moved.values())
    return {"renamed": len(moved), "withdrawn": len(withdrawn), "quarantined": len(entry.digests("quarantined"))}


def _standing(entry: Entry) -> Iterator[Issue]:
    """Issues of documents, also of those that were read in earlier cycles."""
    for quarantined in entry.all("quarantined", Quarantined).values():
        yield quarantined.issue
    for withheld in entry.all("withheld", Withheld).values():
        yield withheld.issue
    for read_document in entry.all("document", Document, without=BARE).values():
        yield from read_document.issues
