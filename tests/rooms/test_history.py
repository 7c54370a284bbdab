from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from flows.insights.claims.changes import changes
from flows.insights.claims.history import MOVED, histories, turns
from flows.model.answers import InsightAnswer
from flows.model.cycles import Cycle
from flows.model.insights import Belief, Confidence, Freshness, Insight, Turn
from flows.model.noun import Words
from flows.model.organisation import Organisation
from flows.model.picture import Picture

FIRST = date(2026, 1, 5)
SURE = Freshness(state="fresh", share=1.0)


def cycle(number: int) -> Cycle:
    return Cycle(number=number, name=f"cycle-{number}", today=FIRST + timedelta(weeks=2 * number))


def insight(mean: float = 0.5, standing: str = "proposed", **parts: object) -> Insight:
    given: dict[str, object] = {
        "key": "c-1",
        "statement": Words(fi="Väite"),
        "by_people": True,
        "standing": standing,
        "belief": Belief(mean=mean),
        "freshness": SURE,
    }
    return Insight(**(given | parts))  # type: ignore[arg-type]


def course(*insights: Insight) -> list[tuple[Cycle, Insight]]:
    return [(cycle(number), each) for number, each in enumerate(insights, 1)]


def kinds(*insights: Insight) -> list[tuple[int, str]]:
    return [(int(turn.cycle.removeprefix("cycle-")), turn.kind) for turn in turns(course(*insights))]


def test_an_insight_lives_from_proposal_to_retirement_and_says_what_was_held():
    told = turns(
        course(
            insight(),
            insight(0.7, "accepted"),
            insight(0.7, "accepted", statement=Words(fi="Toisin sanoen")),
            insight(0.6, "accepted", statement=Words(fi="Toisin sanoen"), contested=True),
            insight(0.6, "retired", statement=Words(fi="Toisin sanoen")),
        )
    )
    assert [(turn.cycle, turn.kind, turn.before, turn.mean) for turn in told] == [
        ("cycle-1", "proposed", None, 0.5),
        ("cycle-2", "accepted", 0.5, 0.7),
        ("cycle-2", "stronger", 0.5, 0.7),
        ("cycle-3", "reworded", 0.7, 0.7),
        ("cycle-4", "contradicted", 0.7, 0.6),
        ("cycle-4", "weaker", 0.7, 0.6),
        ("cycle-5", "retired", 0.6, 0.6),
    ]
    assert [turn.statement.fi for turn in told] == ["", "", "", "Väite", "", "", "Toisin sanoen"]
    assert (told[0].insight, told[0].on) == ("c-1", cycle(1).today)


def test_slow_drift_is_told_in_the_end_and_once():
    drifting = [insight(round(0.7 - 0.02 * step, 2)) for step in range(6)]
    assert kinds(*drifting) == [(1, "proposed"), (4, "weaker")]
    last = turns(course(*drifting))[-1]
    assert (last.before, last.mean) == (0.7, 0.64)
    assert kinds(*[insight(0.5 + 0.04 * (step % 2)) for step in range(9)]) == [(1, "proposed")]


def test_a_change_of_confidence_counts_before_that_of_belief():
    sure = Confidence(level="moderate")
    assert kinds(insight(0.7), insight(0.6, confidence=sure), insight(0.6)) == [(1, "proposed"), (2, "stronger"), (3, "weaker")]


def test_what_goes_stale_and_what_is_heard_anew_is_told():
    stale = Freshness(state="stale", share=0.4)
    assert kinds(insight(), insight(freshness=stale), insight()) == [(1, "proposed"), (2, "stale"), (3, "fresh")]
    assert kinds(insight(freshness=stale), insight(freshness=Freshness())) == [(1, "proposed")]


def test_what_is_contradicted_may_be_settled():
    assert kinds(insight(), insight(contested=True), insight()) == [(1, "proposed"), (2, "contradicted"), (3, "settled")]


def test_a_claim_that_loses_its_evidence_and_finds_it_again_is_not_accepted_twice():
    assert kinds(insight(standing="accepted"), insight(standing="assumed"), insight(standing="accepted")) == [(1, "accepted")]
    assert kinds(insight(standing="assumed"), insight(standing="accepted"), insight()) == [
        (1, "proposed"),
        (2, "accepted"),
        (3, "proposed"),
    ]


def test_what_is_merged_says_so_and_nothing_is_told_of_what_is_retired_until_it_comes_back():
    gone = insight(0.5, "retired", into="c-2")
    later = insight(0.9, "retired", into="c-2", statement=Words(fi="Muuta"))
    assert kinds(insight(), gone, later, insight(0.9)) == [(1, "proposed"), (2, "merged"), (4, "proposed")]
    assert kinds(insight(standing="retired"), gone) == [(1, "retired"), (2, "merged")]
    assert turns(course(insight(), gone))[-1].statement == Words(fi="Väite")


def test_a_claim_that_left_its_register_is_given_up_and_a_theme_that_dissolved_is_not():
    last = turns(course(insight()), gone=cycle(3))[-1]
    assert (last.kind, last.cycle, last.statement.fi) == ("retired", "cycle-3", "Väite")
    assert [turn.kind for turn in turns(course(insight(origin="theme")), gone=cycle(3))] == ["proposed"]
    assert [turn.kind for turn in turns(course(insight(standing="retired")), gone=cycle(3))] == ["retired"]


def test_only_peoples_words_are_a_wording_that_changed():
    machine = {"origin": "theme", "by_people": False}
    assert kinds(insight(**machine), insight(statement=Words(fi="Muuta"), **machine)) == [(1, "proposed")]
    people = insight(origin="theme", statement=Words(fi="Muuta"))
    assert kinds(insight(**machine), people) == [(1, "proposed"), (2, "reworded")]
    assert kinds(insight(statement=Words()), insight()) == [(1, "proposed")]


def test_a_persons_reason_goes_with_the_latest_turn_that_a_person_made():
    versions = course(insight(), insight(standing="accepted"), insight(0.9, "accepted"))
    note = InsightAnswer(key="c-1", note="Kolme uutta haastattelua", written={"note": cycle(2).today})
    assert [turn.why for turn in turns(versions, answer=note)] == ["", "Kolme uutta haastattelua", ""]
    old = note.model_copy(update={"written": {"note": cycle(1).today}})
    assert not any(turn.why for turn in turns(versions, answer=old))


def test_many_histories_are_told_by_key_whatever_their_order():
    versions = {"c-2": course(insight(key="c-2"), insight(0.8, key="c-2"))[::-1], "c-1": course(insight())}
    told = histories(versions, gone={"c-1": cycle(4)})
    assert list(told) == ["c-1", "c-2"]
    assert [[turn.kind for turn in each] for each in told.values()] == [["proposed", "retired"], ["proposed", "stronger"]]


def test_what_changed_is_what_the_histories_tell_of_the_cycle():
    drifting = [insight(0.7 - 0.02 * step) for step in range(4)]

    def picture(number: int, now: Insight, told: dict[str, tuple[Turn, ...]]) -> Picture:
        return Picture(cycle=cycle(number), organisation=Organisation(name="Sample"), insights=(now,), histories=told)

    before = picture(3, drifting[2], {})
    assert changes(before, picture(4, drifting[3], {"c-1": turns(course(*drifting))})).weaker == ("c-1",)
    assert changes(before, picture(4, drifting[3], {})).weaker == ()
    assert changes(before, picture(5, drifting[3], {"c-1": turns(course(*drifting))})).weaker == ()


versions = st.lists(
    st.builds(
        lambda mean, standing, contested, level, state: insight(
            mean / 100,
            standing,
            contested=contested,
            confidence=Confidence(level=level),
            freshness=Freshness(state=state),
            into="c-2" if standing == "retired" and contested else "",
        ),
        st.integers(10, 90),
        st.sampled_from(["assumed", "proposed", "accepted", "retired"]),
        st.booleans(),
        st.sampled_from(["low", "moderate", "high"]),
        st.sampled_from(["fresh", "ageing", "stale", "none"]),
    ),
    min_size=1,
    max_size=8,
)


@given(versions)
def test_a_belief_is_never_further_than_the_least_that_is_told_from_what_was_told_last(listed):
    told = turns(course(*listed))
    assert told
    mean: float | None = None
    for number, each in enumerate(listed, 1):
        of_it = [turn for turn in told if turn.cycle == f"cycle-{number}"]
        assert all(turn.before == mean and turn.mean == each.belief.mean for turn in of_it)
        assert len({turn.kind for turn in of_it}) == len(of_it)
        mean = each.belief.mean if of_it else mean
        assert each.standing == "retired" or (mean is not None and abs(mean - each.belief.mean) < MOVED)


@given(versions, st.integers(1, 7))
def test_what_was_told_stays_told(listed, cut):
    whole, part = turns(course(*listed)), turns(course(*listed[:cut]))
    assert whole[: len(part)] == part


@given(versions)
def test_nothing_new_tells_nothing_new(listed):
    assert turns([*course(*listed), (cycle(20), listed[-1])]) == turns(course(*listed))
