"""Register rows: sheets that people keep as typed rows, whatever they call their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from flows.model.issues import Issue, Severity
from flows.model.material import Row, Sheet
from flows.model.registers import PRIVATE, RegisterRow
from flows.registers.cells import NotAllowed, converted, text
from flows.registers.nearest import nearest, shown

_PLACE = re.compile(r"(.*)!([A-Z]{1,3})(\d+)", re.DOTALL)


CERTAIN = frozenset({"consents", "participants"})
"""Registers whose rows with a bad cell are left out whole: what a person agreed to, or is called, is never guessed."""


def rows_of(
    register: type[RegisterRow], sheets: Sequence[Sheet], file: str, last: Mapping[str, RegisterRow] | None = None
) -> tuple[tuple[RegisterRow, ...], tuple[Issue, ...]]:
    """The rows of a register in the order of its sheets, and what is wrong in them. `file` is what a person calls it: `registers/decisions.xlsx`.

    A column is known by its field's name or one of its other names. A row with a bad cell stands as it was in `last` (rows by key); a new one
    is read without the cell if it can do without, and else left out; each is told by an Issue. Rows of `CERTAIN` registers are left out always.
    Of two rows with one key the first stands; sheets that have none of the columns are passed by. No cell's words get into an Issue.
    """
    reading = _Reading(register, file, {} if register.register in CERTAIN else last or {})
    tables = [(sheet, _columns(register, sheet.header)) for sheet in sheets]
    known = [(sheet, columns) for sheet, columns in tables if columns] or tables[:1]
    for sheet, columns in known:
        reading.sheet(sheet, columns)
    for sheet, columns in tables:
        if not columns and (sheet, columns) not in known:
            reading.tell("note", "unknown-sheet", sheet.name, "The sheet has none of the register's columns and is not read.")
    return tuple(reading.rows), tuple(reading.issues)


def _columns(register: type[RegisterRow], header: Sequence[str]) -> dict[str, int]:
    """Columns by field: a field's own name goes before its other names, and the first column before the later ones."""
    plain = [_plain(name) for name in header]
    columns: dict[str, int] = {}
    for field_ in register.model_fields:
        if _plain(field_) in plain:
            columns[field_] = plain.index(_plain(field_))
    for field_, others in _others(register).items():
        free = [i for i, name in enumerate(plain) if name in others and i not in columns.values()]
        if field_ not in columns and free:
            columns[field_] = free[0]
    return columns


def _others(register: type[RegisterRow]) -> dict[str, frozenset[str]]:
    others = {}
    for name, about in register.model_fields.items():
        extra = about.json_schema_extra
        also = extra.get("also", ()) if isinstance(extra, Mapping) else ()
        others[name] = frozenset(_plain(str(word)) for word in (also if isinstance(also, list | tuple) else ()))
    return others


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split()).rstrip(" *:")


@dataclass
class _Reading:
    """One register on its way to rows."""

    register: type[RegisterRow]
    file: str
    last: Mapping[str, RegisterRow]
    rows: list[RegisterRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def sheet(self, sheet: Sheet, columns: dict[str, int]) -> None:
        missing = [name for name, about in self.register.model_fields.items() if about.is_required() and name not in columns]
        if missing:
            self._missing(sheet, missing)
            return
        self._strangers(sheet, columns)
        for row in sheet.rows:
            if any(_filled(row, column) for column in columns.values()):
                self._row(row, columns)

    def tell(self, severity: Severity, code: str, place: str, what: str, hint: str = "") -> None:
        where = f"{self.file} {place}" if place else self.file
        self.issues.append(Issue(severity=severity, code=code, where=where, what=what, hint=hint, verb="capture"))

    def _missing(self, sheet: Sheet, missing: list[str]) -> None:
        others = _others(self.register)
        for name in missing:
            names = ", ".join(sorted(others[name] - {_plain(name)}))
            hint = f"Name a column `{name}`" + (f", or one of: {names}." if names else ".")
            self.tell("error", "missing-column", sheet.name, f"The register has no column `{name}`, so its rows are not read.", hint)

    def _strangers(self, sheet: Sheet, columns: dict[str, int]) -> None:
        known = {name for name in self.register.model_fields if name not in columns}
        unknown = [i for i, _ in enumerate(sheet.header) if i not in columns.values()]
        unknown = [i for i in unknown if not re.fullmatch(r"column [A-Z]{1,3}", sheet.header[i])]
        if not unknown or not sheet.rows:
            return
        letters = ", ".join(re.sub(r"\d", "", _cell(sheet.rows[0], i).rpartition("!")[2]) for i in unknown)
        near = sorted({near for i in unknown if (near := nearest(sheet.header[i], known))})
        what = f"Columns that the register does not have are passed by: {letters}."
        hint = f"Did you mean {', '.join(near)}?" if near else ""
        self.tell("note", "unknown-column", sheet.name, what, hint)

    def _row(self, row: Row, columns: dict[str, int]) -> None:
        values, bad = self._values(row, columns)
        read, more = self._valid(values)
        bad |= more
        if bad:
            read = self._instead(values, bad, read)
        how = self._how(read)
        for name, allowed in bad.items():
            self._bad(row, columns.get(name, 0), name, allowed, how)
        if read:
            self._keep(read, row)

    def _values(self, row: Row, columns: dict[str, int]) -> tuple[dict[str, Any], dict[str, str]]:
        """Values by field, and what is allowed in each field whose cell is bad."""
        values: dict[str, Any] = {}
        bad: dict[str, str] = {}
        for name, column in columns.items():
            about = self.register.model_fields[name]
            try:
                value = converted(row.cells[column] if column < len(row.cells) else None, about.annotation)
                if value is None and about.is_required():
                    raise NotAllowed("a value")
            except NotAllowed as refused:
                bad[name] = str(refused)
                continue
            if value is not None:
                values[name] = value
        return values, bad

    def _valid(self, values: dict[str, Any]) -> tuple[RegisterRow | None, dict[str, str]]:
        """The row without the values that break a rule of their field, if it can do without them; and these rules."""
        try:
            return self.register.model_validate(values), {}
        except ValidationError as wrong:
            broken = {str(error["loc"][0]): _rule(error) for error in wrong.errors(include_url=False, include_input=False)}
        told = {name: rule for name, rule in broken.items() if name in values}
        try:
            return self.register.model_validate({name: value for name, value in values.items() if name not in broken}), told
        except ValidationError:
            return None, told

    def _instead(self, values: dict[str, Any], bad: Mapping[str, str], read: RegisterRow | None) -> RegisterRow | None:
        """What stands for a row with bad cells: the row as it was last good, or what is left of a new one."""
        if self.register.register in CERTAIN:
            return None
        sound = {name: value for name, value in values.items() if name not in bad}
        try:
            return self.last.get(self.register.model_construct(**sound).key, read)
        except AttributeError:  # a cell that the key is made of is bad
            return read

    def _how(self, read: RegisterRow | None) -> str:
        if read is None:
            return "The row is left out"
        stands = read is self.last.get(read.key)
        return "The row stands as it was last good" if stands else "The row is read without this cell"

    def _bad(self, row: Row, column: int, name: str, allowed: str, how: str) -> None:
        cell = row.cells[column] if column < len(row.cells) else None
        told = shown(text(cell)) if allowed.startswith("one of: ") and cell is not None and self.register.register not in PRIVATE else ""
        wrong = f"does not allow{told or ' what its cell holds'}" if _filled(row, column) else "is empty"
        self.tell("error", "bad-cell", _cell(row, column), f"{how}: column `{name}` {wrong}.", f"Write {allowed}.")

    def _keep(self, read: RegisterRow, row: Row) -> None:
        first = self.places.setdefault(read.key, row.locator)
        if first == row.locator:
            self.rows.append(read)
            return
        told = "" if self.register.register in PRIVATE or read.key != read.id else shown(read.id)
        what = f"The key{told} stands in {first} and again here; the first stands."
        self.tell("error", "duplicate-id", row.locator, what, "Give one of the rows another id, or remove it.")


def _filled(row: Row, column: int) -> bool:
    cell = row.cells[column] if column < len(row.cells) else None
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _cell(row: Row, column: int) -> str:
    """The address of a row's cell, from that of its first one."""
    found = _PLACE.fullmatch(row.locator)
    if not found:
        return f"{row.locator} column {column + 1}"
    number = 0
    for letter in found[2]:
        number = number * 26 + ord(letter) - 64
    number, letters = number + column, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{found[1]}!{letters}{found[3]}"


def _rule(error: Any) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "letters, digits and . _ / : - , without spaces"
    return f"something else: {error['msg'].replace('Input should', 'it should')}"
