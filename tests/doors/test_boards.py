"""Boards: a workbook and a Google Sheet that machine and people share – nothing of a person's is lost, whatever they do and whenever."""

from __future__ import annotations

import copy
import csv
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from googled.server import Googled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from python_calamine import CalamineWorkbook

from flows.answers.columns import AGAIN, KEY, NOTE, PAGE, STATE
from flows.answers.merge import merged
from flows.boards.gsheet import Gsheet
from flows.boards.sheet import plain, workbook
from flows.boards.xlsx import Xlsx
from flows.errors import BoardMoved, Unreadable
from flows.google import login
from flows.google.client import Client
from flows.model.answers import QuestionAnswer
from flows.model.board import Board, Choice, Column, Patch, Tab
from flows.model.material import Cell
from flows.model.noun import Words


def both(fi: str, en: str = "") -> Words:
    return Words(fi=fi, en=en or fi)


INSIGHTS = Tab(
    "insights",
    both("Oivallukset", "Insights"),
    both("Väitteet ja niiden pisteet.", "Claims and their scores."),
    columns=(
        Column("key", both("Tunnus", "Key"), hidden=True),
        Column("claim", both("Väite", "Claim"), note=both("Mitä väitetään", "What is claimed"), width=60),
        Column("belief", both("Usko", "Belief"), form="percent"),
        Column("seen", both("Nähty", "Seen"), form="date"),
        Column("page", both("Sivu", "Page"), form="link", width=30),
        Column(
            "standing",
            both("Tila", "Standing"),
            owner="person",
            note=both("Valitkaa", "Choose"),
            choices=(
                Choice("accepted", both("hyväksytty, kyllä", "accepted, yes")),
                Choice("retired", both('"vanhentunut"', '"retired"')),
            ),
        ),
        Column("note", both("Huomio", "Note"), owner="person", width=40),
    ),
)
IDS = tuple(column.id for column in INSIGHTS.columns)
THEMES = Tab("themes", both("Teemat", "Themes"), columns=(Column("id", both("Tunnus")), Column("name", both("Nimi"), owner="person")))


README = Tab(
    "read-me", both("Lue ensin", "Read me"), columns=(Column("key", both("Tunnus"), hidden=True), Column("text", both("Lue tämä")))
)


def row(number: int, claim: str = "") -> tuple[Cell, ...]:
    return (
        f"i{number}",
        claim or f"Väite {number}",
        number / 10,
        date(2026, 11, number + 1),
        f"../insights/i{number}/index.html",
        None,
        None,
    )


def made(count: int = 5) -> Patch:
    return Patch(INSIGHTS, IDS, appended=tuple(row(number) for number in range(count)))


def first() -> Patch:
    return Patch(README, ("key", "text"), appended=(("a", "Näin tämä toimii."),))


def cells_of(board: Board, tab: str = "insights") -> list[dict[str, Cell]]:
    """The rows of a tab by column id."""
    ids, _, *rows = board.grids[tab].cells
    return [{str(id): (line[at] if at < len(line) else None) for at, id in enumerate(ids) if id} for line in rows if line]


def by_key(board: Board, tab: str = "insights") -> dict[Cell, dict[str, Cell]]:
    return {one[INSIGHTS.columns[0].id]: one for one in cells_of(board, tab)}


def changed(board: Board, key: str, id: str, value: Cell) -> tuple[int, int, Cell]:
    """A machine's cell that differs, as a room would tell it of the grid that was read."""
    grid = board.grids["insights"].cells
    at_key = grid[0].index("key")
    line = next(n for n, cells in enumerate(grid) if n > 1 and len(cells) > at_key and cells[at_key] == key)
    return line, grid[0].index(id), value


def ids_in(board: Board) -> tuple[str, ...]:
    return tuple(str(id or "") for id in board.grids["insights"].cells[0])


@pytest.fixture
def door(tmp_path: Path) -> Xlsx:
    """A board of five insights in a file."""
    door = Xlsx(tmp_path / "research_plans" / "board.xlsx")
    assert door.write([first(), made()], door.read(), "fi") == ()
    return door


def person(door: Xlsx, act: Callable[[Any, Any], None], title: str = "Oivallukset") -> None:
    """Somebody opens the file, does something and saves it."""
    book = openpyxl.load_workbook(door.path)
    act(book, book[title])
    book.save(door.path)


# A workbook


def test_a_new_board_is_read_back_as_it_was_written(door: Xlsx) -> None:
    board = door.read()
    assert set(board.grids) == {"read-me", "insights"}
    assert board.grids["insights"].cells[0] == IDS
    assert board.grids["insights"].cells[1] == ("Tunnus", "Väite", "Usko", "Nähty", "Sivu", "Tila", "Huomio")
    assert [tuple(one.values()) for one in cells_of(board)] == [row(number) for number in range(5)]


def test_no_file_is_an_empty_board(tmp_path: Path) -> None:
    assert Xlsx(tmp_path / "board.xlsx").read() == Board()


def test_two_programs_besides_ours_read_the_workbook_and_every_part_is_xml(door: Xlsx) -> None:
    with zipfile.ZipFile(door.path) as package:
        assert package.testzip() is None
        for name in package.namelist():
            etree.fromstring(package.read(name))
    book = openpyxl.load_workbook(door.path)
    assert book.sheetnames == ["Lue ensin", "Oivallukset", "uoma-lists"]
    assert book["uoma-lists"].sheet_state == "veryHidden"
    calamine = CalamineWorkbook.from_path(str(door.path)).get_sheet_by_name("Oivallukset").to_python(skip_empty_area=False)
    assert calamine[2][:5] == list(row(0)[:5])


@pytest.mark.slow
def test_libreoffice_opens_the_workbook(door: Xlsx, tmp_path: Path) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have LibreOffice: apt-get install libreoffice-calc-nogui")
        pytest.skip("LibreOffice is not here: apt-get install libreoffice-calc-nogui")
    command = [
        program,
        "--headless",
        f"-env:UserInstallation=file://{tmp_path / 'office'}",
        "--convert-to",
        "csv",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(door.path)], check=True, capture_output=True, timeout=180)
    assert (tmp_path / "board.csv").read_text(encoding="utf-8", errors="replace").strip()


def test_the_workbook_looks_as_people_expect(door: Xlsx) -> None:
    book = openpyxl.load_workbook(door.path)
    sheet = book["Oivallukset"]
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:G7"
    assert sheet["B2"].comment.text == "Mitä väitetään"
    assert sheet["C3"].number_format == "0%"
    assert sheet["D3"].number_format == "d.m.yyyy"
    assert sheet["B3"].alignment.wrap_text
    assert sheet["E3"].hyperlink.target == "../insights/i0/index.html"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("Oivallukset", "&P / &N")
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert {getattr(sheet.protection, name) for name in ("sort", "autoFilter", "insertRows", "formatCells")} == {False}
    assert sheet["B3"].protection.locked
    assert not sheet.column_dimensions["F"].protection.locked


def test_a_drop_down_lists_titles_with_commas_and_grows_by_its_name(door: Xlsx) -> None:
    def listed() -> list[Any]:
        book = openpyxl.load_workbook(door.path)
        (rule,) = book["Oivallukset"].data_validations.dataValidation
        assert str(rule.sqref) == "F3:F1048576"
        sheet, _, area = book.defined_names[rule.formula1].attr_text.partition("!")
        return [cell.value for (cell,) in book[sheet.strip("'")][area.replace("$", "")]]

    assert listed() == ["hyväksytty, kyllä", '"vanhentunut"']
    standing = replace(INSIGHTS.columns[5], choices=(*INSIGHTS.columns[5].choices, Choice("new", both("=uusi", "=new"))))
    tab = replace(INSIGHTS, columns=(*INSIGHTS.columns[:5], standing, INSIGHTS.columns[6]))
    board = door.read()
    door.write([Patch(tab, IDS, cells=(changed(board, "i1", "belief", 0.5),))], board, "fi")
    assert listed() == ["hyväksytty, kyllä", '"vanhentunut"', "=uusi"]


def test_what_nobody_changed_is_not_touched(door: Xlsx) -> None:
    stamp, board = door.path.stat(), door.read()
    assert door.write([Patch(INSIGHTS, IDS)], board, "fi") == ()
    assert door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.1),))], board, "fi") == ()
    assert (door.path.stat().st_mtime_ns, door.path.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)
    assert list(door.path.parent.iterdir()) == [door.path]


def test_the_same_patches_make_the_same_bytes(tmp_path: Path) -> None:
    doors = [Xlsx(tmp_path / name / "board.xlsx") for name in ("a", "b")]
    for one in doors:
        one.write([made()], one.read(), "en")
        board = one.read()
        one.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),), spent=(2,))], board, "en")
    assert doors[0].path.read_bytes() == doors[1].path.read_bytes()


def test_people_rename_move_sort_and_add_and_the_machine_still_finds_its_own(door: Xlsx) -> None:
    def act(book: Any, sheet: Any) -> None:
        sheet.title = "Meidän väitteet"
        book.move_sheet(sheet, -1)
        book.create_sheet("Omat", 0)["A1"] = "oma"
        sheet.insert_rows(1)
        sheet["C1"] = "Syksyn taulu"
        sheet.insert_cols(3)
        sheet["D3"], sheet["C3"], sheet["C4"] = "Luottamus", "Tiimin sarake", "tiimin sana"
        rows = [[cell.value for cell in line] for line in sheet.iter_rows(4, 8)]
        for number, line in enumerate(reversed(rows), start=4):
            for at, value in enumerate(line, start=1):
                sheet.cell(number, at).value = value
        sheet["H5"] = "accepted"

    person(door, act)
    board = door.read()
    assert ids_in(board) == ("key", "claim", "", "belief", "seen", "page", "standing", "note")
    assert [one["key"] for one in cells_of(board)] == ["i4", "i3", "i2", "i1", "i0"]
    patch = Patch(
        INSIGHTS,
        ids_in(board),
        cells=(changed(board, "i3", "belief", 0.77),),
        appended=(("i9", "Uusi", None, 0.5, None, None, None, "hei"),),
    )
    assert door.write([patch], board, "fi") == ()
    after = by_key(door.read())
    assert after["i3"]["belief"] == 0.77
    assert after["i9"]["note"] == "hei"
    assert {key: one["belief"] for key, one in after.items() if key not in ("i3", "i9")} == {"i4": 0.4, "i2": 0.2, "i1": 0.1, "i0": 0}
    book = openpyxl.load_workbook(door.path)
    assert book["Omat"]["A1"].value == "oma"
    sheet = book["Meidän väitteet"]
    assert (sheet["D1"].value, sheet["D3"].value, sheet["C3"].value) == ("Syksyn taulu", "Luottamus", "Tiimin sarake")
    assert [sheet.cell(number, 3).value for number in range(4, 9)] == [None, None, None, None, "tiimin sana"]
    assert sheet["H5"].value == "accepted"


def test_charts_comments_formulas_and_their_results_stay_to_the_byte(door: Xlsx) -> None:
    def act(book: Any, sheet: Any) -> None:
        own = book.create_sheet("Kaavio")
        for number in range(1, 4):
            own.append([number, number * 2])
        chart = BarChart()
        chart.add_data(Reference(own, 1, 1, 2, 3))
        own.add_chart(chart, "D2")
        sheet["G3"] = "=1+1"
        sheet["G4"].comment = Comment("Kysy Myynniltä", "tutkija")

    person(door, act)
    parts = unzipped(door.path)
    computed = (
        parts["xl/worksheets/sheet2.xml"]
        .replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>")
        .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    )
    assert b"<v>2</v>" in computed
    zipped(door.path, {**parts, "xl/worksheets/sheet2.xml": computed})
    board = door.read()
    assert by_key(board)["i0"]["note"] == 2
    assert (
        door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.5),), appended=(row(7),), spent=(6,))], board, "fi") == ()
    )
    after = unzipped(door.path)
    same = {name for name in parts if "chart" in name or "drawing" in name or "omment" in name or "theme" in name}
    assert len(same) >= 4
    assert {name: after[name] for name in same} == {name: parts[name] for name in same}
    now = by_key(door.read())
    assert now["i0"]["note"] == 2
    assert now["i1"]["belief"] == 0.5
    assert now["i7"]["claim"] == "Väite 7"
    assert "i4" not in now, "its row is emptied, and does not move what a formula may name"


def unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)


def test_spent_rows_go_and_the_others_keep_their_cells_links_and_looks(door: Xlsx) -> None:
    person(door, lambda book, sheet: sheet.__setitem__("G6", "tärkeä"))
    board = door.read()
    assert door.write([Patch(INSIGHTS, IDS, spent=(2, 4))], board, "fi") == ()
    after = door.read()
    assert [one["key"] for one in cells_of(after)] == ["i1", "i3", "i4"]
    assert by_key(after)["i3"]["note"] == "tärkeä"
    sheet = openpyxl.load_workbook(door.path)["Oivallukset"]
    assert [sheet.cell(number, 5).hyperlink.target for number in (3, 4, 5)] == [f"../insights/i{n}/index.html" for n in (1, 3, 4)]
    assert sheet.auto_filter.ref == "A2:G5"
    assert sheet.max_row == 5


@pytest.mark.parametrize("text", ["=1+1", "+358", "-5", "@nimi", '=HYPERLINK("http://x","y")', "'lainaus", "\tsarkain"])
def test_nothing_that_is_written_computes(door: Xlsx, text: str) -> None:
    board = door.read()
    door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "claim", text),), appended=(row(8, text),))], board, "fi")
    sheet = openpyxl.load_workbook(door.path)["Oivallukset"]
    assert [(sheet[place].data_type, sheet[place].value, sheet[place].quotePrefix) for place in ("B4", "B8")] == [("s", text, True)] * 2
    assert by_key(door.read())["i8"]["claim"] == text


def test_only_links_that_are_safe_can_be_followed(door: Xlsx) -> None:
    links = [
        "https://uoma.example/a",
        "javascript:alert(1)",
        "http://x.example",
        "file:///etc/passwd",
        "\\\\share\\x",
        "//x.example/y",
        "a/b.html",
    ]
    rows = tuple((f"l{n}", "x", None, None, link, None, None) for n, link in enumerate(links))
    door.write([Patch(INSIGHTS, IDS, appended=rows)], door.read(), "fi")
    sheet = openpyxl.load_workbook(door.path)["Oivallukset"]
    followed = [sheet.cell(8 + n, 5).hyperlink.target for n in range(len(links)) if sheet.cell(8 + n, 5).hyperlink]
    assert followed == ["https://uoma.example/a", "a/b.html"]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=60),
    st.text(alphabet="=+-@'\"<>&;,\n\t _x000D_äö\u2028😀\x0b\x00", max_size=20),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8))
def test_every_value_that_a_cell_can_hold_comes_back_and_is_not_written_twice(tmp_path: Path, values: list[tuple[Cell, Cell]]) -> None:
    door = Xlsx(tmp_path / "any.xlsx")
    door.path.unlink(missing_ok=True)
    rows = tuple((f"k{n}", left, None, None, None, None, right) for n, (left, right) in enumerate(values))
    assert door.write([Patch(INSIGHTS, IDS, appended=rows)], door.read(), "fi") == ()
    board = door.read()
    again = tuple((n + 2, at, line[at]) for n, line in enumerate(rows) for at in (1, 6))
    before = door.path.read_bytes()
    assert door.write([Patch(INSIGHTS, IDS, cells=again)], board, "fi") == ()
    assert door.path.read_bytes() == before
    for key, (left, _) in zip(by_key(board).values(), values, strict=True):
        if isinstance(left, bool | int | float):
            assert key["claim"] == pytest.approx(left)


def test_text_is_cut_where_excel_ends_and_control_characters_go(door: Xlsx) -> None:
    board = door.read()
    door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i0", "claim", "a\x00\x07" + "😀" * 20_000),))], board, "fi")
    text = str(by_key(door.read())["i0"]["claim"])
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text.startswith("a😀")
    assert text.endswith("…")


def test_a_board_that_was_saved_meanwhile_is_not_overwritten(door: Xlsx) -> None:
    board = door.read()
    patch = Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))
    person(door, lambda book, sheet: sheet.__setitem__("G3", "tärkeä"))
    theirs = door.path.read_bytes()
    with pytest.raises(BoardMoved):
        door.write([patch], board, "fi")
    assert door.path.read_bytes() == theirs
    board = door.read()
    assert door.write([patch], board, "fi") == ()
    assert by_key(door.read())["i0"]["note"] == "tärkeä"


def test_a_save_in_the_last_moment_is_seen(door: Xlsx, monkeypatch: pytest.MonkeyPatch) -> None:
    board, flushed = door.read(), os.fsync

    def saved(descriptor: int) -> None:
        flushed(descriptor)
        person(door, lambda book, sheet: sheet.__setitem__("G3", "viime hetkellä"))

    monkeypatch.setattr(os, "fsync", saved)
    with pytest.raises(BoardMoved):
        door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))], board, "fi")
    assert by_key(door.read())["i0"]["note"] == "viime hetkellä"
    assert list(door.path.parent.iterdir()) == [door.path]


@pytest.mark.parametrize("lock", ["~$board.xlsx", ".~lock.board.xlsx#"])
def test_a_board_that_is_open_is_read_and_not_written(door: Xlsx, lock: str) -> None:
    (door.path.parent / lock).write_text("x")
    board, before = door.read(), door.path.read_bytes()
    (told,) = door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))], board, "fi")
    assert (told.code, door.path.read_bytes()) == ("board-open", before)
    assert lock in told.hint


def test_a_folder_that_may_not_be_written_to_is_told(door: Xlsx, unprivileged: None) -> None:
    board, before = door.read(), door.path.read_bytes()
    door.path.parent.chmod(0o555)
    try:
        (told,) = door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))], board, "fi")
    finally:
        door.path.parent.chmod(0o755)
    assert (told.code, door.path.read_bytes()) == ("board-unwritable", before)


def test_a_full_disk_leaves_the_board_as_it_was(door: Xlsx, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    board, before = door.read(), door.path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    (told,) = door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))], board, "fi")
    assert (told.code, door.path.read_bytes()) == ("board-unwritable", before)
    assert "full" in told.what
    assert list(door.path.parent.iterdir()) == [door.path]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\0" * 512, "empty-file"),
        (b"<html>log in</html>", "not-a-sheet"),
        (b"\xd0\xcf\x11\xe0" + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0" + bytes(512), "not-a-sheet"),
        (b"PK\x03\x04 and no more", "truncated"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_code(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "board.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        Xlsx(path).read()
    assert refused.value.code == code
    assert refused.value.hint


def test_a_damaged_a_strange_and_a_bomb_of_a_workbook_are_refused(door: Xlsx, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, data = unzipped(door.path), door.path.read_bytes()

    def code_of(content: bytes | dict[str, bytes]) -> str:
        door.path.write_bytes(content) if isinstance(content, bytes) else zipped(door.path, content)
        with pytest.raises(Unreadable) as refused:
            door.read()
        return refused.value.code

    assert code_of(data[: len(data) // 2]) == "truncated"
    assert code_of({"word/document.xml": b"<w/>"}) == "not-a-sheet"
    assert code_of({**parts, "xl/workbook.xml": b"<workbook"}) == "not-a-sheet"
    monkeypatch.setattr("flows.boards.package.LARGEST", 1000)
    assert code_of(parts) == "zip-bomb"


def test_a_stray_cell_in_the_last_corner_costs_nothing(door: Xlsx) -> None:
    person(door, lambda book, sheet: sheet.__setitem__("XFD1048576", "hups"))
    board = door.read()
    assert [one["key"] for one in cells_of(board)] == ["i0", "i1", "i2", "i3", "i4"]


def test_a_copy_of_a_tab_is_told_and_the_tab_itself_is_read(door: Xlsx) -> None:
    def act(book: Any, sheet: Any) -> None:
        copied = book.copy_worksheet(sheet)
        copied.title = "Oivallukset (2)"
        book.move_sheet(copied, -2)
        copied["G3"] = "kopioon"
        sheet["G3"] = "oikeaan"

    person(door, act)
    board = door.read()
    assert by_key(board)["i0"]["note"] == "oikeaan"
    (told,) = door.write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))], board, "fi")
    assert (told.code, told.place) == ("board-copy", "Oivallukset (2)")


def test_a_column_that_was_deleted_comes_back_at_the_right_end_drawn_like_its_kind(door: Xlsx) -> None:
    person(door, lambda book, sheet: sheet.delete_cols(7))
    board = door.read()
    assert ids_in(board) == IDS[:6]
    patch = Patch(INSIGHTS, (*IDS[:6], "note"), cells=((0, 6, "note"), (1, 6, "Huomio")), restored=((2, 6, "aiempi huomio"),))
    assert door.write([patch], board, "fi") == ()
    assert by_key(door.read())["i0"]["note"] == "aiempi huomio"
    sheet = openpyxl.load_workbook(door.path)["Oivallukset"]
    assert not sheet["G3"].protection.locked
    assert sheet["G2"].fill.start_color.rgb == sheet["F2"].fill.start_color.rgb


def test_a_tab_that_is_new_joins_and_what_could_be_lost_is_kept_beside(door: Xlsx) -> None:
    themes = Patch(THEMES, ("id", "name"), appended=(("t1", None),))
    person(door, lambda book, sheet: sheet.__setitem__("G3", "tärkeä"))
    assert door.write([themes], door.read(), "fi") == ()
    assert by_key(door.read())["i0"]["note"] == "tärkeä"
    door.write([made(0)], door.read(), "fi")
    person(door, lambda book, sheet: sheet.__setitem__("G3", "=1+1"))
    before = door.path.read_bytes()
    questions = Patch(Tab("questions", both("Kysymykset"), columns=THEMES.columns), ("id", "name"), appended=(("q1", None),))
    (told,) = door.write([questions], door.read(), "fi")
    assert told.code == "board-copied"
    (kept,) = [path for path in door.path.parent.iterdir() if path != door.path]
    assert kept.name in told.what
    assert kept.read_bytes() == before
    assert set(door.read().grids) == {"read-me", "insights", "themes", "questions"}


def as_excel_saves(path: Path) -> None:
    """Texts shared, rows with spans, a chain of formulas: what Excel makes of a workbook that it saves."""
    parts = unzipped(path)
    shared: list[str] = []
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        root = etree.fromstring(parts[name])
        for line in root.iter("{*}row"):
            line.set("spans", "1:9")
        for cell in [cell for cell in root.iter("{*}c") if cell.get("t") == "inlineStr"]:
            shared.append("".join(cell.itertext()))
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "s")
            etree.SubElement(cell, str(cell.tag)[:-1] + "v").text = str(len(shared) - 1)
        parts[name] = etree.tostring(root)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = etree.Element(f"{{{space}}}sst")
    for text in shared:
        etree.SubElement(etree.SubElement(table, f"{{{space}}}si"), f"{{{space}}}t").text = text
    parts["xl/sharedStrings.xml"] = etree.tostring(table)
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{space}"><c r="C4" i="2"/></calcChain>'.encode()
    kinds = b""
    for name, kind in (("sharedStrings", "sharedStrings"), ("calcChain", "calcChain")):
        if b"/xl/%s.xml" % name.encode() not in parts["[Content_Types].xml"]:
            media = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
            kinds += f'<Override PartName="/xl/{name}.xml" ContentType="{media}"/>'.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kinds + b"</Types>")
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="x{name}" Type="{base}/{name}" Target="{name}.xml"/>' for name in ("sharedStrings", "calcChain"))
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", links.encode() + b"</Relationships>")
    zipped(path, parts)


def test_a_workbook_that_excel_has_saved_is_edited_like_our_own(door: Xlsx) -> None:
    person(door, lambda book, sheet: sheet.__setitem__("C4", "=1+1"))
    as_excel_saves(door.path)
    board = door.read()
    assert by_key(board)["i0"]["claim"] == "Väite 0"
    cells = (changed(board, "i0", "claim", "Uusi"), changed(board, "i1", "belief", 0.5))
    assert door.write([Patch(INSIGHTS, IDS, cells=cells, appended=(row(7),))], board, "fi") == ()
    after = by_key(door.read())
    assert (after["i0"]["claim"], after["i1"]["belief"], after["i7"]["claim"]) == ("Uusi", 0.5, "Väite 7")
    parts = unzipped(door.path)
    shared = set(etree.fromstring(parts["xl/sharedStrings.xml"]).itertext())
    assert "Väite 0" not in shared, "what was taken off the board may have been erased"
    assert "Väite 1" in shared
    assert "xl/calcChain.xml" not in parts, "it names a cell that computes no more, which Excel would call damage"
    assert b"calcChain" not in parts["[Content_Types].xml"] + parts["xl/_rels/workbook.xml.rels"]
    sheet = openpyxl.load_workbook(door.path)["Oivallukset"]
    assert [sheet.cell(number, 5).hyperlink.target for number in (3, 8)] == ["../insights/i0/index.html", "../insights/i7/index.html"]


def test_a_tab_whose_hidden_row_was_deleted_is_still_known(door: Xlsx) -> None:
    as_excel_deletes_the_first_row(door.path)
    board = door.read()
    assert set(board.grids) == {"read-me", "insights"}
    assert board.grids["insights"].cells[0][:2] == ("Tunnus", "Väite")
    patch = Patch(INSIGHTS, IDS, cells=((2, 2, 0.77),))
    assert door.write([patch], board, "fi") == ()
    assert door.read().grids["insights"].cells[2][2] == 0.77
    assert openpyxl.load_workbook(door.path).sheetnames == ["Lue ensin", "Oivallukset", "uoma-lists"]


def as_excel_deletes_the_first_row(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Oivallukset"].delete_rows(1)
    name = book.defined_names["uoma_tab_insights"]
    name.attr_text = name.attr_text.replace("$2", "$1")
    book.save(path)


# Both doors with what the machine has to say: written once, then nothing more to do

ANSWERED = Tab(
    "questions",
    both("Kysymykset", "Questions"),
    columns=(
        KEY,
        Column("rank", both("Sija", "Rank"), form="number"),
        Column("text", both("Kysymys koneelta", "Question")),
        PAGE,
        STATE,
        AGAIN,
        Column("owner", both("Omistaja", "Owner"), owner="person"),
        Column("decide_by", both("Päätettävä", "Decide by"), owner="person", form="date"),
        NOTE,
    ),
)


def asked(*keys: str) -> Tab:
    rows = tuple(
        {"key": key, "again": key, "rank": n, "text": f"=Miksi {key}? {'x' * 40}", "page": f"questions/{key}.html"}
        for n, key in enumerate(keys, start=1)
    )
    return replace(ANSWERED, rows=rows)


def settled(door: Xlsx | Gsheet, tab: Tab, answers: dict[str, QuestionAnswer], odd: tuple[str, ...] = ()) -> Board:
    """Writes what is to be written, and sees that there is nothing more to write then."""
    board = door.read()
    troubles = door.write(merged(board, [tab], {"questions": answers}), board, "fi")
    assert tuple(one.code for one in troubles) == odd
    board = door.read()
    again = merged(board, [tab], {"questions": answers})
    left = [patch for patch in again if not replace(patch, spent=()).idle]
    assert left == []
    if isinstance(door, Xlsx):
        assert all(patch.idle for patch in again)
    return board


@pytest.fixture(params=["workbook", "google"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Xlsx | Gsheet:
    if request.param == "workbook":
        return Xlsx(tmp_path / "board.xlsx")
    return Gsheet(request.getfixturevalue("google").sheets.create("Taulu", {"A": []}))


def test_what_was_written_is_known_again_and_questions_come_and_go(either: Xlsx | Gsheet) -> None:
    answers = {"q2": QuestionAnswer(key="q2", owner="myynti", decide_by=date(2026, 12, 24), note="-kysy heti")}
    board = settled(either, asked("q1", "q2", "q3"), answers)
    ids = board.grids["questions"].cells[0]
    (q2,) = [line for line in board.grids["questions"].cells if line and line[0] == "q2"]
    assert (q2[ids.index("owner")], q2[ids.index("decide_by")], q2[ids.index("note")]) == ("myynti", date(2026, 12, 24), "-kysy heti")
    board = settled(either, asked("q4", "q3"), answers)
    rows = {str(line[0]): line for line in board.grids["questions"].cells[2:] if line}
    assert {key for key, line in rows.items() if len(line) > 2 and line[2]} == {"q3", "q4"}
    assert rows["q2"][ids.index("owner")] == "myynti", "what was written stays, though the question is gone"
    assert rows["q2"][ids.index("state")] == "poistunut"
    if isinstance(either, Gsheet):
        assert rows["q1"][ids.index("state")] == "poistunut"
        assert rows["q1"][2] is None, "nothing is deleted at Google, and yet nothing of what is gone stays to be read"
    else:
        assert "q1" not in rows
    board = settled(either, asked("q1", "q2", "q3", "q4"), answers)
    assert len({str(line[0]) for line in board.grids["questions"].cells[2:] if line}) == 4


def edit_lines(door: Xlsx | Gsheet, google: Googled | None, act: Callable[[list[list[Cell]]], list[list[Cell]]]) -> None:
    """Somebody rewrites the whole tab, hidden row and all."""
    if isinstance(door, Xlsx):
        book = openpyxl.load_workbook(door.path)
        sheet = book["Kysymykset"]
        lines = act([[cell.value for cell in line] for line in sheet.iter_rows()])
        sheet.delete_rows(1, sheet.max_row)
        for number, line in enumerate(lines, start=1):
            for at, value in enumerate(line, start=1):
                sheet.cell(number, at).value = value
                sheet.cell(number, at).data_type = "s" if isinstance(value, str) else sheet.cell(number, at).data_type
        book.save(door.path)
        return
    assert google is not None
    lines = act([list(line) for line in google.sheets.values(door.url, "Kysymykset")])
    tab = google.sheets.books[door.url].tab("Kysymykset")
    assert tab is not None
    for cell in tab.cells.values():
        cell.clear()
    google.sheets.set(door.url, "Kysymykset!A1", lines)


def doubled(lines: list[list[Cell]]) -> list[list[Cell]]:
    return [*lines[:3], list(lines[2]), *lines[3:]]


def torn(lines: list[list[Cell]]) -> list[list[Cell]]:
    """Sorted without the hidden column of keys."""
    return [*lines[:2], *([line[0], *other[1:]] for line, other in zip(lines[2:], reversed(lines[2:]), strict=True))]


def emptied(lines: list[list[Cell]]) -> list[list[Cell]]:
    return []


def half_deleted(lines: list[list[Cell]]) -> list[list[Cell]]:
    return [line[:2] + line[5:] for line in lines if line[0] != "q3"]


@pytest.mark.parametrize("act", [doubled, torn, emptied, half_deleted], ids=lambda act: act.__name__)
def test_a_board_that_people_have_torn_apart_is_whole_after_one_writing(
    either: Xlsx | Gsheet, request: pytest.FixtureRequest, act: Callable[[list[list[Cell]]], list[list[Cell]]]
) -> None:
    answers = {"q2": QuestionAnswer(key="q2", owner="myynti", note="-kysy heti")}
    tab = asked("q1", "q2", "q3")
    settled(either, tab, answers)
    edit_lines(either, None if isinstance(either, Xlsx) else request.getfixturevalue("google"), act)
    lost = act is emptied and isinstance(either, Gsheet)
    board = settled(either, tab, answers, ("board-unmarked",) if lost else ())
    ids = [str(id or "") for id in board.grids["questions"].cells[0]]
    told: dict[Any, dict[str, Cell]] = {}
    for line in board.grids["questions"].cells[2:]:
        cells = {id: line[at] if at < len(line) else None for at, id in enumerate(ids)}
        if cells["text"] is not None and cells["state"] is None:
            told[cells["again"]] = cells
    assert {key: (cells["key"], cells["rank"]) for key, cells in told.items()} == {f"q{n}": (f"q{n}", n) for n in (1, 2, 3)}
    assert (told["q2"]["owner"], told["q2"]["note"]) == ("myynti", "-kysy heti")


# One tab by itself


def test_a_sheet_to_pass_on_has_every_row_and_the_same_bytes_each_time() -> None:
    rows = tuple(dict(zip(IDS, row(number, "=1+1"), strict=True)) for number in range(3))
    tab = replace(INSIGHTS, rows=rows)
    data = workbook(tab, "en")
    assert data == workbook(tab, "en")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Insights"]
    assert not book["Insights"].protection.sheet
    assert [book["Insights"].cell(3 + n, 2).data_type for n in range(3)] == ["s"] * 3
    lines = list(csv.reader(io.StringIO(plain(tab, "en"))))
    assert lines[0] == ["Key", "Claim", "Belief", "Seen", "Page", "Standing", "Note"]
    assert lines[1] == ["i0", "'=1+1", "0", "2026-11-01", "../insights/i0/index.html", "", ""]
    assert openpyxl.load_workbook(io.BytesIO(workbook(INSIGHTS, "fi"))).sheetnames == ["Oivallukset"]


# A Google Sheet


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Googled]:
    with Googled() as server:
        monkeypatch.setenv("UOMA_GOOGLE_API", server.url)
        monkeypatch.setenv("UOMA_GOOGLE_KEY", str(server.service_account(tmp_path / "key.json")))
        monkeypatch.setenv("UOMA_GOOGLE_DEADLINE", "8")
        monkeypatch.setenv("UOMA_GOOGLE_READS", "6000")
        yield server


@pytest.fixture
def shared(google: Googled) -> str:
    """A spreadsheet with a board of five insights."""
    sheet = google.sheets.create("Taulu", {"Taulukko1": [["oma", "taulukko"]]}, locale="fi_FI")
    door = Gsheet(sheet)
    assert door.read() == Board()
    assert door.write([first(), made()], door.read(), "fi") == ()
    google.sheets.set(sheet, "Oivallukset!G4", [["yhden huomio"]])
    google.sheets.set(sheet, "Oivallukset!F6", [["retired"]])
    google.calls.clear()
    return sheet


def test_a_board_at_google_is_read_back_as_it_was_written(google: Googled, shared: str) -> None:
    board = Gsheet(f"https://docs.google.com/spreadsheets/d/{shared}/edit#gid=0").read()
    assert set(board.grids) == {"read-me", "insights"}
    assert board.grids["insights"].cells[0] == IDS
    rows = by_key(board)
    assert (rows["i1"]["note"], rows["i3"]["standing"]) == ("yhden huomio", "retired")
    assert [tuple(one.values())[:5] for one in rows.values()] == [row(number)[:5] for number in range(5)]
    assert google.sheets.values(shared, "Taulukko1") == [["oma", "taulukko"]]
    assert len(google.calls) == 3


def test_a_tab_at_google_is_drawn(google: Googled, shared: str) -> None:
    book = google.sheets.books[shared]
    assert [tab.title for tab in book.tabs] == ["Lue ensin", "Taulukko1", "Oivallukset"]
    tab = book.tab("Oivallukset")
    assert tab is not None
    assert (tab.grid["frozenRowCount"], tab.grid["frozenColumnCount"]) == (2, 2)
    assert tab.dimensions["ROWS"][0]["hiddenByUser"]
    assert tab.dimensions["COLUMNS"][0]["hiddenByUser"]
    assert tab.cells[1, 1].note == "Mitä väitetään"
    assert tab.cells[5, 3].kind == "DATE"
    assert [one["userEnteredValue"] for one in tab.cells[7, 5].validation["condition"]["values"]] == ["hyväksytty, kyllä", '"vanhentunut"']
    assert len(tab.protected) == 5
    assert all(one["warningOnly"] for one in tab.protected)
    assert tab.filter


def test_formulas_are_text_at_google_too(google: Googled, shared: str) -> None:
    board = Gsheet(shared).read()
    patch = Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "claim", "=1+1"),), appended=(row(8, '=IMPORTXML("http://x","y")'),))
    assert Gsheet(shared).write([patch], board, "fi") == ()
    tab = google.sheets.books[shared].tab("Oivallukset")
    assert tab is not None
    assert not any(cell.formula for cell in tab.cells.values())
    assert len(google.calls) == 3 + 7, "three to read; three to look again, one to write, three to see that all stands"
    assert by_key(Gsheet(shared).read())["i1"]["claim"] == "=1+1"


def test_nothing_to_do_asks_google_nothing(google: Googled, shared: str) -> None:
    assert Gsheet(shared).write([Patch(INSIGHTS, IDS)], Gsheet(shared).read(), "fi") == ()
    assert google.calls.count(method="POST") == 0


def test_a_board_grows_past_its_grid_and_stays_drawn(google: Googled, shared: str) -> None:
    board = Gsheet(shared).read()
    many = tuple((f"k{n}", f"Väite {n}", 0.5, date(2026, 11, 1), None, None, None) for n in range(400))
    assert Gsheet(shared).write([Patch(INSIGHTS, IDS, appended=many)], board, "fi") == ()
    rows = by_key(Gsheet(shared).read())
    assert len(rows) == 405
    assert rows["k399"]["seen"] == date(2026, 11, 1)
    assert Gsheet(shared).write([Patch(INSIGHTS, IDS, appended=many)], board, "fi") == ()
    assert len(by_key(Gsheet(shared).read())) == 405, "what is there already is not appended again"


def test_spent_rows_stay_at_google(google: Googled, shared: str) -> None:
    board = Gsheet(shared).read()
    assert Gsheet(shared).write([Patch(INSIGHTS, IDS, spent=(2, 3))], board, "fi") == ()
    assert len(by_key(Gsheet(shared).read())) == 5


def test_a_new_column_and_a_deleted_one_come_to_the_right_end(google: Googled, shared: str) -> None:
    board = Gsheet(shared).read()
    owner = Column("owner", both("Omistaja", "Owner"), owner="person")
    tab = replace(INSIGHTS, columns=(*INSIGHTS.columns, owner))
    patch = Patch(tab, (*IDS, "owner"), cells=((0, 7, "owner"), (1, 7, "Omistaja")), restored=((3, 7, "myynti"),))
    assert Gsheet(shared).write([patch], board, "fi") == ()
    after = Gsheet(shared).read()
    assert after.grids["insights"].cells[1][7] == "Omistaja"
    assert by_key(after)["i1"]["owner"] == "myynti"
    tab_ = google.sheets.books[shared].tab("Oivallukset")
    assert tab_ is not None
    assert tab_.cells[1, 7].style["textFormat"]["bold"]


Act = Callable[[Googled, str], None]


def sort(google: Googled, sheet: str) -> None:
    tab = google.sheets.books[sheet].tab("Oivallukset")
    assert tab is not None
    lines = {r: {c: cell for (at, c), cell in tab.cells.items() if at == r} for r in range(2, 7)}
    for at, r in zip(range(2, 7), reversed(range(2, 7)), strict=True):
        for c in range(8):
            tab.cells.pop((at, c), None)
            if c in lines[r]:
                tab.cells[at, c] = lines[r][c]


def insert_row(google: Googled, sheet: str) -> None:
    google.sheets.insert_row(sheet, "Oivallukset", 4, [None, None, None, None, None, None, "väliin kirjoitettu"])


def insert_column(google: Googled, sheet: str, at: int = 2) -> None:
    tab = google.sheets.books[sheet].tab("Oivallukset")
    assert tab is not None
    tab.cells = {(r, c + (c >= at)): cell for (r, c), cell in tab.cells.items()}
    tab.columns += 1


def insert_first_column(google: Googled, sheet: str) -> None:
    insert_column(google, sheet, 0)


def swap_columns(google: Googled, sheet: str) -> None:
    """Somebody drags their note to stand where the belief stood."""
    tab = google.sheets.books[sheet].tab("Oivallukset")
    assert tab is not None
    tab.cells = {(r, {6: 2, 2: 6}.get(c, c)): cell for (r, c), cell in tab.cells.items()}


def write_notes(google: Googled, sheet: str) -> None:
    google.sheets.set(sheet, "Oivallukset!F3:G3", [["accepted", "juuri nyt"]])


def rename_header(google: Googled, sheet: str) -> None:
    google.sheets.set(sheet, "Oivallukset!C2", [["Luottamuksemme"]])


def nothing(google: Googled, sheet: str) -> None:
    pass


ACTS: tuple[Act, ...] = (nothing, sort, insert_row, insert_column, insert_first_column, swap_columns, write_notes, rename_header)


class Racing:
    """Lets somebody else act right before, or right after, the client's next writing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None], when: str) -> None:
        self.acts = 0
        asked = Client.request

        def request(client: Client, method: str, endpoint: str, *rest: Any, **more: Any) -> Any:
            racing = method.upper() == "POST" and not self.acts
            self.acts += racing
            if racing and when == "before":
                act()
            answer = asked(client, method, endpoint, *rest, **more)
            if racing and when == "after":
                act()
            return answer

        monkeypatch.setattr(Client, "request", request)


def persons_cells(google: Googled, sheet: str) -> dict[Any, tuple[Any, Any]]:
    """What people have written, by the key beside it."""
    rows = by_key(Gsheet(sheet).read())
    return {key: (one["standing"], one["note"]) for key, one in rows.items() if one["standing"] or one["note"]}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
@pytest.mark.parametrize("when", ["read", "before", "after"])
def test_whatever_people_do_between_reading_and_writing_nothing_of_theirs_is_lost(
    google: Googled, shared: str, monkeypatch: pytest.MonkeyPatch, act: Act, when: str
) -> None:
    board = Gsheet(shared).read()
    told = {"i0": 0.91, "i1": 0.92, "i3": 0.93, "i4": 0.94}
    cells = tuple(changed(board, key, "belief", value) for key, value in told.items())
    claim = changed(board, "i2", "claim", "Uusi väite")
    title = (1, 2, "Usko nyt")
    patch = Patch(INSIGHTS, IDS, cells=(*cells, claim, title), appended=(row(9),))
    if when == "read":
        act(google, shared)
        theirs = persons_cells(google, shared)
    else:
        probe = google.sheets.create("Koe")
        google.sheets.books[probe].tabs = copy.deepcopy(google.sheets.books[shared].tabs)
        act(google, probe)
        theirs = persons_cells(google, probe)
        Racing(monkeypatch, lambda: act(google, shared), when)
    assert Gsheet(shared).write([patch], board, "fi") == ()
    after = Gsheet(shared).read()
    rows = by_key(after)
    assert set(rows) - {None} == {"i0", "i1", "i2", "i3", "i4", "i9"}
    assert {key: rows[key]["belief"] for key in told} == told
    assert rows["i2"]["belief"] == 0.2
    assert {key: one["claim"] for key, one in rows.items() if key} == {
        **{key: f"Väite {key[1]}" for key in ("i0", "i1", "i3", "i4", "i9")},
        "i2": "Uusi väite",
    }
    assert rows["i9"]["seen"] == date(2026, 11, 10)
    assert persons_cells(google, shared) == theirs
    at = after.grids["insights"].cells[0].index("belief")
    renamed = act is rename_header and when != "before"
    if act is rename_header:
        assert after.grids["insights"].cells[1][at] == ("Luottamuksemme" if renamed else "Usko nyt")
    if act is insert_column:
        assert not any(line[2] for line in after.grids["insights"].cells if len(line) > 2)


def test_a_board_that_never_rests_is_told_and_nothing_is_lost(google: Googled, shared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    board = Gsheet(shared).read()
    before = persons_cells(google, shared)
    cells = tuple(changed(board, key, "belief", 0.5) for key in ("i0", "i1"))
    asked = Client.request

    def request(client: Client, method: str, endpoint: str, *rest: Any, **more: Any) -> Any:
        if method.upper() == "POST":
            sort(google, shared)
        return asked(client, method, endpoint, *rest, **more)

    monkeypatch.setattr(Client, "request", request)
    troubles = Gsheet(shared).write([Patch(INSIGHTS, IDS, cells=cells)], board, "fi")
    assert [one.code for one in troubles] in (["board-restless"], [])
    monkeypatch.setattr(Client, "request", asked)
    assert persons_cells(google, shared) == before
    assert set(by_key(Gsheet(shared).read())) == {"i0", "i1", "i2", "i3", "i4"}


def test_an_append_that_was_heard_and_not_answered_is_not_made_twice(google: Googled, shared: str) -> None:
    board = Gsheet(shared).read()
    google.failures.drop("after", times=1, on=":batchUpdate", method="POST")
    assert Gsheet(shared).write([Patch(INSIGHTS, IDS, appended=(row(8),))], board, "fi") == ()
    assert [one["key"] for one in cells_of(Gsheet(shared).read())].count("i8") == 1


def test_a_sheet_that_is_shared_for_reading_only_is_told_without_an_address_of_a_person(google: Googled, tmp_path: Path) -> None:
    sheet = google.sheets.create("Taulu", {"A": []}, shared={"uoma@googled.iam.gserviceaccount.com": "reader"})
    (told,) = Gsheet(sheet).write([made()], Gsheet(sheet).read(), "fi")
    assert told.code == "board-unwritable"
    assert "editor" in told.hint
    assert "@" not in told.what + told.hint


def test_google_that_is_down_is_told_when_writing_and_raised_when_reading(google: Googled, shared: str) -> None:
    board = Gsheet(shared).read()
    patch = Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))
    google.failures.always(404, on="/v4/")
    with pytest.raises(Unreadable) as refused:
        Gsheet(shared).read()
    assert refused.value.code == "not-shared"
    assert [one.code for one in Gsheet(shared).write([patch], board, "fi")] == ["board-unwritable"]
    with pytest.raises(Unreadable) as bad:
        Gsheet("https://example.com/x").read()
    assert bad.value.code == "bad-link"


def test_a_tab_that_was_deleted_meanwhile_asks_for_a_new_reading(google: Googled, shared: str) -> None:
    board = Gsheet(shared).read()
    google.sheets.delete_tab(shared, "Oivallukset")
    with pytest.raises(BoardMoved):
        Gsheet(shared).write([Patch(INSIGHTS, IDS, cells=(changed(board, "i1", "belief", 0.9),))], board, "fi")


def test_a_tab_at_google_without_its_hidden_row_stays_and_a_new_one_stands_beside_it(google: Googled, shared: str) -> None:
    google.sheets.delete_row(shared, "Oivallukset", 1)
    board = Gsheet(shared).read()
    assert set(board.grids) == {"read-me"}
    (told,) = Gsheet(shared).write([made()], board, "fi")
    assert (told.code, told.place) == ("board-unmarked", "Oivallukset")
    assert google.sheets.values(shared, "Oivallukset")[2][6] == "yhden huomio"
    assert [tab.title for tab in google.sheets.books[shared].tabs][-1] == "Oivallukset (2)"
    assert len(by_key(Gsheet(shared).read())) == 5


def test_reading_asks_for_no_right_to_write(google: Googled, shared: str) -> None:
    assert login.client() is not login.client(writing=True)
    assert login.client().pace is login.client(writing=True).pace
