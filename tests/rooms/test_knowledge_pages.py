"""Segments, customer paths, focus areas, studies and what was merged: the facts that their pages tell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import plugins
from flows.model.coverage import Cell, Coverage
from flows.model.cycles import Cycle
from flows.model.insights import Confidence, Evidence, Freshness, Insight, Reason, Turn
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Focus, Organisation, Path, Persona, Privacy, Segment, Stage, Theme, Unit
from flows.model.pages import Page
from flows.model.picture import Picture
from flows.model.questions import Factors, Gap, Question
from flows.model.registers import Decision, Exposure, Metric
from flows.model.signals import CoreAnswer, RoleConflict, RoleSide, Signals
from flows.model.studies import Study
from flows.pages.addresses import Addresses, Ref, heirs
from flows.pages.focus import balance, metrics
from flows.pages.insight import Insights
from flows.pages.theme import Themes

CYCLE = Cycle(number=3, name="2026-11-21", today=date(2026, 11, 21))
DAY = date(2026, 3, 1)


def words(text: str) -> Words:
    return Words(fi=text, en=text)


def said(key: str, voice: str = "", **more: object) -> Observation:
    known = {"key": key, "study": "s", "document": "s/a.docx", "locator": "¶1", "text": f"sanat {key}", "heard_on": DAY}
    return Observation.model_validate({**known, "voice": voice and f"s:{voice}", **more})


def insight(key: str, **more: object) -> Insight:
    return Insight.model_validate({"key": key, "statement": words(f"väite {key}"), **more})


def asked(key: str, days: float = 1.0, *, listing: str = "ranked", tier: str = "not-now", rank: int = 1, **gap: object) -> Question:
    cost = {"a": 1, "b": 1, "mean": 0.5, "stakes": 1, "evsi": 0.1, "n": 3, "cost": days, "urgency": 1}
    known = {"key": key, "text": words(key), "gap": Gap.model_validate({"key": key, "kind": "thin", **gap})}
    return Question.model_validate({**known, "listing": listing, "tier": tier, "rank": rank, "factors": Factors.model_validate(cost)})


def organisation(**more: object) -> Organisation:
    known = {
        "name": words("Aallokko"),
        "units": (Unit(id="myynti", name=words("Myynti")), Unit(id="talous", name=words("Talous")), Unit(id="henki", name=words("Henki"))),
        "segments": (
            Segment(
                id="pk",
                name=words("Pienet"),
                weight=3,
                personas=(Persona(id="liisa", name=words("Liisa"), role="buyer"), Persona(id="ossi", name=words("Ossi"))),
            ),
            Segment(id="muut", name=words("Muut"), weight=1),
        ),
        "paths": (
            Path(
                id="osto",
                name=words("Osto"),
                stages=(
                    Stage(id="tilaus", name=words("Tilaus"), owner="myynti", functions=("talous", "myynti")),
                    Stage(id="maksu", name=words("Maksu"), functions=("talous",)),
                ),
            ),
        ),
        "focus": tuple(Focus(id=key, name=words(key), definition=words("d"), weight=w) for key, w in (("arki", 1.5), ("alku", 0.5))),
        "themes": (Theme(id="lasku", name=words("Lasku"), focus="arki"), Theme(id="muu", name=words("Muu"))),
    }
    return Organisation.model_validate({**known, **more})


def picture(**more: object) -> Picture:
    house = more.pop("organisation", organisation())
    assert isinstance(house, Organisation)
    known = {"cycle": CYCLE, "organisation": house, "studies": (Study(id="s", title=words("Tutkimus")),), "themes": house.themes}
    return Picture(**{**known, **more})  # type: ignore[arg-type]


def made(of: Picture, *types: str) -> dict[str, Page]:
    parts = [part for name, part in plugins.parts("pages").items() if name in types]
    assert len(parts) == len(types)
    return {page.path: page for part in parts for page in part().pages(of) if isinstance(page, Page)}


HEARD = (Evidence(observation="o1", direction="supports", weight=0.8),)


# Segments


def test_a_segment_tells_how_far_each_core_question_is_answered_by_what_and_who_asks_for_the_rest() -> None:
    core = (
        CoreAnswer(segment="pk", question="who", state="partly", voices=7),
        CoreAnswer(segment="pk", question="what", state="answered", insights=("c-1",), voices=8),
        CoreAnswer(segment="pk", question="offering", state="open"),
        CoreAnswer(segment="pk", question="channels", state="partly", insights=("c-gone", "c-old")),
        CoreAnswer(segment="muut", question="who", state="open"),
    )
    known = picture(
        insights=(insight("c-1", evidence=HEARD), insight("c-old", standing="retired")),
        questions=(
            asked("q-cell", kind="uncovered", persona="liisa", stage="maksu"),
            asked("q-other", kind="uncovered", persona="nobody"),
            asked("q-done", kind="uncovered", persona="liisa", listing="answered"),
            asked("q-what", kind="planned", segment="pk"),
        ),
        signals=Signals(core=core),
    )
    told = {
        c.answer.question: ([line.insight.key for line in c.insights], [line.question.key for line in c.asking])
        for c in made(known, "segment")["segments/pk.md"].facts["core"]
    }
    assert told == {"who": ([], ["q-cell"]), "what": (["c-1"], []), "offering": ([], []), "channels": ([], ["q-cell"])}


def test_a_role_values_what_it_gave_as_its_motive_and_what_nobody_has_said_stays_empty() -> None:
    known = picture(
        insights=(
            insight("c-1", persona="liisa", kind="problem", motivation="pitää selittää", challenge="koodi", evidence=HEARD),
            insight("c-2", persona="liisa", kind="praise", evidence=HEARD),
            insight("c-3", persona="liisa", kind="need", standing="assumed"),
        ),
        observations=(said("o1", "A"),),
    )
    liisa, ossi = made(known, "segment")["segments/pk.md"].facts["values"]
    assert [line.insight.key for line in liisa.seeks] == ["c-1", "c-2"]
    assert [line.insight.key for line in liisa.hinders] == ["c-1"]
    assert (ossi.seeks, ossi.hinders) == ((), ())


def test_roles_that_want_different_things_stand_on_the_segments_page_and_on_each_roles() -> None:
    sides = (
        RoleSide(persona="liisa", role="buyer", supports=5, contradicts=1),
        RoleSide(persona="ossi", role="user", supports=0, contradicts=4),
    )
    known = picture(signals=Signals(conflicts=(RoleConflict(about="lasku", segment="pk", sides=sides),)))
    pages = made(known, "segment", "persona")
    for path in ("segments/pk.md", "personas/liisa.md", "personas/ossi.md"):
        (conflict,) = pages[path].facts["conflicts"]
        assert conflict.about.path == "themes/lasku.md"
        assert [(ref.path, pro, people) for ref, _, pro, people in conflict.sides] == [
            ("personas/liisa.md", True, 5),
            ("personas/ossi.md", False, 4),
        ]
    assert pages["segments/muut.md"].facts["conflicts"] == []


# Paths


def test_a_path_shows_who_owns_each_stage_who_takes_part_and_where_nobody_does() -> None:
    facts = made(picture(), "path")["paths/osto.md"].facts
    assert [unit.name.fi for unit in facts["units"]] == ["Myynti", "Talous"]
    assert [(step.owner.name.fi, [unit.name.fi for unit in step.functions], cells) for step, cells in facts["matrix"]] == [
        ("Myynti", ["Talous"], ["owner", "part"]),
        ("", ["Talous"], ["", "part"]),
    ]
    assert [unit.name.fi for unit in facts["absent"]] == ["Henki"]


def test_a_stage_tells_its_voices_its_problems_in_customers_words_its_questions_and_who_is_silent() -> None:
    every = (
        said("o1", "A", stage="maksu", persona="liisa", kind="problem"),
        said("o2", "A", stage="maksu", kind="doubt", heard_on=date(2026, 5, 1)),
        said("o3", "B", stage="maksu", kind="praise"),
        said("o4", "C", stage="maksu", kind="problem", provenance="employee"),
        said("o5", "D", stage="maksu", kind="problem", quotable=False),
    )
    known = picture(
        observations=every,
        insights=(
            insight("c-1", stage="maksu", evidence=HEARD, descriptive=True, freshness=Freshness(state="stale")),
            insight("a-1", stage="maksu", standing="assumed"),
            insight("t-lasku", stage="maksu", origin="theme"),
        ),
        questions=(asked("q2", stage="maksu", rank=2), asked("q1", stage="maksu"), asked("q3", stage="maksu", listing="answered")),
        coverage=Coverage({("liisa", "maksu"): Cell(voices=1)}),
    )
    empty, step = made(known, "path")["paths/osto.md"].facts["steps"]
    assert (step.voices, step.latest) == (4, date(2026, 5, 1))
    assert ([q.text for q in step.problems.folded], step.problems.hidden) == (["sanat o2", "sanat o1"], 1)
    assert [line.insight.key for line in step.insights] == ["c-1"]
    assert [line.insight.key for line in step.assumed] == ["a-1"]
    assert [line.question.key for line in step.questions] == ["q1", "q2"]
    assert ([ref.name.fi for ref in step.silent], step.stale, step.unexplained) == (["Ossi"], 1, 1)
    assert (empty.voices, empty.latest, empty.insights, len(empty.silent)) == (0, None, (), 2)


# Focus areas


def test_the_balance_sets_the_work_that_is_to_be_done_now_against_the_weight() -> None:
    known = picture(
        questions=(
            asked("q1", 6, tier="now", focus="arki"),
            asked("q2", 2, tier="now", focus="alku"),
            asked("q3", 2, tier="now", focus="gone"),
            asked("q4", 50, tier="discuss", focus="alku"),
            asked("q5", 50, tier="now", listing="hedge", focus="alku"),
        )
    )
    rows = balance(known, Addresses.of(known))
    assert [(row.focus.path, row.weighs, row.days, row.gets, row.deviation) for row in rows] == [
        ("focus/arki.md", 0.75, 6, 0.6, "less"),
        ("focus/alku.md", 0.25, 2, 0.2, "balanced"),
        ("", 0.0, 2, 0.2, "unlinked"),
    ]


def test_an_area_without_work_is_told_so_and_nothing_to_do_is_no_error() -> None:
    known = picture(questions=(asked("q1", 6, tier="now", focus="arki"),))
    assert [row.deviation for row in balance(known, Addresses.of(known))] == ["more", "none"]
    assert [(row.gets, row.deviation) for row in balance(picture(), Addresses.of(picture()))] == [(0.0, "none")] * 2


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["arki", "alku", "", "gone"]), st.floats(0.1, 1e4)), max_size=12))
def test_shares_of_the_work_add_up_to_one_or_there_is_no_work(work: list[tuple[str, float]]) -> None:
    known = picture(questions=tuple(asked(f"q{n}", days, tier="now", focus=focus) for n, (focus, days) in enumerate(work)))
    rows = balance(known, Addresses.of(known))
    assert sum(row.gets for row in rows) == pytest.approx(1 if work else 0)
    assert sum(row.weighs for row in rows) == pytest.approx(1)


def test_a_focus_area_finds_its_insights_through_its_themes_and_its_questions_and_decisions_by_name() -> None:
    known = picture(
        insights=(
            insight("c-1", theme="lasku", evidence=HEARD),
            insight("c-2", theme="muu", evidence=HEARD),
            insight("a-1", theme="lasku", standing="assumed"),
        ),
        questions=(asked("q1", focus="arki"), asked("q2", focus="alku"), asked("q3", focus="arki", listing="answered")),
        registers={"decisions": (Decision(id="d1", title="Pohja", focus="arki"), Decision(id="d2", title="Muu", focus="alku"))},
    )
    facts = made(known, "focus")["focus/arki.md"].facts
    assert [line.insight.key for line in facts["insights"]] == ["c-1"]
    assert [line.insight.key for line in facts["assumed"]] == ["a-1"]
    assert [line.question.key for line in facts["questions"]] == ["q1"]
    assert [(row.id, ref.path) for row, ref, _ in facts["decisions"]] == [("d1", "decisions.md#decision-d1")]


def test_a_metric_shows_its_latest_value_beside_the_one_before_by_family() -> None:
    def row(metric: str, month: int, value: float, family: str = "cx", focus: str = "arki") -> Metric:
        known = {"metric": metric, "on": date(2026, month, 1), "value": value, "family": family, "focus": focus}
        return Metric.model_validate(known)

    rows = (
        row("NPS", 9, -4), row("NPS", 3, 22), row("NPS", 6, 19), row("Kate", 6, 1.84, "business"), row("Osuus", 3, 61.5),
        row("Osuus", 6, 58), row("Muu", 6, 1, focus="alku"),
    )  # fmt: skip
    told = {
        family: [(m.name, m.latest.value, m.before.value if m.before else None, m.places) for m in traces]
        for family, traces in metrics("arki", picture(registers={"metrics": rows})).items()
    }
    assert told == {"business": [("Kate", 1.84, None, 2)], "cx": [("NPS", -4, 19, 0), ("Osuus", 58, 61.5, 1)]}


# What is not kept leaves no page


def test_an_organisation_without_segments_paths_or_focus_areas_has_no_such_pages() -> None:
    bare = picture(organisation=Organisation(name=words("Tyhjä")))
    assert made(bare, "segment", "persona", "path", "focus") == {}
    assert set(made(bare, "home")) == {"index.md"}


# Addresses


def test_segments_stages_focus_areas_decisions_and_units_have_addresses_of_their_own() -> None:
    registers = {"decisions": (Decision(id="d1", title="Pohja"),), "exposure": (Exposure(unit="myynti", on=DAY, hours=1),)}
    at = Addresses(picture(registers=registers))
    assert at.segment("pk") == Ref(words("Pienet"), "segments/pk.md")
    assert at.way("osto") == Ref(words("Osto"), "paths/osto.md")
    assert at.stage("maksu") == Ref(words("Maksu"), "paths/osto.md#stage-maksu")
    assert at.focus("arki") == Ref(words("arki"), "focus/arki.md")
    assert at.decision("d1") == Ref(words("Pohja"), "decisions.md#decision-d1")
    assert at.unit("myynti") == Ref(words("Myynti"), "contact.md#unit-myynti")
    assert [at.decision("x").path, at.unit("x").path, at.segment("x").path, at.stage("x").path, at.focus("x").path] == [""] * 5
    assert Addresses(picture()).unit("myynti") == Ref(words("Myynti"))


def test_every_stage_that_is_linked_to_stands_on_the_page_of_its_path() -> None:
    known = picture()
    facts = made(known, "path")["paths/osto.md"].facts
    anchors = {f"paths/osto.md#{step.anchor}" for step in facts["steps"]}
    assert {Addresses(known).stage(key).path for key in known.organisation.stages()} == anchors


# Merged


def merged_chain() -> Picture:
    turns = (
        Turn(insight="c-1", cycle="a", on=DAY, kind="proposed", mean=0.5),
        Turn(insight="c-1", cycle="b", on=DAY, kind="merged", mean=0.5),
    )
    return picture(
        insights=(
            insight("c-1", standing="retired", into="c-2"),
            insight("c-2", standing="retired", into="c-3"),
            insight("c-3", evidence=HEARD),
            insight("c-4", standing="retired", into="c-4"),
            insight("c-5", standing="retired", into="gone"),
        ),
        histories={"c-1": turns},
        questions=(asked("q1", insight="c-1"),),
        registers={"decisions": (Decision(id="d1", title="Pohja", claims=("c-1",)),)},
    )


def test_what_was_merged_has_no_page_and_its_address_leads_to_the_one_at_the_end_of_the_chain() -> None:
    known = merged_chain()
    pages = made(known, "insight")
    assert sorted(pages) == ["insights/c-3.md", "insights/c-4.md", "insights/c-5.md", "insights/index.md"]
    heir = pages["insights/c-3.md"]
    assert (heir.of, heir.aliases) == ("insight:c-3", ("insights/c-1.md", "insights/c-2.md"))
    assert [(gone.key, [turn.kind for turn in told]) for gone, told in heir.facts["merged"]] == [
        ("c-1", ["merged", "proposed"]),
        ("c-2", []),
    ]
    assert [line.question.key for line in heir.facts["questions"]] == ["q1"]
    assert [row.id for row, _, _ in heir.facts["decisions"]] == ["d1"]
    at = Addresses.of(known)
    assert {at.insight(key).path for key in ("c-1", "c-2", "c-3")} == {"insights/c-3.md"}
    assert at.insight("c-1").name == words("väite c-3")


def test_a_merged_theme_leads_to_its_heir_which_shows_what_is_known_of_both() -> None:
    themes = (
        Theme(id="lasku", name=words("Lasku")),
        Theme(id="x-1", name=words("Eräpäivä"), origin="found", standing="merged", into="lasku"),
    )
    known = picture(themes=themes, insights=(insight("c-1", theme="x-1", evidence=HEARD), insight("t-lasku", origin="theme")))
    pages = made(known, "theme")
    assert sorted(pages) == ["themes/index.md", "themes/lasku.md"]
    heir = pages["themes/lasku.md"]
    assert heir.aliases == ("themes/x-1.md", "insights/t-x-1.md")
    assert [name.fi for name in heir.facts["merged"]] == ["Eräpäivä"]
    assert [line.insight.key for line in heir.facts["sections"]["heard"]] == ["c-1"]
    assert Addresses.of(known).theme("x-1") == Ref(words("Lasku"), "themes/lasku.md")


KEYS = st.sampled_from(["a", "b", "c", "d", "e"])


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(KEYS, st.one_of(KEYS, st.just("gone")), max_size=5))
def test_every_heir_stands_by_itself_and_no_circle_has_one(into: dict[str, str]) -> None:
    known = dict.fromkeys("abcde")
    found = heirs(into, known)
    assert all(heir in known and heir not in into for heir in found.values())
    for key in into.keys() - found.keys():
        seen = [key]
        while seen[-1] in into and into[seen[-1]] not in seen:
            seen.append(into[seen[-1]])
        assert seen[-1] in into or seen[-1] == "gone", "it led somewhere, and has no heir"


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.text("ab.-:", min_size=1, max_size=4), st.integers(0, 9), min_size=1, max_size=10))
def test_no_page_and_no_earlier_address_ever_share_a_place(made_of: dict[str, int]) -> None:
    keys = sorted(made_of)
    every = [insight(k, standing="retired", into=keys[made_of[k] % len(keys)]) if made_of[k] else insight(k) for k in keys]
    drawn = picture(insights=tuple(every))
    pages = {page.path: page for part in (Insights(), Themes()) for page in part.pages(drawn)}
    places = [*pages, *(alias for page in pages.values() for alias in page.aliases)]
    assert len(places) == len(set(places))


# Studies


def test_voices_of_one_answer_stand_together_where_they_are_many_and_each_keeps_its_own_place() -> None:
    sheet = "s/kysely.csv"
    every = (
        *(said(f"o{n}", f"V{n}", document=sheet, locator=f"A!B{n}") for n in range(1, 5)),
        said("o5", "V5", document=sheet, locator="A!B5", persona="liisa"),
        said("o6", "V5", document=sheet, locator="A!C5", persona="liisa", heard_on=date(2026, 2, 1)),
        said("o7", "", document=sheet, locator="A!B9"),
        said("o8", "P1", document="s/x.docx"),
        said("o9", "P2", document="s/x.docx", locator="¶2"),
    )
    known = picture(observations=every)
    groups = made(known, "study")["studies/s.md"].facts["groups"]
    assert [(group.who, group.crowd, [s.observation.key for s in group.said]) for group in groups] == [
        ("V5", False, ["o5", "o6"]),
        ("", False, ["o7"]),
        ("", True, ["o1", "o2", "o3", "o4"]),
        ("P1", False, ["o8"]),
        ("P2", False, ["o9"]),
    ]
    assert (groups[0].persona.path, groups[0].heard_on) == ("personas/liisa.md", date(2026, 2, 1))
    assert [s.who for s in groups[2].said] == ["V1", "V2", "V3", "V4"]


def test_a_study_tells_whom_it_heard() -> None:
    every = (said("o1", "A", persona="ossi"), said("o2", "B", persona="ossi"), said("o3", "C"), said("o4", "", persona="liisa"))
    facts = made(picture(observations=every, organisation=organisation(privacy=Privacy(smallest_group=2))), "study")["studies/s.md"].facts
    assert [(ref.name.fi, people) for ref, people in facts["who"]] == [("Ossi", 2), ("", 1)]
    assert facts["smallest"] == 2


# Insights


def test_the_badges_reasons_stand_beside_it_the_weakest_first_and_not_where_there_is_no_badge() -> None:
    reasons = (
        Reason(component="method", level="high", code="first-hand-share", number=1),
        Reason(component="coherence", level="moderate", code="contradicting-share", number=0.2),
        Reason(component="adequacy", level="high", code="voices", number=9),
        Reason(component="relevance", level="low", code="median-age-months", number=14),
    )
    sure = Confidence(reasons=reasons)
    known = picture(
        observations=(said("o1", "A"),),
        insights=(
            insight("c-1", evidence=HEARD, confidence=sure),
            insight("c-2", evidence=HEARD, confidence=sure, standing="retired"),
            insight("t-x", evidence=HEARD, confidence=sure, origin="theme"),
        ),
    )
    told = {
        path: ([r.code for r in page.facts["stronger"]], [r.code for r in page.facts["weaker"]])
        for path, page in made(known, "insight").items()
        if page.of
    }
    assert told == {
        "insights/c-1.md": (["voices", "first-hand-share"], ["median-age-months", "contradicting-share"]),
        "insights/c-2.md": ([], []),
        "insights/t-x.md": ([], []),
    }


def test_an_insight_concerns_the_owner_of_its_stage_first_and_then_who_takes_part() -> None:
    facts = made(picture(insights=(insight("c-1", stage="tilaus"), insight("c-2"))), "insight")
    told = {path: [(ref.name.fi, owns) for ref, owns in page.facts["functions"]] for path, page in facts.items() if page.of}
    assert told == {"insights/c-1.md": [("Myynti", True), ("Talous", False)], "insights/c-2.md": []}


# Facets


def test_pages_can_be_told_apart_by_facets_in_both_languages() -> None:
    claim = insight(
        "c-1", persona="liisa", stage="maksu", theme="lasku", studies=("s",), evidence=HEARD, freshness=Freshness(state="fresh")
    )
    known = picture(
        observations=(
            said("o1", "A", language="fi", persona="liisa", stage="maksu", themes=("lasku",)),
            said("o2", "B", language="en", quotable=False),
        ),
        insights=(claim, insight("t-lasku", origin="theme", theme="lasku"), insight("a-1", standing="assumed")),
        questions=(asked("q1", segment="pk"),),
    )
    pages = made(known, "insight", "theme", "persona", "segment", "question", "study")
    told = {
        path: {facet: [name.en for name in names] for facet, names in page.facets.items()} for path, page in pages.items() if page.facets
    }
    assert told["insights/c-1.md"] == {
        "kind": ["Insight"], "persona": ["Liisa"], "segment": ["Pienet"], "stage": ["Maksu"], "theme": ["Lasku"],
        "study": ["Tutkimus"], "language": ["Finnish"], "confidence": ["low"], "freshness": ["fresh"],
    }  # fmt: skip
    assert told["insights/t-lasku.md"] == {"kind": ["Insight"], "theme": ["Lasku"]}
    assert told["insights/a-1.md"] == {"kind": ["Insight"]}
    assert told["studies/s.md"]["language"] == ["Finnish"]
    assert told["questions/q1.md"] == {"kind": ["Question"], "segment": ["Pienet"]}
    assert told["segments/muut.md"] == {"kind": ["Segment"], "segment": ["Muut"]}
    assert {page.facets["kind"][0].fi for page in pages.values() if page.facets} == {
        "Oivallus", "Teema", "Persoona", "Segmentti", "Kysymys", "Tutkimus",
    }  # fmt: skip


# Home


def test_home_leads_along_each_path_and_to_each_persona_by_segment() -> None:
    known = picture(observations=(said("o1", "A", persona="liisa", stage="maksu"),))
    facts = made(known, "home")["index.md"].facts
    assert [(ref.path, [(t.ref.path, t.voices) for t in told]) for ref, told in facts["ways"]] == [
        ("paths/osto.md", [("paths/osto.md#stage-tilaus", 0), ("paths/osto.md#stage-maksu", 1)])
    ]
    assert [(ref.path, [t.ref.path for t in told]) for ref, told in facts["segments"]] == [
        ("segments/pk.md", ["personas/liisa.md", "personas/ossi.md"]),
        ("segments/muut.md", []),
    ]
    assert [ref.path for ref in facts["focus"]] == ["focus/arki.md", "focus/alku.md"]
