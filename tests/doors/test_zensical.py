"""A canary: Material reaches its end of life in May 2027, and the same tree of pages is to build with what comes after it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.utils.yaml import yaml_load

from flows import plugins
from flows.model.cycles import Cycle
from flows.model.documents import Document
from flows.model.insights import Evidence, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Segment, Theme
from flows.model.picture import Picture
from flows.model.studies import Study
from flows.press.fill import Desk
from flows.press.links import broken
from flows.press.menu import HOME, grouped
from flows.press.trees import trees
from flows.press.words import SAMPLE, catalogue
from flows.press.write import Copied, write

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not importlib.util.find_spec("zensical"), reason="Zensical is not installed: pip install 'uoma[canary]'"),
]
ROOT = Path(__file__).parents[2]
QUOTE = "En maksa ennen kuin tiedän, mistä maksan <script>alert(1)</script> {{ 7*7 }}."


def picture() -> Picture:
    sure = Insight(
        key="c-001",
        statement=Words(fi="Lasku jää maksamatta, kun rivejä ei ymmärrä", en="A bill stays unpaid when its lines are not understood"),
        theme="lasku",
        persona="liisa",
        evidence=(Evidence(observation="o1", direction="supports", weight=1),),
        voices=1,
        studies=("t",),
        standing="accepted",
    )
    return Picture(
        cycle=Cycle(number=1, name="2026-11-21", today=date(2026, 11, 21)),
        organisation=Organisation(
            name=Words(fi="Aallokko Oy", en="Aallokko"),
            languages=("fi", "en"),
            sample=True,
            themes=(Theme(id="lasku", name=Words(fi="Laskun ymmärtäminen", en="Reading the bill")),),
            segments=(
                Segment(id="pk", name=Words(fi="Pienyritykset", en="Small firms"), personas=(Persona(id="liisa", name=Words(fi="Liisa")),)),
            ),
        ),
        studies=(Study(id="t", title=Words(fi="Laskututkimus", en="The bill")),),
        documents=(Document(key="t/a.docx", source="docx", name="a.docx", study="t", fingerprint="a"),),
        observations=(
            Observation(key="o1", study="t", document="t/a.docx", locator="¶1", text=QUOTE, voice="t:P1", language="fi", themes=("lasku",)),
        ),
        themes=(Theme(id="lasku", name=Words(fi="Laskun ymmärtäminen", en="Reading the bill")),),
        insights=(sure,),
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of both languages, each tree built strictly by Zensical, which takes folders beside its configuration only."""
    folder = tmp_path_factory.mktemp("zensical")
    drawn = picture()
    for language, inner in trees(drawn.organisation).items():
        place = folder / language
        write(*_tree(drawn, language, place / "docs"))
        (place / "mkdocs.yml").write_text(
            yaml.dump(_configuration(drawn.organisation.told_in(language), place / "docs"), sort_keys=False), "utf-8"
        )
        ran = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "-f", "mkdocs.yml"],
            cwd=place,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        shutil.copytree(place / "site", folder / "all" / inner, dirs_exist_ok=True)
    return folder / "all"


def test_no_link_of_a_site_built_by_zensical_is_broken(built: Path) -> None:
    assert broken(built) == ()


def test_a_page_built_by_zensical_says_what_it_says_elsewhere(built: Path) -> None:
    said = (built / "insights" / "c-001.html").read_text("utf-8")
    assert re.search(r"<title>\s*Lasku jää maksamatta, kun rivejä ei ymmärrä", said)
    assert 'class="u-sample"' in said
    assert 'class="u-menu"' in said
    assert "mistä maksan &#60;script&#62;alert" in said.replace("&lt;", "&#60;").replace("&gt;", "&#62;")
    assert "7&#42;7" in said or "7*7" in said
    assert 'href="../en/insights/c-001.html"' in said
    assert "A bill stays unpaid" in (built / "en" / "insights" / "c-001.html").read_text("utf-8")


def test_nothing_that_is_meant_for_the_builder_is_left_on_a_page(built: Path) -> None:
    for page in sorted(built.rglob("*.html")):
        said = page.read_text("utf-8")
        left = [mark for mark in ("<!--made-->", "<!--ids-->", "<!--lang:", "data-search-exclude", "<script>alert") if mark in said]
        assert not left, (page.relative_to(built), left)


def _tree(drawn: Picture, language: str, docs: Path) -> tuple[Any, ...]:
    desk = Desk((ROOT / "templates",), drawn.organisation.told_in(language), drawn.cycle, trees(drawn.organisation))
    made = [page for kind in plugins.parts("pages").values() for page in kind().pages(drawn.told_in(language))]
    return made, docs, desk, (Copied(ROOT / "site" / "theme", "assets/uoma"), Copied(ROOT / "site" / "handbook", "handbook"))


def _configuration(organisation: Organisation, docs: Path) -> dict[str, Any]:
    """What mkdocs.yml says, with what `uoma publish` adds, and our extension by its name: Zensical cannot be handed it."""
    with (ROOT / "mkdocs.yml").open("rb") as opened:
        base: dict[str, Any] = yaml_load(opened)
    words = catalogue(organisation.language, (ROOT / "templates",))
    found = [path.relative_to(docs).as_posix() for path in (*docs.glob("*.md"), *docs.glob("*/index.md"))]
    menu = [{str(words.gettext(group.name)): [*group.sections]} if group.name else group.sections[0] for group in grouped(found)]
    return {
        **base,
        "site_name": organisation.name.told(organisation.language),
        "copyright": str(words.gettext(SAMPLE)),
        "docs_dir": "docs",
        "site_dir": "site",
        "nav": [HOME, *menu],
        "theme": {**base["theme"], "language": organisation.language},
        "markdown_extensions": [*base["markdown_extensions"], "flows.press.blocks"],
    }
