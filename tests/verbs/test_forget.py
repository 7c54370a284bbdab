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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import create_engine, text

from flows.desk.erased import UNFINISHED
from flows.observations.forgotten import person_mark

TODAY = ("--today", "2026-11-21")
LATER = ("--today", "2026-11-28")
PAIR = ("Ensin luen viitteen ja vertaan sitä tilaukseen, sitten vasta kysyn kollegalta mitä tuo outo pienlaskutuslisä oikein on.",)
OTHERS = "Meillä toinen maksaa kaikki laskut heti kun ne tulevat eikä kukaan katso mitä niissä lukee ennen kuin on myöhäistä."


def words_of(told: str) -> list[str]:
    return re.findall(r"\w+", told.casefold())


def runs(texts: list[str], size: int = 12, least: int = 4) -> set[str]:
    """Every run of 12 words, and shorter texts of four words or more whole."""
    told = [words_of(each) for each in texts]
    return {" ".join(w[at : at + min(size, len(w))]) for w in told if len(w) >= least for at in range(max(1, len(w) - size + 1))}


def readings(path: Path) -> Iterator[str]:
    """A file as bytes, as a page without its tags, and unpacked."""
    content = path.read_bytes()
    for each in [content, gzip.decompress(content)] if content.startswith(b"\x1f\x8b") else [content]:
        plain = each.decode("utf-8", "replace")
        plain = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), plain).replace("\\n", " ").replace('\\"', '"')
        yield from (plain, html.unescape(re.sub(r"<[^>]*>", " ", plain)))


def holds(path: Path, wanted: set[str]) -> bool:
    told = {" ".join(words_of(reading)) for reading in readings(path)}
    return any(run in each for each in told for run in wanted)


def kept(root: Path) -> list[Path]:
    public = (root / "site" / "public").resolve()
    return [path for folder in (root / ".uoma", public) for path in sorted(folder.rglob("*")) if path.is_file()]


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
        found = [tuple(row) for table in ("records", "memos") for row in connection.execute(text(f"select * from {table}"))]
    engine.dispose()
    return sorted(found, key=str)


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
    add(
        study / "P2.docx",
        "P2: Nyt olen alkanut tarkistaa jokaisen rivin erikseen, sillä kahdesti minulta on veloitettu käynti jota ei ollut.",
    )
    cycle(uoma, pair, "--today", "2026-11-14", **environment)
    document = docx.Document(str(study / "P2.docx"))
    document.paragraphs[
        4
    ].text = "P2: Maksan saman tien, vaikka rivit olisivat mitä sattuu eikä summa täsmäisi mihinkään tilaukseen koko vuonna. #c-001-"
    document.save(str(study / "P2.docx"))
    cycle(uoma, pair, **environment)
    wanted = runs(
        [re.sub(r"\s*#\S+", "", each) for each in (*first, *said_in(study / "P2.docx", "P2"), *said_in(study / "pari.docx", "P2"))]
    )
    before = traces(pair, wanted, ledger)
    assert {"row document", "row observation", "c-001.html", "search_index.json"} <= before
    assert ("ledger.db" in before) == (kind == "sqlite")
    others = {o["key"]: o["text"] for o in exported(uoma, pair, "observations", **environment) if o["voice"] != "koe:P2"}

    done = uoma("forget", "P2", "--yes", "--workspace", pair, *TODAY, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing of it is left" in done.stdout
    assert "pari.docx" in done.stdout
    assert traces(pair, wanted, ledger) == set()
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


def test_an_insight_that_lost_evidence_says_so_on_its_page_and_among_the_changes(little: Path, uoma: Any) -> None:
    cycle(uoma, little, "--today", "2026-11-14")
    assert uoma("forget", "P2", "--yes", "--workspace", little, *TODAY).returncode == 0
    assert "Näyttöä peruttu 21.11.2026: yksi ääni." in page(little, "insights/c-001.html")
    assert "Näyttöä peruttu" in page(little, "changes.html")
    organisation = little / "research_plans" / "organisation.yaml"
    organisation.write_text(organisation.read_text("utf-8").replace("languages: [fi, en]", "languages: [en, fi]"), "utf-8")
    cycle(uoma, little, *LATER)
    assert "Evidence withdrawn on 21 Nov 2026: one voice." in page(little, "insights/c-001.html")
    insight = next(i for i in exported(uoma, little, "insights") if i["key"] == "c-001")
    assert insight["erased"] == [{"on": "2026-11-21", "voices": 1}]
    assert {e["direction"] for e in insight["evidence"]} == {"supports"}


def test_a_file_that_still_lies_there_is_left_out_for_good_and_named_without_the_code(pair: Path, uoma: Any) -> None:
    cycle(uoma, pair)
    assert uoma("forget", "P2", "--yes", "--workspace", pair, *TODAY).returncode == 0
    before = {o["key"] for o in exported(uoma, pair, "observations")}
    told = [issue for issue in exported(uoma, pair, "issues") if issue["code"] == "forgotten"]
    assert sorted(issue["where"] for issue in told) == ["koe/[…].docx", "koe/pari.docx"]
    assert "koe/P2.docx" not in page(pair, "health.html")
    study = pair / "research_plans" / "koe"
    add(study / "P2.docx", "P2: Lisään vielä tämän.")
    (study / "P2.docx").rename(study / "toinen nimi.docx")
    cycle(uoma, pair, *LATER)
    assert {o["key"] for o in exported(uoma, pair, "observations")} == before
    again = cycle(uoma, pair, *LATER)
    assert again.stdout.count("no change") == 5
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


def test_where_the_new_site_cannot_be_built_readers_see_a_notice_and_no_words(little: Path, uoma: Any) -> None:
    cycle(uoma, little)
    broken = little / "templates" / "pages" / "home.md.j2"
    broken.parent.mkdir(parents=True)
    broken.write_text("{% if %}", "utf-8")
    done = uoma("forget", "P2", "--yes", "--workspace", little, *TODAY)
    assert done.returncode == 1
    assert "could not be made anew" in done.stderr
    assert "palaa pian" in page(little, "index.html")
    assert [path.name for path in kept(little) if path.suffix == ".html"] == ["index.html", "index.html"]
    assert traces(little, runs(["Maksan heti, vaikka rivit olisivat mitä sattuu."])) == set()
    broken.unlink()
    resumed = uoma("forget", "--workspace", little)
    assert resumed.returncode == 0
    assert "nothing of it is left" in resumed.stdout
    assert "Maksan heti" not in page(little, "insights/c-001.html")


def test_words_that_people_have_written_into_a_register_are_found_and_told(little: Path, uoma: Any) -> None:
    cycle(uoma, little)
    claims = little / "research_plans" / "registers" / "claims.csv"
    claims.write_text(claims.read_text("utf-8").replace("Pelko maksaa väärästä", "Maksan heti, vaikka rivit olisivat mitä sattuu"), "utf-8")
    done = uoma("forget", "P2", "--yes", "--workspace", little, *TODAY)
    assert done.returncode == 1
    assert "register.claims c-001" in done.stdout
    claims.write_text(claims.read_text("utf-8").replace("Maksan heti, vaikka rivit olisivat mitä sattuu", "Pelko"), "utf-8")
    cycle(uoma, little, *LATER)
    resumed = uoma("forget", "--workspace", little)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert traces(little, runs(["Maksan heti, vaikka rivit olisivat mitä sattuu."])) == set()


def test_while_one_is_interrupted_nothing_is_published_and_no_other_begins(little: Path, uoma: Any) -> None:
    cycle(uoma, little)
    unfinished = {
        "erasures": [person_mark("koe", "P2")],
        "targets": [["koe", "P2"]],
        "words": {"starts": []},
        "today": "2026-11-21",
        "files": [],
    }
    (little / ".uoma" / UNFINISHED).write_text(json.dumps({**unfinished, "material": False}), "utf-8")
    done = uoma("publish", "--workspace", little, *TODAY)
    assert done.returncode == 1
    assert "uoma forget" in done.stderr
    assert uoma("forget", "P3", "--yes", "--workspace", little, *TODAY).returncode == 1
    assert uoma("forget", "--workspace", little).returncode == 0
    assert not [o for o in exported(uoma, little, "observations") if o["voice"] == "koe:P2"]


def test_killed_anywhere_and_run_again_it_ends_in_the_same_state(little: Path, uoma: Any, tmp_path: Path) -> None:
    cycle(uoma, little, "--today", "2026-11-14")
    whole = tmp_path / "whole"
    shutil.copytree(little, whole, symlinks=True)
    begun = time.monotonic()
    assert uoma("forget", "P2", "--yes", "--material", "--workspace", whole, *TODAY).returncode == 0
    lasted = time.monotonic() - begun
    wanted = runs(["Maksan heti, vaikka rivit olisivat mitä sattuu.", "Hinta nousi kevään aikana kahdesti eikä kukaan kertonut."])
    for share in (0.25, 0.4, 0.55, 0.7, 0.9):
        root = tmp_path / f"killed-{share}"
        shutil.copytree(little, root, symlinks=True)
        command = [sys.executable, "-m", "flows", "forget", "P2", "--yes", "--material", "--workspace", str(root), *TODAY]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}, start_new_session=True
        )
        time.sleep(lasted * share)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        code = () if (root / ".uoma" / UNFINISHED).exists() else ("P2", "--yes", "--material")
        again = uoma("forget", *code, "--workspace", root, *TODAY)
        assert again.returncode == 0, (share, again.stdout, again.stderr)
        assert rows(root) == rows(whole), share
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


def due(little: Path) -> None:
    plan = little / "research_plans" / "koe" / "plan.yaml"
    plan.write_text(plan.read_text("utf-8") + "keep_until: 2026-11-22\n", "utf-8")


def test_between_the_day_and_the_purge_the_words_count_and_are_shown_nowhere(little: Path, uoma: Any) -> None:
    due(little)
    cycle(uoma, little)
    assert "Maksan heti" in page(little, "insights/c-001.html")
    before = next(i for i in exported(uoma, little, "insights") if i["key"] == "c-001")
    add(little / "research_plans" / "koe" / "P2.docx", "P2: Tätä ei enää lueta lainkaan mihinkään.")
    cycle(uoma, little, *LATER)
    wanted = runs(["Maksan heti, vaikka rivit olisivat mitä sattuu.", "Tätä ei enää lueta lainkaan mihinkään."])
    public = (little / "site" / "public").resolve()
    assert not [p for p in public.rglob("*") if p.is_file() and holds(p, wanted)]
    assert [i["severity"] for i in exported(uoma, little, "issues") if i["code"] == "retention-overdue"] == ["error"]
    assert all(not o["text"] and not o["question"] for o in exported(uoma, little, "observations"))
    after = next(i for i in exported(uoma, little, "insights") if i["key"] == "c-001")
    assert [e["observation"] for e in after["evidence"]] == [e["observation"] for e in before["evidence"]]
    then = little / "then"
    assert uoma("publish", "--as-of", "2026-11-21", "--into", then, "--workspace", little, *LATER).returncode == 0
    assert not [p for p in then.rglob("*") if p.is_file() and holds(p, wanted)]


def test_the_purge_keeps_counts_and_beliefs_and_no_word(little: Path, uoma: Any) -> None:
    due(little)
    cycle(uoma, little)
    cycle(uoma, little, *LATER)
    scored = ("voices", "belief", "confidence", "freshness", "evidence", "statement")
    before = {i["key"]: {name: i[name] for name in scored} for i in exported(uoma, little, "insights")}
    themes = {o["key"]: (o["themes"], o["stance"], o["persona"], o["heard_on"]) for o in exported(uoma, little, "observations")}
    said = [turn for code in ("P1", "P2", "P3") for turn in said_in(little / "research_plans" / "koe" / f"{code}.docx", code)]
    wanted = runs([re.sub(r"\s*#\S+|040 555 0123|Virtasen", "", each) for each in said])
    assert traces(little, wanted)
    done = uoma("forget", "--due", "--yes", "--workspace", little, *LATER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert traces(little, wanted) == set()
    assert {i["key"]: {name: i[name] for name in scored} for i in exported(uoma, little, "insights")} == before
    observations = exported(uoma, little, "observations")
    assert {o["key"]: (o["themes"], o["stance"], o["persona"], o["heard_on"]) for o in observations} == themes
    assert {o["voice"] for o in observations} == {"koe:1", "koe:2", "koe:3"}
    assert {o["document"] for o in observations} == {"koe/1", "koe/2", "koe/3"}
    assert not [row for row in rows(little) if ".docx" in str(row)]
    assert "nothing" not in uoma("forget", "--due", "--yes", "--workspace", little, *LATER).stdout


def test_after_the_purge_files_are_not_read_and_the_study_may_go(little: Path, uoma: Any) -> None:
    due(little)
    cycle(uoma, little)
    assert uoma("forget", "--due", "--yes", "--workspace", little, *LATER).returncode == 0
    before = exported(uoma, little, "observations")
    told = [issue for issue in exported(uoma, little, "issues") if issue["code"] == "retention-files"]
    assert len(told) == 1
    assert "3 of its files" in told[0]["what"]
    add(little / "research_plans" / "koe" / "P2.docx", "P2: Tätä ei enää lueta lainkaan mihinkään.")
    cycle(uoma, little, "--today", "2026-11-29")
    assert exported(uoma, little, "observations") == before
    assert cycle(uoma, little, "--today", "2026-11-29").stdout.count("no change") == 5
    shutil.rmtree(little / "research_plans" / "koe")
    cycle(uoma, little, "--today", "2026-11-30")
    assert exported(uoma, little, "observations") == before
    assert "Koetutkimus" in page(little, "studies/koe.html")


def everything_that_leaves(uoma: Any, root: Path) -> str:
    """The site with its search index, and every export."""
    public = (root / "site" / "public").resolve()
    told = [reading for path in sorted(public.rglob("*")) if path.is_file() for reading in readings(path)]
    exports = [
        uoma("export", kind, "--workspace", root).stdout
        for kind in ("observations", "themes", "insights", "questions", "documents", "issues")
    ]
    return " ".join(words_of(" ".join((*told, *exports, uoma("status", "--workspace", root).stdout))))


@pytest.mark.parametrize(
    "rows_of_p2",
    ["", "P2;koe;quotes;1.9.2026;1.11.2026\n", "P2;koe;notes;1.9.2026;\n", "P2;toinen;later;1.9.2026;\n", "P2;koe;quotes;1.1.2027;\n"],
    ids=["no record", "withdrawn", "for analysis only", "for later studies, given in another one", "not given yet"],
)
def test_words_without_consent_to_be_shown_are_on_no_page_in_no_index_and_in_no_export(little: Path, uoma: Any, rows_of_p2: str) -> None:
    consents = little / "research_plans" / "registers" / "consents.csv"
    cycle(uoma, little, "--today", "2026-11-07")
    shown = "maksan heti vaikka rivit olisivat"
    assert shown in everything_that_leaves(uoma, little)
    consents.write_text("participant;study;scope;given;withdrawn\nP1;koe;quotes;1.9.2026;\nP3;koe;quotes;1.9.2026;\n" + rows_of_p2, "utf-8")
    cycle(uoma, little)
    assert shown not in everything_that_leaves(uoma, little)
    then = little / "then"
    assert uoma("publish", "--as-of", "2026-11-07", "--into", then, "--workspace", little, *TODAY).returncode == 0
    assert not [p for p in then.rglob("*") if p.is_file() and holds(p, {shown})]
    analysed = any(o["voice"] == "koe:P2" for o in exported(uoma, little, "observations"))
    assert analysed == ("notes" in rows_of_p2)
    inside = uoma("export", "observations", "--for-analysis", "--workspace", little).stdout
    assert (shown in " ".join(words_of(inside))) == analysed


def test_consent_for_later_studies_is_consent_to_be_quoted_in_its_own(little: Path, uoma: Any) -> None:
    consents = little / "research_plans" / "registers" / "consents.csv"
    consents.write_text("participant;study;scope;given\nP2;koe;later;1.9.2026\n", "utf-8")
    cycle(uoma, little)
    assert "Maksan heti" in page(little, "insights/c-001.html")


def test_everybody_interviewed_in_the_sample_has_agreed_or_is_told_of(sample: Path, uoma: Any) -> None:
    agreed = (sample / "research_plans" / "registers" / "consents.csv").read_text("utf-8-sig").splitlines()[1:]
    codes = {tuple(line.split(";")[1::-1]) for line in agreed}
    heard = {
        tuple(o["voice"].split(":", 1)) for o in exported(uoma, sample, "observations") if o["voice"] and re.search(r":P\d+$", o["voice"])
    }
    assert heard <= codes
    told = {issue["where"].split("/")[0] for issue in exported(uoma, sample, "issues") if issue["code"] == "no-consent"}
    assert told == {"kayttoonotto-2025"}
