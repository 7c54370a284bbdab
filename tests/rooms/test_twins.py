"""Nobody is counted twice for a text that was copied, and everybody counts who says nearly the same."""

from __future__ import annotations

import random
import time
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from flows.model.observations import Observation
from flows.observations.shared import nearly_same
from flows.observations.twins import repeats

SIX = "lasku tuli taas aivan liian myöhään"
TWELVE = f"{SIX} enkä saanut siihen mistään mitään selitystä"
DEAR = "hinta on ihan liian kallis meidän pienelle yritykselle"


def said(key: str, text: str, document: str, voice: str = "s:P01", heard_on: date | None = date(2026, 1, 1)) -> Observation:
    return Observation(key=key, study="s", document=document, locator="¶1", text=text, voice=voice, heard_on=heard_on)


def twins(*observations: Observation) -> dict[str, str]:
    return dict(repeats(observations).twin_of)


def links(*observations: Observation) -> dict[str, str]:
    return dict(repeats(observations).like)


def test_the_same_voice_with_the_same_six_words_in_two_documents_is_one():
    assert twins(said("b", SIX, "one"), said("a", f"“{SIX.upper()}”".strip("“”"), "two", heard_on=date(2026, 2, 1))) == {"a": "b"}


def test_five_words_or_one_document_or_two_voices_are_no_twins():
    five = " ".join(SIX.split()[:5])
    assert twins(said("a", five, "one"), said("b", five, "two")) == {}
    assert twins(said("a", SIX, "one"), said("b", SIX, "one")) == {}
    assert twins(said("a", SIX, "one"), said("b", SIX, "two", voice="s:P02")) == {}
    assert twins(said("a", SIX, "one", voice=""), said("b", SIX, "two", voice="")) == {}


def test_twelve_words_are_a_copy_whoever_spoke():
    assert twins(said("a", TWELVE, "one"), said("b", TWELVE, "two", voice="t:R9")) == {"b": "a"}


def test_a_retyped_copy_of_the_same_voice_is_found_and_another_voices_is_not():
    typo = SIX.replace("myöhään", "myohään")
    assert twins(said("a", SIX, "one"), said("b", typo, "two", heard_on=date(2026, 5, 1))) == {"b": "a"}
    assert twins(said("a", SIX, "one"), said("b", typo, "two", voice="s:P02")) == {}


def test_twelve_words_with_a_slip_are_a_copy_where_nobody_knows_who_spoke_and_not_where_two_people_did():
    slip = TWELVE.replace("selitystä", "selitystä.").replace("mistään", "mistäan")
    assert twins(said("a", TWELVE, "one"), said("b", slip, "two", voice="")) == {"b": "a"}
    assert twins(said("a", TWELVE, "one"), said("b", slip, "two", voice="t:R9")) == {}
    assert links(said("a", TWELVE, "one"), said("b", slip, "two", voice="t:R9")) == {"b": "a"}


def test_what_one_person_says_nearly_again_is_a_twin_on_the_same_day_and_fresh_evidence_on_another():
    again = f"no minusta {DEAR}"
    for day in (date(2026, 1, 1), None):
        assert twins(said("a", DEAR, "one"), said("b", again, "two", heard_on=day)) == {"b": "a"}
    later = (said("a", DEAR, "one"), said("b", again, "two", heard_on=date(2026, 6, 1)))
    assert (twins(*later), links(*later)) == ({}, {"b": "a"})


def test_two_people_who_say_nearly_the_same_are_linked_and_both_count():
    edits = (DEAR.upper() + "!!", DEAR.replace("kallis", "kalis"), f"Hei, {DEAR}", DEAR.replace("ihan ", ""))
    people = [said(f"b{n}", edit, f"d{n}", f"s:P1{n}", date(2026, 2, 1)) for n, edit in enumerate(edits)]
    other = said("c", "sovellus kaatuu aina kun avaan viestit", "e", "s:P20")
    found = repeats([*people, said("a", DEAR, "one"), other])
    assert found.twin_of == {}
    assert found.like == {"b0": "a", "b1": "a", "b2": "a", "b3": "a"}


def test_a_short_answer_of_many_people_is_linked_to_the_first_of_them():
    people = [said(f"k{n}", "liian kallis", "sheet", f"s:P{n}", date(2026, 1, 1 + n)) for n in range(4)]
    assert links(*people) == {"k1": "k0", "k2": "k0", "k3": "k0"}


def test_who_is_like_a_twin_is_linked_to_what_the_twin_repeats():
    three = (
        said("a", TWELVE, "one"),
        said("b", TWELVE, "two", heard_on=date(2026, 2, 1)),
        said("c", f"Moi, {TWELVE}", "three", "s:P09", date(2026, 3, 1)),
    )
    assert (twins(*three), links(*three)) == ({"b": "a"}, {"c": "a"})


def test_the_earliest_heard_is_the_one_that_counts_and_undated_ones_come_last():
    three = [
        said("a", TWELVE, "one", heard_on=None),
        said("b", TWELVE, "two", heard_on=date(2026, 3, 1)),
        said("c", TWELVE, "three", heard_on=date(2026, 2, 1)),
    ]
    assert twins(*three) == {"a": "c", "b": "c"}


TEXTS = st.sampled_from([SIX, TWELVE, SIX + "!", TWELVE + ".", f"Hei, {SIX}", f"{SIX} enkä saanut siihen", DEAR, "kallis", "…"])


@given(st.randoms(use_true_random=False), st.lists(st.tuples(TEXTS, st.integers(0, 3), st.integers(0, 2), st.integers(1, 3)), max_size=12))
def test_the_order_does_not_matter_and_nothing_repeats_what_repeats(chance: random.Random, told: list[tuple[str, int, int, int]]):
    observations = [
        said(f"k{at:02d}", text, f"d{document}", f"s:P{voice}" if voice else "", date(2026, 1, day))
        for at, (text, document, voice, day) in enumerate(told)
    ]
    found = repeats(observations)
    shuffled = list(observations)
    chance.shuffle(shuffled)
    assert repeats(shuffled) == found
    assert not found.twin_of.keys() & {*found.twin_of.values(), *found.like.values()}
    assert not found.like.keys() & set(found.like.values())
    assert not found.twin_of.keys() & found.like.keys()
    by_key = {o.key: o for o in observations}
    assert all(by_key[key].document != by_key[of].document for key, of in found.twin_of.items())


@given(st.lists(st.text("abcdeö .\n", max_size=30), max_size=15))
def test_any_texts_have_the_share_that_is_counted_by_hand(texts: list[str]):
    runs = [
        {text[at : at + 4] for at in range(len(text) - 3)}
        for text in (f" {' '.join(t.replace('.', ' ').split())} ".ljust(4) for t in texts)
    ]
    for first, later, share in nearly_same(texts):
        assert first < later
        assert abs(share - len(runs[first] & runs[later]) / len(runs[first] | runs[later])) < 1e-9
    equal = {(a, b) for b in range(len(runs)) for a in range(b) if runs[a] == runs[b] and runs[:b].count(runs[a]) == 1}
    assert equal <= {(first, later) for first, later, _ in nearly_same(texts)}


def test_edited_texts_are_found_and_others_are_not():
    chance = random.Random(3)
    words = ["".join(chance.choices("aeiouklmnprst", k=chance.randint(3, 9))) for _ in range(600)]
    texts = [" ".join(chance.choices(words, k=12)) for _ in range(500)]
    edited = [f"Hei, {text}".replace("a", "", 1) for text in texts[::2]]
    found = {(first, later) for first, later, _ in nearly_same([*texts, *edited])}
    made = {(2 * n, 500 + n) for n in range(250)}
    assert len(found & made) >= 248
    assert found <= made


def test_twenty_thousand_observations_take_seconds_not_minutes():
    chance = random.Random(1)
    words = [f"sana{n}" for n in range(400)]
    many = [said(f"k{n}", " ".join(chance.choices(words, k=15)), f"d{n % 300}", f"s:P{n % 90}") for n in range(19_000)]
    many += [said(f"t{n}", many[n].text, "kopio", many[n].voice, date(2026, 5, 1)) for n in range(1_000)]
    begun = time.process_time()
    assert len(repeats(many).twin_of) == 1_000
    assert time.process_time() - begun < 5


def test_a_crowd_of_nearly_equal_texts_is_no_square_of_work():
    many = [said(f"k{n:05}", f"{TWELVE} {n}", "sheet", f"s:P{n}") for n in range(5_000)]
    begun = time.process_time()
    assert len(repeats(many).like) > 4_900
    assert time.process_time() - begun < 5
