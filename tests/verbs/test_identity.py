"""Observations keep their keys when files are renamed, swapped, copied, hidden from view, taken away and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from flows.desk.standing import entry_of, held, veil
from flows.model.contracts import Place
from flows.model.documents import Document, Quarantined
from flows.model.issues import Issue, Report
from flows.model.material import Trouble
from flows.model.observations import Observation
from flows.model.registers import Decision
from flows.model.studies import SourceEntry
from flows.verbs.capture import capture
from flows.verbs.collate import collate
from flows.verbs.look import look
from flows.workspace import Workspace

UNNAMED = [
    ("Miten laskut menevät teillä?", "Lasku tulee aina liian myöhässä ja erittely puuttuu siitä kokonaan."),
    ("Kuka teitä auttaa?", "Kyllä."),
    ("Mitä toivotte?", "Toivoisin että joku soittaisi ennen kuin hinta taas nousee."),
]


@pytest.fixture
def root(little: Path) -> Path:
    """The little workspace, with one notice for everybody so that unnamed speakers count too."""
    plan = little / "research_plans" / "koe" / "plan.yaml"
    plan.write_text(plan.read_text() + "consent: {covers: everyone}\n")
    return little


def turn(root: Path, day: str) -> tuple[Report, Report]:
    """One finished cycle, as far as observations go."""
    reports = capture(str(root), day, ""), collate(str(root), day, "")
    ledger = Workspace(root).ledger()
    with ledger.entry(ledger.turn(date.fromisoformat(day)), "publish"):
        pass
    ledger.close()
    return reports


def standing(root: Path, kind: str, noun: Any, as_of: int | None = None) -> dict[str, Any]:
    ledger = Workspace(root).ledger()
    with ledger.reading() as reader:
        found = reader.all(kind, noun, as_of)
    ledger.close()
    return found


def said(root: Path, as_of: int | None = None) -> dict[str, Observation]:
    return standing(root, "observation", Observation, as_of)


def by_words(root: Path) -> Mapping[tuple[str, str], tuple[str, str]]:
    return {(o.text, o.question): (o.key, o.voice) for o in said(root).values()}


def unnamed(study: Path, name: str, turns: list[tuple[str, str]]) -> Path:
    document = docx.Document()
    for question, answer in turns:
        document.add_paragraph(f"Haastattelija: {question}")
        document.add_paragraph(f"Asiakas: {answer}")
    (study / name).parent.mkdir(exist_ok=True)
    document.save(str(study / name))
    return study / name


def zipped_anew(path: Path) -> None:
    """The same document as another Word would write it: other bytes, other order, other attributes, the same words."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].replace(b"<w:p>", b'<w:p w:rsidR="00AB12CD" w:rsidP="00AB12CD">')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(parts, reverse=True):
            package.writestr(zipfile.ZipInfo(name, (2027, 1, 2, 3, 4, 6)), body if name == "word/document.xml" else parts[name])


def told(root: Path) -> dict[str, tuple[Issue, str]]:
    """Issues by place, each with the day since which it is told."""
    drawn = look(Workspace(root))
    return {issue.where: (issue, since.name) for issue, since in drawn.issues} if drawn else {}


def codes(root: Path) -> set[tuple[str, str]]:
    drawn = look(Workspace(root))
    return {(issue.code, issue.where) for issue, _ in drawn.issues} if drawn else set()


def test_a_renamed_file_is_the_same_document_and_keeps_keys_and_voices(root: Path) -> None:
    study = root / "research_plans" / "koe"
    path = unnamed(study, "asiakas.docx", UNNAMED)
    turn(root, "2026-11-21")
    before = by_words(root)
    assert any(voice.startswith("koe:S1-") for _, voice in before.values())
    path.rename(study / "asiakas helsinki.docx")
    captured, _ = turn(root, "2026-11-22")
    assert (captured.counts["renamed"], captured.counts["withdrawn"]) == (1, 0)
    assert by_words(root) == before
    assert {o.document for o in said(root).values()} == {f"koe/{n}.docx" for n in ("P1", "P2", "P3", "asiakas helsinki")}
    (study / "asiakas helsinki.docx").rename(study / "kolmas.docx")
    unnamed(study, "kolmas.docx", [*UNNAMED, ("Vielä?", "Laskun pitäisi tulla sähköisenä joka kuussa.")])
    captured, _ = turn(root, "2026-11-23")
    assert captured.counts["renamed"] == 1
    after = by_words(root)
    assert {words: after[words] for words in before} == before
    assert len(after) == len(before) + 1
    assert {voice for _, voice in after.values()} == {voice for _, voice in before.values()}
    document = standing(root, "document", Document)["koe/kolmas.docx"]
    assert document.root == "koe/asiakas.docx"


def test_files_renamed_all_at_once_and_moved_into_a_folder_keep_their_keys(root: Path) -> None:
    study = root / "research_plans" / "koe"
    plan = study / "plan.yaml"
    plan.write_text(plan.read_text() + 'sources: [{path: "**/*.docx"}]\n')
    for number in range(6):
        unnamed(study, f"a{number}.docx", [(q, f"{a} Ja viela kohta numero {number} erikseen.") for q, a in UNNAMED])
    turn(root, "2026-11-21")
    before = by_words(root)
    (study / "syksy").mkdir()
    for number in range(6):
        (study / f"a{number}.docx").rename(study / "syksy" / f"haastattelu {5 - number}.docx")
    captured, _ = turn(root, "2026-11-22")
    assert (captured.counts["renamed"], captured.counts["withdrawn"]) == (6, 0)
    assert by_words(root) == before


def test_two_files_that_swap_their_names_keep_each_its_own_keys(root: Path) -> None:
    study = root / "research_plans" / "koe"
    one = unnamed(study, "A.docx", UNNAMED)
    other = unnamed(study, "B.docx", [("Miten menee?", "Hinta on noussut taas kerran aivan liikaa."), ("Muuta?", "Kyllä.")])
    turn(root, "2026-11-21")
    before = by_words(root)
    one.rename(study / "C")
    other.rename(one)
    (study / "C").rename(other)
    captured, collated = turn(root, "2026-11-22")
    assert captured.counts["renamed"] == 2
    assert by_words(root) == before
    assert len(said(root)) == collated.counts["observations"]
    one.write_bytes(one.read_bytes())
    turn(root, "2026-11-23")
    assert by_words(root) == before


def test_a_new_file_under_an_old_name_is_somebody_else(root: Path) -> None:
    study = root / "research_plans" / "koe"
    path = unnamed(study, "asiakas.docx", UNNAMED)
    turn(root, "2026-11-21")
    before = by_words(root)
    path.rename(study / "maaliskuu.docx")
    unnamed(study, "asiakas.docx", [("Kuka teitä auttaa?", "Kyllä."), ("Mitä muuta?", "Sovellus kaatuu joka kerta kun maksan laskun.")])
    turn(root, "2026-11-22")
    library = said(root).values()
    assert {o.key for o in library if o.document == "koe/maaliskuu.docx"} == {key for (_, _), (key, v) in before.items() if "S1" in v}
    voices = {o.document: {p.voice for p in library if p.document == o.document} for o in library}
    assert voices["koe/maaliskuu.docx"].isdisjoint(voices["koe/asiakas.docx"])
    assert len({o.key for o in library}) == len(library)


def test_a_copy_is_a_source_of_its_own_and_is_told(root: Path) -> None:
    study = root / "research_plans" / "koe"
    path = unnamed(study, "asiakas.docx", UNNAMED)
    turn(root, "2026-11-21")
    before = said(root)
    shutil.copy(path, study / "kopio.docx")
    unnamed(study, "asiakas.docx", [*UNNAMED, ("Vielä?", "Laskun pitäisi tulla sähköisenä.")])
    captured, _ = turn(root, "2026-11-22")
    assert captured.counts["renamed"] == 0
    after = said(root)
    assert all(after[key].document == o.document for key, o in before.items())
    shutil.copy(study / "kopio.docx", study / "toinen kopio.docx")
    turn(root, "2026-11-23")
    assert ("copy", "koe/toinen kopio.docx") in codes(root)
    copied = [o for o in said(root).values() if o.document == "koe/toinen kopio.docx"]
    assert copied
    assert all(said(root)[o.twin_of].document == "koe/kopio.docx" for o in copied)


def test_a_document_that_comes_back_gets_its_old_keys_back_and_so_does_a_row(root: Path) -> None:
    study = root / "research_plans" / "koe"
    path = unnamed(study, "asiakas.docx", UNNAMED)
    turn(root, "2026-11-21")
    before, content = by_words(root), path.read_bytes()
    path.unlink()
    captured, _ = turn(root, "2026-11-22")
    assert captured.counts["withdrawn"] == 1
    assert {o.key for o in said(root, as_of=1).values()} >= {key for key, _ in before.values()}
    unnamed(study, "toinen.docx", [("Kuka teitä auttaa?", "Kyllä.")])
    turn(root, "2026-11-23")
    assert {o.key for o in said(root).values() if o.document == "koe/toinen.docx"}.isdisjoint(key for key, _ in before.values())
    (study / "palannut.docx").write_bytes(content)
    turn(root, "2026-11-24")
    after = by_words(root)
    assert {words: after[words] for words in before if "Kyllä" not in words[0]} == {w: k for w, k in before.items() if "Kyllä" not in w[0]}
    unnamed(study, "palannut.docx", UNNAMED[1:])
    turn(root, "2026-11-25")
    unnamed(study, "palannut.docx", [("Miten nyt?", "Aivan muuta kuin ennen, nyt kaikki sujuu."), *UNNAMED])
    turn(root, "2026-11-26")
    assert by_words(root)[UNNAMED[0][1], UNNAMED[0][0]] == before[UNNAMED[0][1], UNNAMED[0][0]]


def test_the_same_words_in_other_bytes_write_nothing(root: Path) -> None:
    study = root / "research_plans" / "koe"
    turn(root, "2026-11-21")
    ledger = Workspace(root).ledger()
    with ledger.reading() as reader:
        before = reader.state("document", "observation", "issue")
    for code in ("P1", "P2", "P3"):
        zipped_anew(study / f"{code}.docx")
    captured, collated = turn(root, "2026-11-28")
    assert (captured.counts["read"], collated.skipped) == (3, True)
    with ledger.reading() as reader:
        assert reader.state("document", "observation", "issue") == before
        assert len(reader.cycles()) == 1
    ledger.close()


def test_what_cannot_be_seen_now_stands_and_what_was_taken_away_does_not(root: Path, unprivileged: None) -> None:
    study = root / "research_plans" / "koe"
    plan = study / "plan.yaml"
    plan.write_text(plan.read_text() + 'sources: [{path: "**/*.docx"}]\n')
    unnamed(study, "syksy/asiakas.docx", UNNAMED)
    turn(root, "2026-11-21")
    before = said(root)
    (study / "syksy").chmod(0)
    (study / "P2.docx").chmod(0)
    (study / "P3.docx").unlink()
    turn(root, "2026-11-22")
    assert said(root) == {key: o for key, o in before.items() if o.document != "koe/P3.docx"}
    assert {("no-permission", "koe/syksy"), ("no-permission", "koe/P2.docx")} <= codes(root)
    (study / "syksy").chmod(0o755)
    shutil.rmtree(study / "syksy")
    turn(root, "2026-11-23")
    assert {o.document for o in said(root).values()} == {"koe/P1.docx", "koe/P2.docx"}
    (study / "P2.docx").chmod(0o644)
    turn(root, "2026-11-24")
    assert {o.document for o in said(root).values()} == {"koe/P1.docx", "koe/P2.docx"}
    assert not any(code == "no-permission" for code, _ in codes(root))


def test_documents_of_a_source_that_is_not_installed_just_now_stand(root: Path) -> None:
    plan = root / "research_plans" / "koe" / "plan.yaml"
    written = plan.read_text()
    plan.write_text(written + 'sources: [{path: "P*.docx", kind: docx}]\n')
    turn(root, "2026-11-21")
    before = said(root)
    plan.write_text(written + 'sources: [{path: "P*.docx", kind: dokx}]\n')
    captured, _ = turn(root, "2026-11-22")
    assert captured.counts["withdrawn"] == 0
    assert said(root) == before
    assert ("unknown-source", "koe/plan.yaml") in codes(root)


def test_what_a_source_withholds_hides_its_own_entry_or_the_files_beneath_a_place() -> None:
    drive = Place(Path(), "koe", SourceEntry(kind="gdrive", path="folder"))
    known = {"drive:1": entry_of(drive), "koe/a.docx": "files", "koe/syksy/b.docx": "files", "koe/syksy2/c.docx": "files"}
    cut = Trouble("quota", "folder", "It could not be listed to its end.", withheld=True)
    assert held(known, {"koe/a.docx"}, [veil(cut, drive, filed=False)]) == {"drive:1"}
    files = Place(Path(), "koe", SourceEntry())
    shut = Trouble("no-permission", "koe/syksy", "It cannot be opened.", withheld=True)
    assert held(known, {"koe/a.docx"}, [veil(shut, files, filed=True)]) == {"koe/syksy/b.docx"}
    assert held(known, {"koe/a.docx"}, []) == set()


@pytest.mark.prefect
@pytest.mark.parametrize("runner", ["threads", "processes", "dask"])
def test_every_task_runner_leaves_the_same_library(little: Path, uoma: Any, tmp_path: Path, runner: str) -> None:
    if runner == "dask":
        pytest.importorskip("prefect_dask", reason="pip install prefect-dask")
    shutil.copytree(little, tmp_path / "plain")
    for place, engine in ((little, "prefect"), (tmp_path / "plain", "plain")):
        for command in ("capture", "collate"):
            done = uoma(command, "--workspace", place, "--today", "2026-11-21", engine=engine, UOMA_RUNNER=runner, UOMA_BATCH="1")
            assert done.returncode == 0, done.stderr
    assert records(little) == records(tmp_path / "plain")


def records(root: Path) -> list[Any]:
    with closing(sqlite3.connect(root / ".uoma" / "ledger.db")) as connection:
        return connection.execute("select kind, key, since, until, digest, body from records order by kind, key, since").fetchall()


@pytest.mark.parametrize("how", ["emptied", "link", "no plan"])
def test_a_study_that_nobody_can_see_into_stands_until_its_folder_is_removed(root: Path, how: str) -> None:
    study = root / "research_plans" / "koe"
    turn(root, "2026-11-21")
    before = said(root)
    study.rename(root / "aside")
    if how == "emptied":
        study.mkdir()
    elif how == "link":
        study.symlink_to(root / "nowhere")
    else:
        shutil.copytree(root / "aside", study)
        (study / "plan.yaml").unlink()
    captured, _ = turn(root, "2026-11-22")
    assert captured.counts["withdrawn"] == 0
    assert said(root) == before
    assert any(where.startswith("koe/") and code in ("study-unseen", "no-plan") for code, where in codes(root))
    study.unlink() if how == "link" else shutil.rmtree(study)
    captured, _ = turn(root, "2026-11-23")
    assert captured.counts["withdrawn"] == 3
    assert said(root) == {}
    (root / "aside").rename(study)
    turn(root, "2026-11-24")
    assert said(root).keys() == before.keys()


def test_a_revision_that_cannot_be_read_says_which_one_is_shown_and_since_when(root: Path) -> None:
    path = root / "research_plans" / "koe" / "P2.docx"
    turn(root, "2026-11-14")
    good = path.read_bytes()
    for day, length in (("2026-11-21", 900), ("2026-11-28", 700)):
        path.write_bytes(good[:length])
        turn(root, day)
    (quarantined,) = standing(root, "quarantined", Quarantined).values()
    assert quarantined.kept
    assert quarantined.issue.what.endswith("The revision of 2026-11-14 is shown.")
    assert told(root)["koe/P2.docx"] == (quarantined.issue, "2026-11-21")
    path.write_bytes(good)
    turn(root, "2026-12-05")
    assert standing(root, "quarantined", Quarantined) == {}
    assert "koe/P2.docx" not in told(root)


def test_a_register_keeps_the_good_values_of_a_row_with_a_bad_cell_and_its_rows_when_its_file_is_gone(root: Path) -> None:
    register = root / "research_plans" / "registers" / "decisions.csv"
    turn(root, "2026-11-21")
    before = standing(root, "register.decisions", Decision)
    register.write_text(register.read_text().replace("20.1.2027", "tammikuussa").replace(";2;", ";5;"))
    turn(root, "2026-11-22")
    assert standing(root, "register.decisions", Decision) == before
    assert ("bad-cell", "registers/decisions.csv decisions!C2") in codes(root)
    kept = register.read_text()
    register.unlink()
    turn(root, "2026-11-23")
    assert standing(root, "register.decisions", Decision) == before
    assert ("register-gone", "registers/decisions") in codes(root)
    register.write_text(kept.splitlines()[0] + "\n")
    turn(root, "2026-11-24")
    assert standing(root, "register.decisions", Decision) == {}


def workbook(path: Path, header: list[str], rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (header, *rows):
        sheet.append(row)
    book.save(path)


def test_a_sheet_sorted_renumbered_and_with_columns_moved_and_renamed_keeps_all_keys(root: Path) -> None:
    path = root / "research_plans" / "koe" / "kysely.xlsx"
    rows: list[list[Any]] = [
        [f"v{n}", f"Lasku tuli myöhässä jo {n}. kerran peräkkäin", f"Toivoisin apua asiaan {n % 25}"] for n in range(40)
    ]
    workbook(path, ["Vastaustunnus", "Mikä meni pieleen?", "Mitä toivot?"], rows)
    turn(root, "2026-11-21")
    before = {(o.row, o.text): (o.key, o.voice) for o in said(root).values() if o.row}
    assert len(before) == 80
    turned = [[toive, pieleen, nro] for nro, pieleen, toive in reversed(rows)]
    turned[3][0] = "Sittenkin aivan toinen vastaus kuin ennen oli"
    workbook(path, ["Mitä toivoisit meiltä?", "Mikä meni pieleen?", "Id"], turned)
    turn(root, "2026-11-22")
    after = {(o.row, o.text): (o.key, o.voice) for o in said(root).values() if o.row}
    assert {key for key, _ in after.values()} == {key for key, _ in before.values()}
    assert all(after[words] == before[words] for words in before.keys() & after.keys())
    assert len(before.keys() & after.keys()) == 79


@pytest.mark.skipif(os.name != "posix", reason="needs folders without permission")
def test_a_cycle_that_is_run_again_in_the_midst_of_a_rename_ends_the_same(root: Path) -> None:
    study = root / "research_plans" / "koe"
    turn(root, "2026-11-21")
    before = by_words(root)
    (study / "P1.docx").rename(study / "P1 uusi.docx")
    capture(str(root), "2026-11-22", "")
    (study / "P1 uusi.docx").rename(study / "P1 uusin.docx")
    capture(str(root), "2026-11-22", "")
    turn(root, "2026-11-22")
    assert by_words(root) == before
    assert standing(root, "document", Document)["koe/P1 uusin.docx"].root == "koe/P1.docx"
