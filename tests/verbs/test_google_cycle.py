"""A workspace whose material and registers lie at Google, run as a user runs it, against a server that speaks Google's wire format."""

from __future__ import annotations

import html
import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import docx
import pytest
from googled.server import ROBOT, Googled

from flows.errors import UomaError
from flows.model.issues import Report
from flows.model.picture import Picture
from flows.pages.health import Health
from flows.pages.issues import Lies
from flows.verbs.capture import capture
from flows.verbs.collate import collate
from flows.verbs.look import look
from flows.workspace import Workspace

TODAY = ("--today", "2026-11-21")
SURVEY = "title: {fi: Kysely, en: Survey}\nmethod: survey\nconsent: {covers: everyone, scope: quotes}\n"


def interview(code: str, *turns: tuple[str, str]) -> bytes:
    """An interview as Google exports it."""
    document = docx.Document()
    for line in (f"Osallistuja: {code}", "Päivämäärä: 12.10.2026", "Persona: Yrittäjä"):
        document.add_paragraph(line)
    for question, answer in turns:
        document.add_paragraph(f"Haastattelija: {question}")
        document.add_paragraph(f"{code}: {answer}")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


class Place:
    """A workspace with a folder and a spreadsheet at Google, and one interview in a file."""

    def __init__(self, root: Path, google: Googled, run: Callable[..., CompletedProcess[str]]) -> None:
        self.root, self.google, self._run = root, google, run
        self.key = google.service_account(root.parent / "key.json")
        self.folder = google.drive.folder("Haastattelut")
        self.inner = google.drive.folder("Syksy", self.folder)
        talk = [("Miten laskut menevät?", "Jätän laskun odottamaan, jos erittely ei vastaa tilausta.")]
        self.doc = google.drive.document(self.folder, "P7 haastattelu", interview("P7", *talk))
        self.word = google.drive.put(self.inner, "P8.docx", interview("P8", ("Entä hinta?", "Hinta nousi kevään aikana kahdesti.")))
        rows = [["Aikaleima", "Avoin vastaus"], [datetime(2026, 10, 5, 9, 30), "Laskun erittely on aina väärin päin."]]
        self.sheet = google.sheets.create("Kysely (vastaukset)", {"Vastaukset": rows}, locale="fi_FI", time_zone="Europe/Helsinki")
        people = [["id", "name"], ["P7", "Testi Virtanen"]]
        given = [["participant", "study", "scope", "given"], *[[f"P{n}", "koe", "quotes", datetime(2026, 9, 1)] for n in (1, 2, 3, 7, 8)]]
        self.people = google.sheets.create("Osallistujat", {"Osallistujat": people})
        self.consents = google.sheets.create("Suostumukset", {"Suostumukset": given})
        self._written()

    def _written(self) -> None:
        plans = self.root / "research_plans"
        with (plans / "koe" / "plan.yaml").open("a", encoding="utf-8") as plan:
            plan.write(f'sources:\n  - path: "*.docx"\n  - path: https://drive.google.com/drive/folders/{self.folder}?usp=sharing\n')
        (plans / "kysely").mkdir()
        link = f"https://docs.google.com/spreadsheets/d/{self.sheet}/edit#gid={self.google.sheets.books[self.sheet].tabs[0].id}"
        (plans / "kysely" / "plan.yaml").write_text(SURVEY + f"sources:\n  - path: {link}\n", encoding="utf-8")
        for name in ("participants", "consents"):
            (plans / "registers" / f"{name}.csv").unlink()
        with (plans / "organisation.yaml").open("a", encoding="utf-8") as organisation:
            organisation.write("registers:\n")
            organisation.write(f"  participants: https://docs.google.com/spreadsheets/d/{self.people}/edit\n")
            organisation.write(f"  consents: https://docs.google.com/spreadsheets/d/{self.consents}/edit\n")

    def uoma(self, *arguments: str | Path, **environment: str) -> CompletedProcess[str]:
        """The command, in a process of its own."""
        return self._run(*arguments, "--workspace", self.root, **{**os.environ, **environment})

    def turn(self) -> Report:
        """Capture and collate, within this process."""
        report = capture(str(self.root), TODAY[1])
        collate(str(self.root), TODAY[1])
        return report

    def drawn(self) -> Picture:
        picture = look(Workspace(self.root))
        assert picture is not None
        return picture

    def documents(self) -> set[str]:
        return set(self.drawn().document)

    def heard(self) -> dict[str, str]:
        """Observations' keys, by text."""
        return {observation.text: observation.key for observation in self.drawn().observations}

    def codes(self) -> set[str]:
        return {issue.code for issue, _ in self.drawn().issues if issue.severity == "error"}

    def records(self) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.root / ".uoma" / "ledger.db") as connection:
            return connection.execute("select kind, key, since, until, digest from records order by kind, key, since").fetchall()


@pytest.fixture
def place(little: Path, uoma: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with Googled() as google:
        made = Place(little, google, uoma)
        monkeypatch.setenv("UOMA_GOOGLE_KEY", str(made.key))
        monkeypatch.setenv("UOMA_GOOGLE_API", google.url)
        monkeypatch.setenv("UOMA_GOOGLE_DEADLINE", "30")
        monkeypatch.setenv("UOMA_GOOGLE_READS", "600")
        yield made


def test_what_a_google_document_lacks_is_told_in_its_study_and_by_its_name(place: Place) -> None:
    place.google.sheets.set(place.sheet, "Vastaukset!A1:B2", [["Nimike", "Avoin vastaus"], ["x", "Laskun erittely on aina väärin päin."]])
    place.turn()
    (lying,) = (
        each for each in Lies(place.drawn()).all() if each.source.startswith(f"drive:{place.sheet}") and each.issue.code == "no-date"
    )
    assert lying.study == "kysely"
    (page,) = Health().pages(place.drawn())
    assert page.facts["named"][lying.source] == "Kysely (vastaukset)"
    status = place.uoma("status").stdout
    assert "kysely/Kysely (vastaukset)" in status
    assert "kysely/Kysely (vastaukset)" in place.uoma("capture", *TODAY).stdout


ALL = 3 + 2 + 1
"""Documents in files, in the folder, and the survey."""


def test_a_cycle_reads_folder_sheet_and_registers_and_builds_the_site(place: Place) -> None:
    done = place.uoma("cycle", *TODAY)
    assert done.returncode == 0, done.stderr + done.stdout
    heard = place.heard()
    assert len(place.documents()) == ALL, done.stdout
    assert {f"drive:{place.doc}", f"drive:{place.word}"} <= place.documents()
    assert {"Laskun erittely on aina väärin päin.", "Hinta nousi kevään aikana kahdesti."} <= heard.keys()
    survey = next(one for one in place.drawn().observations if one.document.startswith(f"drive:{place.sheet}"))
    assert str(survey.heard_on) == "2026-10-05", "a serial number of the sheet is a day"
    site = (place.root / "site" / "public").resolve()
    files = [path for path in site.rglob("*.html") if "handbook" not in path.parts]
    pages = html.unescape("".join(path.read_text(encoding="utf-8") for path in files))
    assert "Hinta nousi" in pages
    assert "[P7]" in pages
    assert "Virta" not in pages, "the register of participants hides names, wherever it lies"
    assert all(call.method == "GET" for call in place.google.calls), "nothing at Google is ever written"
    before = place.records()
    place.google.calls.clear()
    again = place.uoma("cycle", *TODAY)
    assert "no change" in again.stdout
    assert place.records() == before
    assert place.google.calls.count("/drive/v3/files") == 2, "one question for each level of folders"
    assert place.google.calls.count("/export") == 0


@pytest.mark.prefect
def test_on_prefect_with_two_processes_the_library_is_the_same(place: Place, tmp_path: Path) -> None:
    done = place.uoma("capture", *TODAY, engine="prefect", UOMA_RUNNER="processes", UOMA_BATCH="2")
    assert done.returncode == 0, done.stderr
    spread = [record for record in place.records() if record[0] == "document"]
    (place.root / ".uoma" / "ledger.db").unlink()
    place.turn()
    assert spread == [record for record in place.records() if record[0] == "document"]


def test_a_document_that_was_opened_and_closed_changes_nothing_in_the_ledger(place: Place) -> None:
    place.turn()
    before = place.records()
    place.google.drive.touch(place.doc)
    place.turn()
    assert place.google.calls.count("/export") == 2, "it is read again, as its stamp has moved"
    assert place.records() == before


def test_a_document_keeps_its_observations_when_it_is_renamed_and_moved(place: Place) -> None:
    place.turn()
    before = place.heard()
    place.google.drive.update(place.word, name="Haastattelu 8.docx")
    place.google.drive.move(place.word, place.folder)
    place.turn()
    assert place.heard() == before
    assert len(place.documents()) == ALL


def test_a_form_that_fills_a_sheet_is_noticed_though_drive_does_not_say_so(place: Place) -> None:
    place.turn()
    answer = [datetime(2026, 11, 1, 8, 0), "Sain laskun kahteen kertaan."]
    place.google.sheets.append(place.sheet, "Vastaukset", answer, silently=True)
    place.turn()
    assert "Sain laskun kahteen kertaan." in place.heard()


def test_a_document_that_is_taken_away_is_withdrawn_and_comes_back(place: Place) -> None:
    place.turn()
    place.google.drive.trash(place.word)
    place.turn()
    assert f"drive:{place.word}" not in place.documents()
    assert len(place.documents()) == ALL - 1
    place.google.drive.restore(place.word)
    place.turn()
    assert len(place.documents()) == ALL


def test_a_listing_that_fails_loses_nothing_and_the_others_go_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.turn()
    heard = place.heard()
    place.google.failures.always(503, on="/drive/v3/files")
    place.google.sheets.append(place.sheet, "Vastaukset", [datetime(2026, 11, 1, 8, 0), "Uusi vastaus tuli."])
    monkeypatch.setenv("UOMA_GOOGLE_DEADLINE", "2")
    place.turn()
    assert heard.items() <= place.heard().items()
    assert "Uusi vastaus tuli." in place.heard()
    assert "google-down" in place.codes()
    place.google.failures.clear()
    place.turn()
    assert "google-down" not in place.codes()


def test_a_folder_of_which_half_cannot_be_listed_loses_nothing(place: Place) -> None:
    place.turn()
    before = place.documents()
    place.google.failures.vanish(place.inner)
    place.turn()
    assert place.documents() == before, "the inner folder was listed and then gone: nobody can tell yet"
    place.turn()
    assert place.documents() == before - {f"drive:{place.word}"}


def test_failures_that_pass_are_not_even_noticed(place: Place) -> None:
    place.google.failures.next(503, times=2, on="/drive/v3/files")
    place.google.failures.next(429, times=1, on="/v4/spreadsheets", retry_after=1)
    place.google.failures.drop("middle", times=1, on="/export")
    place.google.failures.drop("before", times=1, on="values:batchGet")
    place.google.failures.slow(0.5, times=2, on="alt=media")
    place.google.failures.malformed(times=1, on="?q=")
    place.turn()
    assert place.codes() == set()
    assert len(place.documents()) == ALL
    assert set(place.google.failures.met) == {"status", "drop", "slow", "malformed"}


def test_a_document_that_cannot_be_fetched_keeps_its_last_good_revision_and_is_asked_for_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.turn()
    heard = place.heard()
    place.google.drive.update(place.doc, interview("P7", ("Mitä nyt?", "Laskut menevät nyt hyvin.")))
    place.google.failures.always(503, on=f"/drive/v3/files/{place.doc}/export")
    monkeypatch.setenv("UOMA_GOOGLE_DEADLINE", "2")
    place.turn()
    assert place.heard() == heard
    told = next(issue for issue, _ in place.drawn().issues if issue.code == "google-down")
    assert f"https://drive.google.com/open?id={place.doc}" in told.hint, "a key alone leads nobody to the document"
    place.google.failures.clear()
    place.turn()
    assert "Laskut menevät nyt hyvin." in place.heard(), "without any change of the document"
    assert "google-down" not in place.codes()


def test_a_document_too_large_for_googles_export_is_named_and_the_rest_goes_on(place: Place) -> None:
    place.google.drive.document(place.folder, "P9", b"x" * (10 * 1024 * 1024 + 1))
    place.turn()
    assert "export-too-large" in place.codes()
    assert len(place.documents()) == ALL
    place.google.calls.clear()
    place.turn()
    assert place.google.calls.count("/export") == 0, "only an edit can mend it, so it is not asked for again"


def test_a_revoked_key_keeps_everything_and_never_shows_a_name(place: Place) -> None:
    place.turn()
    before = place.records()
    place.google.revoke()
    with pytest.raises(UomaError, match=r"names cannot be hidden.*does not accept this key") as stopped:
        place.turn()
    assert "Make a new key" in stopped.value.hint
    assert place.records() == before


def test_a_consents_register_that_cannot_be_read_stands_as_it_was(place: Place) -> None:
    place.turn()
    heard = place.heard()
    place.google.drive.files[place.consents].shared = {}
    report = place.turn()
    assert place.heard() == heard
    told = next(issue for issue in report.issues if issue.where == "registers/consents.gsheet")
    assert f"Share it with {ROBOT}" in told.hint


def test_check_asks_nobody_and_google_check_says_what_can_be_read(place: Place) -> None:
    done = place.uoma("check")
    assert done.returncode == 0, done.stderr
    assert len(place.google.calls) == place.google.calls.tokens == 0
    assert "4 links to Google" in done.stdout
    assert "bad-link" not in done.stdout
    looked = place.uoma("google", "check")
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert ROBOT in looked.stdout
    assert "2 documents" in looked.stdout
    place.google.drive.files[place.folder].shared = {}
    refused = place.uoma("google", "check")
    assert refused.returncode == 1
    assert f"Share it with {ROBOT} as a viewer" in refused.stdout


def test_a_link_that_leads_nowhere_is_told_by_check(place: Place) -> None:
    plan = place.root / "research_plans" / "kysely" / "plan.yaml"
    plan.write_text(SURVEY + "sources:\n  - path: https://docs.google.com/forms/d/1abcdefghijklmnop/edit\n", encoding="utf-8")
    told = [issue for issue in Workspace(place.root).plan(ask=False).issues if issue.code == "bad-link"]
    assert [issue.where for issue in told] == ["kysely/plan.yaml line 5, sources[0].path"]


def test_without_a_login_google_is_told_of_and_files_are_read(little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (little / "research_plans" / "koe" / "plan.yaml").open("a", encoding="utf-8") as plan:
        plan.write('sources: [{path: "*.docx"}, {path: "https://drive.google.com/drive/folders/1abcdefghijklmnop"}]\n')
    for name, value in {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "NO_GCE_CHECK": "true"}.items():
        monkeypatch.setenv(name, value)
    report = capture(str(little), TODAY[1])
    assert "no-login" in {issue.code for issue in report.issues}
    assert report.counts["documents"] == 3


def test_a_workspace_without_google_imports_nothing_of_it(little: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from flows.verbs.capture import capture; "
        f"capture({str(little)!r}, '2026-11-21'); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'google', 'gspread', 'google_auth_oauthlib'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"
