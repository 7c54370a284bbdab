from __future__ import annotations

from datetime import date, timedelta
from math import fsum, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.insights.belief import MONTH, Piece, belief, decay, weigh

TODAY = date(2026, 11, 21)
FIRST_HAND = 0.8

days_past = st.integers(0, 3000).map(lambda days: TODAY - timedelta(days=days))
dated = st.builds(
    Piece,
    voice=st.sampled_from(["p1", "p2", "p3"]),
    direction=st.sampled_from(["supports", "contradicts"]),
    grade=st.sampled_from([0.0, 0.5, 0.8, 1.0]),
    relevance=st.sampled_from([0.25, 0.5, 1.0]),
    heard_on=days_past,
)
pieces = st.lists(
    dated | st.builds(lambda piece: Piece(piece.voice, piece.direction, piece.grade, piece.relevance, None), dated), max_size=12
)
met = st.builds(lambda piece, day: Piece(piece.voice, piece.direction, piece.grade, piece.relevance, None, day), dated, days_past)
half_lives = st.sampled_from([3.0, 18.0, 60.0])


def said(
    voice: str, direction: str = "supports", grade: float = FIRST_HAND, heard_on: date | None = TODAY, relevance: float = 1.0
) -> Piece:
    return Piece(voice, direction, grade, relevance, heard_on)  # type: ignore[arg-type]


def total(listed: list[Piece], half_life: float = 18.0, today: date = TODAY) -> float:
    return fsum(w.now for w in weigh(listed, today, half_life))


def test_nothing_known_is_the_prior():
    nothing = belief(())
    assert (nothing.a, nothing.b, nothing.mean, nothing.low, nothing.high) == (1, 1, 0.5, 0.1, 0.9)


def test_evidence_weighs_half_after_its_half_life():
    assert decay(TODAY - timedelta(days=round(18 * MONTH)), TODAY, 18) == pytest.approx(0.5, abs=0.001)
    assert decay(TODAY, TODAY, 18) == 1
    assert decay(TODAY + timedelta(days=90), TODAY, 18) == 1
    assert decay(None, TODAY, 18) == decay(None, TODAY, 18, TODAY) == 0.5
    assert decay(None, TODAY, 18, TODAY - timedelta(days=round(18 * MONTH))) == pytest.approx(0.25, abs=0.001)


def test_a_belief_is_a_beta_that_a_person_can_recompute():
    told = belief(weigh([said("p1"), said("p2"), said("p3", "contradicts", grade=1.0)], TODAY, 18))
    assert (told.a, told.b) == (2.6, 2.0)
    assert told.mean == round(2.6 / 4.6, 4)
    assert told.low < told.mean < told.high


def test_a_participants_tenth_quote_adds_nothing():
    assert total([said("p1")] * 2) == pytest.approx(1)
    assert total([said("p1")] * 10) == pytest.approx(1)
    assert belief(weigh([said("p1")] * 10, TODAY, 18)) == belief(weigh([said("p1")] * 2, TODAY, 18))


def test_the_freshest_words_of_a_person_count_first():
    old = TODAY - timedelta(days=700)
    assert [w.new for w in weigh([said("p1", heard_on=old), said("p1")], TODAY, 18)] == pytest.approx([0.2, 0.8])


def test_whoever_says_yes_and_no_on_one_day_counts_half_for_each_however_often():
    weights = weigh([said("p1")] * 9 + [said("p1", "contradicts")], TODAY, 18)
    assert belief(weights).mean == 0.5
    assert fsum(w.now for w in weights) == pytest.approx(1)


def test_what_the_smaller_side_does_not_use_the_other_may():
    weights = weigh([said("p1", relevance=0.25), said("p1", "contradicts", grade=1.0)], TODAY, 18)
    assert [w.new for w in weights] == pytest.approx([0.2, 0.8])


@given(pieces, half_lives, st.integers(1, 30))
def test_any_number_of_hearsay_items_changes_nothing(listed, half_life, count):
    hearsay = [said(f"p{n % 4}", "contradicts", grade=0.0) for n in range(count)]
    assert belief(weigh(listed + hearsay, TODAY, half_life)) == belief(weigh(listed, TODAY, half_life))


@given(pieces, half_lives)
def test_no_voice_counts_more_than_one(listed, half_life):
    weights = weigh(listed, TODAY, half_life)
    for voice in {piece.voice for piece in listed}:
        assert fsum(w.new for w, piece in zip(weights, listed, strict=True) if piece.voice == voice) <= 1 + 1e-9
    assert all(0 <= w.now <= w.new + 1e-12 for w in weights)


@given(pieces, dated, half_lives)
def test_more_evidence_never_lowers_what_counts_in_total(listed, one, half_life):
    assert total([*listed, one], half_life) >= total(listed, half_life) - 1e-9


@given(st.lists(dated | met, max_size=12), half_lives, st.integers(1, 2000))
def test_time_alone_brings_a_belief_only_nearer_to_the_prior(listed, half_life, days):
    later = belief(weigh(listed, TODAY + timedelta(days=days), half_life))
    assert abs(later.mean - 0.5) <= abs(belief(weigh(listed, TODAY, half_life)).mean - 0.5) + 1e-4


@given(st.lists(dated | met, max_size=12), half_lives, st.integers(1, 2000))
def test_time_scales_all_weights_alike(listed, half_life, days):
    left = 2 ** (-days / MONTH / half_life)
    now, later = weigh(listed, TODAY, half_life), weigh(listed, TODAY + timedelta(days=days), half_life)
    assert all(isclose(after.now, before.now * left, abs_tol=1e-9) for before, after in zip(now, later, strict=True))


@given(pieces, half_lives, st.randoms(use_true_random=False))
def test_the_order_of_evidence_never_matters(listed, half_life, shuffler):
    mixed = list(listed)
    shuffler.shuffle(mixed)
    assert belief(weigh(mixed, TODAY, half_life)) == belief(weigh(listed, TODAY, half_life))
