from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.insights.belief import MONTH, Piece
from flows.insights.claims.halflife import ENOUGH, LEAST, MOST, PRIOR, half_life, half_lives
from flows.worlds.draw import draw
from flows.worlds.learn import learnt
from flows.worlds.world import World

TODAY = date(2026, 11, 21)


def said(voice: str, yes: bool, months: float, grade: float = 0.8) -> Piece:
    return Piece(voice, "supports" if yes else "contradicts", grade, 1.0, TODAY - timedelta(days=round(months * MONTH)))


def claims(turns_every: int, many: int = 12, pieces: int = 18) -> list[list[Piece]]:
    """Claims on which three people a quarter agree, until they turn, `turns_every` quarters later."""
    return [[said(f"p{n}", (n // 3 // turns_every + c) % 2 == 0, 3 * (n // 3)) for n in range(pieces)] for c in range(many)]


pieces = st.builds(
    Piece,
    voice=st.sampled_from("abcdefgh"),
    direction=st.sampled_from(["supports", "contradicts"]),
    grade=st.sampled_from([0.0, 0.5, 0.8, 1.0]),
    relevance=st.sampled_from([0.25, 1.0]),
    heard_on=st.none() | st.integers(-30, 2500).map(lambda days: TODAY - timedelta(days=days)),
)
themes = st.dictionaries(st.sampled_from(["bill", "heat", "help"]), st.lists(st.lists(pieces, max_size=25), max_size=5), max_size=3)


@pytest.mark.parametrize("prior", [18.0, 3.0, 60.0, 240.0])
def test_without_evidence_it_is_the_prior(prior):
    nothing = half_life([], TODAY, prior)
    assert (nothing.half_life, nothing.pieces, nothing.claims) == (prior, 0, 0)
    assert half_life([[said("p", True, 2)], []], TODAY, prior).half_life == prior


def test_too_little_evidence_teaches_nothing_and_says_so():
    few = half_life(claims(1, many=2, pieces=3 + ENOUGH // 2 - 1), TODAY)
    assert (few.half_life, few.pieces, few.claims) == (PRIOR, ENOUGH - 2, 2)
    assert few.why.en == "There is too little evidence to learn a half-life from (18 dated pieces, 20 are needed): it is 18 months."
    assert "18 päivättyä" in few.why.fi


def test_what_turns_often_is_forgotten_sooner_than_what_stands():
    often, never = half_life(claims(2), TODAY), half_life(claims(9), TODAY)
    assert often.half_life < 6
    assert never.half_life > 30
    assert never.low < never.half_life < never.high


def test_the_reason_names_what_it_rests_on():
    known = half_life(claims(1), TODAY)
    figure = f"{known.half_life:.1f}".removesuffix(".0")
    assert (
        f"{known.pieces} dated pieces about 12 claims are foretold best when half of what is old is forgotten in {figure} months"
        in known.why.en
    )
    assert f"unohtuu puolet {figure.replace('.', ',')} kuukaudessa" in known.why.fi


def test_a_theme_with_little_evidence_is_as_the_others_are():
    told = half_lives({"fast": claims(1), "quick": claims(1), "new": []}, TODAY)
    assert told["new"].half_life < 10
    assert told["new"].pieces == 0
    assert half_lives({"new": [], "old": []}, TODAY)["new"].half_life == PRIOR


def test_one_person_and_hearsay_cannot_speed_it_up():
    plain = claims(9)
    talker = [[*claim, *(said("p0", False, 0) for _ in range(30))] for claim in plain]
    gossip = [[*claim, *(said(f"x{n}", n % 2 == 0, n, grade=0.0) for n in range(30))] for claim in plain]
    assert half_life(gossip, TODAY) == half_life(plain, TODAY)
    once = [[*claim, *(said("p0", False, 0) for _ in range(2))] for claim in plain]
    assert half_life(talker, TODAY).half_life == half_life(once, TODAY).half_life
    few = claims(1, many=2, pieces=3 + ENOUGH // 2 - 1)
    assert half_life([claim * 9 for claim in few], TODAY).pieces == half_life(few, TODAY).pieces < ENOUGH


@given(themes, st.randoms(use_true_random=False))
def test_no_order_of_pieces_claims_or_themes_matters(given_, dice: random.Random):
    mixed = {name: [dice.sample(claim, len(claim)) for claim in dice.sample(listed, len(listed))] for name, listed in given_.items()}
    mixed = {name: mixed[name] for name in dice.sample(sorted(mixed), len(mixed))}
    there, back = half_lives(given_, TODAY), half_lives(mixed, TODAY)
    assert {name: each.half_life for name, each in there.items()} == pytest.approx(
        {name: each.half_life for name, each in back.items()}, abs=0.11
    )
    assert list(there) == list(back) == sorted(given_)


@given(themes, st.sampled_from([1.0, 18.0, 120.0]))
def test_it_is_always_a_length_of_time(given_, prior):
    for each in half_lives(given_, TODAY, prior).values():
        assert round(min(LEAST, prior), 1) <= each.half_life <= round(max(MOST, prior), 1)


@pytest.mark.parametrize(("true", "off"), [(6, 0.25), (18, 0.3), (36, 0.4)])
def test_drifting_worlds_give_their_half_life_away(true, off):
    """The middle of what eight organisations with 40 claims a theme learn; truths drift otherwise than beliefs forget, so it is not exact."""
    world = World(id="w", half_life=true, half_life_spread=0, library_claims=40)
    found = learnt(world, draw(world, 3, 8))
    assert abs(np.log(np.median(found) / true)) < off


def test_in_a_fast_world_what_is_learnt_is_nearer_the_truth_than_18_months():
    world = World(id="w", half_life=6)
    drawn = draw(world, 3, 10)
    error = np.log(learnt(world, drawn) / drawn.half_life)
    assert np.sqrt((error**2).mean()) < 0.75 * np.sqrt((np.log(PRIOR / drawn.half_life) ** 2).mean())
