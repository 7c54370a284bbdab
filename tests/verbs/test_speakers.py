"""A person's answer to who speaks: in the plan, heeded by capture, and never in the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest

TODAY = ("--today", "2026-11-21")
TALK = (
    "Kerttuli: Puhutaan laskuista.",
    "Sulevi: Ne tulevat myöhässä joka kuussa.",
    "Kerttuli: Jatketaan siitä, sanoi Sulevi.",
    "Sulevi: Viikon verran aina.",
    "Annukka: Niin meillekin.",
)
PLAN = "title: Koe\nconsent: {covers: everyone, scope: quotes}\n"
TOLD = PLAN + "sources:\n  - path: '*.docx'\n    speakers: {Kerttuli: staff, Sulevi: P07, Annukka: P08}\n"


@pytest.fixture
def talks(tmp_path: Path, uoma: Any) -> Path:
    """A workspace with one interview in which nothing but the names tells who asks."""
    assert uoma("init", tmp_path / "w").returncode == 0
    study = tmp_path / "w" / "research_plans" / "koe"
    study.mkdir()
    written = docx.Document()
    for line in TALK:
        written.add_paragraph(line)
    written.save(str(study / "puhe.docx"))
    (study / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path / "w"


def plan(workspace: Path, text: str) -> None:
    (workspace / "research_plans" / "koe" / "plan.yaml").write_text(text, encoding="utf-8")


def names_in(workspace: Path) -> list[str]:
    kept = b"".join(path.read_bytes() for path in sorted((workspace / ".uoma").rglob("*")) if path.is_file())
    return [name for name in ("Kerttuli", "Sulevi", "Annukka") if name.encode() in kept or name.lower().encode() in kept]


def test_an_unsure_document_says_where_to_answer_and_the_answer_is_heeded_and_its_names_go_no_further(talks: Path, uoma: Any) -> None:
    asked = uoma("capture", "--workspace", talks, *TODAY)
    issues = uoma("export", "issues", "--workspace", talks)
    assert "speakers:" in asked.stdout + issues.stdout
    plan(talks, TOLD)
    assert uoma("cycle", "--workspace", talks, *TODAY).returncode == 0
    found = uoma("export", "observations", "--workspace", talks).stdout
    assert "joka kuussa" in found
    assert "koe:P07" in found
    assert "koe:P08" in found
    assert "unsure-layout" not in uoma("export", "issues", "--workspace", talks).stdout
    assert names_in(talks) == []


def test_while_the_plan_is_broken_what_was_read_with_its_speakers_stands(talks: Path, uoma: Any) -> None:
    plan(talks, TOLD)
    assert uoma("cycle", "--workspace", talks, *TODAY).returncode == 0
    before = uoma("export", "observations", "--workspace", talks).stdout
    plan(talks, "title: [")
    assert uoma("cycle", "--workspace", talks, *TODAY).returncode == 0
    assert uoma("export", "observations", "--workspace", talks).stdout == before
    assert "koe:P07" in before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("speakers: {Kerttuli: pomo}", "each label needs `staff` or a participant's code"),
        ("layout: labelled", "labels"),
    ],
)
def test_check_says_what_may_stand_there_and_keeps_the_label_to_itself(talks: Path, uoma: Any, line: str, said: str) -> None:
    plan(talks, PLAN + f"sources:\n  - path: '*.docx'\n    {line}\n")
    checked = uoma("check", "--workspace", talks)
    told = " ".join(checked.stdout.split())
    assert said in told
    assert "Kerttuli" not in told


@pytest.mark.parametrize(
    "filled",
    [
        (("P12", "2026-03-12"), "Haastattelija: Kerro, miten kaikki alkoi?", "P12: Kirje tuli myöhässä.", "Haastattelija: Miksi?", "P12: En tiedä."),
        (("P12", "12.3.2026"), "Interviewer: Tell me how it began.", "P12: The letter was late.", "Interviewer: Why?", "P12: I cannot say."),
    ],
)  # fmt: skip
def test_the_form_that_init_puts_is_understood_for_certain(talks: Path, uoma: Any, filled: tuple[Any, ...]) -> None:
    form = talks / "templates" / "forms" / "interview.docx"
    written = docx.Document(str(form))
    cells, *lines = filled
    for row, text in zip(written.tables[0].rows, cells, strict=False):
        row.cells[1].text = text
    talk = [paragraph for paragraph in written.paragraphs if ":" in paragraph.text]
    for paragraph, text in zip(talk[-4:], lines, strict=True):
        paragraph.text = text
    from flows.observations.split import interview
    from flows.sources.docx import material

    target = talks / "filled.docx"
    written.save(str(target))
    made = material(target.read_bytes(), "filled.docx")
    found = interview(made.blocks, name="filled.docx", facts=made.facts)
    assert (found.layout, found.confidence, found.participants, found.facts["date"]) == ("labels", 1.0, ("P12",), cells[1])
    assert [p.role for p in found.passages if p.role in ("question", "answer")] == ["question", "answer"] * 2
