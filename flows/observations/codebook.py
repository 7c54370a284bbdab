"""Code book: which sheets of a workbook explain the data rather than hold it, and what they call its columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from flows.model.material import Sheet, Trouble

_FEWEST = 3
_ASIDE = re.compile(
    r"(?:ohje\w*|lue ?minut|luettelo|selit\w*|koodisto|koodikirja|koodausohje|muuttuja\w*|metatiedot|tietoja|kansi|instructions?|read ?me|about|info|"
    r"code ?book|legend|data dictionary|dictionary|variables?|metadata|cover|glossary|sanasto)\b.{0,20}",
    re.IGNORECASE,
)


def data_among(sheets: Sequence[Sheet], mapped: Collection[str] = ()) -> tuple[list[Sheet], list[Trouble]]:
    """The sheets that hold responses, with the names that a code book has for their columns; and a note for each sheet that is left out.

    A sheet is a code book where the half of its rows or more, three at least, begin with another sheet's headers; a sheet of instructions goes by
    its name. Headers that the plan maps keep their names. A workbook's only sheet is always data.
    """
    aside = {at for at, sheet in enumerate(sheets) if _is_aside(sheet)}
    books = {at: other for at, sheet in enumerate(sheets) if (other := _explained(sheet, sheets)) is not None}
    if len(aside | books.keys()) == len(sheets):
        return list(sheets), []
    names = {other: _labels(sheets[at], sheets[other]) for at, other in books.items()}
    kept = {at: _renamed(sheet, names.get(at, {}), mapped) for at, sheet in enumerate(sheets) if at not in aside | books.keys()}
    return list(kept.values()), [_left_out(sheet) for at, sheet in enumerate(sheets) if at not in kept]


def _is_aside(sheet: Sheet) -> bool:
    return len(sheet.header) <= 3 and bool(_ASIDE.fullmatch(sheet.name.strip()))


def _explained(book: Sheet, sheets: Sequence[Sheet]) -> int | None:
    """The sheet whose headers stand in the first or second column of this one."""
    for at, sheet in enumerate(sheets):
        if sheet is book or len(book.rows) < _FEWEST:
            continue
        for column in range(min(2, len(book.header))):
            named = {_plain(row.cells[column]) for row in book.rows if column < len(row.cells)} - {""}
            met = named & set(map(_plain, sheet.header))
            if len(met) >= _FEWEST and 2 * len(met) >= len(named):
                return at
    return None


def _labels(book: Sheet, data: Sheet) -> dict[str, str]:
    """The words that a code book has for each header of the data: the first text in its row after the header itself."""
    headers = set(map(_plain, data.header))
    labels: dict[str, str] = {}
    for row in book.rows:
        at = next((at for at, cell in enumerate(row.cells[:2]) if _plain(cell) in headers), None)
        words = (
            next((str(cell).strip() for cell in row.cells[at + 1 :] if isinstance(cell, str) and " " in cell.strip()), "")
            if at is not None
            else ""
        )
        if words and at is not None:
            labels.setdefault(_plain(row.cells[at]), " ".join(words.split()))
    return labels


def _renamed(sheet: Sheet, labels: dict[str, str], mapped: Collection[str]) -> Sheet:
    kept = set(map(_plain, mapped))
    header = [header if _plain(header) in kept else labels.get(_plain(header), header) for header in sheet.header]
    taken: dict[str, int] = {}
    for at, name in enumerate(header):
        taken[name] = taken.get(name, 0) + 1
        header[at] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return replace(sheet, header=tuple(header))


def _left_out(sheet: Sheet) -> Trouble:
    what = "The sheet explains the others, so its words are taken for nobody's answers."
    return Trouble("code-book", sheet.name, what, "If it holds responses, give it another name or put it into a file of its own.", "note")


def _plain(cell: object) -> str:
    return " ".join(str(cell).casefold().split()) if cell is not None else ""
