from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.insights.signals.all import signals
from flows.insights.signals.core_questions import core_questions
from flows.insights.signals.coverage import coverage, cube
from flows.insights.signals.holes import holes
from flows.insights.signals.overlaps import overlaps
from flows.insights.signals.roles import role_conflicts
from flows.insights.signals.saturation import saturation
from flows.insights.signals.triangulation import triangulation
from flows.model.documents import Document
from flows.model.insights import Evidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation, Path, Persona, Privacy, Segment, Stage, Theme, Unit
from flows.model.registers import Ask
from flows.model.signals import Hole, Signals
from flows.model.studies import PlannedQuestion, Study

TODAY = date(2026, 11, 1)
BUYER = Persona(id="pomo", name="Pomo", role="buyer", summary="Päättää.")  # type: ignore[arg-type]
USER = Persona(id="tekija", name="Tekijä", role="user", summary="Tekee.")  # type: ignore[arg-type]
STAGES = (Stage(id="osto", name="Osto", owner="myynti"), Stage(id="lasku", name="Lasku"))  # type: ignore[arg-type]
ORGANISATION = Organisation(
    name="Oy",  # type: ignore[arg-type]
    segments=(
        Segment(id="yritykset", name="Yritykset", personas=(BUYER, USER)),  # type: ignore[arg-type]
        Segment(id="kodit", name="Kodit", personas=(Persona(id="asukas", name="Asukas"),)),  # type: ignore[arg-type]
    ),
    paths=(Path(id="polku", name="Polku", stages=STAGES),),  # type: ignore[arg-type]
    units=(Unit(id="myynti", name="Myynti"), Unit(id="talous", name="Talous")),  # type: ignore[arg-type]
)


def seen(key: str, **parts: object) -> Observation:
    given: dict[str, object] = {
        "key": key,
        "study": "s",
        "document": f"d-{key}",
        "locator": "1",
        "text": "sanottua",
        "voice": f"s:{key}",
        "language": "fi",
        "heard_on": date(2026, 10, 1),
    }
    return Observation(**(given | parts))  # type: ignore[arg-type]


def crowd(count: int, name: str = "o", **parts: object) -> list[Observation]:
    return [seen(f"{name}{number}", **parts) for number in range(count)]


def claim(supports: list[Observation], contradicts: list[Observation] = (), **parts: object) -> Insight:  # type: ignore[assignment]
    given: dict[str, object] = {
        "key": "c-1",
        "statement": Words(fi="Näin on."),
        "evidence": (
            *(Evidence(observation=o.key, direction="supports", weight=0.8) for o in supports),
            *(Evidence(observation=o.key, direction="contradicts", weight=0.8) for o in contradicts),
        ),
        "voices": len({o.voice for o in (*supports, *contradicts)}),
        "studies": tuple(sorted({o.study for o in (*supports, *contradicts)})),
        "freshness": Freshness(state="fresh", share=0.9),
    }
    return Insight(**(given | parts))  # type: ignore[arg-type]


# Saturation


def interviews(themes: list[str], **parts: object) -> list[Observation]:
    """An interview a string, a theme a letter, held a day after the other."""
    return [
        seen(
            f"P{number}-{theme}", document=f"P{number}", voice=f"s:P{number}", themes=(theme,), reasons={theme: "code"}, **parts
        ).model_copy(update={"heard_on": date(2026, 1, 1) + timedelta(days=number)})
        for number, each in enumerate(themes, start=1)
        for theme in each
    ]


STUDY = Study(id="s", title="Tutkimus")  # type: ignore[arg-type]


def test_a_study_is_saturated_when_its_last_two_interviews_bring_nothing_new():
    found = saturation(STUDY, interviews(["ab", "bc", "a", "d", "b", "cd"]))
    assert found is not None
    assert (found.new, found.base, found.ratio, found.saturated) == ((2, 1, 0, 1, 0, 0), 4, 0.0, True)


def test_a_study_is_not_saturated_while_a_late_interview_brings_a_theme():
    found = saturation(STUDY, interviews(["ab", "bc", "a", "d", "b", "ce"]))
    assert found is not None
    assert (found.new[-1], found.ratio, found.saturated) == (1, 0.25, False)


def test_interviews_count_in_the_order_they_were_held_however_they_are_called():
    said = interviews(["ab", "bc", "a", "d", "b", "ce"])
    turned = [o.model_copy(update={"heard_on": date(2026, 2, 1) - timedelta(days=int(o.document[1:]))}) for o in said]
    found = saturation(STUDY, random.Random(4).sample(turned, len(turned)))
    assert found is not None
    assert (found.new, found.saturated) == ((2, 1, 1, 1, 0, 0), True)


def test_interviews_without_a_date_follow_by_number():
    said = [o.model_copy(update={"heard_on": None}) for o in interviews(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])]
    held = [Document(key=f"P{n}", study="s", source="docx", name=f"P{n}", fingerprint="f", held_on=None) for n in range(1, 11)]
    found = saturation(STUDY, [*said, *[o.model_copy(update={"key": f"x{o.key}", "document": "P10"}) for o in said[:1]]], held)
    assert found is not None
    assert found.new == (1,) * 10


def test_found_groups_twins_and_hearsay_bring_no_new_theme_and_surveys_and_few_interviews_are_not_judged():
    said = interviews(["ab", "bc", "a", "d", "b", "c"])
    extra = seen("x", document="P6", themes=("z",), reasons={"z": "group"}, heard_on=date(2026, 1, 7))
    told = seen("y", document="P6", themes=("y",), provenance="second-hand", heard_on=date(2026, 1, 7))
    again = seen("w", document="P6", themes=("w",), twin_of="a", heard_on=date(2026, 1, 7))
    found = saturation(STUDY, [*said, extra, told, again])
    assert found is not None
    assert found.saturated
    assert saturation(STUDY.model_copy(update={"method": "survey"}), said) is None
    assert saturation(STUDY, interviews(["ab", "bc", "a", "d", "b"])) is None
    assert saturation(STUDY, interviews(["ab"] * 6)[:0]) is None


def test_in_a_sheet_each_person_is_an_interview():
    said = [o.model_copy(update={"document": "taulukko", "row": o.voice}) for o in interviews(["ab", "bc", "a", "d", "b", "c"])]
    found = saturation(STUDY, said)
    assert found is not None
    assert len(found.new) == 6


# Buying roles


def both_sides(buyers: int, users: int, **parts: object) -> tuple[list[Observation], list[Observation]]:
    return crowd(buyers, "b", persona="pomo", **parts), crowd(users, "u", persona="tekija", **parts)


def test_buyers_who_say_yes_and_users_who_say_no_are_a_conflict_with_the_numbers():
    yes, no = both_sides(4, 3)
    (found,) = role_conflicts([*yes, *no], [claim(yes, no)], ORGANISATION)
    assert (found.about, found.segment) == ("c-1", "yritykset")
    assert [(s.persona, s.role, s.supports, s.contradicts) for s in found.sides] == [("pomo", "buyer", 4, 0), ("tekija", "user", 0, 3)]


def test_a_side_smaller_than_the_smallest_group_is_no_side():
    yes, no = both_sides(4, 2)
    assert role_conflicts([*yes, *no], [claim(yes, no)], ORGANISATION) == ()
    bolder = ORGANISATION.model_copy(update={"privacy": Privacy(smallest_group=1)})
    assert len(role_conflicts([*yes, *no], [claim(yes, no)], bolder)) == 1
    assert role_conflicts([*yes, *no[:1]], [claim(yes, no[:1])], bolder) == ()


def test_one_person_who_says_it_thrice_is_one_and_who_says_both_is_on_no_side():
    yes, no = both_sides(4, 3)
    talker = [o.model_copy(update={"voice": "s:one"}) for o in no]
    assert role_conflicts([*yes, *talker], [claim(yes, talker)], ORGANISATION) == ()
    torn = [o.model_copy(update={"key": f"{o.key}x"}) for o in no[:1]]
    assert role_conflicts([*yes, *no, *torn], [claim([*yes, *torn], no)], ORGANISATION) == ()


def test_a_minority_under_the_smallest_group_is_told_as_none():
    yes, no = both_sides(4, 6)
    (found,) = role_conflicts([*yes, *no], [claim([*yes, *no[:2]], no[2:])], ORGANISATION)
    assert (found.sides[1].supports, found.sides[1].contradicts) == (0, 4)


def test_hearsay_and_personas_of_the_same_role_are_no_conflict():
    yes, no = both_sides(4, 3, provenance="second-hand")
    assert role_conflicts([*yes, *no], [claim(yes, no)], ORGANISATION) == ()
    yes, no = both_sides(4, 3)
    peers = ORGANISATION.segments[0].model_copy(update={"personas": (BUYER, USER.model_copy(update={"role": "buyer"}))})
    assert role_conflicts([*yes, *no], [claim(yes, no)], ORGANISATION.model_copy(update={"segments": (peers,)})) == ()


def test_signed_codes_of_a_theme_without_a_claim_are_told_of_the_theme():
    yes, no = (
        crowd(3, name, persona=persona, themes=("hinta",), codes=(f"Hinta{sign}",))
        for name, persona, sign in (("b", "pomo", "+"), ("u", "tekija", "-"))
    )
    assert [each.about for each in role_conflicts([*yes, *no], [], ORGANISATION)] == ["hinta"]
    assert [each.about for each in role_conflicts([*yes, *no], [claim(yes, no, theme="hinta")], ORGANISATION)] == ["c-1"]


# Coverage, holes, triangulation


def test_the_cube_tells_a_cell_and_its_sums_in_which_a_person_counts_once():
    said = [
        seen("a", voice="v", persona="pomo", stage="osto", themes=("hinta", "apu")),
        seen("b", voice="v", persona="pomo", stage="lasku", themes=("hinta",)),
        seen("c", voice="w", persona="tekija", stage="osto", heard_on=date(2026, 10, 9)),
        seen("d", voice="x", persona="pomo", stage="osto", themes=("hinta",), provenance="second-hand"),
        seen("e", voice="y", persona="pomo", stage="osto", themes=("hinta",), twin_of="a"),
    ]
    cells = cube(said, ORGANISATION)
    assert (cells.cell("pomo", "osto", "hinta").voices, cells.cell("pomo", "osto", "apu").voices) == (1, 1)
    assert (cells.cell("pomo", theme="hinta").voices, cells.cell("pomo", theme="hinta").observations) == (1, 2)
    assert (cells.cell(stage="osto").voices, cells.cell().voices, cells.cell("asukas").voices) == (2, 2, 0)
    assert cells.cell(stage="osto").latest == date(2026, 10, 9)
    flat = coverage(said, ORGANISATION)
    assert all(flat.cell(*place) == cells.cell(*place) for place in flat.cells)


def test_what_nobody_was_heard_on_is_a_hole_and_hearsay_fills_none():
    hearsay = seen("h", persona="asukas", segment="kodit", stage="lasku", unit="talous", provenance="employee")
    assert holes([seen("a", persona="pomo", stage="osto"), hearsay], (), ORGANISATION) == (
        Hole(kind="segment", id="kodit"),
        Hole(kind="persona", id="tekija"),
        Hole(kind="persona", id="asukas"),
        Hole(kind="stage", id="lasku"),
        Hole(kind="stage", id="lasku", lacks="owner"),
        Hole(kind="unit", id="talous"),
    )


def test_a_unit_is_heard_through_its_stages_its_part_in_them_or_words_that_came_to_it():
    def silent_units(*said: Observation) -> list[str]:
        return [hole.id for hole in holes(said, (), ORGANISATION) if hole.kind == "unit"]

    assert silent_units() == ["myynti", "talous"]
    assert silent_units(seen("a", stage="osto")) == ["talous"]
    assert silent_units(seen("a", unit="talous")) == ["myynti"]


def test_a_claim_with_evidence_and_without_a_motive_is_a_hole():
    few = crowd(2, persona="pomo")
    bare = [
        claim(few, persona="pomo", descriptive=True),
        claim(few, key="c-2", motivation="Kiire."),
        claim([], key="c-3"),
        claim(few, key="c-4", standing="retired"),
        claim(few, key="c-5", origin="theme"),
        claim(few, key="c-6"),
    ]
    found = [(hole.id, hole.lacks, hole.voices) for hole in holes(few, bare, ORGANISATION) if hole.kind == "motive"]
    assert found == [("c-1", "motive", 0), ("c-6", "motive", 2)]


def test_support_is_told_by_segment_study_and_method_and_small_groups_without_a_number():
    said = [*crowd(3, "a", persona="pomo"), *crowd(1, "b", study="kysely", segment="kodit"), *crowd(2, "c", study="gone")]
    insight = claim(said[:-1], said[-1:])
    plans = {"s": STUDY, "kysely": Study(id="kysely", title="Kysely", method="survey")}  # type: ignore[arg-type]
    found = triangulation(insight, {o.key: o for o in said}, plans, ORGANISATION)
    assert [(each.id, each.voices) for each in found.segments] == [("yritykset", 3), ("kodit", 0)]
    assert [(each.id, each.voices) for each in found.studies] == [("s", 3), ("gone", 1), ("kysely", 1)]
    assert [(each.id, each.voices) for each in found.methods] == [("interview", 3), ("survey", 1)]


# The four core questions


def states(observations: list[Observation], *insights: Insight, organisation: Organisation = ORGANISATION) -> dict[str, str]:
    answers = core_questions(observations, insights, organisation, TODAY)
    return {each.question: each.state for each in answers if each.segment == "yritykset"}


def test_a_segment_of_which_nobody_was_heard_has_four_open_questions():
    assert states([seen("a", persona="asukas")]) == dict.fromkeys(("who", "what", "offering", "channels"), "open")


def test_who_is_answered_when_each_persona_has_a_summary_and_three_people_of_late():
    enough = [*crowd(3, "b", persona="pomo"), *crowd(3, "u", persona="tekija")]
    assert states(enough)["who"] == "answered"
    assert states(enough[1:])["who"] == "partly"
    assert states([o.model_copy(update={"heard_on": date(2025, 1, 1)}) for o in enough])["who"] == "partly"
    nameless = ORGANISATION.segments[0].model_copy(update={"personas": (BUYER, USER.model_copy(update={"summary": Words()}))})
    assert states(enough, organisation=ORGANISATION.model_copy(update={"segments": (nameless,)}))["who"] == "partly"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what", {"kind": "need"}),
        ("what", {"challenge": "Kiire."}),
        ("offering", {"kind": "praise"}),
        ("offering", {"so_what": "Helpompi."}),
        ("channels", {"stage": "osto"}),
    ],
)
def test_a_fresh_claim_with_three_people_of_the_segment_answers(question: str, parts: dict[str, object]):
    said = crowd(3, persona="pomo")
    assert states(said, claim(said, **parts))[question] == "answered"
    for weaker in (
        {"freshness": Freshness(state="stale", share=0.2)},
        {"origin": "theme"},
        {"evidence": claim(said[:2]).evidence},
    ):
        assert states(said, claim(said, **{**parts, **weaker}))[question] == "partly"  # type: ignore[arg-type]
    assert states(said, claim(said, **parts, standing="retired"))[question] == "open"
    assert states(said, claim([], **parts, standing="assumed"))[question] == "open"


def test_an_insight_of_the_machine_answers_once_a_person_accepts_it():
    said = crowd(3, persona="pomo")
    assert states(said, claim(said, kind="need", origin="theme", standing="accepted"))["what"] == "answered"


def test_a_word_heard_is_part_of_an_answer_and_hearsay_is_none():
    assert states([seen("a", persona="pomo", kind="wish", stage="osto")]) == {
        "who": "partly",
        "what": "partly",
        "offering": "open",
        "channels": "partly",
    }
    assert states([seen("a", persona="pomo", kind="wish", provenance="second-hand")])["what"] == "open"


def test_the_number_of_people_of_a_segment_is_withheld_under_the_smallest_group():
    def voices(count: int) -> int:
        return core_questions(crowd(count, persona="pomo", kind="need"), (), ORGANISATION, TODAY)[1].voices

    assert (voices(2), voices(3)) == (0, 3)


# Overlaps


def ask(id: str, text: str) -> Ask:
    return Ask(id=id, text=text)


def pairs(*asks: Ask) -> list[tuple[str, ...]]:
    return [each.ids for each in overlaps(asks, (), (), (), TODAY)]


def test_asks_that_ask_nearly_the_same_are_told_in_any_inflection_and_order():
    one, other = ask("k1", "Miksi asiakkaat maksavat laskun myöhässä?"), ask("k2", "Maksaako asiakas laskut myöhässä ja miksi?")
    assert pairs(one, other, ask("k3", "Kuinka moni käyttää sovellusta puhelimella?")) == [("k1", "k2")]
    assert pairs(ask("k1", "Why do customers pay their invoices late?"), ask("k2", "Why does a customer pay an invoice late")) == [
        ("k1", "k2")
    ]


def test_a_short_ask_is_not_the_same_as_each_longer_one_that_contains_it():
    assert pairs(ask("k1", "Lasku?"), ask("k2", "Mistä syystä lasku myöhästyy kesällä?")) == []
    assert pairs(ask("k1", "Laskun erittely"), ask("k2", "Laskun erittely puuttuu tilauksesta ja vahvistuksesta")) == []


def questions(*texts: str) -> tuple[PlannedQuestion, ...]:
    return tuple(PlannedQuestion(id=f"q{n}", text=text) for n, text in enumerate(texts))  # type: ignore[arg-type]


def test_studies_with_nearly_the_same_title_or_questions_are_told():
    one = Study(id="a", title="Laskutuksen selkeys", questions=questions("Miksi laskuja on vaikea lukea?", "Kuka hyväksyy laskun?"))  # type: ignore[arg-type]
    two = Study(id="b", title="Selkeä laskutus", questions=questions("Kuka laskut hyväksyy?", "Miksi lasku on vaikea lukea?"))  # type: ignore[arg-type]
    other = Study(id="c", title="Huoltokäynnit", questions=questions("Milloin huolto tulee?"))  # type: ignore[arg-type]
    (found,) = overlaps((), (other, two, one), (), (), TODAY)
    assert (found.kind, found.ids) == ("studies", ("a", "b"))
    half = one.model_copy(update={"title": Words(fi="Aivan muuta"), "questions": (*one.questions[:1], *other.questions)})
    assert overlaps((), (half, two), (), (), TODAY) == ()


def test_a_study_that_nothing_rests_on_is_told_a_month_after_its_last_words():
    said = crowd(3)
    month_later = date(2026, 10, 31)
    assert [(each.kind, each.ids) for each in overlaps((), (STUDY,), said, (), month_later)] == [("unused-study", ("s",))]
    assert overlaps((), (STUDY,), said, (), month_later - timedelta(days=1)) == ()
    assert overlaps((), (STUDY,), said, (claim(said),), month_later) == ()
    assert len(overlaps((), (STUDY,), said, (claim(said, standing="retired"),), month_later)) == 1
    assert overlaps((), (STUDY,), (), (), month_later) == ()


# All of it


def library() -> dict[str, object]:
    yes, no = both_sides(4, 3, themes=("hinta",), reasons={"hinta": "code"})
    return {
        "observations": [*yes, *no, *interviews(["ab", "bc", "a", "d", "b", "ce"])],
        "themes": [Theme(id=each, name=each) for each in ("hinta", *"abcde")],
        "insights": [claim(yes, no)],
        "organisation": ORGANISATION,
        "studies": [STUDY],
        "documents": [],
        "asks": [ask("k1", "Miksi lasku myöhästyy?"), ask("k2", "Miksi laskut myöhästyvät?")],
        "today": TODAY,
    }


def test_all_signals_are_put_together():
    found = signals(**library())  # type: ignore[arg-type]
    assert [(each.study, each.saturated) for each in found.saturation] == [("s", True)]
    assert (len(found.conflicts), len(found.core), found.triangulated["c-1"].segments[0].voices) == (1, 8, 4)
    assert {each.kind for each in found.overlaps} == {"asks"}
    assert Signals.model_validate_json(found.model_dump_json()) == found


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_everything_is_of_no_matter(chance: random.Random):
    given_ = library()
    mixed = {name: chance.sample(value, len(value)) if isinstance(value, list) else value for name, value in given_.items()}
    assert signals(**mixed).digest() == signals(**given_).digest()  # type: ignore[arg-type]


def test_an_empty_library_has_no_signals_but_its_holes():
    found = signals([], [], [], Organisation(name="Oy"), [], [], [], TODAY)  # type: ignore[arg-type]
    assert found == Signals()
