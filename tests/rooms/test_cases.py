"""Rows of a sheet become passages: which column is what, in Finnish and English headers, and what is never taken."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert found.passages[0].speaker == found.passages[0].row in found.minted


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
        (("3/4/2026 9:30:00 AM", "3/5/2026 1:00:00 PM"), ("2026-03-04", "2026-03-05")),
        (("3/4/2026", "3/5/2026", "4/1/2026"), ("2026-03-04", "2026-03-05", "2026-04-01")),
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


def test_a_rating_that_the_plan_names_as_stance_speaks_by_the_half_of_its_scale():
    def signs(*cells: Cell) -> list[str]:
        rows = [(f"Lasku oli selkeä {n}", "c-012", cell) for n, cell in enumerate(cells)]
        found = passages([sheet("Palaute | Koodit | Arvosana lasku (1-5)", *rows)], {"stance": "Arvosana lasku (1-5)"})
        return [p.codes[0].removeprefix("c-012") for p in found.passages]

    assert signs(1, 2, 3, 4, 5, None) == ["-", "-", "", "+", "+", ""]
    assert signs(0, 4, 5, 6, 10) == ["-", "-", "", "+", "+"]
    assert signs("Täysin eri mieltä", "Jokseenkin samaa mieltä", "Ei samaa eikä eri mieltä") == ["-", "+", ""]
    assert signs("puolesta", "1", "-1", "ehkä") == ["+", "+", "-", ""]


def test_rows_of_several_sheets_are_never_taken_for_one_person():
    one, two = sheet("Palaute", ("Lasku oli väärin",), name="A"), sheet("Palaute", ("Apu tuli heti",), name="B")
    assert len({p.speaker for p in passages([one, two], {}).passages}) == 2
    assert len({p.speaker for p in passages([one, one], {}).passages}) == 2


def test_a_row_is_known_by_its_id_or_else_its_time_or_else_its_words_wherever_it_stands():
    def names(header: str, *rows: tuple[Cell, ...]) -> list[str]:
        return [p.row for p in passages([sheet(header, *rows)], {}).passages]

    first = names("Tunnus | Palaute", ("4711", "Lasku oli väärin"), ("4712", "Apu tuli heti"))
    assert names("Palaute | Id", ("Apu tuli hetipian", "4712"), ("Lasku oli taas väärin", "4711")) == first[::-1]
    assert all(re.fullmatch(r"R-[B-Z]{8}", name) for name in first)
    sent = [datetime(2026, 3, 1, 9, 30, n) for n in (1, 2)]
    at = names("Aikaleima | Palaute", (sent[0], "Lasku oli väärin"), (sent[1], "Apu tuli heti"))
    assert names("Palaute | Timestamp", ("Apu tuli heti nyt", sent[1]), ("Väärin", sent[0])) == at[::-1]
    said = names("Palaute", ("Lasku oli väärin",), ("Apu tuli heti",), ("Apu tuli heti",))
    assert len(set(said)) == 3
    assert all(name.startswith("W-") for name in said)
    assert names("Palaute", ("Apu tuli heti",), ("Lasku oli väärin",), ("Apu tuli heti",)) == [said[1], said[0], said[2]]


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


def rated(header: str, *cells: Cell, days: tuple[Cell, ...] = ()) -> Sheet:
    return sheet(
        f"Päivä | {header} | Kerro lisää",
        *[(days[n] if days else None, cell, f"Tämä on vastaus numero {n}") for n, cell in enumerate(cells)],
    )


@pytest.mark.parametrize(
    ("header", "cells", "mean"),
    [
        ("Kuinka todennäköisesti suosittelisit meitä? (0–10)", (10, 9, 3, 8), 7.5),
        ("Arvosana", ("4", "5", "3", "4"), 4.0),
        ("Arvosana", (4.0, 5.0, None, 3.0), 4.0),
        ("How complex was it to get started?", ("1 (very easy)", "3", "5", "3"), 3.0),
        ("Lasku on selkeä", ("Täysin samaa mieltä", "jokseenkin eri mieltä", "En osaa sanoa", "Täysin samaa mieltä"), 4.0),
        ("Regarding the bill [It is clear]", ("Strongly agree", "Disagree", "n/a", "Neutral"), 3.33),
        ("Palvelun laatu", ("Erinomainen", "Melko hyvä", "Huono", "Huono"), 3.25),
        ("Kuinka usein soitat meille?", ("Harvoin", "Usein", "Ei koskaan", "Joskus"), 2.5),
        ("Problems", ("(0) Not a problem for me.", "(2) Minor.", "N/A - skip, don't know.", "(4) Critical."), 2.0),
    ],
)
def test_ratings_in_numbers_and_in_words_of_two_languages_come_to_a_mean_and_are_never_said(
    header: str, cells: tuple[Cell, ...], mean: float
):
    found = passages([rated(header, *cells)], {})
    assert [(scale.question, scale.mean) for scale in found.scales] == [(header, mean)]
    assert {p.question for p in found.passages} == {"Kerro lisää"}
    assert not any(p.codes for p in found.passages)


def test_the_net_promoter_score_is_of_those_who_recommend_less_those_who_do_not():
    found = passages([rated("Kuinka todennäköisesti suosittelisit meitä? (0–10)", *[10] * 5, *[7] * 3, *[2] * 2)], {})
    assert [(s.promoters, s.answers, s.least, s.most) for s in found.scales] == [(30, 10, 0, 10)]


@pytest.mark.parametrize(
    "cells",
    [
        ("Kyllä", "Ei", "Kyllä", "Ei"),
        ("1-5", "6-10", "yli 10", "1-5"),
        (2019, 2020, 2021, 2022),
        (120, 30, 45, 10),
        ("Sovellus", "Posti", "Posti", "Muu"),
    ],
)
def test_choices_and_numbers_that_rate_nothing_are_no_scale(cells: tuple[Cell, ...]):
    assert passages([rated("Kuinka monta laskua saat kuussa?", *cells)], {}).scales == ()


def test_of_one_or_two_ratings_nothing_is_told():
    assert passages([rated("Arvosana", 4, 2)], {}).scales == ()
    assert passages([rated("Arvosana", 4, 2, None, "en osaa sanoa")], {}).scales == ()
    assert len(passages([rated("Arvosana", 4, 2, 3)], {}).scales) == 1


def test_months_are_told_only_where_each_has_enough_answers_to_hide_everybody():
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    enough = passages([rated("Arvosana", 4, 2, 3, 5, 5, 4, days=(march,) * 3 + (april,) * 3)], {}).scales[0]
    assert [(wave.month, wave.answers, wave.mean) for wave in enough.waves] == [("2026-03", 3, 3.0), ("2026-04", 3, 4.67)]
    few = passages([rated("Arvosana", 4, 2, 3, 5, days=(march,) * 3 + (april,))], {}).scales[0]
    assert few.waves == ()


def test_where_choices_are_written_as_numbers_a_number_alone_is_no_rating():
    rows = [(*[(n * k) % 6 + 1 for k in range(1, 7)], f"Vastaus numero {n} tähän kohtaan") for n in range(20)]
    header = " | ".join([*(f"Miten hyvin sujui asia {k}?" for k in range(1, 7)), "Miksi?"])
    assert passages([sheet(header, *rows)], {}).scales == ()


def test_ratings_in_sum_reach_the_document_only_where_one_notice_covers_everyone():
    source = rated("Arvosana", 4, 5, 3, 4)
    assert [scale.mean for scale in captured(source, "everyone").scales] == [4.0]
    assert captured(source, "each").scales == ()


def test_several_choices_in_one_cell_are_one_answer_and_no_open_one():
    choices = ["Sähköposti", "Puhelin", "Verkkosivut ja sovellus", "Käynti toimistolla"]
    rows = [(";".join(choices[k] for k in range(4) if (n + 1) >> k & 1), f"Oma vastaus numero {n} tähän") for n in range(15)]
    found = passages([sheet("Miten otat yhteyttä? | Kerro lisää", *rows)], {})
    assert {p.question for p in found.passages} == {"Kerro lisää"}


@pytest.mark.parametrize(
    "header", ["Muu, mikä?", "Miten asioit? (muu)", "Other (please specify)", "Which tools do you use? / Other (please specify)"]
)
def test_in_the_box_beside_a_choice_a_sentence_is_somebodys_words_and_a_label_is_not(header: str):
    rows = [("Sovellus", "WhatsApp"), ("Muu", "Soitin kolme kertaa eikä kukaan vastannut"), ("Posti", None), ("Muu", "kioski")]
    found = passages([sheet(f"Miten asioit? | {header}", *rows)], {})
    assert [(p.question, p.text, p.locator) for p in found.passages] == [(header, rows[1][1], "Vastaukset!B3")]


def test_short_finnish_answers_to_an_open_question_are_open_and_lists_of_names_are_not():
    answers = [
        "kallis hinta",
        "huono palvelu",
        "lasku myöhässä",
        "parempi tarjous",
        "pitkä jono puhelimessa",
        "sekava erittely",
        "muutto toisaalle",
    ]
    names = [
        "Aalto Yliopisto",
        "Oulun Yliopisto",
        "Turun Akatemia",
        "Helsingin Kauppakorkeakoulu Oy",
        "Vaasan Ammattikorkeakoulu Ab",
        "Lapin Korkea Koulu",
        "Hanken School",
    ]
    found = passages([sheet("Miksi lähdit? | Missä opiskelet?", *zip(answers, names, strict=True))], {})
    assert {p.question for p in found.passages} == {"Miksi lähdit?"}


def test_contacts_are_dropped_by_what_the_cells_hold_whatever_the_header_says():
    rows = [(f"henkilo{n}@esimerkki.fi", f"+358 40 123 45{n:02d}", f"Vastaus numero {n} tähän") for n in range(8)]
    told = str(passages([sheet("Mihin vastaamme? | Entä toinen tapa? | Palaute", *rows)], {}))
    assert "@" not in told
    assert "+358" not in told


def test_forms_exports_of_microsoft_and_google_are_read_in_both_languages():
    for header, stamp in (
        ("Tunnus | Alkamisaika | Valmistumisaika | Sähköposti | Nimi | Mitä toivoisit?", "12.3.2026 9.15.22"),
        ("ID | Start time | Completion time | Email | Name | What do you wish for?", "3/12/26 9:15:22 AM"),
    ):
        rows = [(n, stamp, stamp.replace("15", "19"), "anonymous", "", f"Selkeämpi lasku numero {n} kiitos") for n in range(1, 4)]
        found = passages([sheet(header, *rows)], {})
        assert {str(p.heard_on) for p in found.passages} == {"2026-03-12"}
        assert {p.question for p in found.passages} == {header.rpartition("| ")[2]}
        assert "anonymous" not in str(found.passages)


def test_days_that_a_text_file_kept_as_serial_numbers_are_days():
    found = passages([sheet("Start Date | Palaute", ("43277.37956", "Lasku oli väärin"), ("43290,53487", "Apu tuli heti"))], {})
    assert [str(p.heard_on) for p in found.passages] == ["2018-06-26", "2018-07-09"]


def test_a_code_book_gives_the_columns_their_questions_and_no_answers():
    data = sheet(
        "Nro | q1 | q2 | q3", *[(n, f"Vastaus numero {n} tähän", n % 5 + 1, f"Toinen vastaus {n} tuohon") for n in range(8)], name="Data"
    )
    book = sheet(
        "Muuttuja | Selite",
        ("q1", "Mikä meni huonosti?"),
        ("q2", "Kuinka tyytyväinen olet palveluun?"),
        ("q3", "Mitä toivot meiltä?"),
        name="Muuttujat",
    )
    found = passages([data, book], {})
    assert {p.question for p in found.passages} == {"Mikä meni huonosti?", "Mitä toivot meiltä?"}
    assert [scale.question for scale in found.scales] == ["Kuinka tyytyväinen olet palveluun?"]
    assert [(t.code, t.place) for t in found.troubles] == [("code-book", "Muuttujat")]
    assert {p.question for p in passages([data, book], {"text": "q1"}).passages} == {"q1", "Mitä toivot meiltä?"}


def test_a_sheet_of_instructions_is_left_out_unless_it_is_the_only_one():
    guide = sheet("Ohje", ("Vastaa kaikkiin kysymyksiin omin sanoin",), ("Lähetä lomake ennen perjantaita meille",), name="Ohjeet")
    data = sheet("Palaute", ("Lasku oli väärin",), name="Vastaukset")
    assert [p.text for p in passages([guide, data], {}).passages] == ["Lasku oli väärin"]
    assert len(passages([guide], {}).passages) == 2


def test_somebody_whom_the_register_knows_by_name_goes_by_their_own_code():
    source = sheet("Vastaaja | Palaute", ("Pekka Mäki", "Lasku oli väärin"), ("Maija Muu", "Apu tuli heti"))
    found = passages([source], {}, code_of=lambda name: "P07" if name == "Pekka Mäki" else "")
    assert [p.speaker for p in found.passages] == ["P07", "S1"]
    assert found.minted == {"S1"}


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=30), st.integers(-5, 50000), st.floats(0, 12)), min_size=3, max_size=3), max_size=12
    )
)
def test_any_cells_are_read_and_no_rating_is_ever_said(rows: list[list[Cell]]):
    found = passages([sheet("Arvosana | Kommentti | Muu, mikä?", *map(tuple, rows))], {})
    assert all(scale.answers >= 3 for scale in found.scales)
    assert not {p.question for p in found.passages} & {scale.question for scale in found.scales}
