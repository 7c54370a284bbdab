"""Made-up years: what they are made of, that the proposed order is the backlog's own, and how orders are compared."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.insights.belief import MONTH, Piece, belief, weigh
from flows.model.organisation import Research
from flows.questions.value import SIZES, Purpose, evsi_rule, factors
from flows.worlds.compare import HINDSIGHT, compare
from flows.worlds.draw import Draw, draw
from flows.worlds.hindsight import hindsight, options
from flows.worlds.orders import ORDERS, PLAIN, Order, proposed, proposed_without
from flows.worlds.play import play
from flows.worlds.world import World, Worlds

TODAY = date(2026, 3, 2)
BASE = World(id="base")
SMALL = World(id="small", open_at_start=12, new_each_cycle=1, cycles=4, latest=6, library_claims=1, themes=1)
SEEN_RIGHTLY = World(id="clear", noise=0, effort_spread=0, new_each_cycle=0, cycles=1, half_life_spread=0)


def orders(name: str) -> Order:
    return next(order for order in ORDERS if order.name == name)


def test_the_same_seed_draws_the_same_years_and_another_draws_others():
    one, again, other = draw(SMALL, 1, 3), draw(SMALL, 1, 3), draw(SMALL, 2, 3)
    assert all(np.array_equal(getattr(one, field.name), getattr(again, field.name)) for field in fields(Draw))
    assert not np.array_equal(one.truth, other.truth)
    assert not np.array_equal(one.truth, draw(SMALL, 1, 3, part=1).truth)


def test_worlds_of_one_seed_differ_only_by_what_was_changed():
    plain, noisy, even = (
        draw(SMALL, 1, 3),
        draw(SMALL.model_copy(update={"noise": 1}), 1, 3),
        draw(SMALL.model_copy(update={"stakes_spread": 0}), 1, 3),
    )
    assert np.array_equal(plain.truth, noisy.truth)
    assert np.array_equal(plain.answers, even.answers)
    assert np.log(noisy.seen_stakes / noisy.stakes) == pytest.approx(2 * np.log(plain.seen_stakes / plain.stakes))
    assert (even.stakes == 1).all()


def test_a_world_has_the_questions_dates_and_shares_it_says():
    drawn = draw(BASE, 1, 60)
    assert drawn.due.shape == (60, 73)
    assert ((drawn.arrives == 0).sum(axis=1) == 40).all()
    assert set(np.unique(drawn.due - drawn.arrives)) == set(range(1, 15))
    assert np.unique(drawn.break_even) == pytest.approx(np.arange(1, 10) / 10)
    assert drawn.there.sum(axis=-1).mean() == pytest.approx(3, abs=0.15)
    assert np.log(drawn.stakes).std() == pytest.approx(1, abs=0.05)
    assert np.median(drawn.half_life) == pytest.approx(18, rel=0.1)
    assert drawn.age.max() <= 36 + 0.5


def test_a_truth_forgets_half_of_itself_in_its_half_life():
    """Answers a fortnight and six and a half months apart: sampling thins both correlations alike, so their ratio is the drift's."""
    world = World(id="w", half_life=6, half_life_spread=0, cycles=16, soonest=16, latest=16, library_claims=0)
    people = draw(world, 1, 100).answers[:, :40, :, -1].reshape(-1, 16).astype(float)
    near, far = (np.mean([np.corrcoef(people[:, c], people[:, c + lag])[0, 1] for c in (0, 1, 2)]) for lag in (1, 13))
    assert far / near == pytest.approx(2 ** (-12 * 14 / MONTH / 6), abs=0.04)


def test_the_proposed_order_scores_each_question_as_the_backlog_does():
    drawn, seen = draw(SEEN_RIGHTLY, 1, 1), []
    watched = Order("watched", lambda view: seen.append((view, proposed(view), proposed_without(view))) or proposed(view), "true")
    play(SEEN_RIGHTLY, drawn, watched, drawn.half_life)
    ((view, known, unknown),) = seen
    for q in range(SEEN_RIGHTLY.questions):
        pieces = [
            Piece(str(i), "supports" if yes else "contradicts", 0.8, 1.0, TODAY - timedelta(days=round(age * MONTH)))
            for i, (yes, age) in enumerate(zip(drawn.yes[0, q], drawn.age[0, q], strict=True))
            if drawn.there[0, q, i]
        ]
        held = belief(weigh(pieces, TODAY, float(drawn.half_life[0, 0])))
        assert (view.a[0, q], view.b[0, q]) == pytest.approx((held.a, held.b), abs=1e-4)
        for t, (score, size) in ((float(drawn.break_even[0, q]), known), (None, unknown)):
            purpose = Purpose(stakes=float(drawn.stakes[0, q]), break_even=t, date=TODAY + timedelta(days=14 * int(drawn.due[0, q])))
            by_hand = factors(held, purpose, TODAY, SEEN_RIGHTLY.research)
            assert score[0, q] == pytest.approx(evsi_rule(by_hand), rel=1e-3, abs=1e-7)
            assert SIZES[size[0, q]] == by_hand.n or evsi_rule(by_hand) == 0


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_no_order_spends_more_than_there_is_or_asks_too_late(order):
    drawn = draw(SMALL, 5, 40)
    played = play(SMALL, drawn, order, drawn.half_life)
    assert (played.days <= SMALL.cycles * SMALL.research.capacity_days + 1e-9).all()
    late = World(id="late", cycles=1, soonest=1, latest=1, research=Research(lead_days=15), library_claims=0)
    nothing = play(late, draw(late, 1, 5), order, draw(late, 1, 5).half_life)
    assert (nothing.studies == 0).all()
    assert (nothing.gain == 0).all()


def test_only_an_order_that_asks_again_asks_again():
    world = World(id="w", open_at_start=1, new_each_cycle=0, cycles=8, soonest=14, latest=14, library_claims=0)
    drawn = draw(world, 1, 60)
    once, again = (play(world, drawn, orders(name), drawn.half_life).studies for name in ("… and h known", "… h known, re-asking"))
    assert once.max() == 1
    assert again.max() > 1


def test_where_every_share_is_high_enough_nothing_can_be_gained():
    sure = SMALL.model_copy(update={"break_even_from": 0.0, "break_even_to": 0.0})
    lines = compare(Worlds(worlds=(sure,)), 3)
    assert {(line.share, line.gain) for line in lines} == {(0, 0)}


def test_hindsight_of_one_question_is_its_best_study():
    world = World(id="w", open_at_start=1, new_each_cycle=0, library_claims=0)
    drawn = draw(world, 1, 200)
    gains, days = options(world, drawn)
    fits = days[:, :, None, :] <= world.research.capacity_days
    assert hindsight(world, drawn).gain == pytest.approx(np.where(fits, gains, 0).max(axis=(1, 2, 3)))


def test_hindsight_is_far_ahead_and_takes_only_what_pays():
    drawn = draw(BASE, 1, 30)
    best = hindsight(BASE, drawn)
    assert (best.gain >= 0).all()
    assert (best.days <= 12 * 20).all()
    for order in ORDERS:
        assert play(BASE, drawn, order, drawn.half_life).gain.sum() < best.gain.sum()


def test_the_lines_are_the_same_however_the_work_is_spread():
    file = Worlds(worlds=(SMALL, SMALL.model_copy(update={"id": "other", "half_life": 6.0})))
    with ThreadPoolExecutor(2) as pool:
        assert compare(file, 60, pool.map) == compare(file, 60)


def test_each_order_has_a_line_with_its_interval_and_stands_beside_the_plain_product():
    lines = compare(Worlds(worlds=(SMALL,), runs=60))
    assert [line.order for line in lines] == [*(order.name for order in ORDERS), HINDSIGHT]
    assert all(line.low <= line.share <= line.high and line.ahead_low <= line.ahead <= line.ahead_high for line in lines)
    plain = next(line for line in lines if line.order == PLAIN)
    assert (plain.ahead, plain.ahead_low, plain.ahead_high) == (0, 0, 0)
    assert all(line.ahead == pytest.approx(line.share - plain.share, abs=2e-4) for line in lines)
    assert (lines[-1].share, lines[-1].low, lines[-1].high) == (1, 1, 1)


def test_more_years_make_narrower_intervals():
    even = Worlds(worlds=(SMALL.model_copy(update={"stakes_spread": 0}),))
    few, many = compare(even, 20), compare(even, 160)
    assert sum(line.high - line.low for line in many) < 0.5 * sum(line.high - line.low for line in few)


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 6), st.integers(0, 2), st.integers(1, 4), st.integers(1, 40), st.sampled_from([7, 14, 30]))
def test_any_world_can_be_played(start, new, cycles, lead, length):
    world = World(
        id="w", open_at_start=start, new_each_cycle=new, cycles=cycles, latest=3, old_pieces=0, library_claims=0, themes=1,
        research=Research(lead_days=lead, cycle_days=length),
    )  # fmt: skip
    lines = compare(Worlds(worlds=(world,)), 2)
    assert len(lines) == len(ORDERS) + 1
