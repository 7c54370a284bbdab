"""The value of asking: against brute force, against the worked example, and its laws."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import beta as beta_function

from flows.model.derivation import derivation
from flows.model.insights import Belief
from flows.model.noun import Words
from flows.model.organisation import Research
from flows.model.questions import Factors, Gap, Question
from flows.plugins import part
from flows.questions.value import SIZES, Purpose, best_n, cost, evsi, evsi_rule, factors, stakes_rule, turns_at, urgency

TODAY = date(2026, 3, 2)
RESEARCH = Research()
parameters = st.floats(1, 40)
shares = st.floats(0, 1)
sizes = st.integers(1, 15)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def weight(months: float) -> float:
    return 2 ** (-months / 18)


def by_brute_force(a: float, b: float, n: int, t: float) -> float:
    chances = [comb(n, k) * beta_function(a + k, b + n - k) / beta_function(a, b) for k in range(n + 1)]
    assert sum(chances) == pytest.approx(1)
    return sum(p * max(0, (a + k) / (a + b + n) - t) for k, p in enumerate(chances)) - max(0, a / (a + b) - t)


def test_the_worked_example_comes_out_as_it_is_told():
    roi = factors(Belief(a=1 + weight(2), b=1 + weight(2)), Purpose(weight=2, stakes=10, break_even=0.4, date=in_days(28)), TODAY, RESEARCH)
    invoicing = factors(
        Belief(a=1 + 4 * weight(30), b=1 + weight(30)), Purpose(weight=1.5, stakes=10, break_even=0.5, date=in_days(42)), TODAY, RESEARCH
    )
    wizard = factors(Belief(a=1 + 22, b=1 + 3), Purpose(weight=1, stakes=30, break_even=0.5, date=in_days(42)), TODAY, RESEARCH)
    assert (roi.n, roi.cost, roi.turns_at) == (5, 8, 1)
    assert (invoicing.n, invoicing.cost, invoicing.turns_at) == (5, 8, 2)
    assert wizard.turns_at is None
    assert [round(1000 * evsi_rule(f)) for f in (roi, invoicing, wizard)] == [81, 24, 0]
    assert evsi_rule(wizard) == 0


def test_the_worked_example_is_printed_so_that_it_can_be_redone_by_hand():
    known = factors(Belief(a=1.926, b=1.926), Purpose(weight=2, stakes=10, break_even=0.4, date=in_days(28)), TODAY, RESEARCH)
    gap = Gap(key="thin:c-1", kind="thin")
    lines = derivation(Question(key="q", text=Words(fi="?"), gap=gap, factors=known, score=evsi_rule(known)), "en")
    assert "The next 5 interviews would turn it if 1 or fewer agree." in lines
    assert "C = 3 + 5 · 1 = 8 person-days: a fixed part and 5 interviews." in lines
    printed = re.fullmatch(r"P = F · V · EVSI · U / C = 2 · 10 · (\S+) · 1 / 8 = \S+ \((81\.\d+) in thousandths\)\.", lines[-1])
    assert printed
    assert 1000 * 2 * 10 * float(printed[1]) * 1 / 8 == pytest.approx(float(printed[2]), rel=1e-3)


@given(parameters, parameters, sizes, shares)
def test_the_value_equals_the_sum_over_all_outcomes(a, b, n, t):
    assert evsi(a, b, n, t) == pytest.approx(by_brute_force(a, b, n, t), abs=1e-9)


@given(parameters, parameters, sizes)
def test_the_closed_form_is_the_mean_over_every_break_even(a, b, n):
    # E[max(0, x - t)] over t uniform on [0, 1] is x^2 / 2, so the mean over t is half the variance of the posterior mean.
    chances = [comb(n, k) * beta_function(a + k, b + n - k) / beta_function(a, b) for k in range(n + 1)]
    spread = sum(p * ((a + k) / (a + b + n)) ** 2 for k, p in enumerate(chances)) - (a / (a + b)) ** 2
    assert evsi(a, b, n) == pytest.approx(spread / 2, abs=1e-9)


@given(parameters, parameters, sizes, st.none() | shares)
def test_more_interviews_are_never_worth_less_and_never_less_than_nothing(a, b, n, t):
    fewer, more = evsi(a, b, n, t), evsi(a, b, n + 1, t)
    assert 0 <= fewer <= more + 1e-12


@given(parameters, parameters, sizes, shares)
def test_ageing_never_lowers_the_closed_form(a, b, n, kept):
    assert evsi(1 + (a - 1) * kept, 1 + (b - 1) * kept, n) >= evsi(a, b, n) - 1e-12


@given(parameters, parameters, sizes, st.none() | shares)
def test_the_turning_point_is_where_the_posterior_crosses(a, b, n, t):
    border, k = (0.5 if t is None else t), turns_at(a, b, n, t)
    below = float(f"{a / (a + b):.6g}") < border - 1e-9
    flips = [
        (a + agreeing) / (a + b + n) > border + 1e-9 if below else (a + agreeing) / (a + b + n) < border - 1e-9 for agreeing in range(n + 1)
    ]
    expected = None if not any(flips) else flips.index(True) if below else flips.count(True) - 1
    assert k == expected


def test_a_belief_below_the_border_turns_when_enough_agree():
    doubted = factors(Belief(a=1, b=3), Purpose(break_even=0.5), TODAY, RESEARCH)
    assert doubted.doubted
    assert turns_at(1, 3, 5, 0.5) == 4
    assert turns_at(1, 3, 5) == 4


def test_what_never_turns_is_worth_exactly_nothing():
    assert evsi(23, 4, 5, 0.5) == 0
    assert turns_at(23, 4, 5, 0.5) is None


def test_the_sample_size_is_the_one_that_pays_best_a_day():
    belief = Belief(a=1.9, b=1.9)
    n = best_n(belief, RESEARCH, 0.4)
    assert evsi(1.9, 1.9, n, 0.4) / cost(n, RESEARCH) == max(evsi(1.9, 1.9, m, 0.4) / cost(m, RESEARCH) for m in SIZES)


def test_what_a_plan_says_of_days_stands_and_bounds_the_sample():
    known = factors(Belief(), Purpose(days=8), TODAY, RESEARCH)
    assert (known.n, known.cost) == (5, 8)
    assert factors(Belief(), Purpose(days=1), TODAY, RESEARCH).n == SIZES[0]


def test_urgency_falls_with_slack_and_ends_when_the_answer_is_late():
    assert urgency(in_days(28), TODAY, RESEARCH) == (1, 1)
    assert urgency(in_days(14), TODAY, RESEARCH) == (1, 0)
    assert urgency(in_days(56), TODAY, RESEARCH) == (pytest.approx(1 / 3), 3)
    assert urgency(in_days(13), TODAY, RESEARCH)[0] == 0
    assert urgency(None, TODAY, RESEARCH) == (pytest.approx(1 / 6), None)


def test_the_rules_are_the_plug_ins_of_their_names():
    known = Factors(a=1, b=1, mean=0.5, focus=2, stakes=10, evsi=0.03, n=5, cost=8, urgency=0.5)
    assert part("scoring", "evsi") is evsi_rule
    assert part("scoring", "stakes") is stakes_rule
    assert evsi_rule(known) == pytest.approx(2 * 10 * 0.03 * 0.5 / 8)
    assert stakes_rule(known) == 10
