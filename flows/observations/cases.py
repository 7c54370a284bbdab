"""Cases: the rows of a sheet become passages, one for each open-ended cell; scales and choices ride along as fields and metrics."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flows.model.documents import Passage, Scale
from flows.model.material import Cell, Row, Sheet, Trouble
from flows.model.notes import is_receipt
from flows.model.noun import unique
from flows.observations import dates, scales
from flows.observations.answers import SENTENCE
from flows.observations.codebook import data_among
from flows.observations.codes import normal_code
from flows.observations.columns import Columns, is_identifier, recognise
from flows.observations.participants import is_code, tidy
from flows.observations.rows import RowNames

_PLACED = ("persona", "segment", "stage", "unit", "kind", "provenance")
_FOR = frozenset({"+", "puolesta", "kyllä", "yes", "supports", "support", "for", "pro", "tukee", "samaa mieltä", "agree", "1"})
_AGAINST = frozenset({"-", "−", "–", "vastaan", "contradicts", "contradict", "against", "con", "kumoaa", "eri mieltä", "disagree", "-1"})
_CODE_LIKE = re.compile(r"[\w.:/-]*\d[\w.:/-]*")


@dataclass(frozen=True, slots=True)
class Cases:
    """The responses of a workbook. A row's persona, segment, stage, unit, kind and provenance stand among its codes (`persona:x`)."""

    passages: tuple[Passage, ...] = ()
    participants: tuple[str, ...] = ()
    minted: frozenset[str] = frozenset()
    """Those of the codes that the sheet does not give: `R-…` for the row, `S1` for a name; other people in the next document."""
    layout: str = "cases"
    confidence: float = 1.0
    scales: tuple[Scale, ...] = ()
    """The columns of ratings in sum: metrics, never evidence."""
    troubles: tuple[Trouble, ...] = ()


def passages(
    sheets: Sequence[Sheet],
    columns: Mapping[str, str],
    known_as: Callable[[str], str] = str,
    code_of: Callable[[str], str] = lambda name: "",
) -> Cases:
    """One passage for every non-empty open-ended cell, its header as the question; the plan's `columns` go before the header's words.

    `known_as` gives a participant another code (a pseudonym); then the sheet's own stands nowhere in what the row says. Columns of numbers that
    a customer or a case is known by are no fields. `code_of` gives the code of somebody whom a register knows by name, or nothing.

    Cells of one character or none are skipped. In the box beside a choice ("Other, please specify") five words or more are somebody's own,
    fewer a field. Sheets that only explain others are left out, with a note. A sheet without an open-ended column gives a trouble and no
    passage. Confidence is 1.0 where plan or header names the text, 0.8 where only the cells told, 0.0 where there is no text at all.
    """
    found: list[Passage] = []
    troubles: list[Trouble] = []
    sure: list[float] = []
    rated: list[Scale] = []
    speaker, rows = _Speakers(known_as, code_of), RowNames()
    sheets, aside = data_among(sheets, tuple(columns.values()))
    troubles += aside
    for sheet in sheets:
        use = recognise(sheet, columns)
        troubles += _missing(sheet, use, len(sheets))
        rated += _rated(sheet, use)
        if not use.texts and not use.specified:
            troubles += _textless(sheet, use)
            continue
        sure.append(use.sure)
        found += _rows(sheet, use, speaker, rows)
    who = unique(p.speaker for p in found)
    return Cases(tuple(found), who, speaker.minted, "cases", min(sure, default=0.0), tuple(rated), tuple(troubles))


def _rated(sheet: Sheet, use: Columns) -> list[Scale]:
    days = dates.column_of([_cell(row, use.named.get("date")) for row in sheet.rows])
    found = (scales.summary(sheet.header[at], [_cell(row, at) for row in sheet.rows], days) for at in use.scales)
    return [scale for scale in found if scale]


def _rows(sheet: Sheet, use: Columns, speaker: _Speakers, rows: RowNames) -> list[Passage]:
    days = dates.column_of([_cell(row, use.named.get("date")) for row in sheet.rows])
    kept = [at for at in use.others if not is_identifier(sheet.header[at])]
    found = []
    for row, day, sign in zip(sheet.rows, days, _signs(sheet, use), strict=True):
        own = _said(row, use.named.get("participant"))
        name = rows.of(_said(row, use.named.get("id")), _cell(row, use.named.get("date")), [_said(row, at) for at in use.texts])
        who = speaker.of(own, name)
        bare = _without(own, who)
        codes = _codes(row, use, sign)
        fields = {sheet.header[at]: bare(told) for at in kept if (told := _field(row, at, use))}
        if language := _said(row, use.named.get("language")):
            fields["language"] = language
        if is_receipt(id_ := _said(row, use.named.get("id"))):
            fields["id"] = id_
        for at in sorted({*use.texts, *use.specified}):
            text = _said(row, at)
            if len(text) < 2 or (at in use.specified and len(text.split()) < SENTENCE):
                continue
            found.append(
                Passage(
                    locator=row.locator if use.texts == (at,) else _place(row.locator, at),
                    text=bare(text),
                    speaker=who,
                    question=bare(_question(sheet, row, use, at)),
                    heard_on=day,
                    codes=codes,
                    fields=fields,
                    row=name,
                )
            )
    return found


def _field(row: Row, at: int, use: Columns) -> str:
    told = _said(row, at)
    return "" if at in use.specified and len(told.split()) >= SENTENCE else told


class _Speakers:
    """Codes of people: the cell where it is a code, `S1`, `S2` ... where it is anything else (a name, perhaps), the row's where empty."""

    def __init__(self, known_as: Callable[[str], str], code_of: Callable[[str], str]) -> None:
        self._known_as = known_as
        self._code_of = code_of
        self._names: dict[str, str] = {}
        self._rows: set[str] = set()

    def of(self, cell: str, row: str) -> str:
        if not cell:
            self._rows.add(row)
            return row
        if is_code(cell):
            return self._known_as(tidy(cell))
        if _CODE_LIKE.fullmatch(cell):
            return self._known_as(cell)
        if own := self._code_of(cell):
            return own
        return self._names.setdefault(cell.casefold(), f"S{len(self._names) + 1}")

    @property
    def minted(self) -> frozenset[str]:
        return frozenset({*self._names.values(), *self._rows})


def _without(own: str, who: str) -> Callable[[str], str]:
    """Puts the row's code in the place of the number that it stands for; numbers as short as `12` may mean anything and stay in running text."""
    if not own or who == tidy(own) or who == own or not _CODE_LIKE.fullmatch(own):
        return str
    number = re.compile(rf"(?<!\w){re.escape(own)}(?!\w)", re.IGNORECASE)
    return lambda text: who if text == own else number.sub(f"[{who}]", text) if len(own) > 3 else text


def _signs(sheet: Sheet, use: Columns) -> list[str]:
    """Whether each row speaks for or against, by its stance: in words, or by the half of the scale where that column is one of ratings."""
    stances = [_cell(row, use.named.get("stance")) for row in sheet.rows]
    leaning = scales.leanings(stances)
    return leaning if any(leaning) else [_sign(_said(row, use.named.get("stance"))) for row in sheet.rows]


def _codes(row: Row, use: Columns, sign: str) -> tuple[str, ...]:
    """Themes and codes with the row's sign, then what the row says of its place."""
    told = [part for ours in ("theme", "codes") for part in re.split(r"[,;|\n]", _said(row, use.named.get(ours)))]
    told = [token for part in told for token in (part.split() if "#" in part else [part])]
    codes = [code if code[-1] in "+-" else code + sign for part in told if (code := normal_code(part))]
    for ours in _PLACED:
        if value := _said(row, use.named.get(ours)):
            codes.append(_place_code(ours, value))
    return unique(codes)


def _place_code(ours: str, value: str) -> str:
    bare = normal_code(value)
    return bare if bare.startswith(f"{ours}:") else normal_code(f"{ours}:{value}")


def _sign(stance: str) -> str:
    bare = stance.strip().casefold()
    return "+" if bare in _FOR else "-" if bare in _AGAINST else ""


def _question(sheet: Sheet, row: Row, use: Columns, at: int) -> str:
    """The header; for the column of the text itself, the row's own question where there is one."""
    own = _said(row, use.named.get("question"))
    return own if own and at == use.named.get("text") else sheet.header[at]


def _cell(row: Row, at: int | None) -> Cell:
    return row.cells[at] if at is not None and at < len(row.cells) else None


def _said(row: Row, at: int | None) -> str:
    """A cell as words: whole numbers without a point, days as ISO."""
    cell = _cell(row, at)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


def _place(locator: str, at: int) -> str:
    """The locator of the cell itself, in the row's own form: `Sheet1!A14` -> `Sheet1!C14`."""
    found = re.fullmatch(r"(?P<sheet>.*!)?(?P<first>[A-Z]{1,3})(?P<row>\d+)", locator)
    if not found:
        return f"{locator} ({at + 1})"
    return f"{found['sheet'] or ''}{_letters(_column(found['first']) + at)}{found['row']}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _missing(sheet: Sheet, use: Columns, sheets: int) -> list[Trouble]:
    if not use.missing or (sheets > 1 and not use.texts):
        return []
    what = f"The plan names {len(use.missing)} column(s) that this sheet has not."
    return [Trouble("missing-column", sheet.name, what, "Compare `columns` in plan.yaml with the sheet's header row.")]


def _textless(sheet: Sheet, use: Columns) -> list[Trouble]:
    if not sheet.rows:
        return []
    kept = "only its ratings were taken, as metrics" if use.scales else "nothing was taken from it"
    what = f"No column of this sheet holds open-ended text, so {kept}."
    return [Trouble("no-text-column", sheet.name, what, "Name the column in plan.yaml: `columns: {text: <its header>}`.", "note")]
