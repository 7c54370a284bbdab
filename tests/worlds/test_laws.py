"""The laws of the backlog, from what people said to the order of the questions: they hold for whatever was said."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.insights.belief import Piece, belief, weigh
from flows.insights.claims.insights import insights
from flows.model.answers import QuestionAnswer
from flows.model.cycles import Cycle
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Focus, Organisation, Theme
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import Ask, Claim, Decision
from flows.model.signals import Overlap, Signals
from flows.model.studies import PlannedQuestion, Study
from flows.questions.gaps import gaps
from flows.questions.rank import rank
from flows.questions.value import SIZES, evsi, evsi_rule
from flows.scribes.quotes import Quotes

TODAY = date(2026, 11, 21)
CLAIMS = tuple(Claim(id=f"c-{n}", statement_fi=f"Väite {n}", theme="lasku") for n in range(4))
THEMES = (Theme(id="lasku", name=Words(fi="Lasku", en="Bill")),)
DECISIONS = tuple(
    Decision(
        id=f"D-{n}",
        title="x",
        claims=(f"c-{n}",),
        due=TODAY + timedelta(weeks=4 + n),
        stakes=(0.5, 1, 2, 5)[n],
        break_even=(None, 0.4, 0.6, None)[n],
    )
    for n in range(4)
)
ASKS = (Ask(id="a-0", text="Miksi lasku viipyy?", claim="c-0"), Ask(id="a-1", text="Kuka laskun maksaa?", decision="D-1"))
STUDIES = tuple(
    Study(
        id=f"s{n}",
        title=Words(fi="S", en="S"),
        questions=(PlannedQuestion(id="q", text=Words(fi=f"Kuka {n}?", en=f"Who {n}?"), focus="f"),),
    )
    for n in range(2)
)
ORGANISATION = Organisation(
    name="Sample", themes=THEMES, focus=(Focus(id="f", name=Words(fi="Kasvu", en="Growth"), definition=Words(fi="x", en="x"), weight=1.5),)
)

said = st.builds(
    lambda claim, sign, voice, days, observed: {
        "codes": (f"c-{claim}{sign}",),
        "voice": f"s0:P{voice}",
        "heard_on": TODAY - timedelta(days=days),
        "provenance": "observed" if observed else "first-hand",
    },
    st.integers(0, 3),
    st.sampled_from("+-"),
    st.integers(1, 9),
    st.integers(0, 1500),
    st.booleans(),
)
sayings = st.lists(said, max_size=14)
few = settings(max_examples=25, deadline=None)
"""A whole backlog each time, with its 500 draws."""

pieces = st.lists(
    st.builds(
        lambda voice, direction, grade, relevance, days, dated: Piece(
            voice,
            direction,
            grade,
            relevance,
            TODAY - timedelta(days=days) if dated else None,
            TODAY - timedelta(days=days // 2),
        ),
        st.sampled_from("abcdef"),
        st.sampled_from(["supports", "contradicts"]),
        st.sampled_from([0.5, 0.8, 1.0]),
        st.sampled_from([0.25, 0.5, 1.0]),
        st.integers(0, 2000),
        st.booleans(),
    ),
    max_size=12,
)


def observed(given_: Iterable[dict[str, object]], first: int = 0) -> list[Observation]:
    fixed = {"study": "s0", "locator": "¶1", "text": "Näin se meni.", "themes": ("lasku",)}
    return [Observation(key=f"o{n:03d}", document=f"d{n}", **fixed, **one) for n, one in enumerate(given_, first)]  # type: ignore[arg-type]


def seen(observations: Sequence[Observation], asks: Sequence[Ask] = ASKS, today: date = TODAY) -> Picture:
    known, _ = insights(observations, CLAIMS, (), THEMES, ORGANISATION, today, Quotes())
    return Picture(
        cycle=Cycle(number=1, name=today.isoformat(), today=today),
        organisation=ORGANISATION,
        studies=STUDIES,
        themes=THEMES,
        observations=tuple(observations),
        insights=known,
        registers={"decisions": DECISIONS, "asks": tuple(asks), "claims": CLAIMS},
    )


def backlog(picture: Picture) -> tuple[Question, ...]:
    return rank(gaps(picture, {}), picture, evsi_rule)


def held(picture: Picture) -> dict[str, tuple[object, ...]]:
    """What is believed, how surely, and on what."""
    return {i.key: (i.belief, i.confidence, i.freshness, i.standing, i.voices, i.contested) for i in picture.insights}


def placed(questions: Iterable[Question]) -> list[tuple[str, str, int, float, float]]:
    return [(q.listing, q.key, q.rank, q.score, q.core_index) for q in questions]


@few
@given(sayings, st.integers(1, 40), st.sampled_from(["second-hand", "employee"]), st.sampled_from("+-"))
def test_any_number_of_hearsay_items_on_a_claim_changes_no_place_no_belief_and_no_confidence(heard, count, provenance, sign):
    gossip = [{"codes": (f"c-{n % 4}{sign}",), "voice": f"s0:X{n}", "heard_on": TODAY, "provenance": provenance} for n in range(count)]
    quiet, loud = observed(heard), observed(gossip, first=500)
    before, after = seen(quiet), seen([*quiet, *loud])
    assert placed(backlog(after)) == placed(backlog(before))
    assert held(after) == held(before)


@few
@given(sayings, st.integers(1, 30), st.integers(1, 500))
def test_duplicated_askers_change_no_place(heard, copies, askers):
    crowd = [*ASKS, *(ASKS[0].model_copy(update={"id": f"z-{n}", "askers": askers}) for n in range(copies))]
    assert placed(backlog(seen(observed(heard), crowd))) == placed(backlog(seen(observed(heard))))


@few
@given(
    sayings,
    st.integers(0, 3),
    st.sampled_from("+-"),
    st.lists(st.tuples(st.integers(0, 900), st.booleans(), st.sampled_from("+-")), min_size=1, max_size=12),
)
def test_a_participants_tenth_quote_on_a_claim_changes_no_place(heard, claim, sign, more):
    def quote(days=0, observed=True, sign=sign):
        said_on = TODAY - timedelta(days=days)
        return {
            "codes": (f"c-{claim}{sign}",),
            "voice": "s0:T",
            "heard_on": said_on,
            "provenance": "observed" if observed else "first-hand",
        }

    once = observed([*heard, quote()])
    again = observed([quote(days, seen_, turned if days else sign) for days, seen_, turned in more], first=500)
    assert placed(backlog(seen([*once, *again]))) == placed(backlog(seen(once)))


@given(pieces, st.sampled_from([3.0, 18.0, 60.0]), st.integers(1, 3000), st.sampled_from(SIZES))
def test_the_passing_of_time_never_lowers_the_closed_form_of_any_evidence_dated_or_not(listed, half_life, days, n):
    now = belief(weigh(listed, TODAY, half_life))
    later = belief(weigh(listed, TODAY + timedelta(days=days), half_life))
    assert evsi(later.a, later.b, n) >= evsi(now.a, now.b, n) - 1e-5  # beliefs are kept to four decimals


@few
@given(sayings, st.integers(1, 1000))
def test_the_passing_of_time_never_lowers_an_open_questions_closed_form_in_the_backlog(heard, days):
    def worth(today: date) -> dict[str, float]:
        open_ = (d.model_copy(update={"break_even": None, "due": None}) for d in DECISIONS)
        known = seen(observed(heard), today=today)
        known = replace(known, registers={**known.registers, "decisions": tuple(open_)})
        return {q.key: evsi(q.factors.a, q.factors.b, 5) for q in backlog(known) if q.factors}

    now, later = worth(TODAY), worth(TODAY + timedelta(days=days))
    assert all(later[key] >= now[key] - 1e-5 for key in now.keys() & later.keys())


@few
@given(
    sayings, st.dictionaries(st.integers(0, 20), st.tuples(st.integers(1, 30), st.booleans(), st.none() | st.integers(0, 99)), max_size=6)
)
def test_a_place_that_people_give_moves_questions_and_changes_no_score(heard, moves):
    picture = seen(observed(heard))
    computed = backlog(picture)
    keys = {n: computed[n % len(computed)].key for n in moves}
    written = {
        keys[n]: QuestionAnswer(key=keys[n], place=place, reason="x" * told, votes=votes) for n, (place, told, votes) in moves.items()
    }
    moved = backlog(replace(picture, answers={"questions": written}))
    scores = {q.key: (q.listing, q.score, q.core_index, q.tier, q.factors) for q in computed}
    assert {q.key: (q.listing, q.score, q.core_index, q.tier, q.factors) for q in moved} == scores
    ranked = [q for q in moved if q.listing == "ranked"]
    assert [q.rank for q in ranked] == list(range(1, len(ranked) + 1))
    stayed = [q.key for q in computed if q.listing == "ranked" and q.key not in written]
    assert [q.key for q in ranked if not q.override] == stayed
    places = {q.key: q.rank for q in computed}
    assert all(q.override.computed == places[q.key] for q in ranked if q.override)
    wanted = [min(q.override.place, len(ranked)) for q in ranked if q.override]
    assert all(
        q.rank == wish for q, wish in zip((q for q in ranked if q.override), wanted, strict=True) if wanted.count(wish) == len(wanted) == 1
    )


@few
@given(sayings, st.sampled_from(ASKS), st.integers(1, 20), st.integers(1, 500))
def test_near_duplicate_asks_change_no_place_however_many(heard, ask, copies, askers):
    crowd = [ask.model_copy(update={"id": f"z-{n}", "text": f"{ask.text} Kysymys {n}.", "askers": askers}) for n in range(copies)]
    alike = Signals(overlaps=(Overlap(kind="asks", ids=(ask.id, *(one.id for one in crowd))),))
    loud = replace(seen(observed(heard), [*ASKS, *crowd]), signals=alike)
    assert placed(backlog(loud)) == placed(backlog(seen(observed(heard))))


@few
@given(sayings, st.randoms(use_true_random=False))
def test_no_order_of_files_rows_or_studies_changes_anything(heard, dice: random.Random):
    def mixed(listed):
        return tuple(dice.sample(list(listed), len(listed)))

    straight = seen(observed(heard))
    shuffled = seen(mixed(straight.observations), mixed(ASKS))
    shuffled = replace(
        shuffled,
        studies=mixed(STUDIES),
        insights=mixed(shuffled.insights),
        registers={name: mixed(rows) for name, rows in mixed(shuffled.registers.items())},
    )
    assert backlog(shuffled) == backlog(straight)


@few
@given(sayings, st.integers(0, 60))
def test_the_same_date_gives_the_same_order(heard, days):
    today = TODAY + timedelta(days=days)
    assert backlog(seen(observed(heard), today=today)) == backlog(seen(observed(heard), today=today))
