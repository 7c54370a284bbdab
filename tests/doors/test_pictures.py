"""Pictures as the press prints them: drawings that a browser can read, that follow the palette, and whose words tell what the tables do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.model.coverage import Cell, Coverage
from flows.model.cycles import Cycle
from flows.model.insights import Belief, Insight
from flows.model.noun import Words
from flows.model.organisation import Organisation, Persona, Segment, Stage
from flows.model.organisation import Path as Way
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Factors, Gap, Question
from flows.pages.addresses import Addresses
from flows.pages.lines import insight_line, question_line
from flows.pages.pictures import ages, heard
from flows.pages.plane import backlog
from flows.pages.trend import Quarter
from flows.press.fill import Desk

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 21)
CYCLE = Cycle(number=3, name="2026-11-21", today=TODAY)
HOSTILE = '<script>alert(1)</script> "x" onload=alert(1) </svg></text> & {{ 111*111 }}'
DRAWN = {
    "bars": '{{ pictures.bars("Tunnit", rows, "h") }}',
    "shares": '{{ pictures.shares("Mistä", rows) }}',
    "pairs": '{{ pictures.pairs("Tasapaino", paired, "työ", "paino") }}',
    "belief": "<p>{{ pictures.belief(belief) }}</p>",
    "beliefs": '{{ pictures.beliefs("Väitteet", lines) }}',
    "ages": "{{ pictures.ages(ages) }}",
    "coverage": "{{ pictures.coverage(heard, 3) }}",
    "backlog": "{{ pictures.backlog(plane, asked) }}",
    "trend": "{{ trends.drawn(quarters) }}",
}
Printed = Callable[..., str]
IMPORTS = '{% import "parts/pictures.j2" as pictures %}{% import "parts/trend.j2" as trends %}'


def words(text: str) -> Words:
    return Words(fi=text, en=text)


def known() -> Picture:
    people = tuple(Persona(id=each, name=words(f"{each} {HOSTILE}")) for each in ("liisa", "ossi"))
    stages = (Stage(id="tilaus", name=words("Tilaus")), Stage(id="maksu", name=words("Maksu")))
    organisation = Organisation(
        name=words("Aallokko"),
        segments=(Segment(id="pk", name=words("Pienet"), personas=people),),
        paths=(Way(id="osto", name=words("Osto"), stages=stages),),
    )
    questions = tuple(_question(rank) for rank in range(1, 9))
    insights = tuple(
        Insight(key=f"c-{n}", statement=words(f"väite {n} {HOSTILE}"), belief=Belief(mean=0.2 * n, low=0.1 * n, high=0.25 * n))
        for n in (1, 2, 3)
    )
    cells = {("liisa", "tilaus"): Cell(9, 9, TODAY), ("liisa", "maksu"): Cell(1, 1, TODAY), ("ossi", "maksu"): Cell(4, 4, date(2020, 1, 1))}
    return Picture(cycle=CYCLE, organisation=organisation, questions=questions, insights=insights, coverage=Coverage(cells))


def _question(rank: int) -> Question:
    factors = Factors(a=1, b=1, mean=0.5, stakes=1, evsi=0.1, n=3, cost=5 + rank % 3, urgency=1)
    gap = Gap(key=f"q-{rank}", kind="thin")
    tier = ("now", "discuss", "not-now")[rank % 3]
    return Question(
        key=f"q-{rank}", text=words(f"miksi {rank} {HOSTILE}"), gap=gap, rank=rank, score=0.1 / rank**2, tier=tier, factors=factors
    )


def facts() -> dict[str, object]:
    picture = known()
    at = Addresses.of(picture)
    lines = [question_line(question, at) for question in picture.questions]
    return {
        "rows": [(words(f"Myynti {HOSTILE}"), "index.md", 12, ""), ("Talous", "", 3.5, words("huomio")), ("Muu", "", 0, "")],
        "paired": [(words("Arki"), "", 0.25, 0.5), ("Kasvu", "", 0.75, 0.5)],
        "belief": Belief(mean=0.62, low=0.4, high=0.8),
        "lines": [insight_line(insight, at) for insight in picture.insights],
        "ages": ages([TODAY - timedelta(days=100 * n) for n in range(9)], TODAY, 18),
        "heard": heard(at),
        "plane": backlog(picture.questions),
        "asked": {line.question.key: line for line in lines},
        "quarters": (Quarter(2026, 1, 3, 0), Quarter(2026, 2, 12, 4), Quarter(2026, 3, 0, 2)),
    }


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """A page with the pictures of these names, drawn from these facts, in that language."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "pages").mkdir()
    for name, template in {**DRAWN, "all": "".join(DRAWN.values())}.items():
        (folder / "pages" / f"{name}.md.j2").write_text(IMPORTS + template, encoding="utf-8")
    organisations = (Organisation(name=words("Aallokko"), languages=(language,)) for language in ("fi", "en"))
    desks = {each.language: Desk((folder, ROOT / "templates"), each, CYCLE) for each in organisations}
    return lambda name, told, language="fi": desks[language].printed(Page("a/drawn.md", "t", f"{name}.md.j2", told))


def drawings(page: str) -> list[ElementTree.Element]:
    """Every outermost <svg> of a page, as a strict reader of XML makes it out."""
    found, depth, start = [], 0, 0
    for tag in re.finditer(r"<svg\b|</svg>", page):
        if tag[0] == "<svg" and not depth:
            start = tag.start()
        depth += 1 if tag[0] == "<svg" else -1
        if not depth:
            found.append(page[start : tag.end()])
    assert depth == 0
    return [ElementTree.fromstring(drawing) for drawing in found]


@pytest.mark.parametrize("name", sorted(DRAWN))
@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_picture_is_well_formed_follows_the_palette_and_says_what_it_shows(name: str, language: str, printed: Printed) -> None:
    page = printed(name, facts(), language)
    for drawing in drawings(page):
        assert drawing.get("aria-hidden") == "true" or (drawing.get("role") in ("img", "group") and drawing.get("aria-label"))
        for element in drawing.iter():
            assert not {"style", "fill", "stroke", "id", "onload"} & {*element.keys()}, element.tag
            assert element.get("class") or element.tag in ("svg", "text", "g", "a", "title"), element.tag
    assert "<script" not in page
    assert "12321" not in page
    assert page.count("<svg") >= 1


def test_no_colour_of_pictures_is_written_out() -> None:
    css = (ROOT / "site/theme/pictures.css").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", css)
    used = {*re.findall(r"var\((--u-[a-z0-9-]+)\)", css)}
    theme = css + (ROOT / "site/theme/uoma.css").read_text(encoding="utf-8")
    assert all(f"{name}:" in theme for name in used)


def test_every_class_of_a_drawing_is_in_the_style_sheet(printed: Printed) -> None:
    css = (ROOT / "site/theme/pictures.css").read_text(encoding="utf-8")
    page = printed("all", facts())
    drawn = {name for drawing in drawings(page) for element in drawing.iter() for name in (element.get("class") or "").split()}
    assert len(drawn) > 20
    plain = {name for name in drawn if not re.search(rf"\.{name}(?![\w-])", css)}
    assert not plain


@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_the_words_of_a_picture_tell_the_same_numbers_as_its_table(values: list[int], printed: Printed) -> None:
    page = printed("bars", {"rows": [(f"rivi{'ab'[n % 2] * n}", "", value, "") for n, value in enumerate(values)]}, "en")
    (label,) = re.findall(r'role="img" aria-label="([^"]*)"', page)
    spoken = [int(number.replace(",", "")) for number in re.findall(r" ([\d,]+) h", unescape(label))]
    tabled = [int(number.replace(",", "")) for number in re.findall(r'<td class="u-num">([\d,]+)</td>', page)]
    widths = [float(width) for width in re.findall(r'class="u-pic-1" y="\d+" width="([\d.]+)%"', page)]
    assert spoken == tabled == values
    assert all(0 <= width <= 100 for width in widths)
    assert max(widths) == (100 if max(values) else 0)


def test_the_parts_of_a_bar_fill_it_without_a_gap(printed: Printed) -> None:
    page = printed("shares", {"rows": [(f"osa {n}", "", n, "") for n in range(1, 8)]})
    placed = [
        (float(x), float(w)) for x, w in re.findall(r'<rect class="u-pic-ground u-pic-\d" x="([\d.]+)%" y="1" width="([\d.]+)%"', page)
    ]
    assert placed[0][0] == 0
    assert all(x + wide == pytest.approx(following, abs=0.02) for (x, wide), (following, _) in pairwise(placed))
    assert sum(placed[-1]) == pytest.approx(100, abs=0.02)


def test_each_picture_has_its_table_and_each_question_on_the_map_its_link(printed: Printed) -> None:
    for name in set(DRAWN) - {"belief", "coverage"}:
        page = printed(name, facts())
        assert page.count("<details") == page.count("<table") == 1, name
    page = printed("backlog", facts())
    (svg,) = [drawing for drawing in drawings(page) if drawing.get("role") == "group"]
    assert sorted(a.get("href") or "" for a in svg.iter("a")) == [f"../questions/q-{n}.html" for n in range(1, 9)]
    assert all((a.get("aria-label") or "").split(".")[0] == a.findtext("text") for a in svg.iter("a"))


def test_a_place_where_nobody_has_been_heard_is_told_in_shape_and_in_words_and_a_small_group_by_no_number(printed: Printed) -> None:
    page = printed("coverage", facts(), "en")
    cells = re.findall(r'<td data-label="[^"]*".*?</td>', page)
    shown = [re.sub(r"<[^>]*>", " ", cell).split() for cell in cells]
    assert shown == [["9"], ["&lt;", "3"], ["nobody", "heard"], ["4", "none", "of", "it", "lately"]]
    assert ["u-square-hole" in cell for cell in cells] == [False, False, True, False]
    assert ["u-square-old" in cell for cell in cells] == [False, False, False, True]


def test_where_there_is_nothing_to_draw_nothing_is_drawn(printed: Printed) -> None:
    nothing = {"rows": [], "paired": [], "lines": [], "ages": ages([], TODAY, 18), "plane": backlog([]), "asked": {}}
    for name in ("bars", "shares", "pairs", "beliefs", "ages", "backlog"):
        page = printed(name, nothing)
        assert not re.search(r"<svg|<figure|<details", page), name
    assert "<svg" not in printed("shares", {"rows": [("tyhjä", "", 0, "")]})
