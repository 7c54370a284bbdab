from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest

from flows.model.cycles import Cycle
from flows.model.insights import Belief, Confidence, Evidence, Freshness, Insight, Reason, Turn
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Persona, Segment, Theme
from flows.model.pages import Leaf
from flows.model.picture import Changes, Picture
from flows.model.questions import Gap, Question
from flows.model.studies import Study
from flows.pages.addresses import Addresses
from flows.pages.cards import Cards
from flows.pages.feed import CYCLES, MOST, Feed, Told
from flows.pages.insight import Insights
from flows.pages.quotes import SHOWN
from flows.pages.records import Records
from flows.pages.shapes import schema

FIRST = Cycle(number=1, name="2026-11-07", today=date(2026, 11, 7))
SECOND = Cycle(number=2, name="2026-11-21", today=date(2026, 11, 21))


def words(text: str) -> Words:
    return Words(fi=text, en=f"{text} (en)")


def said(key: str, voice: str = "P1", **more: object) -> Observation:
    known = {"key": key, "study": "s", "document": "s/a.docx", "locator": "¶1", "text": f"sanat {key}", "voice": f"s:{voice}"}
    return Observation.model_validate({**known, "heard_on": date(2026, 3, 1), "persona": "liisa", "themes": ("lasku",), **more})


def insight(key: str, **more: object) -> Insight:
    known = {"key": key, "statement": words(f"väite {key}"), "theme": "lasku", "persona": "liisa", "standing": "accepted"}
    return Insight.model_validate({**known, **more})


def heard(*keys: str, against: tuple[str, ...] = ()) -> dict[str, object]:
    evidence = [Evidence(observation=key, direction="supports", weight=0.8) for key in keys]
    evidence += [Evidence(observation=key, direction="contradicts", weight=0.8) for key in against]
    reason = Reason(component="adequacy", level="low", code="voices", number=2)
    return {
        "evidence": tuple(evidence),
        "voices": len(evidence),
        "studies": ("s",),
        "belief": Belief(a=3, b=1, mean=0.75, low=0.5, high=0.9),
        "confidence": Confidence(level="low", reasons=(reason,)),
        "freshness": Freshness(state="fresh", share=0.9, until=date(2028, 1, 1)),
    }


def picture(**more: Any) -> Picture:
    people = (Persona(id="liisa", name=words("Liisa")), Persona(id="ossi", name=words("Ossi")))
    organisation = Organisation(
        name=words("Aallokko"),
        languages=("fi", "en"),
        segments=(Segment(id="pk", name=words("Pienet"), personas=people),),
        themes=(Theme(id="lasku", name=words("Lasku")), Theme(id="hinta", name=words("Hinta"))),
    )
    known: dict[str, Any] = {
        "cycle": SECOND,
        "cycles": (FIRST, SECOND),
        "organisation": organisation,
        "themes": organisation.themes,
        "studies": (Study(id="s", title=words("Tutkimus")),),
    }
    return Picture(**{**known, **more})


def leaves(kind: Any, of: Picture) -> dict[str, Leaf]:
    return {leaf.path: leaf for leaf in kind().pages(of)}


def entries(of: Picture, path: str = "changes.atom") -> list[Told]:
    return list(leaves(Feed, of)[path].facts["entries"])


def turn(kind: str, key: str = "c-1", cycle: Cycle = SECOND, **more: object) -> Turn:
    return Turn.model_validate({"insight": key, "cycle": cycle.name, "on": cycle.today, "kind": kind, "mean": 0.7, **more})


@pytest.fixture
def full() -> Picture:
    return picture(
        observations=(said("o1"), said("o2", "P2"), said("o3", "P3", quotable=False), said("o4", "P4"), said("o5", "P5", persona="ossi")),
        insights=(
            insight("c-1", **heard("o1", "o2", "o3", against=("o4",)), motivation="pelko"),
            insight("a-1", standing="assumed", origin="assumption", persona="ossi"),
            insight("t-lasku", origin="theme", standing="proposed", persona="", **heard("o1", "o5")),
        ),
        questions=(
            Question(key="q:1", text=words("miksi"), gap=Gap(key="q:1", kind="thin", insight="c-1", theme="lasku", persona="liisa")),
        ),
    )


def test_every_record_is_what_the_published_schema_says(full: Picture) -> None:
    made = leaves(Records, full)
    jsonschema.Draft202012Validator.check_schema(made["schema.json"].facts)
    validator = jsonschema.Draft202012Validator(made["schema.json"].facts)
    for path, leaf in made.items():
        if path != "schema.json":
            validator.validate(json.loads(json.dumps(leaf.facts)))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**made["insights/c-1.json"].facts, "name": "somebody"})


def test_the_index_lists_each_record_once_with_its_page_and_no_other(full: Picture) -> None:
    made = leaves(Records, full)
    listed = made["index.json"].facts["records"]
    assert {entry["record"] for entry in listed} == made.keys() - {"index.json", "schema.json"}
    assert [entry["id"] for entry in listed] == ["c-1", "t-lasku", "a-1", "lasku", "hinta", "liisa", "ossi"]
    pages = {page.path.replace(".md", ".html") for page in Insights().pages(full)}
    assert {entry["page"] for entry in listed if entry["kind"] == "insight"} <= pages
    assert made["index.json"].facts["as_of"] == "2026-11-21"


def test_a_record_tells_the_claim_in_both_languages_how_sure_and_how_much_was_heard(full: Picture) -> None:
    facts = leaves(Records, full)["insights/c-1.json"].facts
    assert facts["statement"] == {"fi": "väite c-1", "en": "väite c-1 (en)"}
    assert facts["counts"] == {"voices": 4, "studies": 1, "supports": 3, "against": 1}
    assert facts["belief"] == {"mean": 0.75, "low": 0.5, "high": 0.9}
    assert facts["confidence"]["reasons"] == [{"component": "adequacy", "level": "low", "code": "voices", "number": 2.0}]
    assert facts["freshness"] == {"state": "fresh", "until": "2028-01-01"}
    assert (facts["page"], facts["card"], facts["motivation"]) == ("insights/c-1.html", "cards/c-1.html", "pelko")
    assert [q["page"] for q in facts["questions"]] == ["questions/q-1.html"]


def test_words_that_may_not_be_shown_are_counted_in_a_record_and_stand_in_none(full: Picture) -> None:
    made = leaves(Records, full)
    supports = made["insights/c-1.json"].facts["supports"]
    assert ([quote["text"] for quote in supports["quotes"]], supports["withheld"]) == (["sanat o1", "sanat o2"], 1)
    everything = json.dumps([leaf.facts for leaf in made.values()]) + repr([leaf.facts["quote"] for leaf in leaves(Cards, full).values()])
    assert "sanat o1" in everything
    assert "sanat o3" not in everything


def test_the_machines_wording_has_no_score_and_a_small_group_no_number(full: Picture) -> None:
    made = leaves(Records, full)
    facts = made["insights/t-lasku.json"].facts
    assert (facts["worded_by"], facts["belief"], facts["confidence"], facts["freshness"]) == ("machine", None, None, None)
    assert made["insights/a-1.json"].facts["belief"] is None
    assert made["personas/ossi.json"].facts["voices"] is None
    assert made["personas/liisa.json"].facts["voices"] == 4
    assert [claim["id"] for claim in made["personas/ossi.json"].facts["assumed"]] == ["a-1"]


def test_a_record_shows_as_many_quotes_as_stand_open_on_the_page() -> None:
    many = [f"o{n:02d}" for n in range(SHOWN + 5)]
    drawn = picture(observations=tuple(said(key, f"P{key}") for key in many), insights=(insight("c-1", **heard(*many)),))
    supports = leaves(Records, drawn)["insights/c-1.json"].facts["supports"]
    assert (len(supports["quotes"]), supports["more"]) == (SHOWN, 5)


def test_what_was_merged_is_told_at_its_old_address_as_what_it_belongs_to_now() -> None:
    drawn = picture(insights=(insight("c-1", **heard()), insight("c-2", standing="retired", into="c-1")))
    made, cards = leaves(Records, drawn), leaves(Cards, drawn)
    assert made["insights/c-2.json"].facts["id"] == "c-1"
    assert {path: leaf.facts["page"] for path, leaf in cards.items()} == {
        "cards/c-1.html": "insights/c-1.md",
        "cards/c-2.html": "insights/c-1.md",
    }
    assert [entry["id"] for entry in made["index.json"].facts["records"] if entry["kind"] == "insight"] == ["c-1"]


def test_an_empty_library_has_no_leaf_at_all() -> None:
    empty = Picture(cycle=FIRST, organisation=Organisation(name=words("Tyhjä")))
    assert [leaf for kind in (Records, Feed, Cards) for leaf in kind().pages(empty)] == []


def test_a_card_has_one_quote_and_that_of_a_voice_that_agreed(full: Picture) -> None:
    facts = leaves(Cards, full)["cards/c-1.html"].facts
    assert (facts["quote"].text, facts["studies"], facts["against"]) == ("sanat o1", 1, 1)
    assert leaves(Cards, full)["cards/a-1.html"].facts["quote"] is None


def test_a_feed_tells_what_became_of_beliefs_the_newest_first_and_nothing_of_the_machines() -> None:
    histories = {
        "c-1": (turn("proposed", cycle=FIRST), turn("stronger", before=0.5), turn("reworded", statement=words("vanha"))),
        "t-lasku": (turn("stronger", "t-lasku"),),
        "a-1": (turn("proposed", "a-1", FIRST),),
    }
    known = (insight("c-1"), insight("t-lasku", origin="theme"), insight("a-1", standing="assumed", origin="assumption"))
    told = entries(picture(insights=known, histories=histories))
    assert [(each.kind, each.text.fi, each.on.day) for each in told] == [
        ("stronger", "väite c-1", 21), ("reworded", "väite c-1", 21), ("proposed", "väite c-1", 7), ("assumed", "väite a-1", 7),
    ]  # fmt: skip
    assert (told[0].before, told[0].mean, told[1].earlier.fi) == (0.5, 0.7, "vanha")


def test_a_feed_tells_new_questions_new_themes_and_what_is_gone_and_in_the_first_cycle_nothing_of_these() -> None:
    question = Question(key="q:1", text=words("miksi"), gap=Gap(key="q:1", kind="thin", theme="lasku"))
    changes = Changes(new_questions=("q:1",), new_themes=("hinta",), retired=(insight("c-9"),))
    later = picture(questions=(question,), changes=changes)
    assert {(each.what, each.kind, each.path) for each in entries(later)} == {
        ("insight", "retired", "changes.md"), ("question", "new", "questions/q-1.md"), ("theme", "new", "themes/hinta.md"),
    }  # fmt: skip
    assert {each.what for each in entries(later, "themes/lasku.atom")} == {"question", "insight"}
    assert {each.what for each in entries(picture(questions=(question,), changes=changes, cycles=(SECOND,)))} == {"insight"}


def test_an_entrys_id_stays_whatever_the_claim_is_called_and_differs_by_what_happened_and_by_language() -> None:
    histories = {"c-1": (turn("stronger"), turn("stale"))}
    once = entries(picture(insights=(insight("c-1"),), histories=histories))
    renamed = entries(picture(insights=(insight("c-1", statement=words("muuta")),), histories=histories))
    other = entries(picture(insights=(insight("c-1"),), histories=histories).told_in("en"))
    assert {each.id for each in once} == {each.id for each in renamed}
    assert len({each.id for each in (*once, *other)}) == 4


def test_a_feed_ends_after_so_many_cycles_and_so_many_entries() -> None:
    cycles = tuple(Cycle(number=n, name=f"cycle {n:02d}", today=date(2026, 1, n)) for n in range(1, 20))
    histories = {"c-1": tuple(turn("stronger", cycle=cycle) for cycle in cycles)}
    told = entries(picture(insights=(insight("c-1"),), histories=histories, cycles=cycles, cycle=cycles[-1]))
    assert [each.cycle for each in told] == [cycle.name for cycle in reversed(cycles[-CYCLES:])]
    many = {f"c-{n}": (turn("stale", f"c-{n}"),) for n in range(MOST + 20)}
    assert len(entries(picture(insights=tuple(insight(key) for key in many), histories=many))) == MOST


def test_only_themes_that_people_named_have_a_feed_and_a_merged_ones_goes_on_as_its_heirs() -> None:
    found = Theme(id="x", name=words("x"), origin="found")
    gone = Theme(id="vanha", name=words("Vanha"), origin="found", standing="merged", into="lasku")
    drawn = picture(themes=(*picture().themes, found, gone), insights=(insight("c-1", theme="vanha"),), histories={"c-1": (turn("stale"),)})
    assert sorted(leaves(Feed, drawn)) == ["changes.atom", "themes/hinta.atom", "themes/lasku.atom", "themes/vanha.atom"]
    assert [each.kind for each in entries(drawn, "themes/lasku.atom")] == ["stale"]
    assert leaves(Feed, drawn)["themes/vanha.atom"].facts["page"] == Addresses.of(drawn).theme("lasku").path


def test_the_schema_explains_itself() -> None:
    made = schema()
    assert {"Index", "InsightRecord", "ThemeRecord", "PersonaRecord"} <= made["$defs"].keys()
    assert all(part.get("description") for part in made["$defs"].values())
