"""Rows of a sheet become passages: which column is what, in Finnish and English headers, and what is never taken."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from flows.model.documents import Document
from flows.model.material import Cell, Found, Material, Row, Sheet
from flows.model.organisation import Organisation
from flows.model.studies import SourceEntry, Study
from flows.observations.cases import passages
from flows.observations.compose import document
from flows.observations.participants import pseudonym
from flows.observations.privacy import Mask


def sheet(header: str, *rows: tuple[Cell, ...], name: str = "Vastaukset") -> Sheet:
    return Sheet(name, tuple(h.strip() for h in header.split("|")), tuple(Row(f"{name}!A{n}", row) for n, row in enumerate(rows, start=2)))


FINNISH = sheet(
    "Aikaleima | Vastaajan ID | Nimi | Sähköposti | Palaute | Mitä toivoisit lisää? | Suosittelisitko (0-10) | Segmentti | Teema | Kanta",
    (
        datetime(2026, 3, 1, 9, 30),
        "V1",
        "Maija Virtanen",
        "m@x.fi",
        "Lasku tuli myöhässä.",
        "Selkeämpiä laskuja kotiin",
        7.0,
        "Kotitaloudet",
        "laskutus",
        "+",
    ),
    (datetime(2026, 3, 2, 9, 30), "V2", "Pekka Mäki", "p@x.fi", "Kaikki toimi hyvin.", "", 9.0, "Yritykset", "laskutus", "vastaan"),
    (datetime(2026, 3, 3, 9, 30), "V3", "Anna Laine", "a@x.fi", "-", "Nopeampaa apua puhelimessa, kiitos", 3.0, "Yritykset", "", ""),
)
ENGLISH = sheet(
    "Timestamp | Respondent ID | Full name | Email Address | Feedback | What would you add? | Would you recommend us? | Segment | Theme | Stance",
    ("2026/03/01 10:00:00 AM", 101, "Mary Virtanen", "m@x.fi", "The bill came late.", "Clearer bills to my home", 7.0, "Households", "billing", "supports"),
    ("2026/03/02 10:00:00 AM", 102, "Peter Mäki", "p@x.fi", "All worked well.", None, 9.0, "Firms", "billing", "contradicts"),
    ("2026/03/03 10:00:00 AM", 103, "Ann Laine", "a@x.fi", "-", "Quicker help on the phone, thanks", 3.0, "Firms", None, None),
)  # fmt: skip


def test_a_finnish_survey_gives_one_passage_for_each_open_answer():
    found = passages([FINNISH], {})
    assert [(p.locator, p.speaker, p.question, p.text, str(p.heard_on)) for p in found.passages] == [
        ("Vastaukset!E2", "V1", "Palaute", "Lasku tuli myöhässä.", "2026-03-01"),
        ("Vastaukset!F2", "V1", "Mitä toivoisit lisää?", "Selkeämpiä laskuja kotiin", "2026-03-01"),
        ("Vastaukset!E3", "V2", "Palaute", "Kaikki toimi hyvin.", "2026-03-02"),
        ("Vastaukset!F4", "V3", "Mitä toivoisit lisää?", "Nopeampaa apua puhelimessa, kiitos", "2026-03-03"),
    ]
    assert found.passages[0].codes == ("laskutus+", "segment:kotitaloudet")
    assert found.passages[2].codes == ("laskutus-", "segment:yritykset")
    assert found.passages[0].fields == {"Suosittelisitko (0-10)": "7"}
    assert found.confidence == 1.0


def test_an_english_survey_is_read_the_same_way():
    found = passages([ENGLISH], {})
    assert [(p.speaker, p.text, str(p.heard_on)) for p in found.passages] == [
        ("101", "The bill came late.", "2026-03-01"),
        ("101", "Clearer bills to my home", "2026-03-01"),
        ("102", "All worked well.", "2026-03-02"),
        ("103", "Quicker help on the phone, thanks", "2026-03-03"),
    ]
    assert found.passages[2].codes == ("billing-", "segment:firms")


@pytest.mark.parametrize("source", [FINNISH, ENGLISH])
def test_columns_of_names_and_contacts_are_dropped_altogether(source: Sheet):
    told = str(passages([source], {}))
    assert not any(name in told for name in ("Virtanen", "Mäki", "Laine", "@x.fi", "Full name", "Sähköposti"))


def test_the_plans_mapping_goes_before_the_headers_words():
    source = sheet(
        "a | b | c | Palaute", ("P7", "Lasku oli väärin", "Yrittäjä", "ei tämä"), ("P8", "Apu tuli heti", "Asukas", "ei tämäkään")
    )
    found = passages([source], {"participant": "a", "text": "b", "persona": "C"})
    assert [(p.speaker, p.text, p.codes) for p in found.passages] == [
        ("P7", "Lasku oli väärin", ("persona:yrittäjä",)),
        ("P8", "Apu tuli heti", ("persona:asukas",)),
    ]


def test_a_column_that_the_plan_names_and_the_sheet_has_not_is_told():
    found = passages([sheet("Palaute", ("Hyvä palvelu oli",))], {"date": "Päiväys"})
    assert [(t.code, t.place) for t in found.troubles] == [("missing-column", "Vastaukset")]
    assert len(found.passages) == 1


def test_without_any_known_header_open_ended_columns_are_told_from_choices_and_scales():
    rows = [
        (n, ["Usein", "Harvoin"][n % 2], f"Tämä on vastaus numero {n} joka on oma", "Sovellus, Puhelin" if n % 3 else "Sovellus", n % 5)
        for n in range(12)
    ]
    found = passages([sheet("Jnro | Kuinka usein asioit? | Kerro lisää | Millä asioit? | Arvosana", *rows)], {})
    assert {p.question for p in found.passages} == {"Kerro lisää"}
    assert len(found.passages) == 12
    assert set(found.passages[1].fields) == {"Jnro", "Kuinka usein asioit?", "Millä asioit?", "Arvosana"}
    assert found.confidence == 0.8
    assert found.passages[0].speaker == "R2"


def test_a_sheet_of_numbers_gives_nothing_but_a_note():
    found = passages([sheet("Kuukausi | Arvo", (1, 2.5), (2, 3.5))], {})
    assert found.passages == ()
    assert [(t.code, t.severity) for t in found.troubles] == [("no-text-column", "note")]


def test_a_name_in_the_participants_column_becomes_a_code_the_same_for_the_same_person():
    rows = [("Maija Virtanen", "Lasku oli väärin"), ("Pekka", "Apu tuli heti"), ("maija virtanen", "Taas oli väärin")]
    found = passages([sheet("Vastaaja | Palaute", *rows)], {})
    assert [p.speaker for p in found.passages] == ["S1", "S2", "S1"]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (("3/4/2026", "25/4/2026"), ("2026-04-03", "2026-04-25")),
        (("3/4/2026", "4/25/2026"), ("2026-03-04", "2026-04-25")),
        (("3.4.2026 klo 12.30", "4. huhtikuuta 2026"), ("2026-04-03", "2026-04-04")),
        ((date(2026, 4, 3), "2026-04-04T10:00:00Z"), ("2026-04-03", "2026-04-04")),
        (("April 3, 2026", "4 Apr 2026"), ("2026-04-03", "2026-04-04")),
        (("joskus 1", "31.2.2026"), ("None", "None")),
    ],
)
def test_days_are_read_as_people_write_them_and_an_ambiguous_column_by_its_majority(cells: tuple[Cell, ...], days: tuple[str, ...]):
    found = passages([sheet("Pvm | Palaute", *[(cell, "Lasku oli väärin taas") for cell in cells])], {})
    assert tuple(str(p.heard_on) for p in found.passages) == days


def test_each_rows_own_question_stands_where_there_is_one():
    rows = [("P1", "Miten maksat?", "Laskulla aina"), ("P1", "Miksi?", "Tottumuksesta vain")]
    found = passages([sheet("Osallistuja | Kysymys | Vastaus", *rows)], {})
    assert [(p.question, p.text) for p in found.passages] == [("Miten maksat?", "Laskulla aina"), ("Miksi?", "Tottumuksesta vain")]


def test_a_code_column_with_its_own_sign_keeps_it_and_kinds_are_read():
    rows = [("Hinta nousi taas", "c-012-, #laskutus", "tarve", "kuulopuhe", "puolesta")]
    found = passages([sheet("Palaute | Koodit | Laji | Alkuperä | Kanta", *rows)], {})
    assert found.passages[0].codes == ("c-012-", "laskutus+", "kind:need", "provenance:second-hand")


def test_rows_of_several_sheets_are_never_taken_for_one_person():
    one, two = sheet("Palaute", ("Lasku oli väärin",), name="A"), sheet("Palaute", ("Apu tuli heti",), name="B")
    assert [p.speaker for p in passages([one, two], {}).passages] == ["R2", "R2.2"]


def test_rows_shorter_than_the_header_and_empty_sheets_are_no_trouble():
    assert passages([Sheet("x", ("Palaute", "Pvm"), (Row("x!A2", ("Hyvä palvelu oli",)),))], {}).passages[0].heard_on is None
    assert passages([Sheet("x", (), ())], {}).passages == ()
    assert passages([], {}).passages == ()


def test_a_second_column_of_days_is_no_open_ended_one():
    rows = [("1/2/2026", f"1/{n}/2026 10:30:00 AM", f"Lasku oli väärin kerran {n}") for n in range(1, 9)]
    assert {p.question for p in passages([sheet("Start Date | End Date | Mitä tapahtui?", *rows)], {}).passages} == {"Mitä tapahtui?"}


def test_a_customer_number_stands_nowhere_in_a_study_of_one_notice_and_stays_where_each_has_consented():
    rows = [("A-3215", "PAL-1", "A-3215", "Numeroni a-3215 oli väärin laskussa", 4), ("A-99", "PAL-2", "A-99", "Apu tuli heti", 5)]
    source = sheet("Asiakasnumero | Tapaus | Laskutustili | Palaute | Arvosana", *rows)
    source = Sheet(source.name, (*source.header, "Sopimusnumero"), tuple(Row(r.locator, (*r.cells, r.cells[0])) for r in source.rows))
    found = captured(source, "everyone")
    code = pseudonym("koe", "A-3215")
    assert [(p.speaker, p.text) for p in found.passages] == [
        (code, f"Numeroni [{code}] oli väärin laskussa"),
        (pseudonym("koe", "A-99"), "Apu tuli heti"),
    ]
    assert found.participants == (code, pseudonym("koe", "A-99"))
    assert found.passages[0].fields == {"Laskutustili": code, "Arvosana": "4"}
    assert not any(number in found.model_dump_json().casefold() for number in ("3215", "a-99", "pal-1"))
    assert [p.speaker for p in captured(source, "each").passages] == ["A-3215", "A-99"]


def test_columns_of_customer_and_case_numbers_are_no_fields():
    rows = [("1", "2", "3", "4", "Lasku oli väärin", "5")]
    source = sheet("Tapaus | Ticket ID | Customer number | Jäsennumero | Palaute | Arvosana", *rows)
    assert passages([source], {}).passages[0].fields == {"Arvosana": "5"}


def test_a_pseudonym_is_the_same_for_the_same_person_in_one_study_only_and_is_no_name():
    assert pseudonym("koe", "A-3215") == pseudonym("koe", " a-3215") == pseudonym("koe", pseudonym("koe", "A-3215"))
    many = {pseudonym(study, str(number)) for study in ("koe", "toinen") for number in range(500)}
    assert len(many) == 1000
    assert all(re.fullmatch(r"V-[0-9B-Z]{5}", code) and not set("AEIOUY") & set(code) for code in many)


def captured(source: Sheet, covers: str) -> Document:
    study = Study.model_validate({"id": "koe", "title": "Koe", "consent": {"covers": covers}})
    found = Found(key="koe/a.csv", study="koe", kind="csv", name="a.csv", fingerprint="f")
    return document(found, Material(sheets=(source,)), study, SourceEntry(), Organisation.model_validate({"name": "x"}), Mask(()).hide)
