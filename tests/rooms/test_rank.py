"""The backlog: joined, gated, ordered, tiered, and recomputable by hand."""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.model.cycles import Cycle
from flows.model.derivation import derivation
from flows.model.insights import Belief, Evidence, Freshness, Insight
from flows.model.noun import Words
from flows.model.organisation import Focus, NotDoing, Organisation, Path, Persona, Research, Segment, Stage
from flows.model.picture import Picture
from flows.model.questions import Gap
from flows.model.registers import Ask, Decision
from flows.model.signals import Overlap, Signals
from flows.model.studies import PlannedQuestion, Study
from flows.questions.core import aged, core_indices
from flows.questions.gaps import gaps
from flows.questions.joined import joined
from flows.questions.method import METHODS, method
from flows.questions.rank import rank
from flows.questions.value import evsi_rule, stakes_rule

TODAY = date(2026, 3, 2)
HEARD = (Evidence(observation="o1", direction="supports", weight=0.8),)
FOCUS = (Focus(id="kasvu", name=Words(fi="Kasvu"), definition=Words(fi="x"), weight=2),)


def both(text):
    return Words(fi=text, en=text)


def insight(key="c-1", **facts):
    sound = {
        "statement": both(f"Väite numero {key}"),
        "evidence": HEARD,
        "voices": 2,
        "studies": ("a",),
        "motivation": "Kiire.",
        "belief": Belief(a=2.2, b=1.6),
        "freshness": Freshness(state="fresh", share=0.7),
    }
    return Insight(key=key, **(sound | facts))


def decision(key="D-1", claims=("c-1",), weeks=8, **facts):
    return Decision(id=key, title="x", claims=tuple(claims), due=TODAY + timedelta(weeks=weeks), **facts)


def picture(insights=(), decisions=(), asks=(), questions=(), not_doing=(), research=None):
    return Picture(
        cycle=Cycle(number=1, name="2026-03-02", today=TODAY),
        organisation=Organisation(name=both("E"), focus=FOCUS, not_doing=tuple(not_doing), research=research or Research()),
        studies=(Study(id="s", title=both("S"), questions=tuple(questions)),),
        insights=tuple(insights),
        registers={"decisions": tuple(decisions), "asks": tuple(asks)},
    )


def backlog(seen, rule=evsi_rule):
    return rank(gaps(seen, {}), seen, rule)


def many(count=30):
    insights = [
        insight(f"c-{i}", belief=Belief(a=1 + (i * 7 % 11) / 3, b=1 + (i * 5 % 13) / 4), freshness=Freshness(share=0.2 + i % 7 / 10))
        for i in range(count)
    ]
    decisions = [
        decision(f"D-{i}", (f"c-{i}",), weeks=3 + i % 9, stakes=(0.2, 0.5, 1.0, 2.0, 5.0)[i % 5], break_even=None if i % 3 else 0.5)
        for i in range(count)
    ]
    return picture(insights, decisions)


def test_gaps_about_one_claim_are_one_question_led_by_the_strongest_and_never_summed():
    thin = picture([insight()], [decision()])
    worse = picture([insight(contested=True, motivation="", freshness=Freshness(state="stale", share=0.7))], [decision()])
    (alone,), (together,) = backlog(thin), backlog(worse)
    assert together.gap.kind == "contradicted"
    assert [gap.kind for gap in together.also] == ["stale", "thin", "unexplained"]
    assert together.key == alone.key
    assert together.score == alone.score > 0


def test_a_persons_question_leads_a_joined_one_and_then_the_strength_of_its_kind():
    order = ("planned", "asked", "contradicted", "assumption", "stale", "emerging", "thin", "single-source", "unexplained", "uncovered")
    found = [Gap(key=f"{kind}:x", kind=kind, insight="c-1") for kind in order]
    for first in range(len(order)):
        (group,) = joined(found[: first - 1 : -1] if first else found[::-1])
        assert tuple(gap.kind for gap in group.gaps) == order[first:]


def test_a_planned_question_about_a_claim_leads_and_brings_its_break_even():
    plan = PlannedQuestion(
        id="q", text=both("Moniko näin kokee?"), claim="c-1", stakes=5, break_even=0.6, decision_date=TODAY + timedelta(42)
    )
    (question,) = backlog(picture([insight()], questions=[plan]))
    assert question.text == both("Moniko näin kokee?")
    assert (question.factors.break_even, question.factors.stakes, question.factors.slack) == (0.6, 5, 2)
    assert [gap.kind for gap in question.also] == ["thin"]


def test_a_persons_words_are_the_questions_text_however_much_speaks_against_the_claim():
    disputed = insight(contested=True, freshness=Freshness(state="stale", share=0.3))
    ask = Ask(id="a", text="Miksi näin on?", claim="c-1")
    plan = PlannedQuestion(id="q", text=both("Moniko näin kokee?"), claim="c-1")
    (asked,) = backlog(picture([disputed], [decision()], [ask]))
    (planned,) = backlog(picture([disputed], [decision()], [ask], [plan]))
    assert (asked.text, asked.gap.kind) == (both("Miksi näin on?"), "asked")
    assert (planned.text, planned.gap.kind) == (both("Moniko näin kokee?"), "planned")
    assert [gap.kind for gap in planned.also] == ["asked", "contradicted", "stale", "thin"]
    assert planned.also[0].words == both("Miksi näin on?")
    assert planned.key == asked.key
    assert planned.score == asked.score == backlog(picture([disputed], [decision()]))[0].score


def test_whom_and_where_come_from_the_leading_gap_or_the_claim_and_from_no_other_gap():
    about = insight(theme="lasku", segment="pienet")
    plan = PlannedQuestion(id="q", text=both("Moniko?"), claim="c-1")
    ask = Ask(id="a", text="Miksi?", claim="c-1", persona="hallitus", stage="maksu")
    (question,) = backlog(picture([about], [decision()], [ask], [plan]))
    assert (question.gap.persona, question.gap.segment, question.gap.stage) == ("", "pienet", "")
    (alone,) = backlog(picture([about], [decision()], [ask]))
    assert (alone.gap.persona, alone.gap.segment, alone.gap.stage, alone.gap.theme) == ("hallitus", "", "maksu", "lasku")


def test_of_two_decisions_the_one_that_pays_most_is_counted_and_its_stakes_do_not_leak():
    plan = PlannedQuestion(id="q", text=both("Moniko?"), claim="c-1", decision="D-2", stakes=5)
    (question,) = backlog(picture([insight()], [decision("D-1", weeks=4), decision("D-2", (), weeks=12)], questions=[plan]))
    assert question.gap.decision == "D-2"
    assert question.factors.stakes == 5
    assert question.factors.decision_date == TODAY + timedelta(weeks=12)


@given(st.integers(1, 500))
def test_one_asker_or_five_hundred_give_the_same_score_and_place(askers):
    def seen(count):
        return backlog(picture([insight()], [decision()], [Ask(id="a", text="Miksi?", claim="c-1", askers=count)]))

    (one,), (many_,) = seen(1), seen(askers)
    assert (one.score, one.rank, one.core_index, one.key) == (many_.score, many_.rank, many_.core_index, many_.key)


def test_the_same_question_asked_twice_is_one_question():
    once = [Ask(id="a1", text="Miksi lasku on hankala?", decision="D-1")]
    twice = [*once, Ask(id="a2", text="miksi lasku on hankala", decision="D-1")]
    (one,), (two,) = backlog(picture(decisions=[decision()], asks=once)), backlog(picture(decisions=[decision()], asks=twice))
    assert (one.key, one.score, one.core_index) == (two.key, two.score, two.core_index)
    assert "Kysyjiä 2:" in derivation(two, "fi")[-1]


def test_near_duplicate_asks_are_one_question_and_a_unit_is_counted_once():
    asks = [
        Ask(id="a1", text="Miksi lasku viipyy?", unit="talous", askers=4, decision="D-1"),
        Ask(id="a2", text="Mikä laskua hidastaa?", unit="talous", askers=3, decision="D-1"),
        Ask(id="a3", text="Mistä laskun viive johtuu?", unit="myynti", askers=2),
        Ask(id="a4", text="Kuka lukee raportin?", unit="myynti", askers=5),
    ]
    seen = picture(decisions=[decision()], asks=asks)
    alike = Signals(
        overlaps=(Overlap(kind="asks", ids=("a2", "a1")), Overlap(kind="asks", ids=("a3", "a2")), Overlap(kind="studies", ids=("a4", "a1")))
    )
    apart, together = backlog(seen), backlog(replace(seen, signals=alike))
    assert len(apart) == 4
    assert [[gap.key for gap in (q.gap, *q.also)] for q in together] == [["asked:a1", "asked:a2", "asked:a3"], ["asked:a4"]]
    assert [q.askers for q in together] == [6, 5]
    (alone,) = (q for q in apart if q.gap.key == "asked:a1")
    assert (together[0].key, together[0].score) == (alone.key, alone.score)


def test_the_joined_ask_goes_to_the_claim_that_one_of_them_is_about():
    asks = [Ask(id="a1", text="Miksi lasku viipyy?"), Ask(id="a2", text="Mikä laskua hidastaa?", claim="c-1")]
    seen = replace(picture([insight()], [decision()], asks), signals=Signals(overlaps=(Overlap(kind="asks", ids=("a1", "a2")),)))
    (question,) = backlog(seen)
    assert [gap.key for gap in (question.gap, *question.also)] == ["asked:a2", "asked:a1", "thin:c-1"]


@given(st.integers(1, 60))
def test_hearsay_moves_no_question(count):
    quiet = picture([insight()], [decision()])
    gossip = picture([insight(hearsay=tuple(f"h{i}" for i in range(count)))], [decision()])
    assert backlog(quiet) == backlog(gossip)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_in_changes_nothing(dice: random.Random):
    seen = many()
    expected = backlog(seen)
    found = list(gaps(seen, {}))
    dice.shuffle(found)
    shuffled = replace(seen, insights=tuple(dice.sample(seen.insights, len(seen.insights))))
    assert rank(found, shuffled, evsi_rule) == expected


def test_older_evidence_raises_an_open_question():
    def score(share):
        return backlog(picture([insight(belief=Belief(a=1 + 4 * share, b=1 + share))], [decision()]))[0].score

    assert score(0.2) > score(0.9)


def test_what_no_decision_or_focus_waits_for_is_listed_apart_but_weighed():
    (question,) = backlog(picture([insight()]))
    assert (question.listing, question.tier, question.core_index) == ("unlinked", "not-now", 0)
    assert question.score > 0
    assert question.factors.stakes == 0.2


def test_an_answer_that_comes_too_late_is_for_hedging():
    (question,) = backlog(picture([insight()], [decision(weeks=1)]))
    assert (question.listing, question.score) == ("hedge", 0)
    assert any("hedge" in line for line in derivation(question, "en"))


def test_a_focus_alone_links_a_question_and_weighs_it():
    plan = PlannedQuestion(id="q", text=both("Mitä kasvu on?"), focus="kasvu")
    (question,) = backlog(picture(questions=[plan]))
    assert (question.listing, question.factors.focus, question.factors.slack) == ("ranked", 2, None)


def test_a_near_duplicate_of_an_answered_question_is_not_asked_again():
    done = PlannedQuestion(id="q1", text=both("Miksi lasku on vaikea tarkistaa?"), answered=True)
    ask = Ask(id="a", text="miksi lasku on niin vaikea tarkistaa", decision="D-1")
    other = Ask(id="b", text="Miksi?", decision="D-1")
    listings = {q.gap.key: q.listing for q in backlog(picture(decisions=[decision()], asks=[ask, other], questions=[done]))}
    assert listings == {"asked:a": "answered", "asked:b": "ranked"}


def test_an_answer_that_was_contradicted_since_is_asked_again():
    done = PlannedQuestion(id="q1", text=both("Väite numero c-1"), answered=True)
    (thin,) = backlog(picture([insight()], [decision()], questions=[done]))
    (contested,) = backlog(picture([insight(contested=True)], [decision()], questions=[done]))
    assert (thin.listing, contested.listing) == ("answered", "ranked")


@pytest.mark.parametrize(("reopen", "listing"), [(None, "not-asking"), (TODAY + timedelta(1), "not-asking"), (TODAY, "ranked")])
def test_what_the_organisation_does_not_ask_stays_unasked_until_it_reopens(reopen, listing):
    refused = NotDoing(what=both("Mobiilisovellus kuluttajille"), reopen=reopen)
    ask = Ask(id="a", text="Tarvitaanko mobiilisovellus kuluttajille?", decision="D-1")
    (question,) = backlog(picture(decisions=[decision()], asks=[ask], not_doing=[refused]))
    assert question.listing == listing


def test_an_ask_about_a_retired_claim_is_not_asked_unless_a_study_plans_to():
    retired = insight(standing="retired")
    ask = Ask(id="a", text="Kuka vielä haluaa laskun paperilla?", claim="c-1", decision="D-1")
    plan = PlannedQuestion(id="q", text=both("Onko väite turhaan hylätty?"), claim="c-1", decision="D-1")
    (refused,) = backlog(picture([retired], [decision()], [ask]))
    (planned,) = backlog(picture([retired], [decision()], [ask], [plan]))
    (held,) = backlog(picture([insight()], [decision()], [ask]))
    assert (refused.listing, planned.listing, held.listing) == ("not-asking", "ranked", "ranked")


def test_an_undated_question_is_as_urgent_as_one_with_six_cycles_to_spare():
    (question,) = backlog(picture(questions=[PlannedQuestion(id="q", text=both("Mitä kasvu on?"), focus="kasvu")]))
    assert question.factors.urgency == pytest.approx(1 / 6, abs=1e-6)


def test_ranks_begin_from_one_in_each_listing_and_follow_the_score():
    questions = backlog(many())
    ranked = [q for q in questions if q.listing == "ranked"]
    assert [q.rank for q in ranked] == list(range(1, len(ranked) + 1))
    assert [q.score for q in ranked] == sorted((q.score for q in ranked), reverse=True)


def test_equal_scores_go_by_date_and_then_by_key():
    insights = [insight("c-1"), insight("c-2"), insight("c-3")]
    decisions = [decision("D-1", ("c-1",), weeks=4), decision("D-2", ("c-2",), weeks=3), decision("D-3", ("c-3",), weeks=4)]
    questions = backlog(picture(insights, decisions))
    assert questions[0].gap.insight == "c-2"
    assert questions[1].key < questions[2].key
    assert len({q.score for q in questions}) == 1


def test_the_core_holds_what_fits_and_leaves_what_does_not():
    research = Research(capacity_days=8)
    insights = [insight("c-1"), insight("c-2"), insight("c-3", belief=Belief(a=40, b=1))]
    decisions = [
        decision("D-1", ("c-1",), weeks=4, stakes=5),
        decision("D-2", ("c-2",), weeks=12, stakes=0.2),
        decision("D-3", ("c-3",), weeks=4, stakes=5, break_even=0.5),
    ]
    questions = {q.gap.insight: q for q in backlog(picture(insights, decisions, research=research))}
    assert questions["c-1"].core_index > questions["c-2"].core_index
    assert (questions["c-3"].score, questions["c-3"].core_index, questions["c-3"].tier) == (0, 0, "not-now")


def test_with_room_for_all_everything_is_in_the_core_and_done_now():
    questions = backlog(picture([insight()], [decision()], research=Research(capacity_days=10_000)))
    assert (questions[0].core_index, questions[0].tier) == (1, "now")


def test_a_newcomer_moves_another_question_only_by_taking_its_room():
    roomy = Research(capacity_days=10_000)
    insights = [insight("c-1"), insight("c-2")]
    decisions = [decision("D-1", ("c-1",)), decision("D-2", ("c-2",))]
    alone = backlog(picture(insights[:1], decisions[:1], research=roomy))
    crowd = backlog(picture(insights, decisions, research=roomy))
    assert alone[0].core_index == next(q for q in crowd if q.gap.insight == "c-1").core_index == 1
    narrow = backlog(picture(insights, decisions, research=Research(capacity_days=8)))
    assert all(0 < q.core_index < 1 for q in narrow)


def test_a_longer_half_life_gives_old_evidence_back_its_weight():
    import numpy as np

    kept, halved = aged(1.5, 0.5, np.array([1.0, 0.5]))
    assert kept == pytest.approx(1.5)
    assert halved == pytest.approx(1.25)  # share 0.5 at h is 0.25 at h/2
    assert aged(1.5, 0.5, np.array([1e9]))[0] == pytest.approx(2)


def test_a_rule_that_branches_ranks_as_well_as_one_that_does_not():
    def branching(factors):
        return evsi_rule(factors) if factors.evsi > 0 else 0.0

    assert backlog(many(6), branching) == backlog(many(6))


def test_another_rule_orders_by_its_own_and_says_so():
    questions = backlog(many(), stakes_rule)
    stakes = [q.factors.stakes for q in questions if q.listing == "ranked"]
    assert stakes == sorted(stakes, reverse=True)
    assert "another rule" in derivation(questions[0], "en")[-1]


def test_a_cost_that_a_plan_gives_is_told_as_such():
    plan = PlannedQuestion(id="q", text=both("Moniko?"), focus="kasvu", days=4)
    (question,) = backlog(picture(questions=[plan]))
    assert "C = 4 person-days, as the plan says; n = 3." in derivation(question, "en")


@pytest.mark.parametrize("language", ["fi", "en"])
def test_the_priority_can_be_redone_from_the_printed_figures(language):
    for question in backlog(many()):
        lines = derivation(question, language)
        product = next(line for line in lines if line.startswith("P = "))
        shown = re.findall(r"\d+(?:[.,]\d+)?", product.replace(",", ".") if language == "fi" else product)
        f, v, evsi, u, c, p, thousandths = map(float, shown)
        assert p == pytest.approx(f * v * evsi * u / c, rel=0.02, abs=1e-9)
        assert p == pytest.approx(question.score, rel=0.001)
        assert thousandths == pytest.approx(1000 * p, rel=0.001)


def test_the_derivation_reads_as_sentences_with_the_languages_decimal_mark():
    plan = PlannedQuestion(
        id="q", text=both("Moniko?"), claim="c-1", break_even=0.4, stakes=10, focus="kasvu", decision_date=TODAY + timedelta(42)
    )
    heard = Freshness(state="fresh", share=0.7, latest=date(2026, 1, 9))
    (question,) = backlog(picture([insight(belief=Belief(a=2, b=2), freshness=heard)], questions=[plan]))
    assert derivation(question, "fi") == (
        "Näyttö: ihmisiä 2, viimeksi kuultu 9.1.2026.",
        "Uskomus: a = 2 (puolesta), b = 2 (vastaan); kumpikin alkaa ykkösestä. m = a / (a + b) = 0,5.",
        "Kynnys t = 0,4: sitä suuremmalla osuudella toimittaisiin.",
        "EVSI, kun n = 5: E[max(0; (a + k) / (a + b + n) − t)] − max(0; m − t) = 0,03095; k on samaa mieltä olevien määrä.",
        "Seuraavat 5 haastattelua kääntäisivät tämän, jos enintään 1 on samaa mieltä.",
        "Fokusalueen paino F = 2.",
        "Panokset V = 10.",
        "U = 1 / max(1; 2) = 0,5: vastauksella on 2 kierrosta pelivaraa ennen päätöstä 13.4.2026.",
        "C = 3 + 5 · 1 = 8 henkilötyöpäivää: kiinteä osuus ja 5 haastattelua.",
        "P = F · V · EVSI · U / C = 2 · 10 · 0,03095 · 0,5 / 8 = 0,03869 (tuhannesosina 38,69).",
    )
    assert derivation(question, "en")[4] == "The next 5 interviews would turn it if 1 or fewer agree."


def test_the_method_follows_clarity_and_risk():
    known = insight()
    assert method("contradicted", known, 5) == "interview"
    assert method("uncovered", None, 0.2) == "observe"
    assert method("assumption", known, 2) == "test"
    assert method("stale", known, 2) == "survey"
    assert method("thin", known, 0.2) == "desk"
    assert method("planned", insight(contested=True), 5) == "interview"
    assert {method(kind, i, v) for kind in ("planned", "thin") for i in (None, known) for v in (0.2, 5)} == set(METHODS)


def test_no_gaps_make_an_empty_backlog():
    assert rank((), picture(), evsi_rule) == ()
    assert core_indices([], evsi_rule, 20) == {}


def test_four_hundred_questions_are_ranked_in_a_breath():
    seen = many(400)
    found = gaps(seen, {})
    begun = time.perf_counter()
    questions = rank(found, seen, evsi_rule)
    assert len(questions) == 400
    assert time.perf_counter() - begun < 1.5 * 3  # measured 0.5 s; room for a busy machine


def test_an_empty_cell_is_beside_its_decision_and_takes_neither_its_break_even_nor_all_of_its_stakes():
    house = Organisation(
        name=both("E"),
        segments=(Segment(id="pk", name=both("PK"), personas=(Persona(id="ostaja", name=both("Ostaja")),)),),
        paths=(Path(id="p", name=both("P"), stages=(Stage(id="s1", name=both("S1")),)),),
    )

    def cell(stakes):
        seen = picture([insight(persona="ostaja", stage="s1")], [decision(stakes=stakes, break_even=0.7)])
        return next(q for q in backlog(replace(seen, organisation=house)) if q.gap.kind == "uncovered")

    assert (cell(5).listing, cell(5).gap.decision) == ("ranked", "D-1")
    assert (cell(5).factors.stakes, cell(0.2).factors.stakes, cell(5).factors.break_even) == (0.5, 0.2, None)
