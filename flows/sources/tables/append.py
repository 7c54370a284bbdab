"""Append: more rows in a sheet that people keep, at once or not at all, with everything else in it left as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from flows.disk import open_in, swap
from flows.errors import Unreadable, Unwritable
from flows.model.notes import harmless
from flows.sources.plain import letters
from flows.sources.tables.delimited import separator

Rows = Sequence[Mapping[str, str | date]]
Headers = Mapping[str, Collection[str]]
"""Our columns, in the order of a new sheet, each with the other headers that people give it."""

_SEARCHED = 30
"""Rows from the top among which the header is looked for."""
_TOLD_SEPARATOR = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)


def append(path: Path, rows: Rows, headers: Headers) -> None:
    """Write `rows` below the last one of a .csv, .tsv, .xlsx or .xlsm, each value under the column whose header says so.

    A .csv that is not there is made with all of `headers`; a column that a value needs and the sheet lacks is added at its right end. Text
    files come out in UTF-8 with its mark and the separator that they had, `;` for new ones: Excel opens them right. Text that a spreadsheet
    would take for a formula is no formula afterwards. Whoever reads meanwhile sees the old file or the new one. Raises Unwritable.
    """
    _refuse_open(path)
    packed = path.suffix.casefold() in (".xlsx", ".xlsm")
    if not packed and path.suffix.casefold() not in (".csv", ".tsv"):
        raise Unwritable(f"{path.name} cannot be added to", "save it as .xlsx or .csv, and run the same command again")
    try:
        swap(path.resolve(), _workbook(path, rows, headers) if packed else _delimited(path, rows, headers))
    except (Unreadable, BadZipFile, KeyError, ValueError) as error:
        raise Unwritable(f"{path.name} cannot be read, so nothing was added to it", "open and mend it, or put it back") from error
    except OSError as error:
        raise Unwritable(f"{path.name} cannot be written to: {error.strerror}", "close it where it is open, or give the right") from error


def ids_in(path: Path, headers: Headers) -> set[str]:
    """The ids that a .csv or .tsv has already; nothing where there is no such file, or it cannot be read."""
    try:
        grid = list(csv.reader(io.StringIO(_text(path)), delimiter=_separator(_text(path))))
    except (OSError, Unreadable, csv.Error):
        return set()
    top = _header(grid, headers)
    at = _places(grid[top], headers).get("id") if grid else None
    return {row[at].strip() for row in grid[top + 1 :] if at is not None and at < len(row)}


def _refuse_open(path: Path) -> None:
    program, lock = open_in(path)
    if program:
        hint = f"close it there and run the same command again; if nobody has it open, remove {lock}"
        raise Unwritable(f"{path.name} is open in {program}, which would write over what is added", hint)


def _delimited(path: Path, rows: Rows, headers: Headers) -> bytes:
    text = _text(path) if path.exists() and path.stat().st_size else ""
    mark = _separator(text) if text else "\t" if path.suffix.casefold() == ".tsv" else ";"
    grid = list(csv.reader(io.StringIO(text), delimiter=mark))
    top = _header(grid, headers)
    names, known = _with_missing(grid[top] if grid else [], rows, headers)
    body = text.rstrip("\n")
    if not grid:
        body = _line(list(names), mark)
    elif len(names) > len(grid[top]):
        body = "\n".join(_line(names if at == top else row, mark) for at, row in enumerate(grid))
    lines = [_line(_laid(row, known, len(names)), mark) for row in rows]
    return ("\ufeff" + "\n".join([body, *lines, ""])).replace("\n", "\r\n").encode()


def _text(path: Path) -> str:
    return letters(path.read_bytes())[0]


def _separator(text: str) -> str:
    told = _TOLD_SEPARATOR.match(text)
    return told[1] if told else separator(text)


def _line(cells: Sequence[str], mark: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=mark, lineterminator="").writerow(cells)
    return written.getvalue()


def _laid(row: Mapping[str, str | date], known: Mapping[str, int], width: int) -> list[str]:
    cells = [""] * width
    for name, value in row.items():
        if name in known:
            told = value.isoformat() if isinstance(value, date) else value
            cells[known[name]] = harmless(told)
    return cells


def _header(grid: Sequence[Sequence[Any]], headers: Headers) -> int:
    """The first row that has most of our columns; the first of all where none has any."""
    found = [(len(_places(row, headers)), -at) for at, row in enumerate(grid[:_SEARCHED])]
    return -max(found, default=(0, 0))[1]


def _places(names: Sequence[Any], headers: Headers) -> dict[str, int]:
    plain = [_plain(name) for name in names]
    places: dict[str, int] = {}
    for ours, also in headers.items():
        words = [_plain(ours), *map(_plain, also)]
        at = next((plain.index(word) for word in words if word in plain), None)
        if at is not None and at not in places.values():
            places[ours] = at
    return places


def _plain(name: Any) -> str:
    return " ".join(str(name or "").casefold().replace("_", " ").split()).rstrip(" *:")


def _with_missing(names: Sequence[str], rows: Rows, headers: Headers) -> tuple[list[str], dict[str, int]]:
    """The header's names with those added that some value needs (all of them for a new sheet), and where each of ours stands."""
    known = _places(names, headers)
    wanted = [ours for ours in headers if ours not in known and (not names or any(row.get(ours) for row in rows))]
    return [*names, *wanted], {**known, **{ours: len(names) + at for at, ours in enumerate(wanted)}}


def _workbook(path: Path, rows: Rows, headers: Headers) -> bytes:
    from openpyxl import load_workbook  # takes a fifth of a second, which a note into a .csv need not wait for

    book = load_workbook(path, keep_vba=path.suffix.casefold() == ".xlsm")
    sheets = [(sheet, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book.worksheets]
    sheet, grid = max(sheets, key=lambda pair: len(_places(pair[1][_header(pair[1], headers)], headers)) if pair[1] else 0)
    top = _header(grid, headers)
    header: list[Any] = list(grid[top]) if grid else []
    while header and header[-1] is None:
        header.pop()
    names, known = _with_missing(header, rows, headers)
    for at in range(len(header), len(names)):
        sheet.cell(top + 1, at + 1, names[at])
    last = max((number for number, row in enumerate(grid, start=1) if any(value is not None for value in row)), default=1)
    for number, row in enumerate(rows, start=last + 1):
        _write(sheet, number, row, known)
    _stretch(sheet, last, last + len(rows))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(sheet: Any, number: int, row: Mapping[str, str | date], known: Mapping[str, int]) -> None:
    for name, value in row.items():
        if name in known and value != "":
            cell = sheet.cell(number, known[name] + 1, value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl takes what begins with = for a formula
            else:
                cell.number_format = "yyyy-mm-dd"


def _stretch(sheet: Any, last: int, now: int) -> None:
    """A table that ended with the last row holds the new ones too."""
    for table in sheet.tables.values():
        first, _, end = table.ref.partition(":")
        letters_, row = re.sub(r"\d", "", end), re.sub(r"\D", "", end)
        if row == str(last):
            table.ref = f"{first}:{letters_}{now}"
            if table.autoFilter is not None:
                table.autoFilter.ref = table.ref
