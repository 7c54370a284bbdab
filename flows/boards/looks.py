"""Looks: how a tab of the workbook is drawn – header, colours, widths, drop-downs, protection, print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.header_footer import _HeaderFooterPart as HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from flows.boards.lists import list_name
from flows.boards.marks import READ_ME, tab_name
from flows.boards.palette import HEAD_WORDS, LINE, LINK, TABS, WORDS, colours, pattern
from flows.model.board import HEADER_ROWS, Column, Tab

if TYPE_CHECKING:
    from openpyxl.styles.styleable import StyleableObject
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FIRST = HEADER_ROWS + 1
"""The first row of data, as people count."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_SIDE = Side(style="thin", color=LINE)
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_TITLE, _TITLE_ROOM = 31, 25
PADDING = 3
"""Width that the space beside a cell's words takes."""


def draw(book: Workbook, tab: Tab, ids: Sequence[str], language: str, at: int | None = None) -> Worksheet:
    """Adds the tab without its rows: `ids` are those of its row of ids.

    Styles stand on whole columns, so that a row that is added to the sheet later is drawn like the others.
    """
    title = _free_title(book, tab.title.told(language) or tab.id)
    sheet: Worksheet = book.create_sheet(title, at)
    sheet.sheet_properties.tabColor = TABS.get(tab.id, TABS[READ_ME])
    _headers(sheet, tab, ids, language)
    for number, column in enumerate(tab.columns, start=1):
        _column(sheet, number, column, language)
        if column.choices and column.owner == "person":
            _drop_down(sheet, tab.id, number, column, language)
    _beyond(sheet, len(tab.columns) + 1)
    _window(sheet, tab)
    _protect(sheet)
    _print(sheet, title)
    book.defined_names[tab_name(tab.id)] = DefinedName(tab_name(tab.id), attr_text=f"{quote_sheetname(title)}!$A${HEADER_ROWS}")
    return sheet


def _headers(sheet: Worksheet, tab: Tab, ids: Sequence[str], language: str) -> None:
    sheet.row_dimensions[1].hidden = True
    sheet.row_dimensions[HEADER_ROWS].height = 32
    for number, (column, id) in enumerate(zip(tab.columns, ids, strict=True), start=1):
        sheet.cell(1, number, id)
        head = sheet.cell(HEADER_ROWS, number, column.title.told(language) or column.id)
        head.data_type = "s"
        head.font = Font(bold=True, color=HEAD_WORDS)
        head.fill = PatternFill("solid", start_color=colours(column)[0])
        head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
        head.border = Border(bottom=_SIDE, right=_SIDE)
        if column.note:
            head.comment = Comment(column.note.told(language), "Uoma", height=120, width=320)


def _column(sheet: Worksheet, number: int, column: Column, language: str) -> None:
    letter, longest = get_column_letter(number), max(map(len, column.title.told(language).split()), default=0)
    width = max(column.width, 1.2 * longest) + PADDING
    sheet.column_dimensions[letter] = drawn = ColumnDimension(sheet, index=letter, width=width, hidden=column.hidden)
    _dress(drawn, column, language)


def _dress(drawn: StyleableObject, column: Column, language: str) -> None:
    drawn.font = Font(color=LINK if column.form == "link" else WORDS, underline="single" if column.form == "link" else None)
    drawn.fill = PatternFill("solid", start_color=colours(column)[1])
    drawn.border = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
    numbers = column.form in ("number", "percent", "date")
    drawn.alignment = Alignment(wrap_text=not numbers, vertical="top", horizontal="right" if numbers else "left", indent=1)
    drawn.number_format = pattern(column, language)
    drawn.protection = Protection(locked=column.owner == "machine")


def _beyond(sheet: Worksheet, number: int) -> None:
    """Columns to the right are for whatever people want to keep there."""
    letter = get_column_letter(number)
    free = ColumnDimension(sheet, index=letter, min=number, max=LAST_COLUMN, width=16)
    free.protection = Protection(locked=False)
    free.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[letter] = free


def _drop_down(sheet: Worksheet, tab: str, number: int, column: Column, language: str) -> None:
    """A list by its name: its entries may grow without this sheet being touched. Other words may be typed, and are told by the next cycle."""
    listed = DataValidation(type="list", formula1=list_name(tab, column.id), allow_blank=True, errorStyle="warning", showErrorMessage=True)
    listed.errorTitle = "Uoma"
    listed.error = "Valitse listasta." if language == "fi" else "Choose from the list."
    letter = get_column_letter(number)
    listed.add(f"{letter}{FIRST}:{letter}{LAST_ROW}")
    sheet.add_data_validation(listed)


def _window(sheet: Worksheet, tab: Tab) -> None:
    width = len(tab.columns)
    readable = next((at for at, column in enumerate(tab.columns, start=1) if not column.hidden), 1)
    sheet.freeze_panes = f"{get_column_letter(readable + 1)}{FIRST}" if tab.id != READ_ME else f"A{FIRST}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    if width and tab.id != READ_ME:
        sheet.auto_filter.ref = f"A{HEADER_ROWS}:{get_column_letter(width)}{HEADER_ROWS}"


def _protect(sheet: Worksheet) -> None:
    """What the machine writes is locked, without a password; all that does no harm to it is allowed."""
    protection = sheet.protection
    protection.sheet = True
    for name in ("formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "deleteColumns", "deleteRows"):
        setattr(protection, name, False)  # in this format False means that it is not forbidden
    protection.sort = protection.autoFilter = protection.insertHyperlinks = protection.pivotTables = False


def _print(sheet: Worksheet, title: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADER_ROWS}:{HEADER_ROWS}"
    if sheet.oddFooter is not None:
        sheet.oddFooter.left = HeaderFooterPart(text=title.replace("&", "&&"))
        sheet.oddFooter.right = HeaderFooterPart(text="&P / &N")


def _free_title(book: Workbook, wanted: str) -> str:
    plain = " ".join(wanted.translate(_NOT_IN_TITLES).split()).strip("'")[:_LONGEST_TITLE] or "Uoma"
    taken = {title.casefold() for title in book.sheetnames}
    titles = [plain, *(f"{plain[:_TITLE_ROOM]} ({number})" for number in range(2, len(taken) + 3))]
    return next(title for title in titles if title.casefold() not in taken)
