"""The site as a whole: both languages, and addresses that outlive what stood there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TODAY = "2026-11-21"
Uoma = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def both(little: Path) -> Path:
    """The little workspace in both languages."""
    reword(little, "organisation.yaml", "languages: [fi]", "languages: [fi, en]")
    return little


def cycle(uoma: Uoma, workspace: Path, verb: str = "cycle", today: str = TODAY) -> None:
    done = uoma(verb, "--workspace", workspace, "--today", today)
    assert done.returncode == 0, done.stderr + done.stdout


def page(workspace: Path, name: str) -> str:
    return (workspace / "site" / "public" / name).read_text("utf-8")


def reword(workspace: Path, file: str, old: str, new: str) -> None:
    path = workspace / "research_plans" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_site_is_in_every_language_of_the_organisation_and_words_stay_in_the_language_they_were_said_in(uoma: Uoma, both: Path) -> None:
    cycle(uoma, both)
    finnish, english = page(both, "insights/c-001.html"), page(both, "en/insights/c-001.html")
    assert re.search(r'<html lang="fi"', finnish)
    assert re.search(r'<html lang="en"', english)
    assert "Yrittäjä lykkää maksua, kun erittely on epäselvä" in finnish
    assert "An owner puts off paying when the lines are unclear" in english
    assert 'href="../en/insights/c-001.html">In English</a>' in finnish
    assert 'href="../../insights/c-001.html">Suomeksi</a>' in english
    said = "The invoice lines never match what the owner ordered"
    assert said in finnish
    assert said in english
    assert re.search(r'<blockquote lang="en">[^<]*The invoice lines never', finnish)


def test_an_organisation_of_one_language_has_one_tree_and_no_switch(uoma: Uoma, little: Path) -> None:
    reword(little, "organisation.yaml", "languages: [fi]", "languages: [en]")
    cycle(uoma, little)
    assert not (little / "site" / "public" / "en").exists()
    assert "u-tongues" not in page(little, "index.html")
    assert re.search(r'<html lang="en"', page(little, "index.html"))


def test_the_address_of_a_claim_that_is_no_more_says_so_in_both_languages_and_comes_back_with_it(uoma: Uoma, both: Path) -> None:
    cycle(uoma, both)
    claims = both / "research_plans" / "registers" / "claims.csv"
    kept = claims.read_text("utf-8")
    claims.write_text(kept.replace("c-001;", "c-009;"), "utf-8")
    cycle(uoma, both)
    assert "Täällä ei ole enää mitään" in page(both, "insights/c-001.html")
    assert "No longer here" in page(both, "en/insights/c-001.html")
    claims.write_text(kept, "utf-8")
    cycle(uoma, both)
    assert "Yrittäjä lykkää maksua" in page(both, "insights/c-001.html")
    assert "Täällä ei ole enää mitään" in page(both, "insights/c-009.html")


def test_when_the_languages_change_places_old_addresses_still_lead_somewhere(uoma: Uoma, both: Path) -> None:
    cycle(uoma, both)
    reword(both, "organisation.yaml", "languages: [fi, en]", "languages: [en, fi]")
    cycle(uoma, both)
    assert "An owner puts off paying" in page(both, "insights/c-001.html")
    assert 'url=../../insights/c-001.html"' in page(both, "en/insights/c-001.html")
    assert "Yrittäjä lykkää maksua" in page(both, "fi/insights/c-001.html")
