"""Forgetting and retention, run as a user runs them, and looked at with eyes of their own: every byte of every file, every row."""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from sqlalchemy import create_engine, text
from workspaces import write_interview

from flows.desk.erased import UNFINISHED
from flows.desk.theirs import Target, theirs
from flows.ledger import Ledger
from flows.model.answers import InsightAnswer
from flows.model.cycles import Cycle
from flows.model.observations import Observation
from flows.model.registers import Consent
from flows.observations.forgotten import person_mark
from flows.verbs.synthesise import withdrawn

TODAY = ("--today", "2026-11-21")
LATER = ("--today", "2026-11-28")
PAIR = ("Ensin luen viitteen ja vertaan sitä tilaukseen, sitten vasta kysyn kollegalta mitä tuo outo pienlaskutuslisä oikein on.",)
CHECKED = "Nyt olen alkanut tarkistaa laskusta jokaisen rivin erikseen, sillä kahdesti siinä oli käynti jota ei koskaan ollut."
OTHERS = "Meillä toinen maksaa kaikki laskut heti kun ne tulevat eikä kukaan katso mitä niissä lukee ennen kuin on myöhäistä."


def words_of(told: str) -> list[str]:
    return re.findall(r"\w+", told.casefold())


def runs(texts: list[str], size: int = 12, least: int = 4) -> set[str]:
    """Every run of 12 words, and shorter texts of four words or more whole."""
    told = [words_of(each) for each in texts]
    return {" ".join(w[at : at + min(size, len(w))]) for w in told if len(w) >= least for at in range(max(1, len(w) - size + 1))}


def readings(path: Path) -> Iterator[str]:
    """A file as bytes, as a page without its tags, and unpacked; of a workbook every part."""
    content = path.read_bytes()
    parts = [content, gzip.decompress(content)] if content.startswith(b"\x1f\x8b") else [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(path) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
    for each in parts:
        plain = each.decode("utf-8", "replace")
        plain = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), plain).replace("\\n", " ").replace('\\"', '"')
        yield from (plain, html.unescape(re.sub(r"<[^>]*>", " ", plain)))


def holds(path: Path, wanted: set[str]) -> bool:
    told = {" ".join(words_of(reading)) for reading in readings(path)}
    return any(run in each for each in told for run in wanted)


def kept(root: Path) -> list[Path]:
    public = (root / "site" / "public").resolve()
    boards = [path for path in (root / "research_plans").iterdir() if path.name.startswith(("board", ".board"))]
    return [*(path for folder in (root / ".uoma", public) for path in sorted(folder.rglob("*")) if path.is_file()), *sorted(boards)]


def traces(root: Path, wanted: set[str], ledger: str = "") -> set[str]:
    """Where any of the runs still stands: files, and tables of the ledger."""
    found = set()
    for path in kept(root):
        if holds(path, wanted):
            found.add(path.name)
    for row in rows(root, ledger):
        told = " ".join(
            words_of(
                json.dumps([str(cell) for cell in row], ensure_ascii=False).replace("\\n", " ").replace('\\\\"', " ").replace("\\", " ")
            )
        )
        if any(run in told for run in wanted):
            found.add(f"row {row[0]}")
    return found


def rows(root: Path, ledger: str = "") -> list[tuple[Any, ...]]:
    engine = create_engine(ledger or f"sqlite:///{root / '.uoma' / 'ledger.db'}")
    with engine.connect() as connection:
        found = [tuple(row) for table in ("records", "memos", "kept") for row in connection.execute(text(f"select * from {table}"))]
    engine.dispose()
    return sorted(found, key=str)


def written_of(root: Path, quote: str, **cells: str) -> None:
    """Write in the row of a quote on the board."""
    path = root / "research_plans" / "board.xlsx"
    book = openpyxl.load_workbook(path)
    (sheet,) = [sheet for sheet in book.worksheets if {"quote", "verdict"} <= {cell.value for cell in sheet[1]}]
    at = {cell.value: place for place, cell in enumerate(sheet[1], 1)}
    (row,) = [row for row in range(3, sheet.max_row + 1) if sheet.cell(row, at["quote"]).value == quote]
    for name, value in cells.items():
        sheet.cell(row, at[name]).value = value
    book.save(path)


def said_in(path: Path, code: str) -> list[str]:
    return [p.text.split(":", 1)[1].strip() for p in docx.Document(str(path)).paragraphs if p.text.startswith(f"{code}:")]


def add(path: Path, *lines: str) -> None:
    document = docx.Document(str(path))
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def exported(uoma: Any, root: Path, kind: str, **environment: str) -> list[dict[str, Any]]:
    done = uoma("export", kind, "--workspace", root, **environment)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def page(root: Path, name: str) -> str:
    content = (root / "site" / "public" / name).read_text("utf-8")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", content)))


def cycle(uoma: Any, root: Path, *more: str, engine: str = "plain", **environment: str) -> subprocess.CompletedProcess[str]:
    done: subprocess.CompletedProcess[str] = uoma("cycle", "--workspace", root, *(more or TODAY), engine=engine, **environment)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def pair(little: Path) -> Path:
    """The little workspace with a file in which two people speak."""
    document = docx.Document()
    for line in (
        "Päivämäärä: 13.10.2026",
        "Haastattelu 1",
        "Osallistuja: P2",
        "Haastattelija: Miten käsittelette laskun?",
        f"P2: {PAIR[0]}",
        "Haastattelija: Mitä muuta siitä jäi sinulle mieleen?",
        "P2: Joskus vain maksan pois ja unohdan koko jutun.",
        "Haastattelu 2",
        "Osallistuja: P4",
        "Haastattelija: Miten käsittelette laskun?",
        f"P4: {OTHERS}",
    ):
        document.add_paragraph(line)
    document.save(str(little / "research_plans" / "koe" / "pari.docx"))
    return little


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_of_a_person_nothing_is_left_in_any_version_release_or_byte(
    pair: Path, uoma: Any, kind: str, request: pytest.FixtureRequest
) -> None:
    ledger = request.getfixturevalue("postgres") if kind == "postgres" else ""
    environment = {"UOMA_LEDGER": ledger} if ledger else {}
    study = pair / "research_plans" / "koe"
    cycle(uoma, pair, "--today", "2026-11-07", engine="prefect" if kind == "sqlite" else "plain", **environment)
    first = [*said_in(study / "P2.docx", "P2"), *said_in(study / "pari.docx", "P2")]
    add(study / "P2.docx", f"P2: {CHECKED}")
    cycle(uoma, pair, "--today", "2026-11-14", **environment)
    written_of(pair, CHECKED, verdict="oikein", note="Katsottu yhdessä.")
    document = docx.Document(str(study / "P2.docx"))
    document.paragraphs[
        4
    ].text = "P2: Maksan saman tien, vaikka rivit olisivat mitä sattuu eikä summa täsmäisi mihinkään tilaukseen koko vuonna. #c-001-"
    document.save(str(study / "P2.docx"))
    cycle(uoma, pair, **environment)
    wanted = runs(
        [re.sub(r"\s*#\S+", "", each) for each in (*first, *said_in(study / "P2.docx", "P2"), *said_in(study / "pari.docx", "P2"))]
    )
    board = pair / "research_plans" / "board.xlsx"
    shutil.copy(board, board.with_name("board.before-1234abcd.xlsx"))
    before = traces(pair, wanted, ledger)
    assert {"row document", "row observation", "c-001.html", "search_index.json", board.name, "board.before-1234abcd.xlsx"} <= before
    assert [json.loads(row[-1])["note"] for row in rows(pair, ledger) if row[0] == "answer.observations"] == ["Katsottu yhdessä."]
    assert ("ledger.db" in before) == (kind == "sqlite")
    others = {o["key"]: o["text"] for o in exported(uoma, pair, "observations", **environment) if o["voice"] != "koe:P2"}

    done = uoma("forget", "P2", "--yes", "--workspace", pair, *TODAY, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing of it is left" in done.stdout
    assert "pari.docx" in done.stdout
    assert "board.before-1234abcd.xlsx" in done.stdout
    assert traces(pair, wanted, ledger) == set()
    assert not [path for path in kept(pair) if holds(path, {"pienlaskutuslisä"})]
    assert not [row for row in rows(pair, ledger) if row[0] == "answer.observations"]
    assert [issue["code"] for issue in exported(uoma, pair, "issues", **environment) if issue["where"].startswith("board")] == ["board-row"]
    assert not (pair / ".uoma" / UNFINISHED).exists()
    assert {o["key"]: o["text"] for o in exported(uoma, pair, "observations", **environment)} == others
    assert OTHERS in page(pair, "studies/koe.html")
    assert not [row for row in rows(pair, ledger) if row[0] == "register.consents" and '"P2"' in row[-1]]
    erasures = [json.loads(row[-1]) for row in rows(pair, ledger) if row[0] == "erasure"]
    assert len(erasures) == 1
    assert erasures[0]["insights"] == ["c-001"]
    assert "P2" not in json.dumps(erasures)
    then = uoma("publish", "--as-of", "2026-11-07", "--into", pair / ".uoma" / "then", "--workspace", pair, **environment)
    assert then.returncode == 0, then.stderr
    assert traces(pair, wanted, ledger) == set()


def test_an_erasure_that_was_interrupted_goes_first_and_what_it_did_is_told_and_lasts(pair: Path, uoma: Any) -> None:
    cycle(uoma, pair, "--today", "2026-11-14")
    words: dict[str, list[int]] = {"starts": []}
    unfinished = {"erasures": [person_mark("koe", "P2")], "targets": [["koe", "P2"]], "words": words, "today": "2026-11-21", "files": []}
    (pair / ".uoma" / UNFINISHED).write_text(json.dumps({**unfinished, "material": False}), "utf-8")
    done = uoma("publish", "--workspace", pair, *TODAY)
    assert done.returncode == 1
    assert "uoma forget" in done.stderr
    assert uoma("forget", "P3", "--yes", "--workspace", pair, *TODAY).returncode == 1
    assert uoma("forget", "--workspace", pair).returncode == 0

    before = {o["key"]: o["voice"] for o in exported(uoma, pair, "observations")}
    assert set(before.values()) == {"koe:P1", "koe:P3", "koe:P4"}
    assert "Näyttöä peruttu 21.11.2026: yksi ääni." in page(pair, "insights/c-001.html")
    assert "Näyttöä peruttu" in page(pair, "changes.html")
    told = [issue for issue in exported(uoma, pair, "issues") if issue["code"] == "forgotten"]
    assert sorted(issue["where"] for issue in told) == ["koe/[…].docx", "koe/pari.docx"]
    assert "koe/P2.docx" not in page(pair, "health.html")

    organisation = pair / "research_plans" / "organisation.yaml"
    organisation.write_text(organisation.read_text("utf-8").replace("languages: [fi]", "languages: [en]"), "utf-8")
    study = pair / "research_plans" / "koe"
    add(study / "P2.docx", "P2: Lisään vielä tämän.")
    (study / "P2.docx").rename(study / "toinen nimi.docx")
    cycle(uoma, pair, *LATER)
    assert {o["key"]: o["voice"] for o in exported(uoma, pair, "observations")} == before
    assert "Evidence withdrawn on 21 Nov 2026: one voice." in page(pair, "insights/c-001.html")
    insight = next(i for i in exported(uoma, pair, "insights") if i["key"] == "c-001")
    assert insight["erased"] == [{"on": "2026-11-21", "voices": 1}]
    assert {e["direction"] for e in insight["evidence"]} == {"supports"}
    assert cycle(uoma, pair, *LATER).stdout.count("no change") == 5
    (study / "toinen nimi.docx").unlink()
    cycle(uoma, pair, *LATER)
    assert [issue["where"] for issue in exported(uoma, pair, "issues") if issue["code"] == "forgotten"] == ["koe/pari.docx"]


def test_with_material_files_and_rows_go_and_a_name_stays_hidden_while_others_mention_it(little: Path, uoma: Any) -> None:
    study, registers = little / "research_plans" / "koe", little / "research_plans" / "registers"
    (registers / "participants.csv").write_text("id;name;study\r\nP1;Testi Virtanen;koe\r\nP2;Malli Mäkinen;koe\r\n", "utf-8")
    add(study / "P3.docx", "P3: Mäkisen Malli sanoi samaa.")
    cycle(uoma, little)
    done = uoma("forget", "P2", "--yes", "--material", "--workspace", little, *TODAY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (study / "P2.docx").exists()
    assert (study / "P3.docx").exists()
    assert "P2" not in (registers / "consents.csv").read_text("utf-8")
    assert (registers / "consents.csv").read_text("utf-8").count("\n") == 4
    assert "koe/P3.docx" in done.stdout
    assert "Mäkinen" in (registers / "participants.csv").read_text("utf-8")
    assert b"kisen Malli" not in b"".join(path.read_bytes() for path in kept(little))
    document = docx.Document(str(study / "P3.docx"))
    document.paragraphs[-1].text = "P3: Kollega sanoi samaa."
    document.save(str(study / "P3.docx"))
    again = uoma("forget", "P2", "--yes", "--material", "--workspace", little, *TODAY)
    assert again.returncode == 0, again.stdout + again.stderr
    assert (registers / "participants.csv").read_bytes() == b"id;name;study\r\nP1;Testi Virtanen;koe\r\n"


def test_it_asks_first_and_a_code_of_two_studies_must_be_told_apart(little: Path, uoma: Any) -> None:
    plans = little / "research_plans"
    shutil.copytree(plans / "koe", plans / "uusi")
    (plans / "registers" / "consents.csv").write_text(
        "participant;study;scope;given\n" + "".join(f"P{n};{s};quotes;1.9.2026\n" for n in range(1, 5) for s in ("koe", "uusi")), "utf-8"
    )
    cycle(uoma, little)
    before = rows(little)
    unclear = uoma("forget", "P2", "--yes", "--workspace", little, *TODAY)
    assert unclear.returncode == 1
    assert "koe, uusi" in unclear.stderr
    assert "--everywhere" in unclear.stderr
    unasked = uoma("forget", "P2", "--study", "koe", "--workspace", little, *TODAY)
    assert unasked.returncode == 1
    assert rows(little) == before
    assert uoma("forget", "P9", "--yes", "--workspace", little, *TODAY).returncode == 1
    assert uoma("forget", "--workspace", little, *TODAY).returncode == 2
    assert uoma("forget", "P2", "--due", "--workspace", little, *TODAY).returncode == 2
    assert uoma("forget", "P2", "--study", "koe", "--yes", "--workspace", little, *TODAY).returncode == 0
    voices = {o["voice"] for o in exported(uoma, little, "observations")}
    assert "koe:P2" not in voices
    assert "uusi:P2" in voices
    assert uoma("forget", "P3", "--everywhere", "--yes", "--workspace", little, *TODAY).returncode == 0
    assert not [o for o in exported(uoma, little, "observations") if o["voice"].endswith(":P3")]


def test_until_nothing_holds_the_words_it_is_not_complete_and_readers_see_a_notice_meanwhile(little: Path, uoma: Any) -> None:
    cycle(uoma, little)
    wanted = runs(["Maksan heti, vaikka rivit olisivat mitä sattuu."])
    broken = little / "templates" / "pages" / "home.md.j2"
    broken.parent.mkdir(parents=True)
    broken.write_text("{% if %}", "utf-8")
    claims = little / "research_plans" / "registers" / "claims.csv"
    claims.write_text(claims.read_text("utf-8").replace("Pelko maksaa väärästä", "Maksan heti, vaikka rivit olisivat mitä sattuu"), "utf-8")
    done = uoma("forget", "P2", "--yes", "--workspace", little, *TODAY)
    assert done.returncode == 1
    assert "could not be made anew" in done.stderr
    assert "palaa pian" in page(little, "index.html")
    built = [path for path in kept(little) if path.suffix == ".html" and "pages" not in path.parts]
    assert [path.name for path in built] == ["index.html", "index.html"]

    broken.unlink()
    held = little / "research_plans" / "~$board.xlsx"
    held.touch()
    resumed = uoma("forget", "--workspace", little)
    assert resumed.returncode == 1
    assert "register.claims c-001" in resumed.stdout
    assert "The board could not be written" in resumed.stdout
    assert "nothing of it is left" not in resumed.stdout
    claims.write_text(claims.read_text("utf-8").replace("Maksan heti, vaikka rivit olisivat mitä sattuu", "Pelko"), "utf-8")
    still_open = uoma("forget", "--workspace", little)
    assert still_open.returncode == 1
    assert "register.claims c-001" not in still_open.stdout
    held.unlink()
    resumed = uoma("forget", "--workspace", little)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert "nothing of it is left" in resumed.stdout
    assert traces(little, wanted) == set()
    assert "Maksan heti" not in page(little, "insights/c-001.html")


def begun(root: Path) -> subprocess.Popen[bytes]:
    """A process of its own that forgets, from the moment at which it has written down what it is about to do."""
    command = [sys.executable, "-m", "flows", "forget", "P2", "--yes", "--material", "--workspace", str(root), *TODAY]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}, start_new_session=True)
    patience = time.monotonic() + 60
    while not (root / ".uoma" / UNFINISHED).exists() and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.01)
    return process


def lasting(root: Path) -> list[tuple[Any, ...]]:
    """Every row but the one that tells what the board looked like when it was read: it may have been written by then."""
    return [row for row in rows(root) if row[:2] != ("board", "read")]


def test_killed_anywhere_and_run_again_it_ends_in_the_same_state(little: Path, uoma: Any, tmp_path: Path) -> None:
    cycle(uoma, little, "--today", "2026-11-14")
    whole = tmp_path / "whole"
    shutil.copytree(little, whole, symlinks=True)
    process, since = begun(whole), time.monotonic()
    assert process.wait(120) == 0
    lasted = time.monotonic() - since
    wanted = runs(["Maksan heti, vaikka rivit olisivat mitä sattuu.", "Hinta nousi kevään aikana kahdesti eikä kukaan kertonut."])
    for share in (0, 0.4, 0.8):
        root = tmp_path / f"killed-{share}"
        shutil.copytree(little, root, symlinks=True)
        process = begun(root)
        time.sleep(lasted * share)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        code = () if (root / ".uoma" / UNFINISHED).exists() else ("P2", "--yes", "--material")
        again = uoma("forget", *code, "--workspace", root, *TODAY)
        assert again.returncode == 0, (share, again.stdout, again.stderr)
        assert lasting(root) == lasting(whole), share
        assert traces(root, wanted) == set()
        assert not (root / "research_plans" / "koe" / "P2.docx").exists()


def test_the_sample_forgets_a_participant(sample: Path, uoma: Any, tmp_path: Path) -> None:
    root = tmp_path / "sample"
    shutil.copytree(sample, root, symlinks=True)
    theirs = [o for o in exported(uoma, root, "observations") if o["voice"] == "laskutus-2026:P07"]
    others = " ".join(" ".join(words_of(o["text"])) for o in exported(uoma, root, "observations") if o["voice"] != "laskutus-2026:P07")
    wanted = {run for run in runs([o["text"] for o in theirs]) if run not in others}
    assert len(traces(root, wanted)) > 3
    done = uoma("forget", "P07", "--yes", "--workspace", root, "--today", "2026-11-21")
    assert done.returncode == 0, done.stdout + done.stderr
    assert traces(root, wanted) == set()


def test_after_the_last_day_words_are_shown_nowhere_and_the_purge_leaves_counts_and_beliefs(little: Path, uoma: Any) -> None:
    study = little / "research_plans" / "koe"
    plan = study / "plan.yaml"
    plan.write_text(plan.read_text("utf-8") + "keep_until: 2026-11-22\n", "utf-8")
    add(study / "P2.docx", f"P2: {CHECKED}")
    cycle(uoma, little)
    assert "Maksan heti" in page(little, "insights/c-001.html")
    said = [turn for code in ("P1", "P2", "P3") for turn in said_in(study / f"{code}.docx", code)]
    wanted = runs([*(re.sub(r"\s*#\S+|040 555 0123|Virtasen", "", each) for each in said), "Tätä ei enää lueta lainkaan mihinkään."])
    board, public = study.parent / "board.xlsx", little / "site" / "public"
    assert holds(board, wanted)
    before = next(i for i in exported(uoma, little, "insights") if i["key"] == "c-001")
    add(study / "P2.docx", "P2: Tätä ei enää lueta lainkaan mihinkään.")

    cycle(uoma, little, *LATER)
    assert not [p for p in (board, *public.resolve().rglob("*")) if p.is_file() and holds(p, wanted)]
    assert [i["severity"] for i in exported(uoma, little, "issues") if i["code"] == "retention-overdue"] == ["error"]
    assert all(not o["text"] and not o["question"] for o in exported(uoma, little, "observations"))
    after = next(i for i in exported(uoma, little, "insights") if i["key"] == "c-001")
    assert [e["observation"] for e in after["evidence"]] == [e["observation"] for e in before["evidence"]]
    then = little / "then"
    assert uoma("publish", "--as-of", "2026-11-21", "--into", then, "--workspace", little, *LATER).returncode == 0
    assert not [p for p in then.rglob("*") if p.is_file() and holds(p, wanted)]

    scored = ("voices", "belief", "confidence", "freshness", "evidence", "statement")
    counted = ("themes", "stance", "persona", "heard_on")
    insights = {i["key"]: {name: i[name] for name in scored} for i in exported(uoma, little, "insights")}
    observations = {o["key"]: {name: o[name] for name in counted} for o in exported(uoma, little, "observations")}
    assert "row observation" in traces(little, wanted)
    done = uoma("forget", "--due", "--yes", "--workspace", little, *LATER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert traces(little, wanted) == set()
    assert {i["key"]: {name: i[name] for name in scored} for i in exported(uoma, little, "insights")} == insights
    purged = exported(uoma, little, "observations")
    assert {o["key"]: {name: o[name] for name in counted} for o in purged} == observations
    assert {o["voice"] for o in purged} == {"koe:1", "koe:2", "koe:3"}
    assert {o["document"] for o in purged} == {"koe/1", "koe/2", "koe/3"}
    assert not [row for row in rows(little) if ".docx" in str(row)]
    assert "nothing" not in uoma("forget", "--due", "--yes", "--workspace", little, *LATER).stdout

    told = [issue for issue in exported(uoma, little, "issues") if issue["code"] == "retention-files"]
    assert len(told) == 1
    assert "3 of its files" in told[0]["what"]
    add(study / "P2.docx", "P2: Tätä ei enää lueta lainkaan mihinkään.")
    cycle(uoma, little, "--today", "2026-11-29")
    assert exported(uoma, little, "observations") == purged
    assert cycle(uoma, little, "--today", "2026-11-29").stdout.count("no change") == 5
    shutil.rmtree(study)
    cycle(uoma, little, "--today", "2026-11-30")
    assert exported(uoma, little, "observations") == purged
    assert "Koetutkimus" in page(little, "studies/koe.html")


def everything_that_leaves(uoma: Any, root: Path) -> str:
    """The site with its search index, the board, and every export."""
    public = (root / "site" / "public").resolve()
    files = [*sorted(public.rglob("*")), root / "research_plans" / "board.xlsx"]
    told = [reading for path in files if path.is_file() for reading in readings(path)]
    exports = [
        uoma("export", kind, "--workspace", root).stdout
        for kind in ("observations", "themes", "insights", "questions", "documents", "issues")
    ]
    return " ".join(words_of(" ".join((*told, *exports, uoma("status", "--workspace", root).stdout))))


FATES = {
    "no record": "",
    "withdrawn": "{};koe;quotes;1.9.2026;1.11.2026\n",
    "for analysis only": "{};koe;notes;1.9.2026;\n",
    "for later studies, given in another one": "{};toinen;later;1.9.2026;\n",
    "not given yet": "{};koe;quotes;1.1.2027;\n",
    "for later studies too": "{};koe;later;1.9.2026;\n",
}
SHOWN = "for later studies too"
THINGS = ("kuitit", "summat", "hinnat", "viitteet", "päivät", "sivut")


def test_words_without_consent_to_be_shown_are_on_no_page_in_no_index_in_no_export_and_not_on_the_board(little: Path, uoma: Any) -> None:
    consents = little / "research_plans" / "registers" / "consents.csv"
    people = {fate: f"P{number}" for number, fate in enumerate(FATES, 4)}
    phrases = {fate: f"odottaa vaikka {thing} olisivat selviä" for fate, thing in zip(FATES, THINGS, strict=True)}
    for fate, code in people.items():
        phrase = phrases[fate].replace("odottaa", "odottaa,")
        turns = (("Entä sitten?", f"Lasku saa {phrase} ja oikein. #c-001-"), ("Miksi?", f"Laskun käsittely saa {phrase}, koska kiire on."))
        write_interview(little / "research_plans" / "koe", code, turns)
    given = "participant;study;scope;given;withdrawn\n" + "".join(f"P{n};koe;quotes;1.9.2026;\n" for n in range(1, 4))
    consents.write_text(given + "".join(f"{code};koe;quotes;1.9.2026;\n" for code in people.values()), "utf-8")
    cycle(uoma, little, "--today", "2026-11-07")
    board = little / "research_plans" / "board.xlsx"
    shown, insight = everything_that_leaves(uoma, little), page(little, "studies/koe.html")
    for fate, phrase in phrases.items():
        assert phrase in shown, fate
        assert phrase.replace("odottaa", "odottaa,") in insight, fate
        assert holds(board, {phrase}), fate

    ledger = Ledger(f"sqlite:///{little / '.uoma' / 'ledger.db'}")
    with ledger.entry(Cycle(number=1, name="2026-11-07", today=date(2026, 11, 7)), "capture") as entry:
        entry.settle("answer.insights", [InsightAnswer(key="c-001", note="Kysykää Severi Mallikkaalta")])
    ledger.close()
    participants = consents.with_name("participants.csv")
    participants.write_text(participants.read_text("utf-8") + "P9;Severi Mallikas\n", "utf-8")
    consents.write_text(given + "".join(row.format(people[fate]) for fate, row in FATES.items()), "utf-8")
    cycle(uoma, little)
    notes = [json.loads(row[-1])["note"] for row in rows(little) if row[0] == "answer.insights" and row[3] is None]
    assert notes == ["Kysykää [P9]"], "a name that was entered into the register after somebody had written it on the board"
    then, shown = little / "then", everything_that_leaves(uoma, little)
    assert uoma("publish", "--as-of", "2026-11-07", "--into", then, "--workspace", little, *TODAY).returncode == 0
    as_of = uoma("export", "observations", "--as-of", "2026-11-07", "--workspace", little).stdout
    shown_then = {reading for path in then.rglob("*") if path.is_file() for reading in readings(path)} | {as_of}
    told_then = " ".join(" ".join(words_of(each)) for each in shown_then)
    inside = " ".join(words_of(uoma("export", "observations", "--for-analysis", "--workspace", little).stdout))
    analysed = {o["voice"] for o in exported(uoma, little, "observations")}
    for fate, phrase in phrases.items():
        assert (phrase in shown) == (fate == SHOWN), fate
        assert (phrase in told_then) == (fate == SHOWN), fate
        assert (phrase in inside) == (fate in (SHOWN, "for analysis only")), fate
        assert (f"koe:{people[fate]}" in analysed) == (fate in (SHOWN, "for analysis only")), fate


def test_a_copy_that_was_typed_anew_and_bears_nobodys_code_is_theirs(tmp_path: Path) -> None:
    told = "ensin luen viitteen ja vertaan sitä tilaukseen, sitten kysyn kollegalta mitä tuo outo lisä oikein on"
    slip = told.replace("kollegalta", "kolegalta")

    def said(key: str, text: str, voice: str, twin_of: str = "") -> Observation:
        return Observation(key=key, study="s", document=f"s/{key}", locator="1", text=text, voice=voice, twin_of=twin_of)

    heard = (said("o1", told, "s:P2"), said("o2", slip, "", "o1"), said("o3", slip, "s:P3", "o1"), said("o4", "aivan muuta", ""))
    earlier = (
        said("o5", "sama sanottiin jo ennen", ""),
        said("o6", "sama sanottiin jo enen", "s:P2", "o5"),
        said("o7", "sama jo", "", "o5"),
    )
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.entry(Cycle(number=1, name="a", today=date(2026, 11, 1)), "collate") as entry:
        entry.settle("observation", [*heard, *earlier])
        assert theirs(entry, Target("s", "P2")).observations == {"o1", "o2", "o5", "o6", "o7"}
        assert theirs(entry, Target("s", "P3")).observations == {"o3", "o2"}
    ledger.close()


def test_when_a_consent_is_taken_back_everything_is_learnt_anew_and_not_when_one_is_given(tmp_path: Path) -> None:
    def consent(code: str, withdrawn: date | None = None) -> Consent:
        return Consent(participant=code, study="s", scope="quotes", given=date(2026, 1, 1), withdrawn=withdrawn)

    told = []
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    day = date(2026, 11, 2)
    for number, rows_ in enumerate(
        (
            [consent("P1"), consent("P2")],
            [consent("P1"), consent("P2"), consent("P3")],
            [consent("P1", day), consent("P2")],
            [consent("P1", day)],
        ),
        1,
    ):
        with ledger.entry(Cycle(number=number, name=str(number), today=day), "capture") as entry:
            entry.settle("register.consents", rows_)
            told.append((withdrawn(entry, day), withdrawn(entry, date(2026, 11, 1))))
    ledger.close()
    first, more, taken, gone = told
    assert first == more
    assert taken[0] != more[0]
    assert gone[0] != taken[0]
    assert taken[1] != taken[0]


def test_everybody_interviewed_in_the_sample_has_agreed_or_is_told_of(sample: Path, uoma: Any) -> None:
    agreed = (sample / "research_plans" / "registers" / "consents.csv").read_text("utf-8-sig").splitlines()[1:]
    codes = {tuple(line.split(";")[1::-1]) for line in agreed}
    heard = {
        tuple(o["voice"].split(":", 1)) for o in exported(uoma, sample, "observations") if o["voice"] and re.search(r":P\d+$", o["voice"])
    }
    assert heard <= codes
    told = {issue["where"].split("/")[0] for issue in exported(uoma, sample, "issues") if issue["code"] == "no-consent"}
    assert told == {"kayttoonotto-2025"}
