"""Nobody is counted twice for a text that was copied."""

from __future__ import annotations

import random
import time
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from flows.model.observations import Observation
from flows.observations.twins import twins

SIX = "lasku tuli taas aivan liian myöhään"
TWELVE = f"{SIX} enkä saanut siihen mistään mitään selitystä"


def said(key: str, text: str, document: str, voice: str = "s:P01", heard_on: date | None = date(2026, 1, 1)) -> Observation:
    return Observation(key=key, study="s", document=document, locator="¶1", text=text, voice=voice, heard_on=heard_on)


def test_the_same_voice_with_the_same_six_words_in_two_documents_is_one():
    assert twins([said("b", SIX, "one"), said("a", f"“{SIX.upper()}”".strip("“”"), "two", heard_on=date(2026, 2, 1))]) == {"a": "b"}


def test_five_words_or_one_document_or_two_voices_are_no_twins():
    five = " ".join(SIX.split()[:5])
    assert twins([said("a", five, "one"), said("b", five, "two")]) == {}
    assert twins([said("a", SIX, "one"), said("b", SIX, "one")]) == {}
    assert twins([said("a", SIX, "one"), said("b", SIX, "two", voice="s:P02")]) == {}
    assert twins([said("a", SIX, "one", voice=""), said("b", SIX, "two", voice="")]) == {}


def test_twelve_words_are_a_copy_whoever_spoke():
    assert twins([said("a", TWELVE, "one"), said("b", TWELVE, "two", voice="t:R9")]) == {"b": "a"}


def test_a_retyped_copy_of_the_same_voice_is_found_and_another_voices_is_not():
    typo = SIX.replace("myöhään", "myohään")
    assert twins([said("a", SIX, "one"), said("b", typo, "two")]) == {"b": "a"}
    assert twins([said("a", SIX, "one"), said("b", typo, "two", voice="s:P02")]) == {}


def test_the_earliest_heard_is_the_one_that_counts_and_undated_ones_come_last():
    three = [
        said("a", TWELVE, "one", heard_on=None),
        said("b", TWELVE, "two", heard_on=date(2026, 3, 1)),
        said("c", TWELVE, "three", heard_on=date(2026, 2, 1)),
    ]
    assert twins(three) == {"a": "c", "b": "c"}


@given(
    st.randoms(use_true_random=False),
    st.lists(st.tuples(st.sampled_from([SIX, TWELVE, SIX + "!", TWELVE + "."]), st.integers(0, 3), st.integers(0, 2)), max_size=12),
)
def test_the_order_does_not_matter_and_no_twin_has_a_twin(chance: random.Random, told: list[tuple[str, int, int]]):
    observations = [said(f"k{at:02d}", text, f"d{document}", f"s:P{voice}") for at, (text, document, voice) in enumerate(told)]
    found = twins(observations)
    shuffled = list(observations)
    chance.shuffle(shuffled)
    assert twins(shuffled) == found
    assert not set(found) & set(found.values())


def test_twenty_thousand_observations_take_seconds_not_minutes():
    chance = random.Random(1)
    words = [f"sana{n}" for n in range(400)]
    many = [said(f"k{n}", " ".join(chance.choices(words, k=15)), f"d{n % 300}", f"s:P{n % 90}") for n in range(19_000)]
    many += [said(f"t{n}", many[n].text, "kopio", many[n].voice, date(2026, 5, 1)) for n in range(1_000)]
    begun = time.process_time()
    assert len(twins(many)) == 1_000
    assert time.process_time() - begun < 5
