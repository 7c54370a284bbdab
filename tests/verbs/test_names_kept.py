"""A workspace whose files are called after people: nobody's name leaves the folder it lies in."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from flows.workspace import Workspace

TODAY = ("--today", "2026-11-21")
NAMES = ("Virtanen", "virtanen", "Virtasen", "Keksinen", "keksinen")


def renamed(root: Path) -> Path:
    """The little workspace with an interview called after its registered participant, one after a stranger, and a file nobody reads."""
    study = next(path.parent for path in sorted((root / "research_plans").glob("*/plan.yaml")))
    register = next((root / "research_plans" / "registers").glob("participants.*"))
    register.unlink()
    (register.parent / "participants.csv").write_text("koodi;nimi;lempinimi\nP1;Matti Virtanen;Masa\n", encoding="utf-8")
    (study / "Matti Virtanen.md").write_text(
        "Päivämäärä: 12.10.2026\nOsallistuja: P1\n\nH: Kuka auttoi?\n\nP1: Silloin Maija Keksinen auttoi, ja Severiina Olematon maksoi laskun.\n",
        encoding="utf-8",
    )
    (study / "maija_keksinen.md").write_text(
        "Päivämäärä: 13.10.2026\n\nH: Miten meni?\n\nP1: Hyvin meni, kiitos laskusta.\n", encoding="utf-8"
    )
    (study / "virtanen-matti.pdf").write_bytes(b"%PDF-1.4")
    return study


def test_people_in_names_of_files_are_nowhere_but_in_their_folder(little: Path, uoma: Any) -> None:
    study = renamed(little)
    done = uoma("cycle", "--workspace", little, *TODAY)
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr + uoma("status", "--workspace", little).stdout
    kept = b"".join(path.read_bytes() for path in little.rglob("*") if path.is_file() and "research_plans" not in path.parts)
    names = b"\n".join(path.relative_to(little).as_posix().encode() for path in little.rglob("*") if "research_plans" not in path.parts)
    for name in NAMES:
        assert name not in told, name
        assert name.encode() not in kept, name
        assert name.encode() not in names, name
    documents = [json.loads(line) for line in uoma("export", "documents", "--workspace", little).stdout.splitlines()]
    keys = {document["key"] for document in documents if document["source"] == "markdown"}
    assert f"{study.name}/[P1].md" in keys
    assert any(re.fullmatch(rf"{study.name}/\[V-\w{{5}}\]\.md", key) for key in keys)
    assert "[P1].md" in {document["name"] for document in documents}


def test_a_second_cycle_over_such_files_reads_nothing(little: Path, uoma: Any) -> None:
    renamed(little)
    uoma("cycle", "--workspace", little, *TODAY)
    again = uoma("cycle", "--workspace", little, *TODAY)
    assert again.returncode == 0, again.stderr
    assert again.stdout.count("no change") == 5


def test_the_command_shows_each_candidate_with_its_place_and_stores_nothing(little: Path, uoma: Any) -> None:
    study = renamed(little)
    before = sorted(little.rglob("*"))
    done = uoma("names", "--workspace", little)
    assert done.returncode == 0, done.stderr
    assert sorted(little.rglob("*")) == before
    assert f"{study.name}/[P1].md ¶" in done.stdout
    assert re.search(r"hidden .*»Maija Keksinen«", done.stdout)
    assert re.search(r"possible .*»Severiina( Olematon)?«", done.stdout), "where there are no colours, signs show which word is meant"
    assert "Virtanen" not in done.stdout
    assert uoma("names", "--workspace", little, "--study", "no-such").returncode == 1


def test_a_word_that_is_no_name_is_told_once_and_then_left(little: Path, uoma: Any) -> None:
    renamed(little)
    organisation = little / "research_plans" / "organisation.yaml"
    with organisation.open("a", encoding="utf-8") as file:
        file.write("privacy: {not_names: [Severiina, Maija, Keksinen]}\n")
    done = uoma("names", "--workspace", little)
    assert "Keksinen" not in done.stdout


def test_a_detector_that_is_not_installed_stops_the_run_before_anything_is_read(little: Path, uoma: Any) -> None:
    with (little / "research_plans" / "organisation.yaml").open("a", encoding="utf-8") as file:
        file.write("privacy: {detectors: [nobody]}\n")
    done = uoma("cycle", "--workspace", little, *TODAY)
    assert done.returncode == 1
    assert "no detectors plug-in is called 'nobody'" in done.stderr


def test_with_a_secret_customer_numbers_become_other_codes_and_consents_follow(little: Path, uoma: Any) -> None:
    study = little / "research_plans" / "kysely"
    study.mkdir()
    (study / "plan.yaml").write_text("title: Kysely\nconsent: {covers: everyone}\nbegun: 2026-01-01\n", encoding="utf-8")
    (study / "v.csv").write_text(
        "Asiakasnumero;Palaute\nA-1;Lasku oli epäselvä ja pitkä.\nA-2;Hinta nousi liikaa keväällä.\n", encoding="utf-8"
    )
    (little / "research_plans" / "registers" / "consents.csv").write_text(
        "tunnus;osallistuja;tutkimus;annettu;peruttu\nx;A-1;kysely;2026-01-01;2026-02-01\n", encoding="utf-8"
    )
    voices = []
    for secret in ("", "kissa"):
        shutil.rmtree(little / ".uoma", ignore_errors=True)
        done = uoma("cycle", "--workspace", little, *TODAY, UOMA_SECRET=secret)
        assert done.returncode == 0, done.stderr
        lines = uoma("export", "observations", "--workspace", little).stdout.splitlines()
        voices.append({row["voice"] for row in map(json.loads, lines) if row["document"].startswith("kysely/")})
    assert [len(voice) for voice in voices] == [1, 1]
    assert voices[0] != voices[1]


def test_the_workspace_of_the_repository_names_nobody_in_its_files(little: Path) -> None:
    from flows.desk.survey import survey

    jobs, _, _ = survey(Workspace(little), Workspace(little).plan())
    assert all(job.key == job.found.key for job in jobs)
