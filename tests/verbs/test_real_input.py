"""The river on real material: OpenTelemetry end-user interviews (Apache-2.0) and Jupyter surveys (CC0), read where they lie."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

ORGANISATION = """
name: Real input
languages: [en]
themes:
  - id: learning
    name: Learning
    words: {en: [learn, tutorial, documentation, docs, beginner, onboarding]}
    examples: {en: ["The documentation was hard to follow.", "It took weeks to learn how to set it up.", "There should be a tutorial for beginners."]}
  - id: cost
    name: Cost
    words: {en: [cost, expensive, budget, bill]}
    examples: {en: ["The bill from the vendor kept growing.", "Storing all of that data is expensive."]}
  - id: sharing
    name: Sharing work
    words: {en: [share, sharing, collaborat, github, version control]}
    examples: {en: ["I want to share my notebook with a colleague.", "Working on the same notebook at the same time is not possible."]}
  - id: editor
    name: Editing text
    words: {en: [editor, autocomplet, refactor, vim, shortcut]}
    examples: {en: ["The text editor lacks the shortcuts I am used to.", "Autocompletion does not work well."]}
"""

STUDIES = {
    "otel": ("OpenTelemetry end users", "*.md"),
    "jupyter": ("Jupyter surveys", "*.csv"),
}


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("real")
    for study, (title, files) in STUDIES.items():
        folder = root / "research_plans" / study
        folder.mkdir(parents=True)
        method = "interview" if study == "otel" else "survey"
        folder.joinpath("plan.yaml").write_text(
            f"title: {title}\nmethod: {method}\nended: 2025-06-01\nconsent: {{covers: everyone}}\nsources: [{{path: '{files}', voice: document}}]\n"
        )
    (root / "research_plans" / "organisation.yaml").write_text(ORGANISATION)
    for path in sorted((shared_data / "interviews").glob("open-telemet*.md")):
        shutil.copy(path, root / "research_plans" / "otel")
    for name in ("aa48fbae-responses", "8e0cc9fa-all_responses", "e44bdd7b-text_fields", "9d522260-jupyterlab-ux-data"):
        shutil.copy(shared_data / "sheets" / f"jupyter-surveys-{name}.csv", root / "research_plans" / "jupyter")
    return root


@pytest.mark.slow
def test_real_interviews_and_surveys_become_a_site(real: Path, uoma: Any) -> None:
    done = uoma("cycle", "--workspace", real, "--today", "2026-11-21")
    assert done.returncode == 0, done.stderr
    observations = [json.loads(line) for line in uoma("export", "observations", "--workspace", real).stdout.splitlines()]
    by_study = {study: [o for o in observations if o["study"] == study] for study in STUDIES}
    assert len(by_study["otel"]) > 500
    assert len(by_study["jupyter"]) > 1300  # open answers; names of schools, of teachers and one-word tools are none
    assert {theme for o in observations for theme in o["themes"]} >= {"learning", "cost", "sharing", "editor"}
    insights = [json.loads(line) for line in uoma("export", "insights", "--workspace", real).stdout.splitlines()]
    assert any(insight["origin"] == "theme" and insight["voices"] >= 50 for insight in insights)
    assert (real / "site" / "public" / "insights" / "t-learning.html").is_file()
    again = uoma("cycle", "--workspace", real, "--today", "2026-11-21")
    assert again.stdout.count("no change") == 5
