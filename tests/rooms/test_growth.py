from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from flows.insights.signals.growth import false_discovery_rates, growth
from flows.model.observations import Observation
from flows.model.organisation import Theme

TODAY = date(2026, 11, 1)
THEMES = (Theme(id="lasku", name="Lasku"), Theme(id="muu", name="Muu"))


def heard(period: int, people: int, about: int, how: str = "code", theme: str = "lasku", **parts: object) -> list[Observation]:
    """So many people of a period, of whom the first `about` bring the theme up; the rest speak of something else."""
    day = TODAY - timedelta(days=90 * period + 40)
    made = []
    for number in range(people):
        own = theme if number < about else "muu"
        given: dict[str, object] = {
            "key": f"{period}-{number}",
            "study": "s",
            "document": f"d{period}-{number}",
            "locator": "1",
            "text": "sanottua",
            "voice": f"s:P{period}-{number}",
            "heard_on": day,
            "themes": (own,),
            "reasons": {own: how},
        }
        made.append(Observation(**(given | parts)))  # type: ignore[arg-type]
    return made


def library(now: int, before: int, people: int = 60, how: str = "code") -> list[Observation]:
    return [*heard(0, people, now, how), *(o for period in (1, 2, 3) for o in heard(period, people, before, how))]


def told(observations: list[Observation]) -> dict[str, str]:
    return {each.theme: each.direction for each in growth(observations, THEMES, TODAY)}


def test_a_theme_that_far_more_people_bring_up_grows_with_its_numbers():
    found = {each.theme: each for each in growth(library(24, 6), THEMES, TODAY)}["lasku"]
    assert (found.direction, found.basis, found.now, found.before) == ("growing", "confirmed", 24, 18)
    assert (found.heard_now, found.heard_before, found.ratio, found.studies, found.silent) == (60, 180, 4.0, 1, False)
    assert found.q < 0.01
    assert found.since == date(2026, 8, 4)


def test_a_theme_that_far_fewer_people_bring_up_declines():
    assert told(library(3, 20))["lasku"] == "declining"


def test_a_theme_that_nobody_brought_up_before_emerges_from_eight_people_on():
    assert told(library(8, 0))["lasku"] == "emerging"
    assert "lasku" not in told(library(7, 0))


def test_a_steady_theme_is_not_told():
    assert told(library(10, 9)) == {}


def test_more_people_heard_is_no_growth():
    assert told([*heard(0, 240, 40), *(o for period in (1, 2, 3) for o in heard(period, 60, 10))]) == {}


def test_what_the_machine_assigned_is_only_suggested():
    found = growth(library(24, 6, how="words: lasku"), THEMES, TODAY)
    assert {each.basis for each in found} == {"suggested"}


def test_enough_that_people_assigned_speaks_alone_whatever_the_machine_adds():
    steady = library(10, 9)
    noise = [o.model_copy(update={"key": f"w{o.key}", "voice": f"w{o.voice}"}) for o in heard(0, 60, 60, "words: lasku")]
    assert told([*steady, *noise]) == {}


def test_ten_remarks_of_one_person_are_one_mention():
    once = library(8, 0)
    talker = [o.model_copy(update={"key": f"{o.key}-{n}", "voice": "s:P1"}) for n in range(10) for o in once if o.themes == ("lasku",)]
    assert "lasku" not in told([*(o for o in once if o.themes != ("lasku",)), *talker])


@pytest.mark.parametrize(
    "parts",
    [{"twin_of": "x"}, {"provenance": "second-hand"}, {"provenance": "employee"}, {"text": "Ei mitään."}, {"heard_on": None}],
    ids=lambda parts: next(iter(parts)),
)
def test_twins_hearsay_nothings_and_the_undated_do_not_count(parts: dict[str, object]):
    extra = [o.model_copy(update={"key": f"x{o.key}", "voice": f"x{o.voice}", **parts}) for o in heard(0, 60, 60)]
    assert told([*library(10, 9), *extra]) == {}


def test_what_is_to_come_and_what_is_older_than_a_year_do_not_count():
    later = [o.model_copy(update={"key": f"l{o.key}", "heard_on": TODAY + timedelta(days=1)}) for o in heard(0, 60, 60)]
    older = [o.model_copy(update={"key": f"o{o.key}", "heard_on": TODAY - timedelta(days=360)}) for o in heard(0, 60, 60)]
    assert told([*library(10, 9), *later, *older]) == {}


def test_silence_for_two_periods_is_a_decline_though_few_would_have_spoken():
    said = [*heard(0, 10, 0), *heard(1, 10, 0), *heard(2, 25, 4), *heard(3, 25, 4)]
    found = {each.theme: each for each in growth(said, THEMES, TODAY)}["lasku"]
    assert (found.direction, found.silent, found.now) == ("declining", True, 0)
    fewer = [*heard(0, 9, 0), *heard(1, 9, 0), *heard(2, 25, 4), *heard(3, 25, 4)]
    assert "lasku" not in told(fewer)


def test_a_rejected_theme_is_not_told():
    rejected = (Theme(id="lasku", name="Lasku", origin="found", standing="rejected"),)
    assert growth(library(24, 6), rejected, TODAY) == ()


def test_the_order_of_the_observations_is_of_no_matter():
    said = library(24, 6)
    mixed = random.Random(1).sample(said, len(said))
    assert growth(mixed, THEMES, TODAY) == growth(said, THEMES, TODAY)


@given(st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=40))
def test_rates_are_those_of_benjamini_and_hochberg(chances: list[float]):
    assert false_discovery_rates(chances) == pytest.approx(list(false_discovery_control(chances)))


@settings(max_examples=50, deadline=None)
@given(st.tuples(*[st.integers(0, 60)] * 4))
def test_whatever_was_said_nothing_is_told_on_fewer_than_eight_mentions_or_a_small_effect(said: tuple[int, ...]):
    found = growth([o for period, about in enumerate(said) for o in heard(period, 60, about)], THEMES[:1], TODAY)
    for each in found:
        assert each.now + each.before >= 8
        assert each.ratio >= 1.5 or each.ratio <= 1 / 1.5


def test_stable_libraries_raise_few_false_alarms():
    tested = alarms = 0
    for seed in range(40):
        chance = random.Random(seed)
        themes = tuple(Theme(id=f"t{n}", name=f"T{n}") for n in range(10))
        rates = [chance.uniform(0.05, 0.4) for _ in themes]
        said = [
            Observation(
                key=f"{period}-{number}",
                study="s",
                document="d",
                locator="1",
                text="x y",
                voice=f"{period}-{number}",
                heard_on=TODAY - timedelta(days=90 * period + 1),
                themes=(own := tuple(t.id for t, rate in zip(themes, rates, strict=True) if chance.random() < rate)),
                reasons=dict.fromkeys(own, "code"),
            )
            for period in range(4)
            for number in range(80)
        ]
        tested += len(themes)
        alarms += len(growth(said, themes, TODAY))
    assert alarms <= 0.04 * tested
