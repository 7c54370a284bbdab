"""Guard and gate: what of a site's text is looked at, and what in it is not for readers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.desk.gate import Look, Ours, refuse_dangling, refuse_overdue, refuse_personal
from flows.errors import BuildFailed
from flows.model.cycles import Cycle
from flows.model.insights import Evidence, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Privacy, Segment
from flows.model.picture import Picture
from flows.model.registers import Assumption, Participant
from flows.model.studies import Study
from flows.press.guard import lines, looked_at
from flows.workspace import Plan

LIISA = Persona(id="liisa", name=Words(fi="Yrittäjä-Liisa", en="Owner Liisa"))
ORGANISATION = Organisation(
    name=Words(fi="Koe Oy", en="Trial Ltd"),
    segments=(Segment(id="s", name=Words(fi="Pienet", en="Small"), personas=(LIISA,)),),
    contact="tutkimus@example.org",
    privacy=Privacy(not_names=("Varis",)),
)
PEOPLE = ("Testi Virtanen", "Liisa Kuusela", "Onni Mäki", "Ville Varis", "Rauha Tuuli")


def plan(said: str = "") -> Plan:
    rows = (Assumption(id="a-1", statement=said),) if said else ()
    people = tuple(Participant(id=f"P{n}", name=name, study="s", also="Tepa" if n == 0 else "") for n, name in enumerate(PEOPLE))
    return Plan(ORGANISATION, (), {"assumptions": rows}, people, (), ())


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("Kertoi Testi Virtanen itse.", ("name",)),
        ("Kuten Virtaselle sanottiin.", ("name",)),
        ("Sen sanoi Tepa viime vuonna, ja Tepalle se on tärkeää.", ("name",)),
        ("Hänen tunnuksensa on 131052-308T.", ("identity-code",)),
        ("Maksu tilille FI21 1234 5600 0007 85.", ("account",)),
        ("Kortti 4111 1111 1111 1111 kävi.", ("card",)),
        ("Kirjoita osoitteeseen joku.muu@example.org", ("email",)),
        ("Soita 040 555 0123.", ("phone",)),
        ("Soita +358 40 555 0123.", ("phone",)),
    ],
)
def test_what_points_to_a_person_is_told_by_its_kind(line: str, kinds: tuple[str, ...]):
    assert tuple(dict.fromkeys(Look.of(plan())(line))) == kinds


@pytest.mark.parametrize(
    "line",
    [
        "Yrittäjä-Liisa maksaa illalla, ja Liisalle se on helppoa.",
        "Mäki oli jyrkkä.",
        "Tuuli kääntyi ja rauha palasi; onni oli ohi.",
        "Varis istui pihalla.",
        "tutkimus@example.org",
        "12.10.2026 · 14 havaintoa · 0,83 (0,71–0,92)",
        "P = 1,50 · 2,00 · 0,08485 / 6 = 0,042",
        "2026-11-21T10:00:00Z c-012 o-37be05280fb7 q-56e3ec86e3",
        "20261121T100000Z",
        "4 1 1 2 3 4 5 6 7 8 9 10 11 12",
    ],
)
def test_ordinary_lines_stop_nothing(line: str):
    assert not {"name", "phone", "email", "account", "card", "identity-code"} & {*Look.of(plan())(line)}


def test_what_plans_and_registers_say_themselves_is_told_apart():
    assert Look.of(plan("Testi Virtanen vastaa, 040 555 0123."))("Testi Virtanen vastaa, 040 555 0123.") == ("told-name", "told-contact")


def test_a_name_that_is_a_part_of_a_word_in_a_plan_was_not_written_there():
    assert Look.of(plan("Salavirtanenkin oli täällä."))("Virtanen kertoi") == ("name",)
    assert Look.of(plan("Vastaa:\nVirtanen"))("Virtanen kertoi") == ("told-name",)


def test_a_word_that_every_site_says_names_nobody_alone_and_somebody_in_a_whole_name():
    look = Look.of(plan(), frozenset(("testi",)))
    assert (look("Se on Testi, ja kaikki on keksittyä."), look("Testi Virtanen")) == ((), ("name",))


def lay(tree: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(content, "utf-8")
    return tree


def test_pages_feeds_records_and_calendars_are_looked_at_and_scripts_and_assets_are_not(tmp_path: Path):
    tree = lay(
        tmp_path,
        {
            "fi/a.md": "<p>Testi&#32;Virtanen</p>",
            "fi/b.html": "<b title='x'>Testi Virtanen</b>",
            "fi/c.json": json.dumps({"x": [{"y": "Testi\nVirtanen sanoi"}]}),
            "fi/d.ics": "SUMMARY:Testi Vir\r\n tanen\r\n",
            "fi/e.atom": "<title>Testi Virtanen</title>",
            "fi/f.html": "<script>Testi Virtanen</script><style>Testi Virtanen</style>",
            "fi/assets/g.js": "Testi Virtanen",
            "fi/.h.html": "Testi Virtanen",
        },
    )
    with pytest.raises(BuildFailed) as told:
        refuse_personal(tree, plan())
    assert str(told.value) == "the site would show a participant's name on fi/a.md, fi/b.html, fi/c.json, fi/d.ics, fi/e.atom"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", "<!-- kysy: Testi Virtanen -->"),
        ("a.md", '<img src="x.png" alt="Testi Virtanen">'),
        ("a.md", "<p aria-label='Testi Virtanen: 3'></p>"),
        ("a.md", '<script type="application/json">{"x": ["Testi Virtanen sanoi"]}</script>'),
        ("a.md", "Tes\u00adti Virta\u00adnen"),
        ("a.ics", "DESCRIPTION:Tervetuloa\\nTesti kertoo"),
        ("a.HTML", "<p>Testi Virtanen</p>"),
        ("a.svg", "<svg><title>Testi Virtanen</title></svg>"),
        ("assets/a.md", "Testi Virtanen"),
        ("search/a.html", "Testi Virtanen"),
    ],
)
def test_a_name_is_found_wherever_a_reader_could_come_upon_it(name: str, content: str, tmp_path: Path):
    with pytest.raises(BuildFailed, match=name):
        refuse_personal(lay(tmp_path, {f"fi/{name}": content}), plan())


def test_base_forms_beside_each_other_are_no_name(tmp_path: Path):
    tree = lay(tmp_path, {"fi/ask.md": '<script type="application/json">{"forms": "oma testi virtanen lasku"}</script>'})
    assert refuse_personal(tree, plan()) == ()


def test_a_page_that_was_clean_is_looked_at_again_only_when_it_or_the_register_is_different(tmp_path: Path):
    tree, kept, seen = lay(tmp_path / "tree", {"a.md": "yksi", "b.md": "kaksi"}), tmp_path / "looked.json", list[str]()

    def look(line: str) -> tuple[str, ...]:
        seen.append(line)
        return ("name",) if line == "paha" else ()

    for by, text, told in (
        ("1", "yksi", ["yksi", "kaksi"]),
        ("1", "yksi", []),
        ("1", "paha", ["paha"]),
        ("1", "paha", ["paha"]),
        ("2", "x", ["x", "kaksi"]),
    ):
        seen.clear()
        lay(tree, {"a.md": text})
        assert looked_at(tree, look, kept, by) == ({"a.md": {"name"}} if text == "paha" else {})
        assert seen == told
    assert "kaksi" not in kept.read_text("utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"by": "1", "pages": 3}'])
def test_a_memory_that_cannot_be_read_is_none(content: str, tmp_path: Path):
    (tmp_path / "looked.json").write_text(content)
    assert looked_at(lay(tmp_path / "tree", {"a.md": "x"}), lambda line: ("name",), tmp_path / "looked.json", "1") == {"a.md": {"name"}}


@given(st.text(), st.sampled_from(["a.md", "a.html", "a.json", "a.ics", "a.atom", "a.csv"]))
def test_whatever_a_file_holds_its_lines_can_be_told(text: str, name: str):
    assert all(line.strip() for line in lines(name, text.encode("utf-8", "surrogatepass")))


OBSERVATION = Observation(key="o-1", document="d", study="s", locator="¶1", text="Sana.", language="fi", kind="other")


def drawn(*observations: Observation, until: str | None = None) -> Picture:
    insight = Insight(key="c-1", statement=Words(fi="x"), evidence=(Evidence(observation="o-1", direction="supports", weight=1.0),))
    study = Study(id="s", title=Words(fi="x", en="x"), **({"keep_until": until} if until else {}))
    cycle = Cycle(number=1, name="2026-11-21", today="2026-11-21")
    return Picture(cycle, ORGANISATION, studies=(study,), observations=observations, insights=(insight,))


def test_an_insight_that_rests_on_what_is_not_there_is_refused():
    refuse_dangling(drawn(OBSERVATION))
    with pytest.raises(BuildFailed, match="c-1"):
        refuse_dangling(drawn())


def test_words_whose_time_is_up_are_refused_and_counts_of_them_are_not():
    today = Cycle(number=1, name="x", today="2026-11-21").today
    refuse_overdue(drawn(OBSERVATION, until="2026-11-21"), today)
    silent = OBSERVATION.model_copy(update={"text": "", "question": "", "quotable": False})
    refuse_overdue(drawn(silent, until="2026-11-20"), today)
    with pytest.raises(BuildFailed, match="words of s would be shown"):
        refuse_overdue(drawn(OBSERVATION, until="2026-11-20"), today)


def test_a_name_of_a_page_of_ones_own_is_told_and_one_of_the_handbook_is_not(tmp_path: Path):
    tree = lay(tmp_path, {"fi/oma.md": "Testi Virtanen, 040 555 0123", "fi/handbook/x.md": "Testi Virtanen"})
    (issue,) = refuse_personal(tree, plan(), ours=Ours(pages=frozenset(("oma.md",))))
    assert (issue.code, issue.where, "Virtanen" in issue.what) == ("name-on-page", "fi/oma.md", False)
    with pytest.raises(BuildFailed, match=r"fi/oma\.md"):
        refuse_personal(tree, replace(plan()))


def test_a_page_written_in_one_language_frees_no_page_of_the_other(tmp_path: Path):
    tree = lay(tmp_path, {"fi/brief.md": "Testi Virtanen", "en/brief.md": "Testi Virtanen", "en/qa/x.md": "Testi Virtanen"})
    with pytest.raises(BuildFailed) as told:
        refuse_personal(tree, plan(), ours=Ours(pages=frozenset(("en/brief.md", "qa/x.md"))))
    assert str(told.value).endswith("name on fi/brief.md")
