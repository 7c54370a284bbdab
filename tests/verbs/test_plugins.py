"""The four extension points, each proved by a part that is installed from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PARTS = '''
"""Parts of somebody else's making."""
from flows.model.material import Block, Material
from flows.model.drafts import Draft
from flows.model.noun import Words
from flows.model.pages import Page
from flows.sources.files import FileSource, bytes_of


class Tickets(FileSource):
    kind = "tickets"
    endings = (".tickets",)

    def read(self, place, found):
        lines = bytes_of(place, found).decode("utf-8").splitlines()
        return Material(blocks=tuple(Block(f"line {n}", text) for n, text in enumerate(lines, start=1)))


class Quiet:
    name = "quiet"

    def pages(self, picture):
        voices = {o.voice for o in picture.counted}
        yield Page(path="quiet.md", title="Who was heard", template="quiet.md.j2", facts={"voices": len(voices)})


def by_cost(factors):
    return 1 / factors.cost


class Plain:
    name = "plain"

    def draft(self, theme, observations, earlier=None):
        return Draft(words=Words(fi=f"Puhutaan: {theme.name.fi}", en=f"They mention {theme.name.en}"))
'''

POINTS = """
[uoma.sources]
tickets = acme_uoma:Tickets
[uoma.pages]
quiet = acme_uoma:Quiet
[uoma.scoring]
by-cost = acme_uoma:by_cost
[uoma.scribes]
plain = acme_uoma:Plain
"""

TEMPLATE = "# {{ page.title | md }}\n\n<p>voices: {{ voices }}</p>\n"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder that Python takes for an installed distribution."""
    info = tmp_path / "outside" / "acme_uoma-1.0.dist-info"
    info.mkdir(parents=True)
    (info.parent / "acme_uoma.py").write_text(PARTS)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-uoma\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINTS)
    return info.parent


def test_parts_from_another_package_take_part_in_the_cycle(little: Path, installed: Path, uoma: Any) -> None:
    organisation = little / "research_plans" / "organisation.yaml"
    organisation.write_text(organisation.read_text() + "research: {rule: by-cost, scribe: plain}\n")
    lines = "\n".join(
        ["# Tiketit", "Osallistuja: P4", "Päivämäärä: 1.11.2026", "Haastattelija: Mikä vaivaa?", "P4: Ovi jäi auki eikä kukaan tullut."]
    )
    (little / "research_plans" / "koe" / "mail.tickets").write_text(lines, encoding="utf-8")
    template = little / "templates" / "pages" / "quiet.md.j2"
    template.parent.mkdir(parents=True)
    template.write_text(TEMPLATE)
    done = uoma("cycle", "--workspace", little, "--today", "2026-11-21", PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stderr
    observations = uoma("export", "observations", "--workspace", little).stdout
    assert "Ovi jäi auki eikä kukaan tullut." in observations
    assert "voices: 4" in (little / "site" / "public" / "quiet.html").read_text(encoding="utf-8")


def test_a_part_that_is_not_installed_stops_the_run_with_the_ones_that_are(little: Path, uoma: Any) -> None:
    organisation = little / "research_plans" / "organisation.yaml"
    organisation.write_text(organisation.read_text() + "research: {rule: guess}\n")
    refused = uoma("cycle", "--workspace", little, "--today", "2026-11-21")
    assert refused.returncode == 1
    assert "'guess'" in refused.stderr
    assert "evsi" in refused.stderr
