"""Pictures: what they tell, and that nothing in them lies on anything else or outside."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import plugins
from flows.model.coverage import Cell, Coverage
from flows.model.cycles import Cycle
from flows.model.insights import Confidence, Evidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Focus, Organisation, Persona, Privacy, Segment, Stage, Theme, Unit
from flows.model.organisation import Path as Way
from flows.model.picture import Picture
from flows.model.questions import Factors, Gap, Question
from flows.model.registers import KnownSource
from flows.model.studies import Study
from flows.pages.addresses import Addresses
from flows.pages.pictures import FEWEST, ages, heard
from flows.pages.plane import HEIGHT, MOST, NARROW, WIDE, Box, backlog, label_box, mark_box

TODAY = date(2026, 11, 21)
THEME = Path(__file__).parents[2] / "site" / "theme"


def words(text: str) -> Words:
    return Words(fi=text, en=text)


def picture(**more: object) -> Picture:
    people = (Persona(id="liisa", name=words("Liisa")), Persona(id="ossi", name=words("Ossi")))
    stages = (Stage(id="tilaus", name=words("Tilaus"), owner="myynti"), Stage(id="maksu", name=words("Maksu")))
    organisation = Organisation(
        name=words("Aallokko"),
        segments=(Segment(id="pk", name=words("Pienet"), personas=people),),
        paths=(Way(id="osto", name=words("Osto"), stages=stages),),
        units=(Unit(id="myynti", name=words("Myynti")), Unit(id="talous", name=words("Talous"))),
        focus=(Focus(id="arki", name=words("Arki"), definition=words("Selkeä arki"), owner="talous"),),
        themes=(Theme(id="lasku", name=words("Lasku"), focus="arki"), Theme(id="hinta", name=words("Hinta"))),
        privacy=Privacy(smallest_group=3),
    )
    known = {"cycle": Cycle(number=3, name="2026-11-21", today=TODAY), "organisation": organisation, "themes": organisation.themes}
    return Picture(**{**known, **more})


def claim(key: str, state: str, until: date | None = None, **more: object) -> Insight:
    freshness = Freshness.model_validate({"state": state, "until": until})
    known = {
        "key": key,
        "statement": words(key),
        "standing": "accepted",
        "evidence": (Evidence(observation="o", direction="supports", weight=1),),
    }
    return Insight.model_validate({**known, "freshness": freshness, "confidence": Confidence(), **more})


def said(key: str, on: date | None, theme: str = "lasku", **more: object) -> Observation:
    known = {"key": key, "study": "s", "document": "s/a.docx", "locator": "¶1", "text": "sanat", "heard_on": on, "themes": (theme,)}
    return Observation.model_validate({**known, **more})


def question(rank: int, score: float, cost: float, tier: str = "now", **gap: str) -> Question:
    factors = Factors(a=1, b=1, mean=0.5, stakes=1, evsi=0.1, n=3, cost=cost, urgency=1)
    about = Gap.model_validate({"key": f"q-{rank}", "kind": "thin", **gap})
    known = {"key": f"q-{rank}", "text": words(f"Miksi {rank}?"), "gap": about, "rank": rank, "score": score, "tier": tier}
    return Question.model_validate({**known, "factors": factors})


def freshness(of: Picture) -> dict[str, object]:
    (page,) = plugins.parts("pages")["freshness"]().pages(of)
    return page.facts


SIZES = st.one_of(st.sampled_from([0.001, 1.0, 8.0, 13.0]), st.floats(min_value=1e-12, max_value=1e12))


@given(st.lists(st.tuples(SIZES, SIZES, st.sampled_from(["now", "discuss", "not-now"])), max_size=45))
def test_nothing_on_the_map_of_the_backlog_lies_on_anything_else_however_wide_it_is_drawn(told: list[tuple[float, float, str]]) -> None:
    plane = backlog(question(rank, score, cost, tier) for rank, (score, cost, tier) in enumerate(told, 1))
    assert (plane is None) == (len(told) < 3)
    if plane is None:
        return
    assert len(plane.marks) <= MOST
    assert len(plane.marks) + plane.unplaced == len(told)
    boxes = [*map(mark_box, plane.marks), *map(label_box, plane.levels)]
    for width in (NARROW, 390, 512, WIDE):
        for one, other in combinations(boxes, 2):
            (a, b), (c, d) = one.span(width), other.span(width)
            assert b <= c + 1e-6 or d <= a + 1e-6 or one.bottom <= other.top + 1e-6 or other.bottom <= one.top + 1e-6
        assert all(box.span(width)[0] >= -1e-6 and box.span(width)[1] <= width + 1e-6 for box in boxes)
    assert all(box.top >= 0 and box.bottom <= HEIGHT for box in boxes)
    lines = [place for level in plane.levels for place in (level.x1, level.x2, level.y1, level.y2)]
    assert all(math.isfinite(place) for place in (*lines, *(t.at for t in (*plane.across, *plane.down))))
    assert all(0 <= level.x1 <= level.x2 <= 100 and min(level.y1, level.y2) >= 0 for level in plane.levels)
    assert 1 <= len(plane.across) <= 5 or max(c for _, c, _ in told) < 4 * min(c for _, c, _ in told)


@given(st.floats(0, 100), st.floats(-60, 60), st.floats(0, 100), st.floats(-60, 60))
def test_what_is_apart_on_a_phone_and_on_a_desk_is_apart_between_them(x: float, dx: float, other_x: float, other_dx: float) -> None:
    one, other = Box(x, dx - 12, dx + 12, 0, 24), Box(other_x, other_dx - 12, other_dx + 12, 0, 24)
    if one.apart(other):
        for width in range(NARROW, WIDE, 16):
            assert one.span(width)[1] <= other.span(width)[0] + 1e-6 or other.span(width)[1] <= one.span(width)[0] + 1e-6


def test_a_question_worth_more_stands_higher_and_one_that_costs_more_further_right() -> None:
    plane = backlog([question(1, 0.02, 5), question(2, 0.001, 5), question(3, 0.02, 40)])
    assert plane
    dear, cheap, big = plane.marks
    assert dear.y < cheap.y
    assert dear.x < big.x
    assert dear.value == pytest.approx(100)
    assert dear.cost == 5
    assert not any(mark.dx or mark.dy for mark in plane.marks)


def test_questions_that_an_answer_is_worth_nothing_for_are_told_and_not_drawn() -> None:
    plane = backlog(
        [*(question(n, 0.01 * n, 5) for n in range(1, 5)), question(5, 0, 5), question(6, 0.1, 5).model_copy(update={"factors": None})]
    )
    assert plane
    assert [mark.rank for mark in plane.marks] == [1, 2, 3, 4]
    assert plane.unplaced == 2


def test_along_a_level_every_place_has_the_same_score() -> None:
    plane = backlog([question(1, 0.1, 4), question(2, 0.01, 9), question(3, 0.0001, 30)])
    assert plane
    assert plane.levels
    by_rank = {mark.rank: mark for mark in plane.marks}
    slopes = {round((level.y2 - level.y1) / (level.x2 - level.x1), 6) for level in plane.levels}
    assert len(slopes) == 1
    first, second = by_rank[1], by_rank[2]
    assert first.value / first.cost == pytest.approx(100)
    assert second.value / second.cost == pytest.approx(10)
    ten = next(level for level in plane.levels if level.score.number == 10)
    slope = (ten.y2 - ten.y1) / (ten.x2 - ten.x1)
    assert ten.y1 + slope * (second.x - ten.x1) == pytest.approx(second.y)


@given(st.lists(st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2027, 6, 1))), max_size=60), st.floats(0.1, 1200))
def test_every_observation_is_in_one_bin_of_its_age_or_told_as_undated(days: list[date | None], half_life: float) -> None:
    told = ages(days, TODAY, half_life)
    dated = sum(day is not None for day in days)
    assert (told is None) == (dated < FEWEST)
    if told:
        assert sum(each.observations for each in told.bins) == dated == told.within + told.past
        assert told.undated == len(days) - dated
        assert [each.lower for each in told.bins][1:] == [each.upper for each in told.bins][:-1]
        assert [each.old for each in told.bins] == [each.lower >= half_life * 0.999999 for each in told.bins]


def test_what_is_past_its_half_life_is_told_apart_from_what_is_not() -> None:
    told = ages([TODAY] * 4 + [TODAY - timedelta(days=700)] * 2, TODAY, 18)
    assert told
    assert (told.within, told.past, told.most) == (4, 2, 4)
    assert [each.observations for each in told.bins] == [4, 0, 0, 2, 0, 0, 0]


def test_the_size_of_a_square_does_not_tell_how_many_there_are_in_a_small_group() -> None:
    old = TODAY - timedelta(days=900)
    cells = {("liisa", "tilaus"): Cell(1, 1, TODAY), ("liisa", "maksu"): Cell(2, 5, old), ("ossi", "maksu"): Cell(30, 40, TODAY)}
    told = heard(Addresses.of(picture(coverage=Coverage(cells))))
    assert told
    (_, liisa), (_, ossi) = told.rows
    assert [square.depth for square in liisa] == [1, 1]
    assert all(square.few for square in liisa)
    assert [square.old for square in liisa] == [False, True]
    assert [square.depth for square in ossi] == [0, 3]
    assert told.holes == 1


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_more_voices_never_make_a_smaller_square(voices: list[int]) -> None:
    places = [("liisa", "tilaus"), ("liisa", "maksu"), ("ossi", "tilaus"), ("ossi", "maksu")]
    told = heard(Addresses.of(picture(coverage=Coverage({p: Cell(n) for p, n in zip(places, voices, strict=True)}))))
    assert told
    squares = sorted((s for _, row in told.rows for s in row), key=lambda s: s.voices)
    assert [s.depth for s in squares] == sorted(s.depth for s in squares)
    assert all((s.depth == 0) == (s.voices == 0) and s.depth <= 3 for s in squares)


def test_without_personas_or_stages_there_is_no_map_of_who_has_been_heard() -> None:
    assert heard(Addresses.of(picture(organisation=Organisation(name=words("A"))))) is None


def test_where_nothing_is_claimed_there_is_no_page_of_freshness() -> None:
    assumed = Insight(key="a", statement=words("a"), origin="assumption", standing="assumed")
    assert not list(plugins.parts("pages")["freshness"]().pages(picture(insights=(assumed,))))


def test_what_has_expired_comes_first_then_what_does_within_ninety_days_each_with_the_question_that_would_make_it_fresh() -> None:
    claims = (
        claim("c-1", "fresh", TODAY + timedelta(days=400)),
        claim("c-2", "stale", TODAY - timedelta(days=3), stage="tilaus"),
        claim("c-3", "ageing", TODAY + timedelta(days=90), theme="lasku"),
        claim("c-4", "stale", TODAY - timedelta(days=30)),
    )
    told = freshness(picture(insights=claims, questions=(question(1, 0.1, 5, insight="c-2"), question(2, 0.1, 5, insight="c-3"))))
    assert told["states"] == [("fresh", 1), ("ageing", 1), ("stale", 2)]
    lists = {name: [due.line.insight.key for due in rows] for name, rows in told["lists"].items()}
    assert lists == {"expired": ["c-4", "c-2"], "soon": ["c-3"], "later": ["c-1"]}
    second, third = told["lists"]["expired"][1], told["lists"]["soon"][0]
    assert second.question.question.key == "q-1"
    assert second.owner.name.fi == "Myynti"
    assert third.question.question.key == "q-2"
    assert third.owner.name.fi == "Talous"


def test_a_theme_that_nobody_has_spoken_of_within_its_half_life_is_told_and_one_just_heard_is_not() -> None:
    heard_lately = picture(
        insights=(claim("c-1", "fresh"),), observations=(said("o", TODAY), said("o2", TODAY - timedelta(days=800), "hinta"))
    )
    assert [(q.theme.name.fi, q.latest) for q in freshness(heard_lately)["quiet"]] == [("Hinta", TODAY - timedelta(days=800))]


def test_a_study_that_has_gone_quiet_is_told_but_one_that_has_ended_is_not() -> None:
    going = Study(id="s", title=words("Palautteet"))
    ended = Study(id="t", title=words("Haastattelut"), ended=date(2024, 1, 1))
    long_ago = TODAY - timedelta(days=800)
    voices = (said("o", long_ago), said("p", long_ago, study="t"))
    bought = KnownSource(id="k", title="Toimialaraportti", kind="rain", expires=TODAY + timedelta(days=9))
    lasting = KnownSource(id="l", title="Rekisteri", kind="rain", expires=TODAY + timedelta(days=300))
    told = freshness(
        picture(insights=(claim("c-1", "fresh"),), studies=(going, ended), observations=voices, registers={"sources": (bought, lasting)})
    )
    assert [(s.ref.name.fi, s.latest, s.expires) for s in told["still"]] == [
        ("Palautteet", long_ago, None),
        ("Toimialaraportti", None, TODAY + timedelta(days=9)),
    ]


# What the two hues of data look like to people who see red and green alike (Viénot, Brettel and Mollon 1999), and in grey.

_SEEN = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


def palettes() -> dict[str, dict[str, str]]:
    """The variables of both palettes."""
    text = (THEME / "uoma.css").read_text(encoding="utf-8")
    found = {}
    for scheme in ("default", "slate"):
        block = text.split(f'[data-md-color-scheme="{scheme}"] {{', 1)[1].split("}", 1)[0]
        found[scheme] = {
            name.strip(): value.strip()
            for name, _, value in (line.partition(":") for line in block.split(";"))
            if value.strip().startswith("#")
        }
    return found


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one: str, other: str) -> float:
    """WCAG 2: from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505
    y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    z = (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089
    a, b, c = (max(each, 0) ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def seen(colour: str, by: str) -> tuple[float, float, float]:
    rgb = linear(colour)
    return lab(tuple(sum(weight * part for weight, part in zip(row, rgb, strict=True)) for row in _SEEN[by]))


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_the_colours_of_pictures_stand_out_from_the_paper_in_both_palettes(scheme: str) -> None:
    colours = palettes()[scheme]
    for name in ("for", "con", "sure", "old", "found", "river", "soft", "ink"):
        assert contrast(colours[f"--u-{name}"], colours["--u-paper"]) >= 4.5, name


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("kind", sorted(_SEEN))
def test_for_and_against_differ_to_the_colour_blind(scheme: str, kind: str) -> None:
    colours = palettes()[scheme]
    for one, other in (("for", "con"), ("for", "old")):
        assert math.dist(seen(colours[f"--u-{one}"], kind), seen(colours[f"--u-{other}"], kind)) >= 30
