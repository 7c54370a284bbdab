from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.model.issues import Issue
from flows.model.material import Cell, Row, Sheet
from flows.model.organisation import Focus, Organisation, Persona, Segment, Theme, Unit
from flows.model.registers import REGISTERS, Claim, Consent, Decision, Exposure, FeedbackCase, Metric, Participant, RegisterRow
from flows.model.studies import PlannedQuestion, Study
from flows.registers.check import dangling
from flows.registers.rows import rows_of


def sheet(header: tuple[str, ...], *rows: tuple[Cell, ...], name: str = "Sheet1", first: int = 2) -> Sheet:
    return Sheet(name, header, tuple(Row(f"{name}!A{first + i}", cells) for i, cells in enumerate(rows)))


def read(register: type[RegisterRow], *sheets: Sheet) -> tuple[tuple[RegisterRow, ...], tuple[Issue, ...]]:
    return rows_of(register, sheets, f"registers/{register.register}.xlsx")


def test_headers_in_finnish_english_or_the_fields_own_name_mean_the_same_row():
    cells = ("d-1", "Uusi lasku", "2026-03-12", "open")
    expected = Decision(id="d-1", title="Uusi lasku", due=date(2026, 3, 12), standing="open")
    for header in (
        ("id", "title", "due", "standing"),
        ("Tunnus", " PÄÄTÖS ", "Päätöspäivä", "tila:"),
        ("nro", "Decision", "DATE", "Status *"),
    ):
        assert read(Decision, sheet(header, cells)) == ((expected,), ())


def test_a_fields_own_name_goes_before_its_other_names():
    rows, issues = read(Claim, sheet(("id", "claim", "statement_en", "väite"), ("c-1", "muu", "Own name", "Suomeksi")))
    assert (rows[0].statement_en, rows[0].statement_fi) == ("Own name", "Suomeksi")
    assert [issue.code for issue in issues] == ["unknown-column"]


@pytest.mark.parametrize(
    "written", ["12.3.2026", "12.03.2026", "12. 3. 2026", "2026-03-12", "2026-03-12 14:00", date(2026, 3, 12), datetime(2026, 3, 12, 9)]
)
def test_dates_are_read_as_people_write_them(written):
    assert read(Metric, sheet(("mittari", "päivä", "arvo"), ("NPS", written, 1)))[0][0].on == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("1 234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("12 000 €", 12000),
        ("40 %", 0.4),
        ("−2", -2),
        (3, 3),
        ("0,125", 0.125),
    ],
)
def test_numbers_are_read_as_people_write_them(written, number):
    assert read(Metric, sheet(("mittari", "päivä", "arvo"), ("NPS", "2026-03-12", written)))[0][0].value == pytest.approx(number)


@pytest.mark.parametrize("written", ["12,000", "paljon", "1-2", "nan", "inf", float("nan"), True, date(2026, 1, 1)])
def test_what_may_be_two_numbers_or_none_is_refused_without_repeating_it(written):
    rows, issues = read(Metric, sheet(("mittari", "päivä", "arvo"), ("NPS", "2026-03-12", written)))
    assert (rows, [(issue.code, issue.where) for issue in issues]) == ((), [("bad-cell", "registers/metrics.xlsx Sheet1!C2")])
    assert str(written) not in issues[0].what or written is True


@pytest.mark.parametrize(
    ("register", "header", "word", "value"),
    [
        (Decision, ("id", "title", "tila"), "Hylätty", "dropped"),
        (Decision, ("id", "title", "tila"), "päätetty", "made"),
        (Claim, ("id", "väite", "tila"), "hyväksytty", "accepted"),
        (FeedbackCase, ("id", "pvm", "tila"), "hylätty", "declined"),
        (FeedbackCase, ("id", "pvm", "tila"), "päätetty", "decided"),
        (FeedbackCase, ("id", "pvm", "tila"), "Kerrottu", "told"),
    ],
)
def test_finnish_words_stand_for_the_values_that_their_column_allows(register, header, word, value):
    assert read(register, sheet(header, ("x-1", "2026-03-12", word)))[0][0].standing == value


def test_lists_are_separated_by_commas_semicolons_or_lines():
    rows = read(Decision, sheet(("id", "title", "väitteet"), ("d-1", "x", "c-1, c-2;c-3\nc-1,")))[0]
    assert rows[0].claims == ("c-1", "c-2", "c-3")


def test_numbers_in_text_columns_look_as_in_the_sheet():
    assert read(Decision, sheet(("id", "title"), (7.0, 2026)))[0][0] == Decision(id="7", title="2026")


def test_a_row_is_read_without_a_bad_cell_if_it_can_do_without_and_the_cell_is_told_with_what_it_allows():
    rows, issues = read(
        Decision,
        sheet(
            ("id", "title", "due", "standing"), ("d-1", "a", "12/3/2026", "open"), ("d-2", "b", None, "menossa"), ("d 3", "c", None, None)
        ),
    )
    assert rows == (Decision(id="d-1", title="a"), Decision(id="d-2", title="b"))
    assert [(issue.severity, issue.code, issue.where, issue.what, issue.hint) for issue in issues] == [
        (
            "error",
            "bad-cell",
            "registers/decisions.xlsx Sheet1!C2",
            "The row is read without this cell: column `due` does not allow what its cell holds.",
            "Write a date such as 12.3.2026 or 2026-03-12.",
        ),
        (
            "error",
            "bad-cell",
            "registers/decisions.xlsx Sheet1!D3",
            "The row is read without this cell: column `standing` does not allow `menossa`.",
            "Write one of: open, made, dropped.",
        ),
        (
            "error",
            "bad-cell",
            "registers/decisions.xlsx Sheet1!A4",
            "The row is left out: column `id` does not allow what its cell holds.",
            "Write letters, digits and . _ / : - , without spaces.",
        ),
    ]


@pytest.mark.parametrize(
    ("register", "header", "cells"),
    [
        (Decision, ("id", "title", "stakes"), ("d-1", "x", "-5")),
        (Decision, ("id", "title", "stakes"), ("d-1", "x", "1e300")),
        (Exposure, ("unit", "on", "hours"), ("u", "1.1.2026", "-4")),
        (Exposure, ("unit", "on", "hours"), ("u", "1.1.2026", "1e308")),
    ],
)
def test_numbers_that_nobody_can_mean_are_told_and_never_used(register, header, cells):
    rows, issues = read(register, sheet(header, cells))
    assert rows == ((Decision(id="d-1", title="x"),) if register is Decision else ())
    assert [(issue.code, issue.where[-2:]) for issue in issues] == [("bad-cell", "C2")]


def test_a_row_with_a_bad_cell_stands_as_it_was_last_good_whatever_else_was_changed_in_it():
    last = {"d-1": Decision(id="d-1", title="Old", stakes=2, due=date(2026, 5, 1))}
    table = sheet(
        ("id", "title", "stakes", "due"), ("d-1", "New", "paljon", "2.5.2026"), ("d-2", "Other", 1, "2.5.2026"), ("d-3", None, 1, None)
    )
    rows, issues = rows_of(Decision, [table], "registers/decisions.xlsx", last)
    assert rows == (last["d-1"], Decision(id="d-2", title="Other", stakes=1, due=date(2026, 5, 2)))
    assert [(issue.where, issue.what.split(":")[0]) for issue in issues] == [
        ("registers/decisions.xlsx Sheet1!C2", "The row stands as it was last good"),
        ("registers/decisions.xlsx Sheet1!B4", "The row is left out"),
    ]
    measured = {"NPS:2026-03-12": Metric(metric="NPS", on=date(2026, 3, 12), value=40)}
    nps = sheet(("mittari", "päivä", "arvo"), ("NPS", "2026-03-12", "nelkyt"), ("NPS", "ensi kuussa", "41"))
    assert rows_of(Metric, [nps], "registers/metrics.xlsx", measured)[0] == tuple(measured.values())


def test_what_a_person_agreed_to_is_never_guessed_from_what_stood_there_before():
    last = {"koe:P1": Consent(participant="P1", study="koe", scope="quotes", given=date(2026, 1, 1))}
    table = sheet(("participant", "study", "scope", "given", "withdrawn"), ("P1", "koe", "quotes", "1.1.2026", "kyllä"))
    rows, issues = rows_of(Consent, [table], "registers/consents.xlsx", last)
    assert (rows, [issue.what.split(":")[0] for issue in issues]) == ((), ["The row is left out"])


def test_an_empty_cell_takes_the_default_and_an_empty_required_one_is_told():
    rows, issues = read(Exposure, sheet(("yksikkö", "pvm", "tunnit"), ("myynti", "1.2.2026", "2"), ("myynti", "", "2"), (None, None, " ")))
    assert rows == (Exposure(unit="myynti", on=date(2026, 2, 1), hours=2),)
    assert [(issue.where, issue.what) for issue in issues] == [
        ("registers/exposure.xlsx Sheet1!B3", "The row is left out: column `on` is empty.")
    ]


def test_of_two_rows_with_one_key_the_first_stands():
    rows, issues = read(Decision, sheet(("id", "title"), ("d-1", "a"), ("d-1", "b")))
    assert [row.title for row in rows] == ["a"]
    assert (issues[0].code, issues[0].where) == ("duplicate-id", "registers/decisions.xlsx Sheet1!A3")
    assert issues[0].what == "The key `d-1` stands in Sheet1!A2 and again here; the first stands."


def test_a_missing_required_column_is_told_with_its_other_names():
    rows, issues = read(Decision, sheet(("id", "omistaja"), ("d-1", "x")))
    assert (rows, [(issue.code, issue.where) for issue in issues]) == ((), [("missing-column", "registers/decisions.xlsx Sheet1")])
    assert "päätös" in issues[0].hint


def test_unknown_columns_are_one_note_with_a_guess():
    issues = read(Decision, sheet(("id", "title", "ownr", "muuta"), ("d-1", "x", "y", "z")))[1]
    assert [(issue.severity, issue.code) for issue in issues] == [("note", "unknown-column")]
    assert issues[0].what.endswith(": C, D.")
    assert "owner" in issues[0].hint


def test_sheets_that_have_none_of_the_columns_are_passed_by():
    rows, issues = read(Decision, sheet(("Ohje", "Selitys"), ("x", "y"), name="Ohjeet"), sheet(("id", "title"), ("d-1", "x")))
    assert ([row.id for row in rows], [issue.code for issue in issues]) == (["d-1"], ["unknown-sheet"])


def test_a_code_that_begins_anew_in_another_study_or_has_two_names_loses_no_name():
    header = ("koodi", "nimi", "tutkimus")
    people = (("P01", "Aino Esimerkki", "a"), ("P01", "Eino Malli", "b"), ("P01", "Aino Malli", "a"), ("P01", "Aino Esimerkki", "a"))
    rows, issues = read(Participant, sheet(header, *people))
    assert [(row.name, row.study) for row in rows if isinstance(row, Participant)] == [person[1:] for person in people[:3]]
    assert [issue.code for issue in issues] == ["duplicate-id"]


def test_nothing_of_a_participant_gets_into_an_issue():
    rows, issues = read(
        Participant, sheet(("koodi", "nimi"), ("P01", "Aino Esimerkki"), ("P01", "Eino Malli"), ("Eino Malli", "P02"), ("P03", None))
    )
    assert [row.id for row in rows] == ["P01", "P01"]
    assert [issue.code for issue in issues] == ["bad-cell", "bad-cell"]
    assert not any(word in issue.model_dump_json() for issue in issues for word in ("Aino", "Eino", "Malli", "P01", "P02", "P03"))


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.dates()), max_size=8), max_size=6
    )
)
def test_any_cells_become_rows_or_issues(cells):
    for register in REGISTERS.values():
        header = tuple(register.model_fields)[:6]
        rows, issues = rows_of(register, [Sheet("S", header, tuple(Row(f"S!A{i}", tuple(row)) for i, row in enumerate(cells, 2)))], "r.csv")
        blank = sum(all(c is None or (isinstance(c, str) and not c.strip()) for c in row[: len(header)]) for row in cells)
        assert len(rows) <= len(cells) - blank
        assert len({row.key for row in rows}) == len(rows)
        assert all(issue.verb == "capture" for issue in issues)


ORGANISATION = Organisation(
    name={"fi": "Testi", "en": "Test"},
    segments=(Segment(id="yritykset", name="Yritykset", personas=(Persona(id="ostaja", name="Ostaja", also=("hankkija",)),)),),
    focus=(Focus(id="arki", name="Arki", definition="Arki sujuu"),),
    units=(Unit(id="myynti", name="Myynti"),),
    themes=(Theme(id="hinta", name="Hinta"),),
)
STUDY = Study(id="laskutus", title="Laskutus", questions=(PlannedQuestion(id="q1", text="Miksi?", claim="c-9", decision="d-1"),))


def test_references_that_lead_nowhere_are_told_with_what_was_meant():
    registers = {
        "claims": [Claim(id="c-1", statement_fi="x", persona="Hankkija", theme="hinta"), Claim(id="c-2", theme="loydetty")],
        "decisions": [
            Decision(id="d-1", title="a", claims=("c-1", "hinta", "c-3"), break_even=40, due=date(2026, 1, 1)),
            Decision(id="d-2", title="b"),
            Decision(id="d-3", title="c", standing="made"),
        ],
        "exposure": [Exposure(unit="myynit", on=date(2026, 1, 1), hours=1)],
        "consents": [Consent(participant="P01", study="laskut", given=date(2026, 1, 1))],
    }
    issues = dangling(registers, ORGANISATION, [STUDY], found=("loydetty",))
    assert [(issue.severity, issue.code, issue.where, issue.hint) for issue in issues] == [
        ("warning", "unknown-persona", "registers/claims, c-1", "Did you mean `ostaja`?"),
        ("error", "no-statement", "registers/claims, c-2", "Write statement_fi, statement_en or both."),
        ("warning", "unknown-study", "registers/consents, laskut:P01", "Did you mean `laskutus`?"),
        ("warning", "unknown-claim", "registers/decisions, d-1", "Known: c-1, c-2, hinta, loydetty."),
        ("error", "break-even", "registers/decisions, d-1", "Write 0.4 for 40 per cent, or leave it out if nobody knows."),
        ("warning", "no-due-date", "registers/decisions, d-2", "Write in `due` when it will be made."),
        ("warning", "unknown-unit", "registers/exposure, myynit:2026-01-01", "Did you mean `myynti`?"),
        ("warning", "unknown-claim", "laskutus/plan.yaml, question q1", issues[-1].hint),
    ]


def test_a_study_whose_plan_is_broken_is_not_told_to_be_missing():
    consents = {"consents": [Consent(participant="P01", study="kesken", given=date(2026, 1, 1))]}
    assert [issue.code for issue in dangling(consents, ORGANISATION, [STUDY])][:1] == ["unknown-study"]
    assert "unknown-study" not in {issue.code for issue in dangling(consents, ORGANISATION, [STUDY], broken=("kesken",))}


def test_registers_that_fit_together_raise_nothing():
    claim = Claim(id="c-9", statement_en="x", persona="ostaja", segment="yritykset", theme="hinta")
    decision = Decision(id="d-1", title="a", claims=("c-9",), break_even=0.4, due=date(2026, 1, 1), focus="arki")
    assert dangling({"claims": [claim], "decisions": [decision]}, ORGANISATION, [STUDY]) == ()
