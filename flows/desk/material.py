"""Material: files and register rows in the workspace that hold one person's words or name, and how they are deleted at their source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.desk.survey import Job, material_of, survey
from flows.desk.theirs import Target
from flows.errors import Unreadable, Unwritable
from flows.model.material import Sheet
from flows.model.registers import REGISTERS, Consent, Participant, RegisterRow
from flows.observations.compose import document
from flows.observations.privacy import Mask
from flows.plans.registers import register_files
from flows.registers.rows import rows_of
from flows.sources.sheet import sheets_of, tables_in
from flows.sources.tables.struck import struck
from flows.workspace import Plan, Workspace

DELIMITED = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register that is about a target."""

    register: str
    path: Path
    number: int
    """As the person's own program counts rows, from 1."""

    @property
    def where(self) -> str:
        return f"registers/{self.path.name} row {self.number}"


def lines(place: Workspace, targets: Sequence[Target]) -> tuple[Line, ...]:
    """The rows of the consents and participants registers that are theirs."""
    files, _ = register_files(place.plans)
    found: list[Line] = []
    for name in (Consent.register, Participant.register):
        if name in files:
            found += [Line(name, files[name], number) for number, row in _rows(name, files[name]) if _is_theirs(row, targets)]
    return tuple(found)


def files(place: Workspace, plan: Plan) -> dict[str, Path]:
    """Documents that are files of this workspace, by the key that they are known by; their true names are told to nobody."""
    jobs, _, _ = survey(place, plan)
    paths = {job.found.key: place.plans / job.key for job in jobs}
    return {key: path for key, path in paths.items() if path.is_file() and path.resolve().is_relative_to(place.plans.resolve())}


def delete(place: Workspace, keys: Iterable[str]) -> tuple[str, ...]:
    """Delete files of the workspace. Returns those that were there. Raises Unwritable for one that refuses."""
    wanted = set(keys)
    there = {key: path for key, path in files(place, place.plan()).items() if key in wanted} if wanted else {}
    for key, path in there.items():
        try:
            path.unlink()
        except OSError as error:
            raise Unwritable(f"{key} cannot be deleted: {error.strerror}", "change its rights, or delete it yourself") from error
    return tuple(sorted(there))


def strike(struck_lines: Sequence[Line]) -> tuple[Line, ...]:
    """Take rows out of registers that are delimited text. Returns those that a person must take out: of workbooks, or not sure to be found.

    Written aside and swapped in; what is left is read again before, and must be the other rows exactly. Raises Unwritable.
    """
    left = [line for line in struck_lines if line.path.suffix.casefold() not in DELIMITED]
    for path in sorted({line.path for line in struck_lines} - {line.path for line in left}):
        mine = [line for line in struck_lines if line.path == path]
        content = struck(path.read_bytes(), {line.number for line in mine})
        if not _only_the_others(mine, content):
            left += mine
            continue
        aside = path.with_name(f".{path.name}.part")
        try:
            aside.write_bytes(content)
            aside.chmod(path.stat().st_mode)
            aside.replace(path)
        except OSError as error:
            raise Unwritable(
                f"registers/{path.name} cannot be written: {error.strerror}", "change its rights, or take out the rows yourself"
            ) from error
    return tuple(left)


def still_named(place: Workspace, targets: Sequence[Target]) -> tuple[str, ...]:
    """Documents that mention these people by name: without their row in the participants register the name would be hidden no more."""
    plan = place.plan()
    people = [row for row in plan.participants if _is_theirs(row, targets)]
    known = plan.organisation.names()
    jobs = survey(place, plan)[0] if people else []
    masks = {study.id: [Mask(rows, study.id, known) for rows in (people, [])] for study in plan.studies}
    return tuple(sorted(job.found.key for job in jobs if _differs(job, plan, masks[job.study.id])))


def _differs(job: Job, plan: Plan, masks: Sequence[Mask]) -> bool:
    """Whether it makes a difference to a document which names are known."""
    try:
        material = material_of(job)
    except Unreadable:
        return False
    one, other = (document(job.found, material, job.study, job.place.entry, plan.organisation, mask.hide) for mask in masks)
    return one != other or any(masks[0].hide(job.key) != mask.hide(job.key) for mask in masks)


def _is_theirs(row: RegisterRow, targets: Sequence[Target]) -> bool:
    if isinstance(row, Consent):
        return any(target.has_consent(row) for target in targets)
    return isinstance(row, Participant) and any(t.study == row.study and t.code and row.id.casefold() in t.codes for t in targets)


def _rows(name: str, path: Path) -> Iterator[tuple[int, RegisterRow]]:
    try:
        yield from _numbered(name, sheets_of(path).sheets)
    except Unreadable:
        return


def _numbered(name: str, sheets: Iterable[Sheet]) -> Iterator[tuple[int, RegisterRow]]:
    for sheet in sheets:
        for row in sheet.rows:
            read, _ = rows_of(REGISTERS[name], (Sheet(sheet.name, sheet.header, (row,)),), name)
            number = re.search(r"(\d+)$", row.locator)
            if read and number:
                yield int(number[1]), read[0]


def _only_the_others(mine: Sequence[Line], content: bytes) -> bool:
    """Whether what is left reads as the register without these rows, and nothing else."""
    path, gone = mine[0].path, {line.number for line in mine}
    wanted = [row for number, row in _rows(mine[0].register, path) if number not in gone]
    try:
        return [row for _, row in _numbered(mine[0].register, tables_in(content, path.name).sheets)] == wanted
    except Unreadable:
        return False
