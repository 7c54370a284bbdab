"""The gaps: which holes are seen, what they are linked to, and how their keys stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.model.cycles import Cycle
from flows.model.insights import Belief, Evidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Focus, Organisation, Path, Persona, Segment, Stage, Theme
from flows.model.picture import Picture
from flows.model.registers import Ask, Decision
from flows.model.signals import Growth, Signals
from flows.model.studies import PlannedQuestion, Study
from flows.questions.gaps import gaps

TODAY = date(2026, 3, 2)
HEARD = (Evidence(observation="o1", direction="supports", weight=0.8),)


def both(text):
    return Words(fi=text, en=text)


def organisation(personas=(), stages=(), owner=""):
    return Organisation(
        name=both("Esimerkki"),
        segments=(Segment(id="pk", name=both("PK"), personas=tuple(Persona(id=p, name=both(p), role=role) for p, role in personas)),),
        paths=(Path(id="polku", name=both("Polku"), stages=tuple(Stage(id=s, name=both(s), owner=owner) for s in stages)),),
        focus=(
            Focus(id="kasvu", name=both("Kasvu"), definition=both("x"), weight=2),
            Focus(id="arki", name=both("Arki"), definition=both("x")),
        ),
    )


def picture(insights=(), themes=(), studies=(), decisions=(), asks=(), house=None):
    return Picture(
        cycle=Cycle(number=1, name="2026-03-02", today=TODAY),
        organisation=house or organisation(),
        insights=tuple(insights),
        themes=tuple(themes),
        studies=tuple(studies),
        registers={"decisions": tuple(decisions), "asks": tuple(asks)},
    )


def insight(key="c-1", **facts):
    sound = {
        "statement": both("Erittely puuttuu"),
        "theme": "laskutus",
        "evidence": HEARD,
        "voices": 3,
        "studies": ("a", "b"),
        "motivation": "Kiire.",
        "belief": Belief(a=3.4, b=1),
        "freshness": Freshness(state="fresh", share=0.9),
        "standing": "accepted",
    }
    return Insight(key=key, **(sound | facts))


def kinds(*insights):
    return {gap.kind for gap in gaps(picture(insights), {})}


def test_a_sound_insight_leaves_no_gap():
    assert kinds(insight()) == set()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"contested": True}, {"contradicted"}),
        ({"freshness": Freshness(state="stale", share=0.1)}, {"stale"}),
        ({"voices": 2}, {"thin"}),
        ({"voices": 3, "studies": ("a",)}, {"single-source"}),
        ({"motivation": " "}, {"unexplained"}),
        ({"evidence": (), "voices": 0, "studies": ()}, {"assumption"}),
        ({"evidence": (), "voices": 0, "studies": (), "hearsay": ("o7", "o8")}, {"assumption"}),
        ({"standing": "assumed", "origin": "assumption", "evidence": (), "voices": 0}, {"assumption"}),
        ({"voices": 1, "studies": ("a",), "contested": True, "motivation": ""}, {"thin", "contradicted", "unexplained"}),
    ],
)
def test_each_weakness_of_an_insight_is_its_own_kind_of_gap(facts, expected):
    assert kinds(insight(**facts)) == expected


def test_a_retired_insight_makes_no_gaps():
    assert kinds(insight(standing="retired", contested=True, voices=1)) == set()


def test_hearsay_on_a_known_insight_opens_nothing_new():
    quiet, gossip = insight(voices=1), insight(voices=1, hearsay=tuple(f"o{i}" for i in range(50)))
    assert gaps(picture([quiet]), {}) == gaps(picture([gossip]), {})


def test_an_unanswered_plan_and_an_ask_are_linked_to_claim_decision_and_focus():
    study = Study(
        id="laskut",
        title=both("Laskut"),
        questions=(
            PlannedQuestion(id="q1", text=both("Riittääkö erittely?"), claim="C-1", decision="D-9", focus="kasvu"),
            PlannedQuestion(id="q2", text=both("Vanha"), answered=True),
        ),
    )
    ask = Ask(id="a1", text="Miksi näin?", claim="c-1", askers=4)
    decision = Decision(id="D-2", title="Uusi lasku", claims=("laskutus",), focus="arki", due=date(2026, 5, 1))
    found = {g.key: g for g in gaps(picture([insight()], studies=[study], decisions=[decision], asks=[ask]), {})}
    assert set(found) == {"planned:laskut:q1", "asked:a1"}
    planned, asked = found["planned:laskut:q1"], found["asked:a1"]
    assert (planned.insight, planned.decision, planned.focus, planned.study) == ("c-1", "D-9", "kasvu", "laskut")
    assert (asked.insight, asked.decision, asked.focus, asked.askers, asked.theme) == ("c-1", "D-2", "arki", 4, "laskutus")
    assert asked.words == both("Miksi näin?")


def test_of_several_decisions_the_earliest_that_an_answer_can_reach_is_linked():
    decisions = [
        Decision(id="late", title="x", claims=("c-1",), due=date(2026, 9, 1)),
        Decision(id="soon", title="x", claims=("c-1",), due=date(2026, 4, 1)),
        Decision(id="too-soon", title="x", claims=("c-1",), due=date(2026, 3, 3)),
        Decision(id="made", title="x", claims=("c-1",), due=date(2026, 3, 20), standing="made"),
        Decision(id="undated", title="x", claims=("c-1",)),
    ]
    for order in (decisions, decisions[::-1]):
        (gap,) = gaps(picture([insight(voices=1)], decisions=order), {})
        assert gap.decision == "soon"


def test_a_decision_that_is_made_waits_for_nothing():
    study = Study(id="s", title=both("S"), questions=(PlannedQuestion(id="q", text=both("Mitä?"), decision="D"),))
    (gap,) = gaps(picture(studies=[study], decisions=[Decision(id="D", title="x", standing="made")]), {})
    assert gap.decision == ""


def test_the_key_is_the_gaps_and_not_the_wordings():
    before = gaps(picture([insight(voices=1)]), {})
    after = gaps(picture([insight(voices=2, statement=both("Sanottu toisin"))]), {})
    assert [g.key for g in before] == [g.key for g in after] == ["thin:c-1"]


def test_a_found_theme_is_emerging_and_joined_to_its_own_insight():
    found = Theme(id="t-9", name=both("perintä"), origin="found", focus="kasvu")
    codebook = Theme(id="laskutus", name=both("Laskutus"))
    own = insight("theme:t-9", origin="theme", theme="t-9")
    (gap,) = gaps(picture([own], themes=[codebook, found]), {})
    assert (gap.key, gap.insight, gap.focus) == ("emerging:t-9", "theme:t-9", "kasvu")


def test_empty_cells_are_few_and_buyers_and_users_come_first_by_turns():
    people = (("vaikuttaja", "influencer"), ("ostaja", "buyer"), ("kayttaja", "user"))
    house = organisation(people, ("s1", "s2", "s3", "s4", "s5"))
    coverage = {("vaikuttaja", "s4"): 3, ("ostaja", "s1"): 1, ("muu", "s5"): 9}
    found = [g for g in gaps(picture(house=house), coverage) if g.kind == "uncovered"]
    assert len(found) == 8
    assert {g.persona for g in found} == {"ostaja", "kayttaja"}
    assert "uncovered:ostaja/s1" not in {g.key for g in found}
    assert all(g.segment == "pk" for g in found)


def test_of_the_empty_cells_those_where_others_were_heard_are_kept():
    house = organisation((("ostaja", "buyer"), ("kayttaja", "user")), tuple(f"s{i}" for i in range(20)))
    coverage = {("kayttaja", f"s{i}"): 2 for i in range(14, 19)} | {("ostaja", "s2"): 1}
    found = {g.key for g in gaps(picture(house=house), coverage)}
    assert {f"uncovered:ostaja/s{i}" for i in range(14, 18)} <= found
    assert "uncovered:kayttaja/s2" in found


def test_what_everybody_was_heard_on_leaves_no_empty_cell():
    house = organisation((("ostaja", "buyer"),), ("s1",))
    assert gaps(picture(house=house), {("ostaja", "s1"): 1}) == ()
    assert [g.key for g in gaps(picture(house=house), {("ostaja", "s1"): 0})] == ["uncovered:ostaja/s1"]


def uncovered(seen, coverage=None):
    return {g.key.removeprefix("uncovered:"): (g.decision, g.focus) for g in gaps(seen, coverage or {}) if g.kind == "uncovered"}


PEOPLE = (("ostaja", "buyer"), ("kayttaja", "user"))


def test_an_empty_cell_waits_for_the_decision_that_rests_on_a_claim_about_its_persona_or_stage():
    house = organisation(PEOPLE, ("s1", "s2"))
    decision = Decision(id="D", title="x", claims=("c-1",), due=date(2026, 5, 1), focus="arki")

    def linked(**place):
        found = uncovered(picture([insight(**place)], decisions=[decision], house=house))
        return {cell for cell, link in found.items() if link == ("D", "arki")}

    assert linked(persona="ostaja", stage="s1") == {"ostaja/s1"}
    assert linked(persona="ostaja") == {"ostaja/s1", "ostaja/s2"}
    assert linked(stage="s2") == {"ostaja/s2", "kayttaja/s2"}
    assert linked(segment="pk") == linked() == set()
    assert linked(persona="ostaja", standing="retired") == set()


def test_an_empty_cell_waits_for_what_a_planned_question_about_it_is_asked_for():
    plan = PlannedQuestion(id="q", text=both("Mitä?"), decision="D", persona="kayttaja", stage="s1", focus="kasvu")
    study = Study(id="s", title=both("S"), questions=(plan, PlannedQuestion(id="r", text=both("Mitä?"), stage="s2", focus="arki")))
    found = uncovered(picture(studies=[study], decisions=[Decision(id="D", title="x")], house=organisation(PEOPLE, ("s1", "s2"))))
    assert found == {"ostaja/s1": ("", ""), "kayttaja/s1": ("D", "kasvu"), "ostaja/s2": ("", "arki"), "kayttaja/s2": ("", "arki")}


@pytest.mark.parametrize(("voices", "provenance", "linked"), [(3, "first-hand", True), (2, "first-hand", False), (9, "second-hand", False)])
def test_a_theme_links_an_empty_cell_once_three_customers_have_brought_it_up_at_that_stage(voices, provenance, linked):
    said = tuple(
        Observation(
            key=f"o{n}",
            study="a",
            document="a/1",
            locator=f"¶{n}",
            text="x",
            voice=f"a:P{n}",
            stage="s1",
            themes=("lasku",),
            provenance=provenance,
        )
        for n in range(voices)
    )
    decision = Decision(id="D", title="x", claims=("lasku",))
    seen = picture(
        themes=[Theme(id="lasku", name=both("Lasku"), focus="kasvu")], decisions=[decision], house=organisation(PEOPLE, ("s1", "s2"))
    )
    found = uncovered(replace(seen, observations=said))
    assert found["ostaja/s1"] == (("D", "kasvu") if linked else ("", ""))
    assert found["ostaja/s2"] == ("", "")


def test_the_cells_that_a_decision_waits_for_come_first():
    people = (*PEOPLE, ("vaikuttaja", "influencer"))
    decision = Decision(id="D", title="x", claims=("c-1",))
    house = organisation(people, tuple(f"s{n}" for n in range(9)))
    found = uncovered(picture([insight(persona="vaikuttaja", stage="s8")], decisions=[decision], house=house))
    assert len(found) == 8
    assert found["vaikuttaja/s8"] == ("D", "")


def growth(theme, direction="growing"):
    counts = {"now": 9, "before": 4, "heard_now": 20, "heard_before": 60, "ratio": 6.75, "q": 0.01, "since": date(2026, 1, 1)}
    return Growth(theme=theme, direction=direction, basis="confirmed", **counts)


@pytest.mark.parametrize(("direction", "opened"), [("growing", True), ("emerging", True), ("declining", False)])
def test_a_theme_that_grows_is_worth_asking_about(direction, opened):
    seen = picture(themes=[Theme(id="laskutus", name=both("Laskutus"))])
    found = gaps(replace(seen, signals=Signals(growth=(growth("laskutus", direction),))), {})
    assert [gap.key for gap in found] == ["emerging:laskutus"] * opened


@pytest.mark.parametrize("standing", ["merged", "rejected"])
def test_a_theme_that_people_have_put_away_opens_nothing(standing):
    assert gaps(picture(themes=[Theme(id="t-9", name=both("perintä"), origin="found", standing=standing)]), {}) == ()


def test_what_names_a_merged_insight_is_about_the_one_that_it_went_into():
    heir, merged = insight("c-2", voices=1), insight("c-1", voices=1, into="c-2", theme="")
    ask, decision = Ask(id="a1", text="Miksi?", claim="c-1"), Decision(id="D", title="x", claims=("c-1",))
    found = gaps(picture([merged, heir], asks=[ask], decisions=[decision]), {})
    assert {(gap.key, gap.insight, gap.decision) for gap in found} == {("asked:a1", "c-2", "D"), ("thin:c-2", "c-2", "D")}
    later = Decision(id="E", title="x", claims=("c-2",))
    assert {gap.decision for gap in gaps(picture([merged, heir], asks=[ask], decisions=[later]), {})} == {"E"}


def test_merges_in_a_circle_or_into_nothing_leave_each_insight_as_it_is():
    circle = [insight("c-1", voices=1, into="c-2"), insight("c-2", voices=1, into="c-1"), insight("c-3", voices=1, into="c-9")]
    assert {gap.insight for gap in gaps(picture(circle), {})} == {"c-1", "c-2", "c-3"}


def test_the_order_of_what_comes_in_does_not_matter():
    many = [insight(f"c-{i}", voices=i % 4, contested=i % 3 == 0) for i in range(9)]
    assert gaps(picture(many), {}) == gaps(picture(many[::-1]), {})
