"""What goes wrong around a run: verbs out of order, damaged ledgers, folders that hold something, words that look like orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TODAY = ("--today", "2026-11-21")


@pytest.mark.parametrize("verb", ["synthesise", "prioritise", "publish"])
def test_a_verb_before_capture_says_what_to_run_first(little: Path, uoma: Any, verb: str) -> None:
    refused = uoma(verb, "--workspace", little, *TODAY)
    assert refused.returncode == 1
    assert "uoma capture" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2


def test_an_earlier_site_never_takes_the_place_of_what_lies_in_a_folder(little: Path, uoma: Any) -> None:
    assert uoma("cycle", "--workspace", little, *TODAY).returncode == 0
    plans = little / "research_plans"
    before = sorted(plans.rglob("*"))
    refused = uoma("publish", "--as-of", "1", "--into", plans, "--workspace", little)
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr
    assert sorted(plans.rglob("*")) == before
    (little / "then").mkdir()
    assert uoma("publish", "--as-of", "1", "--into", little / "then", "--workspace", little).returncode == 0


def test_a_damaged_ledger_is_two_lines_and_without_it_the_next_cycle_begins_anew(little: Path, uoma: Any) -> None:
    assert uoma("cycle", "--workspace", little, *TODAY).returncode == 0
    ledger = little / ".uoma" / "ledger.db"
    ledger.write_bytes(b"no database" * 1000)
    for command in (("cycle", *TODAY), ("status",)):
        refused = uoma(*command, "--workspace", little)
        assert (refused.returncode, refused.stderr.splitlines()[0]) == (1, "uoma: the ledger is damaged, or is no database at all")
    ledger.unlink()
    assert uoma("cycle", "--workspace", little, *TODAY).returncode == 0


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31"])
def test_a_day_that_no_calendar_of_ours_reaches_is_wrong_usage(little: Path, uoma: Any, day: str) -> None:
    assert uoma("cycle", "--workspace", little, "--today", day).returncode == 2
    assert not (little / ".uoma").exists()


def test_words_that_look_like_orders_to_a_terminal_are_shown_as_words(little: Path, uoma: Any) -> None:
    plans = little / "research_plans"
    organisation = (plans / "organisation.yaml").read_text(encoding="utf-8")
    (plans / "organisation.yaml").write_text(organisation.replace("Koekenttä Oy (keksitty)", '"Koe [/b] :smile:"'), encoding="utf-8")
    asks = "id;text;decision;claim\nq-1;Miksi [/bold] \x1b[31mja :smile:?;d-1;c-001\n"
    (plans / "registers" / "asks.csv").write_text(asks, encoding="utf-8")
    (plans / "koe" / "rivi\n\x1b[31m.docx").write_bytes(b"x")
    (plans / "koe" / "plan.yaml").write_text(
        "title: x\nquestions: [{id: k, text: 'Miksi [/bold] :smile:?', claim: c-001}]\n", encoding="utf-8"
    )
    done = uoma("cycle", "--workspace", little, *TODAY)
    assert done.returncode == 0, done.stderr
    assert "koe/rivi��[31m.docx" in done.stdout
    for command in ("check", "status", "backlog"):
        shown = uoma(command, "--workspace", little)
        assert shown.returncode == 0, shown.stderr
        assert "\x1b" not in shown.stdout
        assert ":smile:" in shown.stdout


def test_what_is_told_of_a_file_is_told_once(little: Path, uoma: Any) -> None:
    (little / "research_plans" / "koe" / "outside.docx").symlink_to("/etc/hostname")
    done = uoma("cycle", "--workspace", little, *TODAY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("outside.docx") == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 no workbook",
        "koodi;henkilö\nP1;Testi Virtanen\n".encode(),
        b"id;name\nP 1;Testi Virtanen\n",
    ],
)
def test_while_names_are_not_known_nothing_is_read_and_the_site_stands(little: Path, uoma: Any, content: bytes) -> None:
    assert uoma("capture", "--workspace", little, *TODAY).returncode == 0
    ledger = (little / ".uoma" / "ledger.db").read_bytes()
    (little / "research_plans" / "registers" / "participants.csv").write_bytes(content)
    refused = uoma("capture", "--workspace", little, *TODAY)
    assert refused.returncode == 1
    assert refused.stderr.startswith("uoma: names cannot be hidden. registers/participants.csv")
    assert "Virtanen" not in refused.stderr
    assert (little / ".uoma" / "ledger.db").read_bytes() == ledger


def test_two_people_with_one_code_in_two_studies_are_both_hidden(little: Path, uoma: Any) -> None:
    names = "id;name;study\nP1;Malli Mäkinen;muu\nP1;Testi Virtanen;koe\n"
    (little / "research_plans" / "registers" / "participants.csv").write_text(names, encoding="utf-8")
    for verb in ("capture", "collate"):
        assert uoma(verb, "--workspace", little, *TODAY).returncode == 0
    assert "Virta" not in uoma("export", "observations", "--workspace", little).stdout


def test_a_slip_in_a_plan_or_an_unreadable_register_keeps_the_last_good_one(little: Path, uoma: Any) -> None:
    uoma("cycle", "--workspace", little, "--today", "2026-11-21")
    before = [uoma("export", kind, "--workspace", little).stdout for kind in ("observations", "insights", "questions")]
    plan = little / "research_plans" / "koe" / "plan.yaml"
    plan.write_text(plan.read_text() + "questions: [oops\n")
    (little / "research_plans" / "registers" / "claims.csv").unlink()
    (little / "research_plans" / "registers" / "claims.xlsx").write_bytes(b"%PDF-1.7 not a workbook")
    done = uoma("cycle", "--workspace", little, "--today", "2026-11-21")
    assert done.returncode == 0, done.stderr
    assert "The last good plan is used" in done.stdout
    assert "registers/claims.xlsx" in done.stdout
    assert [uoma("export", kind, "--workspace", little).stdout for kind in ("observations", "insights", "questions")] == before


@pytest.mark.parametrize("template", ["{% broken", "{{ nobody.knows.this }}"])
def test_a_broken_template_is_two_lines_and_the_site_stands(little: Path, uoma: Any, template: str) -> None:
    uoma("cycle", "--workspace", little, "--today", "2026-11-21")
    own = little / "templates" / "pages" / "health.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text(template)
    done = uoma("cycle", "--workspace", little, "--today", "2026-11-21")
    assert done.returncode == 1
    assert "health.md" in done.stderr.splitlines()[0]
    assert len(done.stderr.splitlines()) == 2
    assert (little / "site" / "public" / "health.html").is_file()


def test_a_participants_register_that_is_gone_stops_capture_and_one_without_rows_does_not(little: Path, uoma: Any) -> None:
    uoma("cycle", "--workspace", little, "--today", "2026-11-21")
    before = uoma("export", "observations", "--workspace", little).stdout
    register = little / "research_plans" / "registers" / "participants.csv"
    header = register.read_text().splitlines()[0]
    register.unlink()
    refused = uoma("cycle", "--workspace", little, "--today", "2026-11-21")
    assert refused.returncode == 1
    assert "participants register is gone" in refused.stderr
    assert uoma("export", "observations", "--workspace", little).stdout == before
    register.write_text(header + "\n")
    assert uoma("cycle", "--workspace", little, "--today", "2026-11-21").returncode == 0
