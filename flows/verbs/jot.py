"""Jot: what somebody heard, thinks or wants to know goes into a sheet at once; the next cycle reads it from there like everything else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from flows.errors import Busy, Unwritable, UomaError
from flows.model.notes import COLUMNS, NOTES, receipt
from flows.model.organisation import Organisation
from flows.model.registers import Ask, RegisterRow
from flows.observations.naming import naming_of
from flows.observations.privacy import Mask
from flows.plans.organisation import read_organisation
from flows.plans.registers import FOLDER, register_files
from flows.plans.study import FILE
from flows.sources.tables.append import Headers, append, ids_in
from flows.workspace import Workspace

PATIENCE = 20
"""Seconds to wait for others who write at the same time."""
_BULLET = re.compile(r"^[-–—•*·]+\s+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_POSSIBLE = "possible-name"


@dataclass(frozen=True, slots=True)
class Jotted:
    """One line that was written down."""

    id: str
    text: str
    """As it stands in the sheet."""
    hidden: dict[str, int] = field(default_factory=dict)
    """What of it was hidden before it was written, by kind: `email`, `phone`, `identity-code` ..."""


def note(place: Workspace, lines: Iterable[str], on: date, said: Mapping[str, str], opinion: bool = False) -> tuple[Jotted, ...]:
    """Write each line that says something into research_plans/notes/notes.csv; the study is made if there is none.

    `said` may hold `unit`, `persona` and `study`. Raises UomaError for a persona or study that is not known, Busy, Unwritable.
    """
    texts = [text for line in lines if (text := _plain(line))]
    if not texts:
        raise UomaError("there is nothing to note", 'uoma note "what you heard, in one line"')
    facts = _checked(place, said)
    sheet = place.plans / NOTES / "notes.csv"
    headers: Headers = dict.fromkeys(COLUMNS, ()) | {"note": ("muistiinpano", "havainto", "text")}
    provenance = "employee" if opinion else ""
    with _alone(place):
        _begin(place)
        jotted = _receipted("n", texts, on, ids_in(sheet, headers))
        rows: list[dict[str, str | date]] = [{"id": j.id, "date": on, "note": j.text, **facts, "provenance": provenance} for j in jotted]
        append(sheet, rows, headers)
    return jotted


def ask(place: Workspace, text: str, on: date, said: Mapping[str, str]) -> Jotted:
    """Write a question into the register of asks, whatever file keeps it; registers/asks.csv is made if none does.

    `said` may hold `unit`, `decision`, `claim`, `theme`, `persona` and `stage`. Raises UomaError, Busy, Unwritable.
    """
    if not _plain(text):
        raise UomaError("there is nothing to ask", 'uoma ask "what you want to know about customers"')
    facts, headers = _checked(place, said), _headers(Ask)
    with _alone(place):
        sheet = register_files(place.plans)[0].get(Ask.register) or place.plans / FOLDER / f"{Ask.register}.csv"
        known = {row.id for row in place.plan().registers.get(Ask.register, ())} if sheet.exists() else set()
        (jotted,) = _receipted("q", [_plain(text)], on, known | ids_in(sheet, headers))
        append(sheet, [{"id": jotted.id, "text": jotted.text, "asked_on": on, **facts}], headers)
    return jotted


def waits(place: Workspace, id_: str) -> bool:
    """Whether a note or an ask of that id is written down, be it read or not."""
    asked = any(row.id == id_ for row in place.plan().registers.get(Ask.register, ()))
    return asked or id_ in ids_in(place.plans / NOTES / "notes.csv", dict.fromkeys(COLUMNS, ()))


def _receipted(kind: str, texts: Sequence[str], on: date, taken: Collection[str]) -> tuple[Jotted, ...]:
    mask, used, made = Mask(()), set(taken), []
    for text in texts:
        hidden = mask.hide(text)
        found = {name: count for name, count in mask.found(text).items() if name != _POSSIBLE}
        ids = (receipt("n" if kind == "n" else "q", hidden, on.isoformat(), str(again)) for again in range(len(used) + 1))
        made.append(Jotted(next(id_ for id_ in ids if id_ not in used), hidden, found))
        used.add(made[-1].id)
    return tuple(made)


def _plain(line: str) -> str:
    """One line without the mark of a list before it, and without signs that steer a terminal or a sheet."""
    sayable = line.encode("utf-8", "replace").decode()
    return _BULLET.sub("", " ".join(_CONTROLS.sub(" ", sayable).split()))


def _checked(place: Workspace, said: Mapping[str, str]) -> dict[str, str]:
    """What was said of its place, with the organisation's own ids for it. A unit may be anything."""
    told = {name: _plain(value) for name, value in said.items() if value and _plain(value)}
    if study := told.get("study"):
        _known("study", study, sorted(path.parent.name for path in place.plans.glob(f"*/{FILE}")))
    if not told.keys() & {"persona", "stage", "unit", "theme"}:
        return told
    organisation, _ = read_organisation(place.plans)
    return {name: _named(organisation, name, value) for name, value in told.items()}


def _named(organisation: Organisation, name: str, value: str) -> str:
    naming = naming_of(organisation)
    if name in ("persona", "stage"):
        found = naming.find(name, value)
        _known(name, found or value, naming.allowed[name])
        return found
    return naming.find("unit", value) or value if name == "unit" else value


def _known(kind: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise UomaError(f"no {kind} is called {value!r}", f"known: {', '.join(allowed) or 'none yet'}; or leave it out")


def _begin(place: Workspace) -> None:
    """The study of notes, for whoever notes first."""
    plan = place.plans / NOTES / FILE
    if plan.exists():
        return
    form = place.shared(f"templates/forms/{NOTES}.yaml")[0]
    try:
        plan.parent.mkdir(exist_ok=True)
        plan.write_bytes(form.read_bytes())
    except OSError as error:
        raise Unwritable(f"{plan.parent} cannot be written to", "give yourself the right to write there") from error


@contextmanager
def _alone(place: Workspace) -> Iterator[None]:
    """One writer at a time, whatever the sheet."""
    try:
        with FileLock(Path(place.state) / "sheets.lock", timeout=PATIENCE):
            yield
    except Timeout:
        raise Busy("somebody else is writing into the sheets", "run the same command again in a moment") from None


def _headers(row: type[RegisterRow]) -> Headers:
    """A register's columns with the other names that people give them."""
    headers: dict[str, Collection[str]] = {}
    for name, about in row.model_fields.items():
        extra = about.json_schema_extra
        also = extra.get("also", ()) if isinstance(extra, Mapping) else ()
        headers[name] = [str(word) for word in also] if isinstance(also, list | tuple) else ()
    return headers
