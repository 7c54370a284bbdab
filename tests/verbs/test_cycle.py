"""The river end to end, run as a user runs it."""

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
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

TODAY = ("--today", "2026-11-21")


def library(root: Path) -> list[tuple[Any, ...]]:
    """Every version of every record."""
    with sqlite3.connect(root / ".uoma" / "ledger.db") as connection:
        return connection.execute("select kind, key, since, until, digest, body from records order by kind, key, since").fetchall()


def site(root: Path) -> dict[str, bytes]:
    """Every file of the public site."""
    public = (root / "site" / "public").resolve()
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in sorted(public.rglob("*")) if path.is_file()}


def words_of(page: bytes) -> str:
    """What a reader reads of a page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.decode("utf-8"))))


def stamps(root: Path) -> dict[str, int]:
    """When each file of the public site was last written."""
    public = (root / "site" / "public").resolve()
    return {str(path): path.stat().st_mtime_ns for path in public.rglob("*")}


def exported(uoma: Any, root: Path, kind: str) -> list[dict[str, Any]]:
    done = uoma("export", kind, "--workspace", root)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_empty_workspace_runs_and_says_what_to_add_next(tmp_path: Path, uoma: Any) -> None:
    made = uoma("init", tmp_path / "acme", "--name", 'Acme "Oy": 1')
    assert made.returncode == 0, made.stderr
    done = uoma("cycle", "--workspace", tmp_path / "acme", *TODAY)
    assert done.returncode == 0, done.stderr
    assert "plan.yaml" in done.stdout
    assert (tmp_path / "acme" / "site" / "public" / "index.html").is_file()
    assert not {"decisions.html", "feedback.html", "contact.html"} & set(site(tmp_path / "acme")), "a form is no register that is kept"
    assert uoma("init", tmp_path / "acme").returncode == 1


def test_a_little_workspace_becomes_a_site_with_evidence_on_both_sides(little: Path, uoma: Any) -> None:
    done = uoma("cycle", "--workspace", little, *TODAY)
    assert done.returncode == 0, done.stderr
    insight = next(i for i in exported(uoma, little, "insights") if i["key"] == "c-001")
    directions = sorted(e["direction"] for e in insight["evidence"])
    assert directions == ["contradicts", "supports", "supports"]
    pages = {name: content for name, content in site(little).items() if name.endswith(".html")}
    page = words_of(pages["insights/c-001.html"])
    assert "Maksan heti, vaikka rivit olisivat mitä sattuu." in page
    assert "12.10.2026" in page
    assert all(b"<script>alert(1)" not in content for content in pages.values())


def test_names_and_numbers_are_nowhere_but_in_the_source(little: Path, uoma: Any) -> None:
    done = uoma("cycle", "--workspace", little, *TODAY, engine="prefect")
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr
    kept = b"".join(path.read_bytes() for path in little.rglob("*") if path.is_file() and "research_plans" not in path.parts)
    for secret in ("Virtanen", "Virtasen", "040 555 0123"):
        assert secret not in told
        assert secret.encode() not in kept, secret
    prefect = b"".join(path.read_bytes() for path in (little / ".uoma" / "prefect").rglob("*") if path.is_file())
    assert b"odottamaan" not in prefect


def test_a_second_cycle_without_change_reads_nothing_and_touches_no_byte(little: Path, uoma: Any) -> None:
    uoma("cycle", "--workspace", little, *TODAY)
    before, written = library(little), stamps(little)
    again = uoma("cycle", "--workspace", little, *TODAY)
    assert again.returncode == 0, again.stderr
    assert again.stdout.count("no change") == 5
    assert library(little) == before
    assert stamps(little) == written


def test_an_edited_document_touches_its_own_observations_only(little: Path, uoma: Any, request: pytest.FixtureRequest) -> None:
    from docx import Document

    uoma("cycle", "--workspace", little, *TODAY)
    before = {o["key"]: o for o in exported(uoma, little, "observations")}
    path = little / "research_plans" / "koe" / "P2.docx"
    document = Document(str(path))
    document.paragraphs[4].insert_paragraph_before("P2: Ja maksan senkin takia, että karhukirje maksaa viisi euroa.")
    document.save(str(path))
    uoma("cycle", "--workspace", little, *TODAY)
    after = {o["key"]: o for o in exported(uoma, little, "observations")}
    assert before.keys() <= after.keys()
    touched = {after[key]["document"] for key in after if after[key] != before.get(key)}
    assert touched == {"koe/P2.docx"}
    assert len(after) == len(before) + 1


def test_a_document_that_goes_bad_keeps_its_last_good_revision(little: Path, uoma: Any) -> None:
    uoma("cycle", "--workspace", little, *TODAY)
    before = exported(uoma, little, "observations")
    path = little / "research_plans" / "koe" / "P2.docx"
    path.write_bytes(path.read_bytes()[:900])
    done = uoma("cycle", "--workspace", little, *TODAY)
    assert done.returncode == 0
    assert exported(uoma, little, "observations") == before
    assert any(issue["where"].startswith("koe/P2.docx") and issue["severity"] == "error" for issue in exported(uoma, little, "issues"))
    again = uoma("cycle", "--workspace", little, *TODAY)
    assert again.stdout.count("no change") == 5


def test_a_withdrawn_document_leaves_the_site_and_stays_in_the_past(little: Path, uoma: Any) -> None:
    uoma("cycle", "--workspace", little, *TODAY)
    (little / "research_plans" / "koe" / "P2.docx").unlink()
    uoma("cycle", "--workspace", little, "--today", "2026-11-28")
    assert all(o["document"] != "koe/P2.docx" for o in exported(uoma, little, "observations"))
    past = uoma("export", "observations", "--as-of", "2026-11-22", "--workspace", little)
    assert "koe/P2.docx" in past.stdout
    assert all("Maksan heti" not in words_of(content) for name, content in site(little).items() if name.endswith((".html", ".js", ".json")))
    rebuilt = uoma("publish", "--as-of", "2026-11-21", "--into", little / "then", "--workspace", little)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "Maksan heti" in words_of((little / "then" / "insights" / "c-001.html").read_bytes())


def test_without_consent_nothing_of_a_participants_is_used(little: Path, uoma: Any) -> None:
    register = little / "research_plans" / "registers" / "consents.csv"
    register.write_text(register.read_text().replace("P2;koe;quotes;1.9.2026\n", ""))
    uoma("cycle", "--workspace", little, *TODAY)
    assert all(o["voice"] != "koe:P2" for o in exported(uoma, little, "observations"))
    assert any(issue["code"] == "no-consent" and "P2" in issue["what"] for issue in exported(uoma, little, "issues"))
    register.write_text(register.read_text() + "P2;koe;notes;1.9.2026\n")
    uoma("cycle", "--workspace", little, *TODAY)
    assert any(o["voice"] == "koe:P2" and not o["quotable"] for o in exported(uoma, little, "observations"))
    assert all("Maksan heti" not in words_of(content) for name, content in site(little).items() if name.endswith((".html", ".js", ".json")))


def test_an_earlier_site_is_rebuilt_without_the_words_of_those_who_have_withdrawn_since(little: Path, uoma: Any) -> None:
    uoma("cycle", "--workspace", little, *TODAY)
    rows = [f"P{n};koe;{'notes' if n == 1 else 'quotes'};1.9.2026;{'28.11.2026' if n == 2 else ''}" for n in range(1, 5)]
    register = little / "research_plans" / "registers" / "consents.csv"
    register.write_text("participant;study;scope;given;withdrawn\n" + "\n".join(rows) + "\n")

    def rebuilt(into: str) -> tuple[str, str]:
        done = uoma("publish", "--as-of", "2026-11-21", "--into", little / into, "--workspace", little)
        assert done.returncode == 0, done.stderr
        files = {path: path.read_bytes() for path in sorted((little / into).rglob("*")) if path.suffix in (".html", ".js", ".json", ".xml")}
        return words_of(files[little / into / "insights" / "c-001.html"]), "".join(map(words_of, files.values()))

    page, everything = rebuilt("before-the-next-cycle")
    assert "never match what the owner ordered" in page
    assert not any(words in everything for words in ("Maksan heti", "Hinta nousi kevään aikana", "Jätän laskun odottamaan"))
    uoma("cycle", "--workspace", little, "--today", "2026-11-28")
    assert rebuilt("after-it") == (page, everything)
    past = exported(uoma, little, "observations")
    assert {(o["voice"], o["quotable"]) for o in past} == {("koe:P1", False), ("koe:P3", True)}


@pytest.mark.postgres
def test_the_whole_river_runs_on_postgresql_with_the_same_library(little: Path, uoma: Any, postgres: str, tmp_path: Path) -> None:
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    shutil.copytree(little, tmp_path / "sqlite")
    assert uoma("cycle", "--workspace", little, *TODAY, UOMA_LEDGER=postgres).returncode == 0
    assert uoma("cycle", "--workspace", tmp_path / "sqlite", *TODAY).returncode == 0
    with engine.begin() as connection:
        query = 'select kind, key, since, until, digest, body from records order by kind collate "C", key collate "C", since'
        kept = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    assert kept == library(tmp_path / "sqlite")
    assert site(little) == site(tmp_path / "sqlite")
    again = uoma("cycle", "--workspace", little, *TODAY, UOMA_LEDGER=postgres)
    assert again.stdout.count("no change") == 5
    assert not (little / ".uoma" / "ledger.db").exists()


@pytest.mark.prefect
def test_every_engine_gives_the_same_library_and_the_same_site(little: Path, uoma: Any, tmp_path: Path) -> None:
    shutil.copytree(little, tmp_path / "plain")
    on_prefect = uoma("cycle", "--workspace", little, *TODAY, engine="prefect")
    plainly = uoma("cycle", "--workspace", tmp_path / "plain", *TODAY)
    assert on_prefect.returncode == plainly.returncode == 0, on_prefect.stderr + plainly.stderr
    assert library(little) == library(tmp_path / "plain")
    assert site(little) == site(tmp_path / "plain")
    assert on_prefect.stderr == ""
    with sqlite3.connect(little / ".uoma" / "prefect" / "prefect.db") as connection:
        runs = connection.execute("select name, state_type from flow_run order by name").fetchall()
        tasks = connection.execute("select distinct state_type from task_run").fetchall()
    assert [name for name, _ in runs] == [
        "2026-11-21",
        *(f"2026-11-21 {v}" for v in sorted(("capture", "collate", "synthesise", "prioritise", "publish"))),
    ]
    assert {state for _, state in runs} == {"COMPLETED"}
    assert tasks == [("COMPLETED",)]


KILLED = """
import os, signal, sys
from flows.ledger.book import Entry
import flows.press.release as release
from flows.cli import main

verb, moment = sys.argv.pop(1).split("-")

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "commit":
    signed = Entry._sign
    Entry._sign = lambda self, name: die() if name == verb else signed(self, name)
elif moment == "swap":
    release._swap = die
elif moment == "build":
    release._build_aside = lambda target, build, check: (target.with_name("." + target.name + ".part").mkdir(parents=True), die())
main()
"""


def test_killed_in_every_verb_and_run_again_it_ends_as_if_undisturbed(little: Path, uoma: Any, tmp_path: Path) -> None:
    shutil.copytree(little, tmp_path / "undisturbed")
    assert uoma("cycle", "--workspace", tmp_path / "undisturbed", *TODAY).returncode == 0
    moments = [f"{verb}-commit" for verb in ("capture", "collate", "synthesise", "prioritise")]
    for moment in (*moments, "publish-build", "publish-swap", "publish-commit"):
        command = [sys.executable, "-c", KILLED, moment, "cycle", "--workspace", str(little), *TODAY, "--engine", "plain"]
        killed = subprocess.run(command, capture_output=True, timeout=120, check=False)
        assert killed.returncode == -signal.SIGKILL, (moment, killed.stderr)
    assert uoma("cycle", "--workspace", little, *TODAY).returncode == 0
    assert library(little) == library(tmp_path / "undisturbed")
    assert site(little) == site(tmp_path / "undisturbed")


@pytest.mark.prefect
def test_a_killed_prefect_run_leaves_no_orphan_and_is_swept_up(little: Path, uoma: Any) -> None:
    command = [sys.executable, "-c", KILLED, "synthesise-commit", "cycle", "--workspace", str(little), *TODAY, "--engine", "prefect"]
    killed = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    for _ in range(50):
        if not servers_of(little):
            break
        time.sleep(0.1)
    assert servers_of(little) == []
    again = uoma("cycle", "--workspace", little, *TODAY, engine="prefect")
    assert again.returncode == 0, again.stderr
    with sqlite3.connect(little / ".uoma" / "prefect" / "prefect.db") as connection:
        states = dict(connection.execute("select state_type, count(*) from flow_run group by 1").fetchall())
    assert states.get("RUNNING", 0) == states.get("PENDING", 0) == 0
    assert states["CRASHED"] >= 1


def servers_of(root: Path) -> list[int]:
    """Processes that serve this workspace's Prefect home."""
    home = f"PREFECT_HOME={root / '.uoma' / 'prefect'}".encode()
    found = []
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        try:
            if entry.name.isdigit() and int(entry.name) != os.getpid() and home in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_two_cycles_at_once_exclude_each_other(little: Path, uoma: Any) -> None:
    hold = "import sys, time\nfrom pathlib import Path\nfrom flows.workspace import Workspace\nwith Workspace(Path(sys.argv[1])).ledger().held():\n    print('held', flush=True)\n    time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold, str(little)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        refused = uoma("cycle", "--workspace", little, *TODAY)
        other.kill()
    assert refused.returncode == 1
    assert refused.stderr.startswith("uoma: another cycle is running")
    assert len(refused.stderr.splitlines()) == 2


@pytest.mark.parametrize("command", ["cycle", "check", "status", "publish"])
def test_a_folder_that_is_no_workspace_is_one_sentence(tmp_path: Path, uoma: Any, command: str) -> None:
    refused = uoma(command, "--workspace", tmp_path)
    assert refused.returncode == 1
    assert "is no workspace" in refused.stderr.splitlines()[0]
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_exits_with_2(uoma: Any, little: Path) -> None:
    assert uoma("cycle", "--today", "soon", "--workspace", little).returncode == 2
    assert uoma("export", "secrets").returncode == 2
    assert uoma("publish", "--as-of", "1", "--workspace", little).returncode == 2


def test_malformed_yaml_names_file_and_line(little: Path, uoma: Any) -> None:
    plan = little / "research_plans" / "koe" / "plan.yaml"
    plan.write_text(plan.read_text() + "methd: survey\n")
    done = uoma("check", "--workspace", little)
    assert done.returncode == 0
    assert "koe/plan.yaml" in done.stdout
    assert "method" in done.stdout
    (little / "research_plans" / "organisation.yaml").write_text("name: [oops\n")
    broken = uoma("cycle", "--workspace", little)
    assert broken.returncode == 1
    assert "organisation.yaml" in broken.stderr
    assert "line" in broken.stderr
