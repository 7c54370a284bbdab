"""Erased: what the river heeds of erasures: who is left out of what is read, which studies are read no more, and whether one was interrupted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from flows.errors import UomaError
from flows.ledger import Entry
from flows.ledger.book import Reader
from flows.model.documents import Document, Quarantined
from flows.model.erasures import Erasure, Withheld
from flows.model.issues import Issue, Severity
from flows.model.registers import Consent, RegisterRow
from flows.model.studies import Study
from flows.observations.forgotten import GONE, Forgotten, mentions, voices_in
from flows.observations.retention import overdue, purged
from flows.workspace import Plan

UNFINISHED = "forgetting.json"
"""In .uoma while an erasure is on its way: whose code it is, and digests of words."""


class _Job(Protocol):
    @property
    def found(self) -> Any: ...

    @property
    def study(self) -> Study: ...


J = TypeVar("J", bound=_Job)


@dataclass(frozen=True)
class Rest:
    """What must not be read, and what must not be kept of what is read."""

    forgotten: Forgotten
    purged: Mapping[str, Erasure]
    """Erasures of whole studies, by study."""
    studies: Mapping[str, Study]
    """Those studies, as they were."""
    late: Mapping[str, Study]
    """Studies whose words must go and are still here."""
    standing: frozenset[str]
    """Documents of theirs, which stand although they are not read."""

    def awake(self, jobs: Sequence[J], known: Mapping[str, str]) -> tuple[list[J], dict[str, str], list[Issue]]:
        """The jobs whose studies may be read, what is remembered of the others, and what a person should do about these."""
        resting = [job for job in jobs if job.study.id in self.late or job.study.id in self.purged]
        keys = self.standing.union(job.found.key for job in resting if job.study.id in self.late)
        left = [job for job in jobs if job not in resting]
        files = [job.study.id for job in resting if job.study.id in self.purged]
        return left, {key: known[key] for key in sorted(keys & known.keys())}, [*self._overdue(), *self._left_behind(files)]

    def left(self, results: Iterable[Document | Quarantined]) -> tuple[list[Document | Quarantined], list[Withheld]]:
        """What was read without those who were forgotten, and the files that still hold their words."""
        kept: list[Document | Quarantined] = []
        withheld: list[Withheld] = []
        for result in results:
            if isinstance(result, Quarantined):
                kept.append(result)
                continue
            left = self.forgotten.left(result)
            kept += [left.document] if left.document else []
            withheld += [_withheld(result, left.erasures, left.whole, self.forgotten)] if left.erasures else []
        return kept, withheld

    def heeded(self, plan: Plan) -> tuple[Plan, list[Issue]]:
        """The plan without the records of those who were forgotten, and with the studies that stand on without words."""
        consents = plan.registers.get(Consent.register, ())
        kept = tuple(row for row in consents if not self._gone(row))
        registers = {**plan.registers, **({Consent.register: kept} if Consent.register in plan.registers else {})}
        there = {study.id for study in plan.studies}
        studies = (*plan.studies, *(study for id_, study in sorted(self.studies.items()) if id_ not in there))
        people = sum(bool(self._who(row.study, row.id)) for row in plan.participants)
        issues = [*_rows_left(Consent.register, len(consents) - len(kept)), *_rows_left("participants", people)]
        return replace(plan, studies=tuple(sorted(studies, key=lambda study: study.id)), registers=registers), issues

    def settle(
        self, entry: Entry, withheld: Sequence[Withheld], read: Collection[str], kept: Collection[str], gone: Collection[str]
    ) -> None:
        """Write down which files hold words that are left out; documents of which nothing may be kept end."""
        entry.settle("withheld", withheld, within={*gone, *read})
        entry.settle("document", [], within=set(read) - set(kept))

    def _gone(self, row: RegisterRow) -> bool:
        return isinstance(row, Consent) and (row.study in self.purged or bool(self._who(row.study, row.participant)))

    def _who(self, study: str, code: str) -> str:
        return self.forgotten.who(study, code) if study else ""

    def _overdue(self) -> Iterator[Issue]:
        for study in self.late.values():
            what = f"The words of study {study.id} had to go by {study.keep_until}; they are shown no more, and are still kept."
            yield _issue("error", "retention-overdue", f"{study.id}/plan.yaml", what, "Run `uoma forget --due`.")

    def _left_behind(self, studies: Sequence[str]) -> Iterator[Issue]:
        for study in sorted(set(studies)):
            number = studies.count(study)
            what = f"The words of this study were erased on {self.purged[study].on}, and {number} of its files still lie here; they are not read."
            yield _issue("warning", "retention-files", f"{study}/", what, "Delete the files, here and wherever they came from.")


def resting(reader: Reader, studies: Iterable[Study], today: date) -> Rest:
    """What the ledger's erasures, and the retention days of the studies, leave to be read."""
    erasures = tuple(reader.all("erasure", Erasure).values())
    gone = purged(erasures)
    before = reader.all("study", Study) if gone else {}
    late = {study.id: study for study in overdue(studies, erasures, today)}
    documents = reader.all("document", Document, without={"passages": ()}).items() if late else ()
    return Rest(
        forgotten=Forgotten(erasures),
        purged=gone,
        studies={id_: before[id_] for id_ in gone if id_ in before},
        late=late,
        standing=frozenset(key for key, document in documents if document.study in late),
    )


def unread(reader: Reader) -> frozenset[str]:
    """Keys of documents that stand on without words: their observations are not made anew."""
    return frozenset(key for erasure in purged(reader.all("erasure", Erasure).values()).values() for key in erasure.documents)


def refuse_unfinished(state: Path, reader: Reader) -> None:
    """An erasure that was interrupted before it reached the ledger must not be undone by publishing once more."""
    try:
        wanted = json.loads((state / UNFINISHED).read_bytes())["erasures"]
    except FileNotFoundError:
        return
    except (ValueError, LookupError):
        wanted = ["unknown"]
    if wanted and set(wanted) - reader.digests("erasure").keys():
        raise UomaError("somebody is being forgotten, and that was interrupted", "run `uoma forget` without a code: it goes on from there")


def _withheld(document: Document, erasures: tuple[str, ...], whole: bool, forgotten: Forgotten) -> Withheld:
    codes = {code for code in voices_in(document) if forgotten.who(document.study, code)}
    where = mentions(codes).sub(GONE, document.key)
    what = "This file still holds words of somebody who asked to be forgotten; they are left out of what is read."
    hint = (
        "Delete the file, and the original that it came from."
        if whole
        else "Take their words out of the file, and of the original that it came from."
    )
    issue = _issue("warning", "forgotten", where, what, hint)
    return Withheld(key=document.key, fingerprint=document.fingerprint, erasures=erasures, whole=whole, issue=issue)


def _rows_left(register: str, rows: int) -> Iterator[Issue]:
    if rows:
        what = (
            f"{'1 row is' if rows == 1 else f'{rows} rows are'} of people who were forgotten, or of a study that was; they are passed over."
        )
        yield _issue("note", "forgotten-rows", f"registers/{register}", what, "Take the rows out.")


def _issue(severity: Severity, code: str, where: str, what: str, hint: str) -> Issue:
    return Issue(severity=severity, code=code, where=where, what=what, hint=hint, verb="capture")
