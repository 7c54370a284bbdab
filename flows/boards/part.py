"""Part: one sheet of a workbook as its XML, in which cells are written, rows added and rows taken out, and all else stays."""

from __future__ import annotations

import copy
import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from lxml import etree
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries

from flows.boards.cells import like_a_formula, serial, written
from flows.boards.package import text, tree
from flows.boards.styles import Styles
from flows.model.material import Cell

_AFTER_LINKS = frozenset(
    {"printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"}
    | {"ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"}
    | {"webPublishItems", "tableParts", "extLst"}
)
"""What comes after the links of a sheet, by ECMA-376, 18.3.1.99."""
_USUAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_IN_THE_WAY = ("mergeCells", "tableParts", "drawing", "conditionalFormatting", "extLst", "protectedRanges", "rowBreaks")
_LINE, _MOST_LINES = 15, 8
"""Points of a line, and lines of the tallest row."""
_LETTERS = 1.05
"""Letters that go into a column, for one of its width; most are narrower than a zero."""
_WHOLE_COLUMN = re.compile(r"\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?1048576")


class SheetPart:
    """Rows and columns count from 1, as in the file."""

    def __init__(self, part: bytes, styles: Styles) -> None:
        self._root, self._styles = tree(part), styles
        self._space = etree.QName(self._root).namespace or ""
        self._data = self._child("sheetData")
        self._rows: dict[int, Any] = {}
        self._cells: dict[tuple[int, int], Any] = {}
        self._number()
        self._numbers = sorted(self._rows)
        self._drawn = self._columns()
        self.lost_formula = False

    def put(self, row: int, column: int, value: Cell, day: bool = False) -> None:
        """Write one cell; its look stays. A day is a day in columns of days only, elsewhere text."""
        plain = written(value)
        cell = self._cells.get((row, column))
        if cell is None:
            if plain is None:
                return
            cell = self._new_cell(row, column)
        for child in list(cell):
            self.lost_formula |= str(child.tag).endswith("}f")
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)
        look = int(cell.get("s", "0"))
        quoted = self._styles.quoted(look, like_a_formula(plain))
        if quoted != look:
            cell.set("s", str(quoted))
        self._fill(cell, plain, day)

    def last_row(self) -> int:
        """The last row that holds anything; 0 where none does."""
        return max((row for (row, _), cell in self._cells.items() if len(cell)), default=0)

    def last_column(self) -> int:
        return max((column for (_, column), cell in self._cells.items() if len(cell)), default=0)

    def movable(self, head: int, comments: bytes) -> bool:
        """Whether rows below `head` may move up: nothing in this sheet says where another cell stands."""
        tags = {etree.QName(child).localname for child in self._root if isinstance(child.tag, str)}
        rules = [area for rule in self._root.iter(f"{{{self._space}}}dataValidation") for area in str(rule.get("sqref")).split()]
        said = [coordinate_to_tuple(ref.decode())[0] for ref in re.findall(rb'<(?:\w+:)?comment [^>]*?ref="([A-Z]+\d+)"', comments)]
        return tags.isdisjoint(_IN_THE_WAY) and all(map(_WHOLE_COLUMN.fullmatch, rules)) and max(said, default=0) <= head

    def take_out(self, rows: Collection[int]) -> None:
        """Those rows go, and the ones below move up."""
        gone = sorted(rows)
        for row in gone:
            if row in self._rows:
                self._data.remove(self._rows.pop(row))
        kept = sorted(self._rows)
        for row in kept:
            self._renumber(self._rows[row], row - bisect_left(gone, row))
        self._rows, self._cells = {}, {}
        self._number()
        self._numbers = sorted(self._rows)

    def add_column(self, column: int, like: int, heads: Collection[int]) -> None:
        """A column that looks like another one, its headers too."""
        model = next((one for first, last, one in self._drawn if first <= like <= last), None)
        if model is not None:
            self._split(column)
            made = copy.deepcopy(model)
            made.set("min", str(column))
            made.set("max", str(column))
            at = next((n for n, (first, _, _) in enumerate(self._drawn) if first > column), len(self._drawn))
            self._child("cols").insert(at, made)
            self._drawn = self._columns()
        for row in heads:
            look = self._cells[row, like].get("s") if (row, like) in self._cells else None
            if look and (row, column) not in self._cells:
                self._new_cell(row, column).set("s", look)

    def clear(self, row: int, columns: Collection[int]) -> None:
        for column in columns:
            self.put(row, column, None)

    def empty(self) -> None:
        """All rows go: of a sheet that is the machine's own."""
        for child in list(self._data):
            self._data.remove(child)
        self._rows, self._cells, self._numbers = {}, {}, []

    def shows(self, row: int, column: int, shared: Sequence[str]) -> str:
        """The text of a cell; `shared` has the texts that the workbook keeps once for all cells."""
        cell = self._cells.get((row, column))
        if cell is None:
            return ""
        if cell.get("t") == "s":
            number = int(cell.findtext("{*}v") or -1)
            return shared[number] if 0 <= number < len(shared) else ""
        return "".join(str(one.text or "") for one in cell.iter("{*}t", "{*}v"))

    def fit(self) -> tuple[int, int] | None:
        """The filter ends with the last row, and the sheet says how large it is. The filter's first and last row, where there is one."""
        last, width = self.last_row(), self.last_column()
        dimension = self._find("dimension")
        if dimension is not None and last:
            dimension.set("ref", f"A1:{get_column_letter(width)}{last}")
        found = self._find("autoFilter")
        if found is None:
            return None
        left, top, right, _ = range_boundaries(found.get("ref"))
        if left is None or top is None or right is None:
            return None
        found.set("ref", f"{get_column_letter(left)}{top}:{get_column_letter(right)}{max(last, top)}")
        return top, max(last, top)

    def heighten(self, first: int, columns: Collection[int]) -> None:
        """Rows from `first` on are tall enough for what these columns say, eight lines at most. A height that a person has set stays.

        Not every program works the height out by itself when it opens the file, and a row of one line hides most of a quote.
        """
        room = {
            at: max(1.0, float(one.get("width", 9)) * _LETTERS) for low, high, one in self._drawn for at in columns if low <= at <= high
        }
        for number, row in self._rows.items():
            if number < first or row.get("customHeight") in ("1", "true"):
                continue
            said = ((self.shows(number, at, ()), width) for at, width in room.items())
            lines = max((sum(-(-max(1, len(part)) // int(width)) for part in told.split("\n")) for told, width in said if told), default=1)
            row.set("ht", f"{max(float(row.get('ht', 0)), _LINE * min(lines, _MOST_LINES)):g}")

    def link(self, columns: Collection[int], head: int, ids: dict[str, str]) -> set[str]:
        """Links of the columns below `head` anew: `ids` has the relation of each cell by its address. Those of other columns stay.

        All relations that links of the sheet have then.
        """
        relation = f"{{{_STRICT if 'purl.oclc.org' in self._space else _USUAL}}}id"
        links = self._find("hyperlinks") if not ids else self._child("hyperlinks")
        if links is None:
            return set()
        for old in list(links):
            row, column = coordinate_to_tuple(str(old.get("ref")).split(":")[0].replace("$", ""))
            if column in columns and row > head:
                links.remove(old)
        for ref, id in ids.items():
            etree.SubElement(links, f"{{{self._space}}}hyperlink", {"ref": ref, relation: id})
        if not len(links):
            self._root.remove(links)
        return {str(one.get(relation)) for one in links}

    def text(self) -> bytes:
        return text(self._root)

    def _find(self, name: str) -> Any:
        return self._root.find(f"{{{self._space}}}{name}")

    def _child(self, name: str) -> Any:
        """The links of a sheet, or its rows, made in their place where they are not there."""
        found = self._find(name)
        if found is None:
            found = etree.Element(f"{{{self._space}}}{name}")
            after = (n for n, child in enumerate(self._root) if str(child.tag).rpartition("}")[2] in _AFTER_LINKS)
            self._root.insert(next(after, len(self._root)), found)
        return found

    def _split(self, column: int) -> None:
        """Nothing is drawn for this column any more: what is drawn for a stretch of columns around it is cut in two."""
        around = next((one for one in self._drawn if one[0] <= column <= one[1]), None)
        if around is None:
            return
        first, last, drawn = around
        parent, at = drawn.getparent(), drawn.getparent().index(drawn)
        parent.remove(drawn)
        for low, high in ((column + 1, last), (first, column - 1)):
            if low <= high:
                half = copy.deepcopy(drawn)
                half.set("min", str(low))
                half.set("max", str(high))
                parent.insert(at, half)
        self._drawn = self._columns()

    def _number(self) -> None:
        """Rows and cells by their numbers; what has no number stands after the one before."""
        row_number = 0
        for row in self._data:
            if not isinstance(row.tag, str):
                continue
            row_number = int(row.get("r") or row_number + 1)
            row.set("r", str(row_number))
            self._rows[row_number] = row
            column = 0
            for cell in row:
                if not str(cell.tag).endswith("}c"):
                    continue
                column = coordinate_to_tuple(cell.get("r"))[1] if cell.get("r") else column + 1
                cell.set("r", f"{get_column_letter(column)}{row_number}")
                self._cells[row_number, column] = cell

    def _renumber(self, row: Any, number: int) -> None:
        row.set("r", str(number))
        for cell in row:
            if cell.get("r"):
                cell.set("r", re.sub(r"\d+", str(number), cell.get("r")))

    def _new_cell(self, row: int, column: int) -> Any:
        line = self._row(row)
        before = [at for at, cell in enumerate(line, 1) if coordinate_to_tuple(cell.get("r"))[1] < column] if len(line) else []
        cell = etree.Element(f"{{{self._space}}}c", {"r": f"{get_column_letter(column)}{row}"})
        look = self._look(row, column)
        if look:
            cell.set("s", look)
        line.insert(before[-1] if before else 0, cell)
        line.attrib.pop("spans", None)
        self._cells[row, column] = cell
        return cell

    def _row(self, number: int) -> Any:
        if number not in self._rows:
            at = bisect_left(self._numbers, number)
            made = etree.Element(f"{{{self._space}}}row", {"r": str(number)})
            place = self._data.index(self._rows[self._numbers[at]]) if at < len(self._numbers) else len(self._data)
            self._data.insert(place, made)
            self._rows[number] = made
            self._numbers.insert(at, number)
        return self._rows[number]

    def _look(self, row: int, column: int) -> str:
        """Of the whole column, or else of the cell above."""
        drawn = next((one for one in self._drawn if one[0] <= column <= one[1]), None)
        if drawn and drawn[2].get("style", "0") != "0":
            return str(drawn[2].get("style"))
        above = self._cells.get((row - 1, column))
        return str(above.get("s", "")) if above is not None else ""

    def _columns(self) -> list[tuple[int, int, Any]]:
        drawn = self._find("cols")
        return [(int(one.get("min")), int(one.get("max")), one) for one in drawn if isinstance(one.tag, str)] if drawn is not None else []

    def _fill(self, cell: Any, value: Cell, day: bool) -> None:
        if value is None:
            return
        if isinstance(value, date | time) and not day:
            value = value.isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            told = etree.SubElement(etree.SubElement(cell, f"{{{self._space}}}is"), f"{{{self._space}}}t")
            told.text = value
            told.set(_SPACE, "preserve")
            return
        number = etree.SubElement(cell, f"{{{self._space}}}v")
        if isinstance(value, bool):
            cell.set("t", "b")
            number.text = str(int(value))
        else:
            number.text = repr(serial(value) if isinstance(value, date | time) else value)
