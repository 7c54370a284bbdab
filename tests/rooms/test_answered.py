"""What planners write on the board: heeded, carried, and never multiplied into a score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flows.model.answers import QuestionAnswer
from flows.model.cycles import Cycle
from flows.model.derivation import derivation, moving
from flows.model.insights import Belief, Evidence, Freshness, Insight, Turn
from flows.model.noun import Words
from flows.model.organisation import NotDoing, Organisation
from flows.model.picture import Picture
from flows.model.questions import Override
from flows.model.registers import Ask, Decision
from flows.model.studies import PlannedQuestion, Study
from flows.questions.gaps import gaps
from flows.questions.oddities import prioritise_issues
from flows.questions.rank import rank
from flows.questions.value import evsi_rule

TODAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
HEARD = (Evidence(observation="o1", direction="supports", weight=0.8),)


def both(text):
    return Words(fi=text, en=text)


def insight(key="c-1", **facts):
    sound = {
        "statement": both(f"Väite numero {key}"),
        "evidence": HEARD,
        "voices": 2,
        "motivation": "Kiire.",
        "belief": Belief(a=2.2, b=1.6),
    }
    return Insight(key=key, **(sound | facts))


def picture(insights=(), decisions=(), asks=(), questions=(), not_doing=(), histories=None):
    return Picture(
        cycle=Cycle(number=1, name="2026-03-02", today=TODAY),
        organisation=Organisation(name=both("E"), not_doing=tuple(not_doing)),
        studies=(Study(id="s", title=both("S"), questions=tuple(questions)),),
        insights=tuple(insights),
        registers={"decisions": tuple(decisions), "asks": tuple(asks)},
        histories=histories or {},
    )


def decisions(count=1):
    return tuple(Decision(id=f"D-{n}", title="x", claims=(f"c-{n}",), due=TODAY + timedelta(weeks=4 + n)) for n in range(1, count + 1))


def backlog(seen, **written):
    """`written`: by the claim's key with `_` for `-`, what people say of its question."""
    keys = {q.gap.insight: q.key for q in rank(gaps(seen, {}), seen, evsi_rule)}
    answers = {keys[c.replace("_", "-")]: QuestionAnswer(key=keys[c.replace("_", "-")], **cells) for c, cells in written.items()}
    seen = replace(seen, answers={"questions": answers})
    return replace(seen, questions=rank(gaps(seen, {}), seen, evsi_rule))


def order(seen):
    return [q.gap.insight for q in seen.questions if q.listing == "ranked"]


def many(count=5):
    return picture([insight(f"c-{n}") for n in range(1, count + 1)], decisions(count))


def codes(seen):
    return [issue.code for issue in prioritise_issues(seen)]


def test_peoples_words_stand_over_the_machines_and_the_plans_in_their_own_language():
    plan = PlannedQuestion(id="q", text=Words(fi="Moniko?", en="How many?"), claim="c-1")
    seen = backlog(picture([insight()], decisions(), questions=[plan]), c_1={"text_fi": "Kuinka moni näin kokee?"})
    assert seen.questions[0].text == Words(fi="Kuinka moni näin kokee?", en="How many?")


def test_owner_votes_and_note_are_carried_and_change_no_score():
    bare, full = backlog(many()), backlog(many(), c_3={"owner": "Talous", "votes": 40, "note": "Kiireinen."})
    (asked,) = (q for q in full.questions if q.gap.insight == "c-3")
    assert (asked.owner, asked.votes, asked.note) == ("Talous", 40, "Kiireinen.")
    plain = {"owner": "", "votes": None, "note": ""}
    assert [q.model_copy(update=plain) for q in full.questions] == list(bare.questions)
    assert derivation(asked, "en")[-1] == "Votes on the board 40: shown, never multiplied."


def test_stakes_and_break_even_from_the_board_are_counted():
    (question,) = backlog(picture([insight()], decisions()), c_1={"stakes": 5, "break_even": 0.6}).questions
    assert (question.factors.stakes, question.factors.break_even) == (5, 0.6)


def test_stakes_of_nothing_are_told_and_the_registers_counted():
    seen = backlog(picture([insight()], [decisions()[0].model_copy(update={"stakes": 2.0})]), c_1={"stakes": 0})
    assert seen.questions[0].factors.stakes == 2
    assert codes(seen) == ["zero-stakes"]
    assert codes(picture(decisions=[Decision(id="D", title="x", stakes=0), Decision(id="E", title="x", stakes=0, standing="made")])) == [
        "zero-stakes"
    ]


def test_a_day_to_decide_by_links_a_question_that_no_decision_waits_for():
    seen = picture([insight()])
    assert backlog(seen).questions[0].listing == "unlinked"
    (dated,) = backlog(seen, c_1={"decide_by": TODAY + timedelta(42)}).questions
    assert (dated.listing, dated.factors.slack, dated.factors.stakes) == ("ranked", 2, 0.5)


def test_a_day_on_the_board_is_that_of_a_decision_without_one_and_yields_to_the_registers():
    undated = Decision(id="D", title="x", claims=("c-1",))
    (given,) = backlog(picture([insight()], [undated]), c_1={"decide_by": TODAY + timedelta(42)}).questions
    assert (given.gap.decision, given.factors.decision_date) == ("D", TODAY + timedelta(42))
    seen = backlog(picture([insight()], decisions()), c_1={"decide_by": TODAY + timedelta(200)})
    assert seen.questions[0].factors.decision_date == decisions()[0].due
    assert codes(seen) == ["two-days"]


def test_what_is_marked_as_answered_is_listed_so_and_its_near_duplicate_too():
    again = Ask(id="a", text="kuinka moni pienistä asiakkaista näin kokee", decision="D-1")
    seen = backlog(
        picture([insight()], decisions(), [again]), c_1={"standing": "answered", "text_fi": "Kuinka moni pienistä asiakkaista näin kokee?"}
    )
    assert {q.gap.key: q.listing for q in seen.questions} == {"thin:c-1": "answered", "asked:a": "answered"}


@pytest.mark.parametrize("state", [{"contested": True}, {"freshness": Freshness(state="stale", share=0.1)}])
def test_an_answer_that_was_contradicted_or_went_stale_since_is_asked_again_and_told(state):
    kind = "contradicted" if "contested" in state else "stale"

    def listed(*turned, **days):
        turns = tuple(Turn(insight="c-1", cycle="x", on=on, kind=name, mean=0.5) for name, on in turned)
        written = {"standing": "answered", "written": {"standing": YESTERDAY} | days}
        return backlog(picture([insight(**state)], decisions(), histories={"c-1": turns}), c_1=written)

    assert listed((kind, TODAY)).questions[0].listing == "ranked"
    assert codes(listed((kind, TODAY))) == ["answer-reopened"]
    assert listed().questions[0].listing == "ranked"
    assert listed((kind, YESTERDAY)).questions[0].listing == "answered"
    assert listed(("proposed", TODAY)).questions[0].listing == "answered"
    assert listed((kind, TODAY), note=TODAY).questions[0].listing == "answered"


@pytest.mark.parametrize(("reopen", "listing"), [(None, "not-asking"), (TOMORROW, "not-asking"), (TODAY, "ranked"), (YESTERDAY, "ranked")])
def test_what_is_not_asked_comes_back_by_itself_on_its_day(reopen, listing):
    (question,) = backlog(picture([insight()], decisions()), c_1={"standing": "not-asking", "reopen": reopen}).questions
    assert question.listing == listing
    assert question.reopen == (reopen if listing == "not-asking" else None)


def test_what_the_organisation_does_not_ask_shows_its_day_too():
    ask = Ask(id="a", text="Haluaako joku laskun paperilla?", decision="D-1")
    refused = NotDoing(what=both("Haluaako joku laskun paperilla?"), reopen=TOMORROW)
    (question,) = backlog(picture(decisions=decisions(), asks=[ask], not_doing=[refused])).questions
    assert (question.listing, question.reopen) == ("not-asking", TOMORROW)


def test_a_question_that_people_say_to_ask_passes_the_gates_but_not_those_of_time_and_answer():
    late = Decision(id="D-1", title="x", claims=("c-1",), due=TOMORROW)
    assert backlog(picture([insight()]), c_1={"standing": "ask"}).questions[0].listing == "ranked"
    refused = NotDoing(what=both("Kuinka moni näin kokee?"))
    plan = PlannedQuestion(id="q", text=both("Kuinka moni näin kokee?"), claim="c-1")
    unasked = picture([insight()], decisions(), questions=[plan], not_doing=[refused])
    assert [backlog(unasked).questions[0].listing, backlog(unasked, c_1={"standing": "ask"}).questions[0].listing] == [
        "not-asking",
        "ranked",
    ]
    assert backlog(picture([insight()], [late]), c_1={"standing": "ask"}).questions[0].listing == "hedge"


def test_a_moved_question_stands_where_people_put_it_beside_its_computed_place():
    computed = backlog(many())
    first, *_, last = order(computed)
    seen = backlog(many(), **{last.replace("-", "_"): {"place": 1, "reason": "Johto päättää.", "written": {"place": TODAY}}})
    assert order(seen) == [last, *order(computed)[:-1]]
    top = seen.questions[0]
    assert (top.rank, top.override) == (1, Override(place=1, computed=5, reason="Johto päättää.", on=TODAY))
    assert moving(top, "fi") == "Ihmiset ovat antaneet sijan 1 (2.3.2026). Laskettu sija on 5. Perustelu: Johto päättää."
    assert derivation(top, "en")[-1] == "People gave it place 1 (2026-03-02). The computed place is 5. Reason: Johto päättää."
    numbers = {q.key: (q.score, q.core_index, q.tier, q.factors) for q in computed.questions}
    assert {q.key: (q.score, q.core_index, q.tier, q.factors) for q in seen.questions} == numbers
    assert [q.rank for q in seen.questions] == [1, 2, 3, 4, 5]
    assert seen.questions[1].gap.insight == first


def test_of_two_on_one_place_the_better_computed_takes_it_and_a_place_beyond_the_end_is_the_last():
    one, two, three, four, five = order(backlog(many()))
    seen = backlog(many(), **{c.replace("-", "_"): {"place": place} for c, place in ((five, 2), (three, 2), (one, 99))})
    assert order(seen) == [two, three, five, four, one]
    assert seen.questions[-1].override.place == 99


def test_a_place_for_a_question_that_is_not_ranked_is_told_and_moves_nothing():
    seen = backlog(picture([insight()]), c_1={"place": 1, "reason": "Tärkeä."})
    assert (seen.questions[0].listing, seen.questions[0].override) == ("unlinked", None)
    assert codes(seen) == ["place-unranked"]


def test_a_day_to_come_back_without_being_put_aside_is_told():
    assert codes(backlog(picture([insight()], decisions()), c_1={"reopen": TOMORROW})) == ["reopen-idle"]


def test_what_was_written_of_an_ask_follows_it_into_the_question_of_its_claim():
    ask = Ask(id="a", text="Miksi näin?", decision="D-1")
    alone = picture([insight(voices=5, studies=("a", "b"))], decisions(), [ask])
    key = next(q.key for q in backlog(alone).questions if q.gap.kind == "asked")
    linked = replace(alone, registers={"decisions": decisions(), "asks": (ask.model_copy(update={"claim": "c-1"}),)})
    linked = replace(linked, answers={"questions": {key: QuestionAnswer(key=key, owner="Talous")}})
    (question,) = rank(gaps(linked, {}), linked, evsi_rule)
    assert (question.key != key, question.owner) == (True, "Talous")
