"""Material becomes a Document: places resolved, names hidden, tags read, and what is odd told as issues."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.model.documents import Document
from flows.model.material import Block, Found, Mark, Material, Row, Sheet, Trouble
from flows.model.noun import Words
from flows.model.organisation import Organisation, Path, Persona, Segment, Stage, Theme, Unit
from flows.model.studies import SourceEntry, Study
from flows.observations.compose import document

ORGANISATION = Organisation(
    name=Words(fi="Esimerkki", en="Example"),
    segments=(
        Segment(
            id="taloyhtiot",
            name=Words(fi="Taloyhtiöt", en="Housing companies"),
            personas=(Persona(id="asukas", name=Words(fi="Asukas", en="Resident"), also=("vuokralainen",)),),
        ),
        Segment(
            id="pienyritykset",
            name=Words(fi="Pienyritykset", en="Small firms"),
            personas=(Persona(id="yrittaja", name=Words(fi="Yrittäjä", en="Business owner")),),
        ),
    ),
    paths=(
        Path(
            id="polku", name=Words(fi="Polku", en="Path"), stages=(Stage(id="maksaminen", name=Words(fi="Maksaminen", en="Paying a bill")),)
        ),
    ),
    units=(Unit(id="digi", name=Words(fi="Digipalvelut", en="Digital")),),
    themes=(Theme(id="laskutus", name=Words(fi="Laskutus", en="Billing")),),
)
STUDY = Study(id="s1", title=Words(fi="Tutkimus", en="Study"), units=("digi",))


def composed(
    *texts: str, name: str = "x.docx", entry: SourceEntry | None = None, study: Study = STUDY, marks: tuple[Mark, ...] = ()
) -> Document:
    blocks = tuple(Block(f"¶{n}", text, marks=marks if n == len(texts) else ()) for n, text in enumerate(texts, start=1))
    return made(Material(blocks), name, entry, study)


def made(material: Material, name: str = "x.docx", entry: SourceEntry | None = None, study: Study = STUDY) -> Document:
    return document(Found(f"s1/{name}", name, "s1", "docx", "f"), material, study, entry or SourceEntry(), ORGANISATION, hide)


def hide(text: str) -> str:
    return text.replace("Virtanen", "[nimi]")


HEAD = "Osallistuja: P07\nPvm: 12.3.2026\nHaastattelija: Maija Virtanen\nPersona: {persona}\nVaihe: maksaminen"
TALK = ("Haastattelija: Miten maksat laskusi yleensä?", "P07: Maksan ne verkkopankissa heti kun tulevat. [#laskutus #c-001+]")


def test_an_interview_becomes_a_document_with_everything_in_its_place():
    found = composed(HEAD.format(persona="Vuokralainen"), *TALK)
    assert (found.participants, found.held_on, found.persona, found.segment, found.stage, found.unit) == (
        ("P07",), date(2026, 3, 12), "asukas", "taloyhtiot", "maksaminen", "digi",
    )  # fmt: skip
    assert (found.language, found.layout, found.confidence, found.provenance, found.issues) == ("fi", "labels", 1.0, "first-hand", ())
    answer = found.passages[-1]
    assert (answer.text, answer.speaker, answer.question) == (
        "Maksan ne verkkopankissa heti kun tulevat.", "P07", "Miten maksat laskusi yleensä?",
    )  # fmt: skip
    assert answer.codes == ("laskutus", "c-001+")


@pytest.mark.parametrize("written", ["asukas", "ASUKAS", "Resident", "vuokralainen"])
def test_a_persona_is_known_by_its_id_its_names_and_its_other_names(written: str):
    assert composed(HEAD.format(persona=written), *TALK).persona == "asukas"


def test_an_unknown_persona_is_told_with_the_ids_that_may_be_used():
    found = composed(HEAD.format(persona="Avaruusmatkailija"), *TALK)
    (issue,) = found.issues
    assert (issue.code, issue.severity, issue.where, issue.verb) == ("unknown-persona", "warning", "s1/x.docx", "capture")
    assert "asukas, yrittaja" in issue.hint
    assert "Avaruus" not in issue.model_dump_json()
    assert found.persona == ""


def test_the_study_speaks_where_the_document_does_not():
    study = STUDY.model_copy(update={"persona": "yrittaja", "stage": "maksaminen", "provenance": "observed"})
    found = composed("Osallistuja: P07\nPvm: 12.3.2026", *TALK, study=study)
    assert (found.persona, found.segment, found.stage, found.provenance) == ("yrittaja", "pienyritykset", "maksaminen", "observed")
    assert composed(*TALK, study=study, entry=SourceEntry(provenance="employee")).provenance == "employee"


def test_a_persona_of_the_document_brings_its_own_segment_not_the_studys():
    study = STUDY.model_copy(update={"persona": "yrittaja", "segment": "pienyritykset"})
    assert composed(HEAD.format(persona="asukas"), *TALK, study=study).segment == "taloyhtiot"


def test_a_document_without_a_day_says_so_and_leaves_the_day_open():
    found = composed(*TALK)
    assert found.held_on is None
    assert [(issue.severity, issue.code) for issue in found.issues] == [("note", "no-date")]


def test_a_layout_that_nobody_can_attribute_is_kept_as_notes_with_a_warning():
    found = composed("Miten menee?", "Hyvin menee.", "Entä laskut?", "Ne ovat sekavia.", "Muuta en sano.", name="P07_2026-03-12.docx")
    assert {p.role for p in found.passages} == {"note"}
    warning = next(issue for issue in found.issues if issue.code == "unsure-layout")
    assert (warning.severity, "templates/forms/interview.docx" in warning.hint) == ("warning", True)


KNOWN = {"Maija": "[P08]", "Sirkka": "[P07]"}


def of_two(*lines: str, entry: SourceEntry | None = None) -> Document:
    """A talk of an interviewer and Maija, whom the register knows as P08."""
    blocks = tuple(Block(f"¶{n}", line) for n, line in enumerate(lines, 1))
    hiding = lambda text: KNOWN.get(text, text)  # noqa: E731
    return document(Found("s1/x.docx", "x.docx", "s1", "docx", "f"), Material(blocks), STUDY, entry or SourceEntry(), ORGANISATION, hiding)


MAIJA = (
    "Haastattelija: Miten maksat laskusi?",
    "Maija: Ne tulevat myöhässä.",
    "Haastattelija: Entä sitten?",
    "Maija: Soitan aina.",
)


def test_words_are_nobodys_where_the_code_on_top_is_not_the_labels_own():
    found = of_two("Osallistuja: P07\nPvm: 12.3.2026", *MAIJA)
    (issue,) = found.issues
    assert (issue.code, issue.severity, issue.where) == ("two-codes", "warning", "s1/x.docx ¶3")
    assert re.findall(r"P\d\d", issue.what) == ["P07", "P08"]
    assert "Maija" not in issue.model_dump_json()
    assert found.confidence < 0.6
    assert {p.role for p in found.passages if not p.question} <= {"note", "question"}
    assert [p.speaker for p in found.passages if p.role == "answer"] == []
    assert set(found.participants) == {"P07", "P08"}


def test_words_are_the_labels_where_it_and_the_code_on_top_agree_or_a_person_has_said_so():
    agreed = of_two("Osallistuja: P08\nPvm: 12.3.2026", *MAIJA)
    told = of_two("Osallistuja: P07\nPvm: 12.3.2026", *MAIJA, entry=SourceEntry(speakers={"Maija": "P07", "Haastattelija": "staff"}))
    for found, code in ((agreed, "P08"), (told, "P07")):
        assert found.issues == ()
        assert [p.speaker for p in found.passages if p.role == "answer"] == [code] * 2


def test_that_nobody_knows_who_speaks_is_told_once():
    for lines in (("Miten menee?", "Hyvin menee.", "Entä laskut?", "Ne ovat sekavia.", "Muuta en sano."), ("Anna: Se oli hidas.", "Bo: Niin.", "Anna: Nousi.", "Bo: Nousi.")):  # fmt: skip
        found = composed(*lines, name="P07_2026-03-12.docx")
        assert len([issue for issue in found.issues if issue.severity == "warning"]) == 1


def test_a_sheet_without_days_asks_for_a_column_and_is_content_with_the_studys():
    material = Material(sheets=(Sheet("A", ("Palaute",), (Row("A!A2", ("Lasku oli väärin ja siitä tuli harmia.",)),)),))
    (issue,) = (each for each in made(material, "kysely.xlsx").issues if each.code == "no-date")
    assert ["column" in issue.hint, "begun:" in issue.hint, "on top" in issue.hint] == [True, True, False]
    dated = made(material, "kysely.xlsx", study=STUDY.model_copy(update={"ended": date(2026, 3, 1)}))
    assert "no-date" not in {each.code for each in dated.issues}


def test_names_in_labels_and_metadata_are_hidden_in_every_case_of_them():
    found = composed(
        "Pvm: 1.3.2026\nHaastattelija: Kerttu Koskinen",
        "Kerttu: Miten maksat, Anna?",
        "Anna: Kysyin Kertulta, mutta Kertun laskut ja Koskisen tiedot ovat Virtanen Oy:n.",
        "Kerttu: Entä sinä?",
        "Anna: Annan tiedot itse, kiitos Kerttu.",
    )
    told = found.model_dump_json()
    assert not any(name in told for name in ("Kerttu", "Anna:", "Anna?", "Virtanen", "Koskinen"))
    assert found.participants[0].startswith("S1-")


def test_codes_that_nobody_gave_differ_from_document_to_document():
    talk = ("Haastattelija: Miten maksat?", "Asiakas: Laskulla.", "Haastattelija: Miksi?", "Asiakas: Tottumuksesta.")
    one, two = composed(*talk, name="a.docx"), composed(*talk, name="b.docx")
    assert set(one.participants).isdisjoint(two.participants)
    assert composed(*talk, name="a.docx") == one


def test_highlights_comments_and_the_legend_give_codes():
    marks = (Mark(5, 10, "comment", "Laskutus"), Mark(5, 10, "comment", "Muista palata tähän vielä"), Mark(12, 20, "highlight", "yellow"))
    found = composed(
        HEAD.format(persona="asukas"), *TALK[:1], "P07: Maksan ne heti.", marks=marks, entry=SourceEntry(legend={"keltainen": "c-005-"})
    )
    assert [(p.text, p.role, p.codes) for p in found.passages[-2:]] == [
        ("Maksan ne heti.", "answer", ("laskutus", "c-005-")),
        ("Muista palata tähän vielä", "note", ()),
    ]


def test_a_comment_by_a_participant_is_their_own_words_and_no_code():
    marks = (
        Mark(5, 10, "comment", "Tarkoitin #laskutus vuonna 2024", date(2026, 3, 14), author="Aaltonen Kaisa"),
        Mark(5, 10, "comment", "#c-001+", author="Maija Virtanen"),
    )
    blocks = (
        *(Block(f"¶{n}", text) for n, text in enumerate((HEAD.format(persona="asukas"), TALK[0]), 1)),
        Block("¶3", "P07: Maksan ne heti.", marks=marks),
    )
    known = lambda text: text.replace("Kaisa Aaltonen", "[P07]").replace("Aaltonen Kaisa", "[P07]").replace("Virtanen", "[nimi]")  # noqa: E731
    found = document(Found("s1/x.docx", "x.docx", "s1", "docx", "f"), Material(blocks), STUDY, SourceEntry(), ORGANISATION, known)
    answer, remark = found.passages[-2:]
    assert (answer.text, answer.codes) == ("Maksan ne heti.", ("c-001+",))
    assert (remark.role, remark.speaker, remark.heard_on, remark.codes) == ("answer", "P07", date(2026, 3, 14), ())
    assert not re.search("Aaltonen|Maija", found.model_dump_json())


def test_each_of_several_people_keeps_their_own_persona():
    talk = (
        "Osallistuja: {0}\nPersona: {1}",
        "Haastattelija: Miten maksat laskusi?",
        "{0}: Laskulla aina.",
        "Haastattelija: Miksi niin?",
        "{0}: Tottumuksesta.",
    )
    one = [line.format("P01", "asukas") for line in talk]
    two = [line.format("P02", "Yrittäjä") for line in talk]
    found = composed("Pvm: 13.10.2026\nTutkimus: s1", "Haastattelu 1", *one, "Haastattelu 2", *two)
    answers = [p for p in found.passages if p.role == "answer"]
    assert [(p.speaker, p.codes, p.heard_on) for p in answers] == [
        *[("P01", ("persona:asukas",), date(2026, 10, 13))] * 2, *[("P02", ("persona:yrittaja",), date(2026, 10, 13))] * 2
    ]  # fmt: skip


def test_rows_of_a_sheet_are_placed_by_name_and_unknown_places_are_told_once():
    header = ("Pvm", "Persona", "Vaihe", "Palaute", "Lisää")
    rows = (
        Row("A!A2", ("1.3.2026", "Vuokralainen", "Paying a bill", "Virtanen sanoi että lasku on väärin. #laskutus", "x")),
        Row("A!A3", ("2.3.2026", "Kuningas", "maksaminen", "Apu tuli heti paikalle.", "y")),
        Row("A!A4", ("3.3.2026", "Kuningas", "maksaminen", "Hinta nousi taas.", "z")),
    )
    found = made(Material(sheets=(Sheet("A", header, rows),)), "kysely.xlsx")
    assert [(p.text, p.codes) for p in found.passages] == [
        ("[nimi] sanoi että lasku on väärin.", ("persona:asukas", "stage:maksaminen", "laskutus")),
        ("Apu tuli heti paikalle.", ("stage:maksaminen",)),
        ("Hinta nousi taas.", ("stage:maksaminen",)),
    ]
    assert [issue.code for issue in found.issues] == ["unknown-persona", "hidden-name"]
    assert (found.held_on, found.layout) == (date(2026, 3, 3), "cases")


def test_what_the_source_noticed_becomes_an_issue_with_its_place():
    found = made(Material((Block("¶1", "x"),), troubles=(Trouble("repaired", "¶4", "It was mended.", "Save it again.", "note"),)))
    assert ("repaired", "s1/x.docx ¶4", "note") in [(i.code, i.where, i.severity) for i in found.issues]


def test_an_empty_material_is_an_empty_document():
    assert made(Material()).passages == ()


NAME = st.sampled_from(["Virtanen", "Maija", "Pekka", "Kerttu Virtanen"])
LINE = st.builds(
    lambda shape, name, words: shape.format(name, words),
    st.sampled_from(
        ["{0}: {1}?", "{0}: {1}.", "Haastattelija: {1}?", "Nimi: {0}", "Haastattelija: {0}", "P07: {1} Virtanen {1}", "Virtanen {1}", "{1}"]
    ),
    NAME,
    st.sampled_from(["lasku tuli myöhässä", "mitä kuuluu", "hinta nousi taas kerran"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINE, max_size=10))
def test_a_hidden_name_is_nowhere_in_any_document(lines: list[str]):
    found = composed(*lines, name="Virtanen.docx")
    assert "Virtanen" not in found.model_copy(update={"key": "", "issues": ()}).model_dump_json()
    assert composed(*lines, name="Virtanen.docx") == found
