"""The board through the whole river: what people write on it is heeded, kept, shown and never lost, whatever they do to the workbook."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import openpyxl
import pytest
from googled.server import Googled
from workspaces import make_little

from flows.verbs.capture import capture
from flows.verbs.collate import collate
from flows.verbs.prioritise import prioritise
from flows.verbs.publish import publish
from flows.verbs.synthesise import synthesise

DAY = "2026-11-21"
FOUND = "found-sahkoauto-latauspaikka"
EVERYONE = "consent: {covers: everyone, scope: quotes}\n"
CHARGING = (
    "Sähköauton latauspaikka puuttuu pihasta kokonaan.",
    "Haluaisin latauspaikan sähköautolle omaan ruutuun.",
    "Sähköauto jää lataamatta, kun latauspaikka on varattu.",
    "Latauspaikka sähköautolle on aina rikki.",
    "Milloin sähköauton latauspaikat tulevat meille?",
    "Sähköauton latauspaikka maksaa liikaa kuussa.",
    "Naapurin sähköauto vie ainoan latauspaikan.",
    "Latauspaikkoja sähköautoille tarvitaan lisää.",
    "Sähköautolle ei löydy latauspaikkaa talvella.",
    "Latauspaikka on kaukana, ja sähköauto jää kadulle.",
)
TALK = (
    ("Ääni 1", "Puhutaan laskuista."),
    ("Ääni 2", "Ne tulevat myöhässä joka kuussa."),
    ("Ääni 1", "Jatketaan siitä."),
    ("Ääni 3", "Viikon verran aina."),
)


class Book:
    """The workbook as a person edits it: cells by tab, key and column, wherever they lie."""

    def __init__(self, root: Path) -> None:
        self.path = root / "research_plans" / "board.xlsx"
        self.book = openpyxl.load_workbook(self.path)

    def tab(self, tab: str) -> Any:
        return next(sheet for sheet in self.book if any(f"uoma:{tab}:" in str(cell.value) for row in sheet["A1:E3"] for cell in row))

    def column(self, tab: str, id_: str) -> int:
        sheet = self.tab(tab)
        top = next(row for row in sheet.iter_rows(max_row=3) if any(str(cell.value).startswith("uoma:") for cell in row))
        return int(next(cell.column for cell in top if cell.value in (id_, f"uoma:{tab}:{id_}")))

    def keys(self, tab: str) -> list[str]:
        at = self.column(tab, "key")
        told = [str(row[at - 1].value or "") for row in self.tab(tab).iter_rows()]
        return [key for key in told if key and not key.startswith("uoma:") and key not in ("Rivin avain", "Row key")]

    def row(self, tab: str, key: str) -> int:
        at = self.column(tab, "key")
        return int(next(row[0].row for row in self.tab(tab).iter_rows() if row[at - 1].value == key))

    def get(self, tab: str, key: str, column: str) -> Any:
        return self.tab(tab).cell(self.row(tab, key), self.column(tab, column)).value

    def put(self, tab: str, key: str, **cells: Any) -> Book:
        for column, value in cells.items():
            self.tab(tab).cell(self.row(tab, key), self.column(tab, column)).value = value
        return self

    def save(self) -> None:
        self.book.save(self.path)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, uoma: Any) -> Path:
    """The little workspace with ten drivers who ask for a place to charge, and a talk of which nobody can tell who asks; after one cycle."""
    root = make_little(tmp_path_factory.mktemp("board") / "first")
    survey, talk = root / "research_plans" / "kysely", root / "research_plans" / "auki"
    survey.mkdir()
    talk.mkdir()
    (survey / "plan.yaml").write_text(f"title: Kysely\nmethod: survey\n{EVERYONE}", encoding="utf-8")
    answers(root, CHARGING)
    (talk / "plan.yaml").write_text(f"title: Avoin\n{EVERYONE}", encoding="utf-8")
    write_talk(root, TALK)
    cycle(uoma, root)
    return root


@pytest.fixture
def asked(first: Path, tmp_path: Path) -> Path:
    """A copy of it to write on."""
    return Path(shutil.copytree(first, tmp_path / "asked", symlinks=True))


def answers(root: Path, texts: tuple[str, ...]) -> None:
    rows = "".join(f"V{n};{n}.10.2026;{text}\n" for n, text in enumerate(texts, start=1))
    (root / "research_plans" / "kysely" / "vastaukset.csv").write_text(f"Vastaaja;Aika;Avoin vastaus\n{rows}", encoding="utf-8")


def write_talk(root: Path, turns: tuple[tuple[str, str], ...]) -> None:
    written = docx.Document()
    for who, words in turns:
        written.add_paragraph(f"{who}: {words}")
    written.save(str(root / "research_plans" / "auki" / "aani.docx"))


def cycle(uoma: Any, root: Path, day: str = DAY, **more: str) -> str:
    done = uoma("cycle", "--workspace", root, "--today", day, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def exported(uoma: Any, root: Path, kind: str) -> dict[str, dict[str, Any]]:
    done = uoma("export", kind, "--workspace", root)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row.get("key") or row["id"]: row for row in rows}


def kept(root: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Answers that stand in the ledger, by tab and key."""
    query = "select kind, key, body from records where kind like 'answer.%' and until is null"
    with sqlite3.connect(root / ".uoma" / "ledger.db") as connection:
        return {(kind.removeprefix("answer."), key): json.loads(body) for kind, key, body in connection.execute(query)}


def page(root: Path, path: str) -> str:
    """What a reader reads of a page."""
    told = (root / "site" / "public" / path).read_text(encoding="utf-8")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told)))


def board(root: Path) -> Path:
    return root / "research_plans" / "board.xlsx"


def test_what_people_answer_is_heeded_by_the_next_cycle_and_told_on_the_pages(asked: Path, uoma: Any) -> None:
    book = Book(asked)
    book.put("themes", FOUND, verdict="hyväksy teemaksi", name_fi="Sähköauton lataus", name_en="EV charging", definition="Lataus kotona")
    book.put("insights", "c-001", statement_fi="Epäselvä erittely lykkää maksua", confirmed="korkea", confirmed_by="Tutkimus")
    book.put("insights", "c-001", so_what="Lasku uusiksi", note="Todettu kolmesti")
    wrong, right = book.keys("observations")[:2]
    book.put("observations", wrong, verdict="väärin", themes="Laskutus").put("observations", right, verdict="oikein").save()
    cycle(uoma, asked)
    observations, themes = exported(uoma, asked, "observations"), exported(uoma, asked, "themes")
    assert (observations[wrong]["themes"], observations[wrong]["reasons"]) == (["laskutus"], {"laskutus": "confirmed"})
    assert observations[right]["themes"] == [FOUND]
    assert (themes[FOUND]["standing"], themes[FOUND]["name"]) == ("accepted", {"fi": "Sähköauton lataus", "en": "EV charging"})
    insight = page(asked, "insights/c-001.html")
    for words in ("Epäselvä erittely lykkää maksua", "Lasku uusiksi", "Vahvistanut: Tutkimus", "Todettu kolmesti"):
        assert words in insight, words
    assert "Lataus kotona" in page(asked, f"themes/{FOUND}.html")
    book = Book(asked)
    assert book.get("themes", FOUND, "held") == "hyväksytty"
    assert book.get("observations", wrong, "given") == "Laskutus"
    assert kept(asked)["insights", "c-001"]["written"] == dict.fromkeys(
        ("statement_fi", "confirmed", "confirmed_by", "so_what", "note"), DAY
    )
    book.put("insights", "c-001", statement_fi=None, note="Todettu neljästi").put("themes", FOUND, verdict="hylkää").save()
    cycle(uoma, asked, "2026-11-28")
    after = kept(asked)["insights", "c-001"]
    assert after["written"] == {**dict.fromkeys(("confirmed", "confirmed_by", "so_what"), DAY), "note": "2026-11-28"}
    assert "Yrittäjä lykkää maksua" in page(asked, "insights/c-001.html")
    assert exported(uoma, asked, "themes")[FOUND]["standing"] == "rejected"
    assert FOUND not in exported(uoma, asked, "observations")[right]["themes"]


def test_a_place_that_people_give_stands_beside_the_computed_one_on_the_pages_and_in_the_terminal(asked: Path, uoma: Any) -> None:
    ranked = sorted((q for q in exported(uoma, asked, "questions").values() if q["listing"] == "ranked"), key=lambda q: int(q["rank"]))
    last, place = ranked[-1]["key"], len(ranked)
    Book(asked).put("questions", last, place=1, reason="Johtoryhmä odottaa").save()
    cycle(uoma, asked)
    moved = exported(uoma, asked, "questions")[last]
    assert (moved["rank"], moved["override"]) == (1, {"place": 1, "computed": place, "reason": "Johtoryhmä odottaa", "on": DAY})
    told = page(asked, f"questions/{last}.html")
    assert f"Ihmiset ovat antaneet sijan 1 (21.11.2026). Laskettu sija on {place}. Perustelu: Johtoryhmä odottaa" in told
    backlog = uoma("backlog", "--workspace", asked).stdout
    assert f"1 ({place})" in backlog
    assert "Johtoryhmä odottaa" in backlog
    assert Book(asked).get("questions", last, "rank") == place


def test_an_acceptance_and_an_overruling_teach_the_next_cycle(asked: Path, uoma: Any) -> None:
    answers(asked, (*CHARGING, "Laskun erittely ei aukea puhelimella."))
    cycle(uoma, asked)
    overruled = next(o["key"] for o in exported(uoma, asked, "observations").values() if "puhelimella" in o["text"])
    assert Book(asked).get("observations", overruled, "why") == "sanat: erittely, laskun"
    Book(asked).put("themes", FOUND, verdict="accept").put("observations", overruled, verdict="väärin").save()
    answers(asked, (*CHARGING, "Laskun erittely ei aukea puhelimella.", "Sähköauton latauspaikka on taas rikki."))
    cycle(uoma, asked)
    observations = exported(uoma, asked, "observations")
    new = next(o for o in observations.values() if "taas rikki" in o["text"])
    assert new["reasons"] == {FOUND: "like: latauspaikka, sähköauton"}, (
        "what people accepted is recognised in new words, and it says by which"
    )
    assert observations[overruled]["reasons"] == {}, "the words are as they were, and the machine does not guess again"
    Book(asked).put("observations", overruled, verdict=None).save()
    cycle(uoma, asked)
    assert exported(uoma, asked, "observations")[overruled]["themes"] == ["laskutus"], "who empties the cell takes the verdict back"


def test_without_change_no_byte_of_the_board_is_touched(asked: Path, uoma: Any) -> None:
    Book(asked).put("insights", "c-001", so_what="Lasku uusiksi").put(
        "documents", "auki/aani.docx", speakers="Ääni 1: staff; Ääni 2: P07"
    ).save()
    cycle(uoma, asked)
    before = board(asked).stat()
    for _ in range(2):
        assert cycle(uoma, asked).count("no change") == 5
    assert (board(asked).stat().st_mtime_ns, board(asked).stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    answered = kept(asked)
    cycle(uoma, asked, "2026-11-22")
    assert kept(asked) == answered, "a day goes by, and no answer is a day younger for it"
    assert Book(asked).get("insights", "c-001", "so_what") == "Lasku uusiksi"


def test_what_is_written_while_a_cycle_runs_is_read_by_the_next(asked: Path, uoma: Any) -> None:
    Book(asked).put("insights", "c-001", so_what="Lasku uusiksi").save()
    for verb in (capture, collate, synthesise, prioritise):
        verb(str(asked), DAY)
    Book(asked).put("insights", "c-001", reading="Kirjoitettu kesken kierroksen").save()
    publish(str(asked), DAY)
    assert Book(asked).get("insights", "c-001", "reading") == "Kirjoitettu kesken kierroksen"
    assert "reading" not in kept(asked)["insights", "c-001"]["written"]
    cycle(uoma, asked)
    assert kept(asked)["insights", "c-001"]["reading"] == "Kirjoitettu kesken kierroksen"
    assert "Kirjoitettu kesken kierroksen" in page(asked, "insights/c-001.html")
    assert cycle(uoma, asked).count("no change") == 5


KILLED = """
import os, signal, sys
import flows.verbs.publish as publish
from flows.cli import main

moment = sys.argv.pop(1)
lay_out = publish.lay_out

def killed(*arguments):
    if moment == "after":
        lay_out(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

publish.lay_out = killed
main()
"""


def test_killed_before_and_after_the_board_is_written_it_ends_as_if_undisturbed(asked: Path, uoma: Any, tmp_path: Path) -> None:
    Book(asked).put("insights", "c-001", so_what="Lasku uusiksi").put("themes", FOUND, verdict="accept").save()
    undisturbed = Path(shutil.copytree(asked, tmp_path / "undisturbed", symlinks=True))
    cycle(uoma, undisturbed)
    for moment in ("before", "after"):
        command = [sys.executable, "-c", KILLED, moment, "cycle", "--workspace", str(asked), "--today", DAY, "--engine", "plain"]
        killed = subprocess.run(command, capture_output=True, timeout=120, check=False)
        assert killed.returncode == -signal.SIGKILL, (moment, killed.stderr)
    cycle(uoma, asked)
    assert board(asked).read_bytes() == board(undisturbed).read_bytes()
    assert kept(asked) == kept(undisturbed)
    assert cycle(uoma, asked).count("no change") == 5


def test_a_board_that_is_deleted_comes_back_and_one_that_outlives_its_library_is_read(asked: Path, uoma: Any) -> None:
    book = Book(asked).put("insights", "c-001", so_what="Lasku uusiksi", note="=1+1").put("themes", FOUND, verdict="merge", into="Hinta")
    book.put("questions", book.keys("questions")[0], place=2, reason="Kiire", decide_by="1.3.2027", break_even="35 %").save()
    cycle(uoma, asked)
    answered = kept(asked)
    assert len(answered) == 3
    board(asked).unlink()
    assert "board-deleted" in {issue.code for issue in capture(str(asked), DAY).issues}
    cycle(uoma, asked)
    assert Book(asked).get("insights", "c-001", "so_what") == "Lasku uusiksi"
    assert "no longer there" not in cycle(uoma, asked), "once it is back it is told no more"
    assert kept(asked) == answered
    shutil.rmtree(asked / ".uoma")
    for _ in range(2):
        cycle(uoma, asked)
    assert kept(asked) == answered, "the board is what people have; a new library hears it in its second cycle"


def test_a_board_that_cannot_be_read_or_written_stops_nothing_and_takes_nothing_back(asked: Path, uoma: Any) -> None:
    Book(asked).put("insights", "c-001", so_what="Lasku uusiksi").save()
    cycle(uoma, asked)
    answered, good = kept(asked), board(asked).read_bytes()
    for content in (b"", good[:2000], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)):
        board(asked).write_bytes(content)
        done = cycle(uoma, asked)
        assert done.count("✗ board ") == 1, "one thing is wrong, and it is told once"
        assert board(asked).read_bytes() == content
        assert kept(asked) == answered
    board(asked).write_bytes(good)
    assert "✗ board" not in cycle(uoma, asked), "what is mended is told no more, though its bytes are the same as before"
    lock = asked / "research_plans" / "~$board.xlsx"
    lock.write_bytes(b"\x05Testi")
    Book(asked).put("insights", "c-001", note="Auki Excelissä").put("themes", FOUND, verdict="reject").save()
    written = board(asked).read_bytes()
    assert "open in Excel" in cycle(uoma, asked)
    assert kept(asked)["insights", "c-001"]["note"] == "Auki Excelissä"
    assert board(asked).read_bytes() == written
    lock.unlink()
    board(asked).write_bytes(good)
    assert "open in Excel" not in cycle(uoma, asked)
    assert kept(asked) == answered, "the board as it was before says again what it said"


def test_who_speaks_is_told_on_the_board_and_no_label_is_ever_kept(asked: Path, uoma: Any) -> None:
    def heard() -> set[tuple[str, str]]:
        found = exported(uoma, asked, "observations").values()
        return {(o["voice"], o["text"]) for o in found if o["document"] == "auki/aani.docx" and o["voice"]}

    Book(asked).put("documents", "auki/aani.docx", speakers="Sulevi: P07").save()
    assert "may be the name of a person" in cycle(uoma, asked)
    assert heard() == set()
    Book(asked).put("documents", "auki/aani.docx", speakers="Ääni 1: staff; Ääni 2: P07; Ääni 3: P08").save()
    cycle(uoma, asked)
    told = {("auki:P07", "Ne tulevat myöhässä joka kuussa."), ("auki:P08", "Viikon verran aina.")}
    assert heard() == told
    write_talk(asked, (*TALK, ("Ääni 1", "Mitä muuta?"), ("Ääni 2", "Perintäkulut suututtavat.")))
    cycle(uoma, asked, "2026-11-22")
    assert heard() == told | {("auki:P07", "Perintäkulut suututtavat.")}
    board(asked).unlink()
    cycle(uoma, asked, "2026-11-22")
    assert Book(asked).get("documents", "auki/aani.docx", "speakers") == "#1: staff; #2: P07; #3: P08"
    assert "its labels are kept nowhere but on the board" in cycle(uoma, asked, "2026-11-22")
    assert heard() == told | {("auki:P07", "Perintäkulut suututtavat.")}, "what was read with them stands"
    everything = b"".join(path.read_bytes() for path in asked.rglob("*") if path.is_file() and "research_plans" not in path.parts)
    assert b"Sulevi" not in everything
    with sqlite3.connect(asked / ".uoma" / "ledger.db") as connection:
        told_ever = connection.execute("select body from records where kind = 'answer.documents'").fetchall()
    assert told_ever
    assert all("Ääni" not in body for (body,) in told_ever)


def test_whatever_people_do_to_rows_columns_and_sheets_their_answers_stay(asked: Path, uoma: Any) -> None:
    book = Book(asked)
    questions = book.keys("questions")
    book.put("insights", "c-001", so_what="Lasku uusiksi").put("questions", questions[1], note="Tärkeä").save()
    cycle(uoma, asked)
    answered = kept(asked)
    book = Book(asked)
    insights, listed = book.tab("insights"), book.tab("questions")
    insights.title = "Oma nimi"
    insights.insert_rows(1)
    insights.insert_cols(3)
    insights.cell(3, 3).value = "Oma sarake"
    rows = [[cell.value for cell in row] for row in listed.iter_rows(min_row=3)]
    for place, row in enumerate(reversed(rows), start=3):
        for at, value in enumerate(row, start=1):
            listed.cell(place, at).value = value
    listed.delete_rows(book.row("questions", questions[1]))
    own = book.book.create_sheet("Omat laskelmat")
    own["A1"], own["A2"] = 2, "=A1*21"
    book.save()
    cycle(uoma, asked)
    assert kept(asked) == answered
    book = Book(asked)
    assert book.get("questions", questions[1], "note") == "Tärkeä"
    assert book.book["Omat laskelmat"]["A2"].value == "=A1*21"
    assert book.book["Oma nimi"].cell(3, 3).value == "Oma sarake"
    assert sorted(book.keys("questions")) == sorted(questions)
    cycle(uoma, asked)
    assert cycle(uoma, asked).count("no change") == 5


@pytest.mark.prefect
def test_every_engine_writes_the_same_board(asked: Path, uoma: Any, tmp_path: Path) -> None:
    Book(asked).put("insights", "c-001", so_what="Lasku uusiksi").put("themes", FOUND, verdict="reject").save()
    plain = Path(shutil.copytree(asked, tmp_path / "plain", symlinks=True))
    cycle(uoma, plain)
    cycle(uoma, asked, engine="prefect")
    assert board(asked).read_bytes() == board(plain).read_bytes()
    assert kept(asked) == kept(plain)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Googled]:
    with Googled() as server:
        monkeypatch.setenv("UOMA_GOOGLE_KEY", str(server.service_account(tmp_path / "key.json")))
        monkeypatch.setenv("UOMA_GOOGLE_API", server.url)
        monkeypatch.setenv("UOMA_GOOGLE_DEADLINE", "5")
        monkeypatch.setenv("UOMA_GOOGLE_READS", "6000")
        yield server


def cell_at_google(server: Googled, sheet: str, tab: str, key: str, column: str) -> str:
    """Where a cell lies, by its row's key and its column's id."""
    rows = server.sheets.values(sheet, tab)
    at = rows[0].index(column)
    number = next(n for n, row in enumerate(rows, start=1) if row and row[0] == key)
    letters = chr(65 + at) if at < 26 else f"A{chr(65 + at - 26)}"
    return f"{tab}!{letters}{number}"


def test_a_board_at_google_is_drawn_read_and_heeded_and_stands_while_google_is_away(asked: Path, uoma: Any, google: Googled) -> None:
    sheet = google.sheets.create("Taulu", {"Taulukko1": [["oma"]]}, locale="fi_FI")
    with (asked / "research_plans" / "organisation.yaml").open("a", encoding="utf-8") as organisation:
        organisation.write(f"board: https://docs.google.com/spreadsheets/d/{sheet}/edit\n")
    cycle(uoma, asked)

    def put(tab: str, key: str, column: str, value: Any) -> None:
        place = cell_at_google(google, sheet, tab, key, column)
        google.sheets.set(sheet, f"{place}:{place.partition('!')[2]}", [[value]])

    put("Oivallukset", "c-001", "so_what", "Lasku uusiksi")
    put("Teemaehdotukset", FOUND, "verdict", "hyväksy teemaksi")
    cycle(uoma, asked)
    assert kept(asked)["insights", "c-001"]["so_what"] == "Lasku uusiksi"
    assert "Lasku uusiksi" in page(asked, "insights/c-001.html")
    assert exported(uoma, asked, "themes")[FOUND]["standing"] == "accepted"
    google.calls.clear()
    assert cycle(uoma, asked).count("no change") == 5
    assert all(call.method == "GET" for call in google.calls)
    assert len(google.calls) <= 6
    answered = kept(asked)
    google.failures.always(503, on="/v4/spreadsheets")
    answers(asked, (*CHARGING, "Laskun erittely on aina väärin päin."))
    done = cycle(uoma, asked)
    assert done.count("✗ board ") == 1
    assert kept(asked) == answered
    assert any("väärin päin" in o["text"] for o in exported(uoma, asked, "observations").values())
    google.failures.clear()
    put("Oivallukset", "c-001", "note", "Takaisin linjoilla")
    assert "✗ board" not in cycle(uoma, asked)
    assert kept(asked)["insights", "c-001"]["note"] == "Takaisin linjoilla"


@pytest.mark.parametrize(("option", "scope"), [((), "spreadsheets.readonly"), (("--board",), "spreadsheets")])
def test_a_log_in_asks_for_the_right_to_write_only_where_a_board_needs_it(tmp_path: Path, option: tuple[str, ...], scope: str) -> None:
    secrets = {"client_id": "koe", "client_secret": "koe", "auth_uri": "https://127.0.0.1:9/auth", "token_uri": "https://127.0.0.1:9/token"}
    (tmp_path / "client.json").write_text(json.dumps({"installed": secrets}), encoding="utf-8")
    command = [sys.executable, "-u", "-m", "flows", "google", "login", "--client", str(tmp_path / "client.json"), "--no-browser", *option]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as asking:
        assert asking.stdout is not None
        told = asking.stdout.readline()
        asking.kill()
    asked_for = parse_qs(urlsplit(told[told.index("http") :].strip()).query)["scope"]
    assert [each.rpartition("/")[2] for each in asked_for[0].split()] == ["drive.readonly", scope]


def test_a_board_speaks_the_language_of_its_organisation(tmp_path: Path, uoma: Any) -> None:
    root = make_little(tmp_path / "english")
    organisation = root / "research_plans" / "organisation.yaml"
    organisation.write_text(organisation.read_text(encoding="utf-8").replace("languages: [fi]", "languages: [en]"), encoding="utf-8")
    cycle(uoma, root)
    assert Book(root).book.sheetnames[:3] == ["Read me", "Insights", "Questions"]
    Book(root).put("insights", "c-001", standing="emme enää usko tähän", confirmed="Low").save()
    cycle(uoma, root)
    assert Book(root).get("insights", "c-001", "held") == "retired"
    organisation.write_text(organisation.read_text(encoding="utf-8").replace("languages: [en]", "languages: [fi]"), encoding="utf-8")
    cycle(uoma, root)
    assert Book(root).get("insights", "c-001", "held") == "emme enää usko tähän"
    assert Book(root).get("insights", "c-001", "confirmed") == "Low", "people's cells stay as they wrote them"
    assert kept(root)["insights", "c-001"]["confirmed"] == "low"
