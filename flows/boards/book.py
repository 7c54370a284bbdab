"""Book: a workbook opened as its parts: tabs are drawn into it, patches written, and all else stays."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from posixpath import basename, dirname, join, normpath
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from flows.boards import package
from flows.boards.lists import SHEET, lists_of
from flows.boards.looks import draw
from flows.boards.marks import READ_ME, ids_of
from flows.boards.part import SheetPart
from flows.boards.styles import Styles
from flows.model.board import Patch

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHARED = "xl/sharedStrings.xml"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_AFTER_NAMES = frozenset({"calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "fileRecoveryPr", "webPublishObjects", "extLst"})


def with_tabs(data: bytes, patches: Sequence[Patch], language: str, board: bool = True) -> bytes:
    """The workbook with the tabs of the patches drawn at its end, without rows; a new one, the read-me first, where `data` is empty.

    What is no board is not locked, and has no lists.
    """
    book = load_workbook(io.BytesIO(data), rich_text=True) if data else Workbook()
    if not data:
        book.remove(book.worksheets[0])
    for patch in patches:
        known = {column.id: column for column in patch.tab.columns}
        tab = replace(patch.tab, columns=tuple(known[id] for id in patch.columns if id in known) or patch.tab.columns)
        ids = ids_of(replace(patch, columns=tuple(column.id for column in tab.columns)))
        sheet = draw(book, tab, ids, language, 0 if tab.id == READ_ME else None)
        sheet.protection.sheet = board
    if board and SHEET not in book.sheetnames:
        book.create_sheet(SHEET).sheet_state = "veryHidden"
    if not data:
        book.active = 0
        book.properties.creator = "Uoma"
    written = io.BytesIO()
    book.save(written)
    return package.packed(package.timeless(package.unpacked(written.getvalue()), package.unpacked(data) if data else {}))


class Book:
    """A workbook's parts. Ask for `sheet`, write into it, then `packed`."""

    def __init__(self, data: bytes) -> None:
        self._parts = package.unpacked(data)
        self._names = package.sheet_parts(data)
        self._styles = Styles(self._parts[package.STYLES])
        self._open: dict[str, SheetPart] = {}
        self._book = package.tree(self._parts[package.BOOK])
        self._shared = _shared(self._parts.get(_SHARED, b""))
        self.has_formulas = any(package.formulas_in(self._parts[name]) for name in self._names.values())

    def sheet(self, title: str) -> SheetPart:
        if title not in self._open:
            self._open[title] = SheetPart(self._parts[self._names[title]], self._styles)
        return self._open[title]

    def comments(self, title: str) -> bytes:
        """The comments of a sheet, as one text."""
        beside = [str(one.get("Target")) for one in self._relations(title) if "omments" in str(one.get("Type"))]
        found = [_target(dirname(self._names[title]), target) for target in beside]
        return b"".join(self._parts.get(name, b"") for name in found)

    def set_lists(self, patches: Sequence[Patch], language: str) -> None:
        """The entries of drop-downs. Where somebody has deleted their sheet, the drop-downs stay as they are."""
        if SHEET not in self._names:
            return
        sheet, lists = self.sheet(SHEET), lists_of([patch.tab for patch in patches], language)
        stand = self._listed(sheet)
        lists = {**{name: entries for name, entries in stand.items() if name not in lists}, **lists}
        if lists == stand:
            return
        sheet.empty()
        for column, (name, entries) in enumerate(sorted(lists.items()), start=1):
            for row, entry in enumerate((name, *entries), start=1):
                sheet.put(row, column, entry)
            self._name(name, _area(column, len(entries)))

    def fit(self, title: str) -> None:
        """The filter of a sheet covers its rows, also where the workbook says so once more."""
        rows = self.sheet(title).fit()
        at = str(list(self._names).index(title))
        for name in self._book.iter("{*}definedName"):
            if rows and name.get("name") == "_xlnm._FilterDatabase" and name.get("localSheetId") == at:
                name.text = re.sub(r"\d+$", str(rows[1]), name.text or "")

    def link(self, title: str, columns: Sequence[int], head: int, links: Mapping[str, str]) -> None:
        """The links in those columns of a sheet, by their cells' addresses, and no others."""
        root = self._relations(title)
        known = {str(one.get("Target")): str(one.get("Id")) for one in root if one.get("Type") == _LINK}
        taken = {str(one.get("Id")) for one in root}
        free = (id for number in count(1) if (id := f"rLink{number}") not in taken)
        for address in links.values():
            if address not in known:
                known[address] = next(free)
                attributes = {"Id": known[address], "Type": _LINK, "Target": address, "TargetMode": "External"}
                etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", attributes)
        ids = {ref: known[address] for ref, address in links.items()}
        followed = self.sheet(title).link(columns, head, ids)
        for old in [one for one in root if one.get("Type") == _LINK and one.get("Id") not in followed]:
            root.remove(old)
        if len(root) or self._relations_part(title) in self._parts:
            self._parts[self._relations_part(title)] = package.text(root)

    def text(self, title: str, row: int, column: int) -> str:
        """The text of a cell of a sheet."""
        return self.sheet(title).shows(row, column, self._shared)

    def packed(self) -> bytes:
        parts = dict(self._parts)
        for title, sheet in self._open.items():
            parts[self._names[title]] = sheet.text()
        styles = self._styles.part()
        if styles:
            parts[package.STYLES] = styles
        if any(sheet.lost_formula for sheet in self._open.values()):
            parts = package.without_chain(parts)
        if self.has_formulas:
            for computing in self._book.iter("{*}calcPr"):
                computing.set("fullCalcOnLoad", "1")  # a person's formula may look at what was written
        parts[package.BOOK] = package.text(self._book)
        return package.packed(self._without_unused(parts))

    def _without_unused(self, parts: package.Parts) -> package.Parts:
        """A text that no cell shows any more is emptied: the workbook would keep what was taken off the board."""
        part = parts.get(_SHARED)
        if not part:
            return parts
        sheets = (package.tree(parts[name]) for name in self._names.values() if name in parts)
        used = {str(cell.findtext("{*}v")).strip() for sheet in sheets for cell in sheet.iter("{*}c") if cell.get("t") == "s"}
        root = package.tree(part)
        unused = [one for number, one in enumerate(root.iterfind("{*}si")) if str(number) not in used and len("".join(one.itertext()))]
        for one in unused:
            for child in list(one):
                one.remove(child)
            etree.SubElement(one, f"{{{etree.QName(one).namespace}}}t")
        return {**parts, _SHARED: package.text(root)} if unused else parts

    def _listed(self, sheet: SheetPart) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for column in range(1, sheet.last_column() + 1):
            entries = [self.text(SHEET, row, column) for row in range(1, sheet.last_row() + 1)]
            found[entries[0]] = tuple(entry for entry in entries[1:] if entry)
        return found

    def _name(self, name: str, area: str) -> None:
        space = etree.QName(self._book).namespace
        names = self._book.find(f"{{{space}}}definedNames")
        if names is None:
            names = etree.Element(f"{{{space}}}definedNames")
            after = (n for n, one in enumerate(self._book) if str(one.tag).rpartition("}")[2] in _AFTER_NAMES)
            at = next(after, len(self._book))
            self._book.insert(at, names)
        found = next((one for one in names if one.get("name") == name), None)
        if found is None:
            found = etree.SubElement(names, f"{{{space}}}definedName", {"name": name})
        found.text = area

    def _relations_part(self, title: str) -> str:
        part = self._names[title]
        return join(dirname(part), "_rels", f"{basename(part)}.rels")

    def _relations(self, title: str) -> Any:
        part = self._parts.get(self._relations_part(title))
        return package.tree(part) if part else etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


def _area(column: int, count: int) -> str:
    letter = get_column_letter(column)
    return f"'{SHEET}'!${letter}$2:${letter}${max(count, 1) + 1}"


def _shared(part: bytes) -> list[str]:
    """The texts that cells share: those of a phonetic reading left out."""
    if not part:
        return []
    return [
        "".join(one.text or "" for one in entry.iterfind("{*}t")) or "".join(one.text or "" for one in entry.iterfind("{*}r/{*}t"))
        for entry in package.tree(part)
    ]
