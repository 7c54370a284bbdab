from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from flows.errors import Unreadable
from flows.model.contracts import Place
from flows.model.material import Found, Material
from flows.model.studies import SourceEntry
from flows.sources.sheet import Workbook, sheets_of, tables_in
from flows.sources.tables.cells import letters_of, number_of
from flows.sources.tables.delimited import separator

SHARED = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")) / "sheets"


# A workbook of Excel 97 in the 1904 date system: two rows of headers, merged cells, an error, a hidden row, column and sheet.
XLS = (
    "c-rk)OK1~e5dQu@n>MXYo7T2q#j*%its-bIUNkB`5FbPlUx>QZg~p^wX|}}(zU@&EJt<xadhp`w-~%7%&4ZxmK@fyi>&cU#;6WQ_W_LA-6)b3>vJ?K<|DV@CJ2U?y`}|q`"
    "(BO@hVU)pAgfLpDLPZfxQLFL?F%Z8{;I99SP%8v5sh}!CiL40YUi4`t=aBO~42|o?W5U2&YP-;bjoFNCP9UrhA1uW_EKvs4p2kILwU{P;H3;4(c&gxQB70x(GNGInyo6+j"
    ")J{B$Z){)e)$w*clX!}(F}^K2uSI$xn(&0{_~;qs%7(GLH)*9O8Kc#x!6i^i*Vq}mm&Z|D<`uef!G;Ap2!_x|$-aco1rzw>uj)r;K%ZE;0@1&e(kp*Mk5CHB>F2Zo97AER"
    ";!+-<V!v)Mry5(WoMZK+a<(&oC<ZIt>PRG$>FihB<PBU}4X`Djck=xs$y`34qY@EC>wraj{km*-x1DjEWEe<Wxl|wR4_$rPw37`1iT-X{GKqyPz<TDH*>uvhdq#40x_`v%"
    "PG<VjX`3Y$k)^d=R>th2S(wmK57;To>`6MQ5wl+$%{2f{wwy>+ZBgr_cCebyAK9;BCHqxWR&fpC{iu_Ey{zRJ1?=mUk1sZKCgOX9a!k%B4urxi4jc+N&Kfm`NuQ}_r_{+g"
    "2VD!_J}7KJyI7bf_=L<dUHUD88%c(qZHXqYv-+gSoDyyu&D$aHGCsSgKZp7QA2!`-9e5X?OZ}^Bh7UDfeH9<XOgd@zi$@A4F<;GB7tS->jr&jK?SXFuPy1y*jOdu>d%-)t"
    ">+lWL(yf<wbVnR5hKCXxEwOVsAuo>Z$e>Z!v#W$#YFCM+kSDLilHtkgG5pZt2gmn;ya{VJ2(4NCaAnvBPV^DYBZDM%-_>F>BtDhe42gb3@-~A;zDIm7aRn>Us?f?uo{kWU"
    "oorXGDo<7AIcyXeH$CHq7_atT&=C14o_x5>84hMx<X!2oNYhfodwE$yxc;?DW2tVyEsh8sT|eP(7Cg!d-Y;<d15efh*JBoVw4}gmiwal&Qn)N%=M|Y-#;hkf!B{y7Ab<b@"
    "2q1t-4$3?H-P@FV)2)zulKWlf8@18kGs%Aon~|lTLw_n)Aw$nz<i}M%%?K;smij{-|9c_BHk!Q`DRhb-sd3jYT@h9B`~0zD?C&k1@y<Uw9zXx_{NDi`{z*{"
)


def packed(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book(*rows: tuple[object, ...]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def csv(text: str, name: str = "vastaukset.csv", encoding: str = "utf-8") -> Material:
    return tables_in(text.encode(encoding), name)


def codes(material: Material) -> list[str]:
    return [trouble.code for trouble in material.troubles]


def test_a_workbook_in_a_study_is_read_through_its_door(tmp_path):
    (tmp_path / "kysely").mkdir()
    (tmp_path / "kysely" / "vastaukset.xlsx").write_bytes(packed(book(("Vastaaja", "Vastaus"), ("P01", "Lasku oli epäselvä"))))
    place = Place(tmp_path, "kysely", SourceEntry())
    found = next(iter(Workbook().find(place)))
    assert isinstance(found, Found)
    sheet = Workbook().read(place, found).sheets[0]
    assert (sheet.name, sheet.header, sheet.rows[0].locator) == ("Sheet", ("Vastaaja", "Vastaus"), "Sheet!A2")
    assert sheet.rows[0].cells == ("P01", "Lasku oli epäselvä")


def test_title_rows_above_the_header_are_left_out_and_rows_keep_the_persons_numbering():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet["B1"], sheet["B2"], sheet["C2"] = "Asiakaskysely 2026", "Laatija", "tutkimus"
    for row, cells in enumerate(
        [("Vastaaja", "Arvosana", "Kommentti"), ("P1", 4, "hyvä"), (None, None, None), ("P2", 2.5, "huono")], start=4
    ):
        for column, value in enumerate(cells, start=2):
            sheet.cell(row, column, value)
    read = tables_in(packed(made), "k.xlsx").sheets[0]
    assert read.header == ("Vastaaja", "Arvosana", "Kommentti")
    assert [(row.locator, row.cells) for row in read.rows] == [("Sheet!B5", ("P1", 4, "hyvä")), ("Sheet!B7", ("P2", 2.5, "huono"))]


def test_second_columns_of_a_name_are_numbered_and_nameless_ones_get_their_letter():
    material = csv("nimi,nimi,,nimi,\nA,B,C,D,\n")
    assert material.sheets[0].header == ("nimi", "nimi (2)", "column C", "nimi (3)")
    assert codes(material) == ["duplicate-header", "nameless-column"]
    assert material.troubles[0].place == "vastaukset!B1"


def test_ragged_rows_are_padded_and_rows_that_are_too_long_keep_their_cells():
    material = csv("a;b;c\n1\n1;2;3;neljäs\n\n;;\n5;6;7\n")
    assert material.sheets[0].header == ("a", "b", "c", "column D")
    assert [row.cells for row in material.sheets[0].rows] == [
        ("1", None, None, None),
        ("1", "2", "3", "neljäs"),
        ("5", "6", "7", None),
    ]
    assert material.sheets[0].rows[-1].locator == "vastaukset!A6"


def test_headings_over_groups_of_columns_are_joined_with_the_names_below():
    made = book(("Vastaaja", "Tyytyväisyys", None, "Kommentti"), (None, "lasku", "huolto", None), ("P1", 4, 5, "ok"), ("P2", 3, 3, "hm"))
    made.active.merge_cells("B1:C1")
    made.active.merge_cells("A1:A2")
    assert tables_in(packed(made), "k.xlsx").sheets[0].header == ("Vastaaja", "Tyytyväisyys / lasku", "Tyytyväisyys / huolto", "Kommentti")


def test_survey_exports_with_options_on_the_second_row_have_one_header():
    text = "Respondent ID,Which do you use?,,,Why?\n,Mail,Phone,Visit,Open-Ended Response\n17,Mail,,Visit,easy\n18,,Phone,,fast\n"
    sheet = csv(text).sheets[0]
    assert sheet.header == ("Respondent ID", "Which do you use? / Mail", "Which do you use? / Phone", "Which do you use? / Visit", "Why?")
    assert len(sheet.rows) == 2


def test_a_first_answer_is_never_taken_for_a_second_header():
    sheet = csv("Vastaaja,Kommentti,Lisä\nP1,hyvä,ei mitään\nP2,huono,kaikki\n").sheets[0]
    assert (sheet.header, len(sheet.rows)) == (("Vastaaja", "Kommentti", "Lisä"), 2)


def test_values_merged_over_rows_belong_to_each_of_them():
    made = book(("Vastaaja", "Kommentti"), ("P1", "eka"), (None, "toka"), ("P2", "kolmas"))
    made.active.merge_cells("A2:A3")
    assert [row.cells[0] for row in tables_in(packed(made), "k.xlsx").sheets[0].rows] == ["P1", "P1", "P2"]


@pytest.mark.parametrize("mac", [False, True])
def test_dates_come_out_right_in_both_date_systems(mac):
    made = book(("Kuka", "Milloin", "Kello"))
    if mac:
        made.epoch = CALENDAR_MAC_1904
    made.active.append(("P1", date(2026, 3, 12), datetime(2026, 3, 12, 14, 5)))
    assert tables_in(packed(made), "k.xlsx").sheets[0].rows[0].cells == ("P1", date(2026, 3, 12), datetime(2026, 3, 12, 14, 5))


def test_error_cells_and_formulas_never_computed_are_empty_and_told_with_the_first_address():
    made = book(("Kuka", "Arvo"), ("P1", "#N/A"), ("P2", "#VALUE!"), ("P3", "=1+1"), ("P4", 4))
    material = tables_in(packed(made), "k.xlsx")
    assert [row.cells[1] for row in material.sheets[0].rows] == [None, None, None, 4]
    told = {trouble.code: (trouble.place, trouble.what) for trouble in material.troubles}
    assert told["error-cell"] == ("Sheet!B2", "2 cells hold errors such as #N/A, read as empty.")
    assert told["formula-without-value"][0] == "Sheet!B4"


def test_one_stray_cell_in_the_last_corner_does_not_fill_the_memory():
    made = book(("Kuka", "Arvo"), ("P1", 1), ("P2", 2))
    made.active["XFD1048576"] = "x"
    begun = time.perf_counter()
    material = tables_in(packed(made), "k.xlsx")
    assert time.perf_counter() - begun < 5
    assert [row.cells for row in material.sheets[0].rows] == [("P1", 1), ("P2", 2)]
    assert codes(material) == ["too-large"]


def test_hidden_sheets_are_read_with_a_note_and_empty_ones_are_told_quietly():
    made = book(("Kuka", "Arvo"), ("P1", 1))
    made.create_sheet("Tyhjä")
    hidden = made.create_sheet("Piilossa")
    hidden.append(("Kuka", "Arvo"))
    hidden.append(("P2", 2))
    hidden.sheet_state = "hidden"
    material = tables_in(packed(made), "k.xlsx")
    assert [sheet.name for sheet in material.sheets] == ["Sheet", "Piilossa"]
    assert {(t.code, t.place, t.severity) for t in material.troubles} == {
        ("hidden-sheet", "Piilossa", "note"),
        ("no-rows", "Tyhjä", "note"),
    }


def test_a_workbook_with_nothing_in_it_is_told_aloud():
    material = tables_in(packed(openpyxl.Workbook()), "k.xlsx")
    assert (material.sheets, [(t.code, t.severity) for t in material.troubles]) == ((), [("no-rows", "warning")])


def test_a_table_without_names_is_an_error_and_no_sheet():
    material = csv("1,2\n3,4\n5,6\n")
    assert (material.sheets, [(t.code, t.severity) for t in material.troubles]) == ((), [("no-header", "error")])


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", []), ("utf-8-sig", []), ("utf-16", []), ("utf-16-le", []), ("cp1252", ["old-encoding"])]
)
def test_the_same_words_come_out_of_every_encoding(encoding, told):
    material = csv("väite;määrä\nhyvä päätös;1,5\n", encoding=encoding)
    assert material.sheets[0].header == ("väite", "määrä")
    assert material.sheets[0].rows[0].cells == ("hyvä päätös", "1,5")
    assert codes(material) == told


def test_lines_in_different_encodings_are_read_each_in_its_own():
    data = "väite;b\nyö;1\n".encode() + "älä;2\n".encode("cp1252")
    material = tables_in(data, "v.csv")
    assert [row.cells[0] for row in material.sheets[0].rows] == ["yö", "älä"]
    assert [(t.code, t.place) for t in material.troubles] == [("mixed-encoding", "line 3")]


def test_the_separator_is_the_one_that_lines_agree_on():
    assert separator("a;b;c\n1,5;2,5;3,5\n4,1;5;6,2\n") == ";"
    assert separator('Nimi|Kommentti\nA|"x|y, z; w"\nB|pitkä, pitkä, lista\n') == "|"
    assert separator("a\tb\n1,2\t3\n") == "\t"
    assert separator('Otsikko, joka on pitkä\na;b;c\n"x;y";2;3\n4;5;6\n7;8;9\n') == ";"


def test_excels_own_separator_line_is_obeyed_and_not_counted():
    sheet = csv("sep=|\na|b\n1|2\n").sheets[0]
    assert (sheet.header, sheet.rows[0].locator) == (("a", "b"), "vastaukset!A2")


def test_a_quotation_mark_that_is_never_closed_is_told_and_stops_nothing():
    material = csv('a,b\n1,"' + "x" * 150_000 + "\n2,3\n" * 10)
    assert "long-cell" in codes(material)
    assert len(str(material.sheets[0].rows[0].cells[1])) == 100_000


def test_text_that_calls_itself_a_workbook_is_read_with_a_note():
    material = tables_in(b"a\tb\n1\t2\n", "vienti.xls")
    assert (material.sheets[0].header, codes(material)) == (("a", "b"), ["text-as-workbook"])


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty-file"),
        (b"\n \n", "a.csv", "empty-file"),
        (b"%PDF-1.7 x", "a.xlsx", "pdf"),
        (b"<!DOCTYPE html><html>Sign in</html>", "a.xlsx", "html"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a.csv", "pointer"),
        (b"PK\x03\x04 broken", "a.xlsx", "truncated"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "a.xls", "not-a-sheet"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted"),
        (bytes(range(256)) * 20 + b"\0" * 2000, "a.csv", "not-text"),
    ],
)
def test_what_is_no_table_ends_in_a_name(data, name, code):
    with pytest.raises(Unreadable) as refused:
        tables_in(data, name)
    assert refused.value.code == code
    assert refused.value.hint


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch):
    monkeypatch.setattr("flows.sources.tables.package._LARGEST", 1000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "0" * 2000)
    with pytest.raises(Unreadable) as refused:
        tables_in(buffer.getvalue(), "a.xlsx")
    assert refused.value.code == "zip-bomb"


def old_workbook() -> bytes:
    return zlib.decompress(base64.b85decode(XLS))


def test_a_workbook_of_excel_97_is_read_like_a_new_one():
    read = tables_in(old_workbook(), "k.xls")
    sheet = read.sheets[0]
    assert sheet.header == ("Vastaaja", "Tyytyväisyys / lasku", "Tyytyväisyys / huolto", "Kommentti", "Pvm")
    assert sheet.rows[0].cells == ("P1", 4, 5, "Lasku oli epäselvä minulle", date(2026, 3, 12))
    assert [row.cells[0] for row in sheet.rows] == ["P1", "P2", "P3", "P3"]
    assert {(t.code, t.place) for t in read.troubles} == {
        ("error-cell", "Vastaukset!C4"),
        ("hidden-row", "Vastaukset!A5"),
        ("hidden-column", "Vastaukset!B1"),
        ("hidden-sheet", "Piilo"),
    }


def test_a_password_of_excel_97_is_called_one():
    data = old_workbook().replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1)
    with pytest.raises(Unreadable) as refused:
        tables_in(data, "k.xls")
    assert refused.value.code == "encrypted"


@given(st.lists(st.tuples(st.integers(0, 5631), st.integers(0, 255)), max_size=40), st.integers(0, 5632))
def test_a_damaged_old_workbook_is_read_or_refused_by_name(flips, kept):
    data = bytearray(old_workbook())
    for at, value in flips:
        data[at] = value
    with suppress(Unreadable):
        tables_in(bytes(data[:kept]), "k.xls")


def test_hidden_rows_and_columns_are_read_and_told_and_filters_are_named():
    made = book(("Kuka", "Salaa", "Arvo"), ("P1", "x", 1), ("P2", "y", 2))
    made.active.row_dimensions[3].hidden = True
    made.active.column_dimensions["B"].hidden = True
    made.active.auto_filter.ref = "A1:C3"
    material = tables_in(packed(made), "k.xlsx")
    assert [row.cells for row in material.sheets[0].rows] == [("P1", "x", 1), ("P2", "y", 2)]
    told = {t.code: (t.place, t.what, t.severity) for t in material.troubles}
    assert told["hidden-row"] == ("Sheet!A3", "1 row is hidden by a filter, and read like the others.", "note")
    assert told["hidden-column"][0] == "Sheet!B1"


def open_document(rows: str, manifest: str = "") -> bytes:
    buffer = io.BytesIO()
    spaces = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f'<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name="Vastaukset">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        package.writestr("content.xml", content)
    return buffer.getvalue()


def open_row(*cells: str, more: str = "") -> str:
    made = "".join(f'<table:table-cell office:value-type="string"{more}><text:p>{cell}</text:p></table:table-cell>' for cell in cells)
    return f"<table:table-row>{made}</table:table-row>"


def test_open_documents_are_read_and_their_password_and_endless_repeats_are_refused():
    sheet = tables_in(open_document(open_row("Kuka", "Palaute") + open_row("P1", "Lasku on väärin")), "k.ods").sheets[0]
    assert (sheet.header, sheet.rows[0].cells) == (("Kuka", "Palaute"), ("P1", "Lasku on väärin"))
    with pytest.raises(Unreadable) as locked:
        tables_in(open_document("", "<manifest:encryption-data/>"), "k.ods")
    endless = open_row("x", more=' table:number-columns-repeated="16384"').replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="9000">'
    )
    with pytest.raises(Unreadable) as bomb:
        tables_in(open_document(endless), "k.ods")
    assert (locked.value.code, bomb.value.code) == ("encrypted", "too-large")


def test_variables_questions_and_options_on_three_rows_are_one_header():
    text = (
        ",,q1,,,q2\nRespondent ID,Start Date,Which do you use?,,,Why is that?\n,,Mail,2-5 phones,Visit,Open-Ended Response\n"
        "17,2026-03-01,1,,,easy to use\n18,2026-03-02,,2,,it is fast\n"
    )
    sheet = csv(text.replace("2-5 phones", "Phone")).sheets[0]
    assert sheet.header == (
        "Respondent ID", "Start Date", "Which do you use? / Mail", "Which do you use? / Phone", "Which do you use? / Visit", "Why is that?",
    )  # fmt: skip
    assert (len(sheet.rows), sheet.rows[0].locator) == (2, "vastaukset!A4")


def test_variables_name_the_columns_that_nothing_else_does():
    sheet = csv("Q1,Q2,Q3_other\nMikä meni hyvin?,Mikä meni huonosti?,\nkaikki,ei mikään,9\n").sheets[0]
    assert sheet.header == ("Mikä meni hyvin?", "Mikä meni huonosti?", "Q3_other")


def test_an_export_of_qualtrics_has_its_questions_as_header():
    text = 'StartDate,Q1\nStart Date,What went wrong?\n"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}"\n2026-03-01,All of it\n'
    sheet = csv(text).sheets[0]
    assert (sheet.header, [row.cells for row in sheet.rows]) == (("Start Date", "What went wrong?"), [("2026-03-01", "All of it")])


def test_a_question_said_again_over_each_of_its_options_is_a_header_over_headers():
    question = ",".join(["Mitä käytät?"] * 8)
    text = f"Tunnus,{question}\nTunnus," + ",".join("abcdefgh") + "\n1,x,,,,,,,\n2,,y,,,,,,\n"
    sheet = csv(text).sheets[0]
    assert sheet.header[:3] == ("Tunnus", "Mitä käytät? / a", "Mitä käytät? / b")
    assert len(sheet.rows) == 2


WORDS = "sep=;\nPäivä;Mitä mieltä olet?;Arvosana\n1.3.2026;Käytännössä äärimmäisen hidas;4,5\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-16-be", []),
        ("cp1252", ["Windows-1252"]),
        ("latin-1", ["Windows-1252"]),
        ("mac_roman", ["Mac Roman"]),
        ("cp850", ["the code page of DOS"]),
    ],
)
def test_finnish_headers_come_out_of_every_code_page_that_programs_write(encoding, told):
    material = csv(WORDS, encoding=encoding)
    assert material.sheets[0].header == ("Päivä", "Mitä mieltä olet?", "Arvosana")
    assert material.sheets[0].rows[0].cells == ("1.3.2026", "Käytännössä äärimmäisen hidas", "4,5")
    assert [trouble.what.rpartition(" as ")[2].rstrip(".") for trouble in material.troubles] == told


def test_what_was_encoded_twice_is_mended_and_told():
    material = tables_in(WORDS.encode().decode("cp1252").encode(), "v.csv")
    assert material.sheets[0].header[0] == "Päivä"
    assert codes(material) == ["encoded-twice"]


def test_commas_in_a_table_of_one_column_are_peoples_own():
    sheet = csv("Palaute\nHyvä, mutta kallis\nOk\nEi, en, tiedä\n").sheets[0]
    assert (sheet.header, [row.cells[0] for row in sheet.rows]) == (("Palaute",), ["Hyvä, mutta kallis", "Ok", "Ei, en, tiedä"])


def test_a_text_file_may_be_a_table_when_the_plan_says_so():
    assert tables_in(b"a\tb\n1\t2\n", "vienti.txt").troubles == ()


def test_a_used_range_of_millions_of_cells_takes_little_memory():
    made = book(("Kuka", "Arvo"), ("P1", 1))
    for row in range(1, 200):
        made.active.cell(row * 5000, 700, "x")
    data = packed(made)
    tracemalloc.start()
    material = tables_in(data, "k.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes(material)[0] == "too-large"
    assert peak < 300 * 1024 * 1024


@given(st.integers(0, 16_383))
def test_columns_letters_and_numbers_are_each_others_inverse(column):
    assert number_of(letters_of(column)) == column


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.xlsx", "a.xls"]))
def test_any_bytes_are_read_or_refused_by_name(data, name):
    try:
        material = tables_in(data, name)
    except Unreadable:
        return
    assert all(len(row.cells) == len(sheet.header) == len(set(sheet.header)) for sheet in material.sheets for row in sheet.rows)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sheets are not on this machine")
def test_every_real_sheet_is_read_or_refused_by_name_and_fast():
    begun, cells, refused = time.perf_counter(), 0, []
    for path in sorted(SHARED.iterdir()):
        try:
            cells += sum(len(sheet.rows) * len(sheet.header) for sheet in sheets_of(path).sheets)
        except Unreadable as wrong:
            refused.append(wrong.code)
    assert cells / (time.perf_counter() - begun) > 100_000
    assert set(refused) <= {"encrypted", "not-a-sheet"}
    assert len(refused) <= 8


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sheets are not on this machine")
def test_open_ended_columns_of_real_surveys_are_told_from_all_others():
    repository = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.bench.columns"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=120, check=True)
    for figures in json.loads(done.stdout).values():
        assert figures["precision"] >= 0.97
        assert figures["recall"] >= 0.97
        assert figures["accuracy"] >= 0.78
