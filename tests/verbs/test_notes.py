"""Quick notes and asks, from the command line to their receipts."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.cycle import VERBS
from flows.errors import Unwritable, UomaError
from flows.model.picture import Picture
from flows.runners import using
from flows.runners.plain import Plain
from flows.verbs.jot import ask, note
from flows.verbs.look import look
from flows.workspace import Workspace

TODAY = date(2026, 11, 21)
ORGANISATION = """
name: Aallokko
languages: [fi]
segments: [{id: pk, name: Pienet, personas: [{id: yrittaja, name: Yrittäjä}, {id: asukas, name: Asukas}]}]
units: [{id: kentta, name: Kenttä}]
themes:
  - {id: lasku, name: Lasku, words: {fi: [lasku]}}
  - {id: lumi, name: Lumityöt, words: {fi: [lumityö, lumitöi]}}
"""
FEEDBACK = """osallistuja;pvm;palaute
A1;12.3.2026;Lasku jäi pöydälle kolmeksi viikoksi #c-1+
A2;13.3.2026;Lasku ei aukea puhelimessa ollenkaan #c-1+
A3;14.3.2026;Minun laskuni oli kyllä aivan selvä #c-1-
"""


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    plans = tmp_path / "research_plans"
    study = plans / "laskut"
    (plans / "registers").mkdir(parents=True)
    study.mkdir()
    (plans / "organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    (study / "plan.yaml").write_text("title: Laskut\nconsent: {covers: everyone}\n", encoding="utf-8")
    (study / "palaute.csv").write_text(FEEDBACK, encoding="utf-8")
    claims = "id;statement_fi;theme;persona\nc-1;Lasku jää maksamatta;lasku;\nc-2;Asukas säätää itse;;asukas\n"
    (plans / "registers" / "claims.csv").write_text(claims, encoding="utf-8")
    return Workspace(tmp_path)


def turned(place: Workspace, site: bool = False) -> Picture:
    """The library after a cycle, and the site with it where a test reads pages: building it takes seconds."""
    with using(Plain()):
        for name, verb in VERBS.items():
            if site or name != "publish":
                verb(str(place.root), TODAY.isoformat(), "")
    drawn = look(place)
    assert drawn is not None
    return drawn


def beliefs(drawn: Picture) -> dict[str, tuple[Any, ...]]:
    return {i.key: (i.belief, i.confidence, i.freshness, i.voices, i.standing, i.supports, i.contradicts) for i in drawn.insights}


def page(place: Workspace, name: str) -> str:
    return (place.public / name).read_text(encoding="utf-8")


def sheet(place: Workspace) -> Path:
    return place.plans / "notes" / "notes.csv"


def test_a_note_is_one_line_in_a_sheet_that_excel_opens(place: Workspace) -> None:
    (jotted,) = note(place, ["Lasku on aina myöhässä"], TODAY, {"unit": "Kenttä", "persona": "Yrittäjä"})
    told = sheet(place).read_bytes().decode("utf-8")
    assert told == (
        "\ufeffid;date;note;unit;persona;study;provenance\r\n"
        f"{jotted.id};2026-11-21;Lasku on aina myöhässä;kentta;yrittaja;;\r\n"
    )  # fmt: skip
    assert len(jotted.id) == 7
    assert jotted.id.startswith("n-")


def test_no_cell_of_a_note_is_a_formula_and_the_library_has_the_words_as_they_were(place: Workspace) -> None:
    (jotted,) = note(place, ['=HYPERLINK("x";"lasku tässä")'], TODAY, {})
    assert ";\"'=HYPERLINK(" in sheet(place).read_text(encoding="utf-8-sig")
    drawn = turned(place)
    made = next(n for n in drawn.notes if n.id == jotted.id)
    assert drawn.observation[made.observation].text == '=HYPERLINK("x";"lasku tässä")'


def test_what_points_to_a_person_is_hidden_before_it_is_written(place: Workspace) -> None:
    (jotted,) = note(place, ["Soita 040 123 4567 tai maija@esimerkki.fi"], TODAY, {})
    assert jotted.text == "Soita [puhelin] tai [sähköposti]"
    assert sorted(jotted.hidden) == ["email", "phone"]
    assert "123 4567" not in sheet(place).read_text(encoding="utf-8")


def test_the_same_words_noted_twice_have_two_receipts(place: Workspace) -> None:
    first, second = (note(place, ["Lasku taas myöhässä"], TODAY, {})[0] for _ in range(2))
    assert first.id != second.id
    assert {n.id for n in turned(place).notes} == {first.id, second.id}


def test_every_line_that_says_something_is_a_note_and_bullets_are_left_out(place: Workspace) -> None:
    jotted = note(place, ["- eka asia", "", "  * toka asia  ", "\t"], TODAY, {})
    assert [j.text for j in jotted] == ["eka asia", "toka asia"]


@pytest.mark.parametrize(("said", "hint"), [({"persona": "kuka"}, "yrittaja"), ({"study": "mikä"}, "laskut")])
def test_a_persona_or_study_that_nobody_knows_is_refused_and_nothing_is_written(place: Workspace, said: dict[str, str], hint: str) -> None:
    with pytest.raises(UomaError) as refused:
        note(place, ["jotain"], TODAY, said)
    assert hint in refused.value.hint
    assert not sheet(place).exists()


def test_notes_of_many_at_once_are_all_there(place: Workspace) -> None:
    code = "import sys; from flows.__main__ import main; main()"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, "note", "-", "--workspace", str(place.root), "--unit", f"u{n}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(4)
    ]  # fmt: skip
    told = [child.communicate("\n".join(f"asia {n} {line}" for line in range(5)), timeout=120)[0] for n, child in enumerate(running)]
    receipts = [line.split()[1].rstrip(".") for out in told for line in out.splitlines()]
    lines = sheet(place).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 4 * 5
    assert sorted(line.split(";")[0] for line in lines[1:]) == sorted(receipts)
    assert len(set(receipts)) == 20


def test_a_sheet_that_is_open_elsewhere_is_not_written_to(place: Workspace) -> None:
    note(place, ["eka asia"], TODAY, {})
    before = sheet(place).read_bytes()
    (place.plans / "notes" / ".~lock.notes.csv#").touch()
    with pytest.raises(Unwritable, match="open in LibreOffice"):
        note(place, ["toka asia"], TODAY, {})
    assert sheet(place).read_bytes() == before


def test_a_sheet_with_columns_of_a_persons_own_keeps_them(place: Workspace) -> None:
    note(place, ["eka asia"], TODAY, {})
    sheet(place).write_text('Päivä,Muistiinpano,Oma\n21.11.2026,"vanha, asia",x\n', encoding="utf-8")
    (jotted,) = note(place, ["uusi asia"], TODAY, {})
    assert sheet(place).read_text(encoding="utf-8-sig").splitlines() == [
        "Päivä,Muistiinpano,Oma,id,date", '21.11.2026,"vanha, asia",x', f",uusi asia,,{jotted.id},2026-11-21",
    ]  # fmt: skip


def test_any_number_of_notes_moves_no_belief_and_no_count_of_voices(place: Workspace) -> None:
    before = turned(place)
    assert (len(before.insight["c-1"].supports), len(before.insight["c-1"].contradicts)) == (2, 1)
    lines = [f"Lasku {n} on täysin selvä ja väärin #c-1{'-' if n % 2 else '+'}" for n in range(120)]
    note(place, lines[:60], TODAY, {"persona": "yrittaja"})
    note(place, lines[60:], TODAY, {}, opinion=True)
    after = turned(place)
    assert len(after.notes) == 120
    assert beliefs(after) == beliefs(before)
    assert {o.voice for o in after.counted if o.voice} == {o.voice for o in before.counted if o.voice}
    assert {o.provenance for o in after.observations if o.study == "notes"} == {"second-hand", "employee"}
    assert set(after.insight["c-1"].hearsay) == {o.key for o in after.observations if o.study == "notes"}


def test_what_a_customer_said_is_never_the_repetition_of_a_note(place: Workspace) -> None:
    words = "Lasku tulee aina kaksi viikkoa myöhässä, enkä siksi ehdi koskaan maksaa sitä ajoissa"
    note(place, [words], date(2026, 1, 2), {})
    (place.plans / "laskut" / "lisää.csv").write_text(f"osallistuja;pvm;palaute\nA9;1.9.2026;{words}\n", encoding="utf-8")
    drawn = turned(place)
    twins = [(o.study, drawn.observation[o.twin_of].study) for o in drawn.observations if o.twin_of]
    assert twins == [("notes", "laskut")]


def test_a_receipt_says_what_became_of_the_note(place: Workspace) -> None:
    beside, hearsay, alone, nothing = (
        note(place, [text], TODAY, {})[0].id
        for text in ("Lasku hukkuu sähköpostiin", "Asukas kääntää patterin itse #c-2", "Kahvi oli kylmää", "Ei mitään erityistä")
    )
    turned(place, site=True)
    assert "Lasku jää maksamatta" in page(place, f"notes/{beside}.html")
    told = page(place, f"notes/{hearsay}.html")
    assert "Asukas säätää itse" in told
    assert 'href="../questions/' in told, "a claim that is known from hearsay alone is worth asking about"
    assert "Ei vielä ryhmässä" in page(place, f"notes/{alone}.html")
    assert "Kahvi oli kylmää" in page(place, f"notes/{alone}.html")
    assert "Jätetty pois" in page(place, f"notes/{nothing}.html")
    assert f"../notes/{hearsay}.html" in page(place, "insights/c-2.html")
    assert f"../notes/{beside}.html" in page(place, "insights/c-1.html")


def test_three_notes_on_a_theme_that_nobody_was_asked_about_open_a_question(place: Workspace) -> None:
    lines = ["Lumityöt kysyttiin taas", "Naapuri tilaa lumityöt aiemmin", "Lumitöistä ei lue missään"]
    note(place, lines[:2], TODAY, {})
    assert not [q for q in turned(place, site=True).questions if q.gap.theme == "lumi"]
    (third,) = note(place, lines[2:], TODAY, {})
    (asked,) = [q for q in turned(place, site=True).questions if q.gap.theme == "lumi"]
    assert asked.gap.kind == "emerging"
    assert "Avasi kysymyksen" in page(place, f"notes/{third.id}.html")


def test_an_organisation_without_notes_has_no_page_of_notes(place: Workspace) -> None:
    turned(place, site=True)
    assert not (place.public / "notes").exists()
    assert "notes/index.html" not in page(place, "index.html")


def test_one_column_of_texts_without_a_header_is_notes(place: Workspace) -> None:
    folder = place.plans / "notes"
    note(place, ["eka asia tässä"], TODAY, {})
    (folder / "seinältä.csv").write_text("Lasku oli epäselvä\nAvain jäi oveen\n", encoding="utf-8")
    drawn = turned(place)
    texts = {drawn.observation[n.observation].text for n in drawn.notes}
    assert texts == {"eka asia tässä", "Lasku oli epäselvä", "Avain jäi oveen"}
    again = {n.id for n in drawn.notes}
    (folder / "seinältä.csv").write_text("Lasku oli epäselvä\nUusi rivi väliin\nAvain jäi oveen\n", encoding="utf-8")
    assert again < {n.id for n in turned(place).notes}, "a row keeps its receipt when others come between"


def test_a_receipt_copied_with_its_row_belongs_to_the_first_one(place: Workspace) -> None:
    (jotted,) = note(place, ["Lasku oli epäselvä"], TODAY, {})
    told = sheet(place).read_text(encoding="utf-8-sig")
    sheet(place).write_text(told + f"{jotted.id};2026-11-21;Aivan muuta asiaa tässä;;;;\n", encoding="utf-8-sig")
    drawn = turned(place)
    words = {n.id: drawn.observation[n.observation].text for n in drawn.notes}
    assert len(words) == 2
    assert words[jotted.id] == "Lasku oli epäselvä"


def test_a_note_that_is_deleted_from_its_sheet_leaves_the_site(place: Workspace) -> None:
    kept, gone = note(place, ["Lasku oli epäselvä", "Avain jäi oveen taas"], TODAY, {})
    turned(place, site=True)
    lines = sheet(place).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    sheet(place).write_text("".join(line for line in lines if gone.id not in line), encoding="utf-8-sig")
    turned(place, site=True)
    assert (place.public / "notes" / f"{kept.id}.html").exists()
    assert "Täällä ei ole enää mitään" in (place.public / "notes" / f"{gone.id}.html").read_text("utf-8")
    assert all("Avain jäi oveen taas" not in path.read_text("utf-8") for path in place.public.resolve().rglob("*.html"))


def test_an_ask_goes_into_the_register_and_becomes_a_question(place: Workspace) -> None:
    asked = ask(place, "Miksi lasku jää lukematta?", TODAY, {"claim": "c-1", "unit": "Kenttä"})
    drawn = turned(place)
    found = [q for q in drawn.questions if f"asked:{asked.id}" in {g.key for g in (q.gap, *q.also)}]
    assert [q.text.fi for q in found] == ["Miksi lasku jää lukematta?"]


def test_an_ask_is_added_to_a_workbook_and_the_rest_of_it_stays(place: Workspace) -> None:
    path = place.plans / "registers" / "asks.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Tunnus", "Kysymys", "Yksikkö", "Oma sarake"])
    book.active.append(["q-1", "Vanha kysymys?", "myynti", "=1+1"])
    book.create_sheet("Muuta").append(["älä koske"])
    book.save(path)
    asked = ask(place, "=Uusi kysymys?", TODAY, {"unit": "kentta"})
    after = openpyxl.load_workbook(path)
    rows = list(after.worksheets[0].iter_rows(values_only=True))
    assert rows[1] == ("q-1", "Vanha kysymys?", "myynti", "=1+1", None)
    assert rows[2][:3] == (asked.id, "=Uusi kysymys?", "kentta")
    assert after.worksheets[0]["B3"].data_type == "s"
    assert after["Muuta"]["A1"].value == "älä koske"
    assert [row.id for row in place.plan().registers["asks"]] == ["q-1", asked.id]
    (path.parent / "~$asks.xlsx").touch()
    with pytest.raises(Unwritable, match="open in Excel"):
        ask(place, "Kolmas kysymys?", TODAY, {})


def test_the_terminal_says_what_the_receipt_says(place: Workspace, uoma: Any) -> None:
    done = uoma("note", "- Lasku hukkuu, soita 040 123 4567", "--workspace", place.root, "--on", "20.11.2026")
    assert done.returncode == 0, done.stderr
    receipt = done.stdout.split()[1].rstrip(".")
    assert "a telephone number" in done.stderr
    waiting = uoma("note", "--where", receipt, "--workspace", place.root)
    assert "next cycle" in waiting.stdout
    turned(place)
    for arguments in (("note", "--where", receipt), ("status", receipt)):
        told = uoma(*arguments, "--workspace", place.root).stdout
        assert "Lasku hukkuu, soita [puhelin]" in told
        assert "noted 2026-11-20" in told
        assert "Lasku jää maksamatta (insights/c-1.html)" in told
    assert uoma("status", "n-zzzzz", "--workspace", place.root).returncode == 1


def test_issues_are_exported_with_their_place_and_since_when(place: Workspace, uoma: Any) -> None:
    broken = place.plans / "laskut" / "P07.docx"
    turned(place, site=True)
    broken.write_bytes(b"%PDF-1.4")
    turned(place, site=True)
    lines = uoma("export", "issues", "--workspace", place.root).stdout.splitlines()
    (told,) = [line for line in map(json.loads, lines) if line["code"] == "pdf"]
    assert (told["study"], told["source"], told["place"]) == ("laskut", "laskut/P07.docx", "")
    assert (told["since"], told["new"], told["quarantined"], told["last_good"]) == ("2026-11-21.2", True, True, "")


def test_a_document_that_breaks_names_the_revision_that_is_shown(place: Workspace, uoma: Any) -> None:
    good = place.plans / "laskut" / "palaute.csv"
    turned(place, site=True)
    good.write_bytes(b"%PDF-1.4")
    turned(place, site=True)
    (told,) = [
        line for line in map(json.loads, uoma("export", "issues", "--workspace", place.root).stdout.splitlines()) if line["quarantined"]
    ]
    assert told["last_good"] == "2026-11-21"
    assert "21.11.2026" in page(place, "health.html")


def test_an_issue_keeps_its_first_cycle_when_something_else_in_the_document_is_edited(place: Workspace) -> None:
    path = place.plans / "laskut" / "P05.md"
    path.write_text("Osallistuja: P05\n\nH: Miten?\n\nP05: Lasku tuli eilen ja on pöydällä.\n", encoding="utf-8")
    first = {(i.code, i.where): since.number for i, since in turned(place, site=True).issues}
    path.write_text("Osallistuja: P05\n\nH: Miten?\n\nP05: Lasku tuli eilen ja on yhä pöydällä, sanoin.\n", encoding="utf-8")
    second = {(i.code, i.where): since.number for i, since in turned(place, site=True).issues}
    assert first
    assert second == first


def test_many_issues_of_a_kind_are_one_in_the_terminal(place: Workspace, uoma: Any) -> None:
    for number in range(30):
        (place.plans / "laskut" / f"rikki {number:02}.docx").write_bytes(b"%PDF-1.4")
    turned(place)
    folded, every = (uoma("status", *more, "--workspace", place.root).stdout for more in ((), ("--all",)))
    assert "laskut × 30" in folded
    assert folded.count("This is a PDF") == 1
    assert every.count("This is a PDF") == 30
