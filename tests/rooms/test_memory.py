"""What the classifier keeps from cycle to cycle: what stands, what is learnt anew, and that people's verdicts teach."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.insights.codebook.assign import Assigned, Guidance, assign
from flows.insights.codebook.memory import Memory, mark_of, strongest
from flows.model.observations import Observation
from flows.model.organisation import Theme

SUBJECTS = {
    "cats": "cat kitten purr whisker paw litter collar basket scratch meow",
    "trains": "train railway platform ticket carriage delay station timetable conductor track",
    "bread": "bread bakery flour dough oven crust loaf yeast baker rye",
    "rain": "rain cloud umbrella storm puddle drizzle thunder gutter raincoat weather",
}
COMMON = [
    "we",
    "saw",
    "it",
    "again",
    "today",
    "near",
    "the",
    "old",
    "house",
    "and",
    "then",
    "some",
    "more",
    "of",
    "that",
    "before",
    "lunch",
    "with",
    "our",
    "neighbours",
]


def sentence(chance: random.Random, subject: str) -> str:
    return " ".join([*chance.sample(SUBJECTS[subject].split(), 3), *chance.sample(COMMON, 4)])


def theme(id_: str, chance: random.Random) -> Theme:
    return Theme(id=id_, name=id_, examples={"en": [sentence(chance, id_) for _ in range(10)]})


CHANCE = random.Random(7)
CODEBOOK = tuple(theme(id_, CHANCE) for id_ in ("cats", "trains", "bread"))
SAID = [(subject, sentence(CHANCE, subject)) for _ in range(60) for subject in SUBJECTS]


def heard(key: str, text: str, **parts: object) -> Observation:
    return Observation.model_validate({"key": key, "study": "s", "document": "d", "locator": "1", "text": text, "language": "en", **parts})


LIBRARY = [heard(f"o{n:03}", text) for n, (_, text) in enumerate(SAID)]
ABOUT = {f"o{n:03}": subject for n, (subject, _) in enumerate(SAID)}
MORE = [heard(f"p{n}", sentence(CHANCE, ("cats", "trains", "bread", "rain")[n % 4])) for n in range(12)]


@pytest.fixture(scope="module")
def first() -> Assigned:
    return assign(LIBRARY, CODEBOOK, ())


def likes(assigned: Assigned) -> dict[str, str]:
    return {key: themes[0] for key, (themes, _) in assigned.themes.items() if themes}


def test_the_world_is_learnt(first):
    told = likes(first)
    assert sum(ABOUT[key] == theme for key, theme in told.items()) >= max(120, 0.9 * len(told))
    assert first.learnt.occasion == "first"
    assert first.learnt.lessons == {"bread": 10, "cats": 10, "trains": 10}
    assert 0 <= first.learnt.error <= 0.25


def test_the_same_again_changes_nothing_at_all(first):
    again = assign(LIBRARY[::-1], CODEBOOK, (), kept=first.kept)
    assert (again.themes, again.kept, again.learnt.occasion) == (first.themes, first.kept, "")


def test_old_texts_stay_to_the_letter_while_new_ones_are_told(first):
    later = assign([*LIBRARY, *MORE], CODEBOOK, (), kept=first.kept)
    assert later.learnt.occasion == ""
    assert {key: later.themes[key] for key in first.themes} == first.themes
    told = [(later.themes[o.key][0], ("cats", "trains", "bread", "")[n % 4]) for n, o in enumerate(MORE)]
    assert sum(themes == (about,) for themes, about in told if about) >= 7
    assert sum(bool(themes) for themes, about in told if not about) <= 1


def test_new_texts_may_come_in_any_order_and_come_again(first):
    later = assign([*LIBRARY, *MORE], CODEBOOK, (), kept=first.kept)
    assert assign([*MORE[::-1], *LIBRARY], CODEBOOK, (), kept=first.kept) == later
    copies = [o.model_copy(update={"key": f"q{o.key}"}) for o in MORE]
    repeated = assign([*LIBRARY, *MORE, *copies], CODEBOOK, (), kept=later.kept)
    assert all(repeated.themes[f"q{o.key}"] == later.themes[o.key] for o in MORE)
    assert repeated.kept == later.kept


def test_a_fifth_more_texts_and_everything_is_learnt_anew(first):
    chance = random.Random(9)
    many = [heard(f"r{n}", sentence(chance, "cats")) for n in range(48)]
    assert assign([*LIBRARY, *many[:40]], CODEBOOK, (), kept=first.kept).learnt.occasion == ""
    grown = assign([*LIBRARY, *many], CODEBOOK, (), kept=first.kept)
    assert grown.learnt.occasion == "grown"
    step = assign([*LIBRARY, *many[:24]], CODEBOOK, (), kept=first.kept)
    assert assign([*LIBRARY, *many], CODEBOOK, (), kept=step.kept).learnt.occasion == "grown"
    moved = sum(grown.themes[key] != first.themes[key] for key in first.themes)
    alone = assign([*LIBRARY, *many], CODEBOOK, ())
    assert moved <= sum(alone.themes[key] != first.themes[key] for key in first.themes)


@pytest.mark.parametrize(
    "guidance", [Guidance(precision=0.9), Guidance(glossary=(("kissa", "cat"),)), Guidance(confirmed={"o003": ["cats"]})]
)
def test_whatever_people_teach_everything_is_learnt_anew(first, guidance):
    assert assign(LIBRARY, CODEBOOK, (), guidance, first.kept).learnt.occasion == "taught"


def test_a_change_of_the_codebooks_words_is_heeded(first):
    worded = (CODEBOOK[0].model_copy(update={"words": CODEBOOK[0].words.model_copy(update={"en": ("umbrella",)})}), *CODEBOOK[1:])
    found = assign(LIBRARY, worded, (), kept=first.kept)
    assert any("words: umbrella" in reasons.values() for _, reasons in found.themes.values())


def test_texts_that_are_gone_leave_nothing_but_common_words_behind(first):
    left = [o for o in LIBRARY if o.key != "o000"]
    kept = assign(left, CODEBOOK, (), kept=first.kept)
    memory, before = Memory.loaded(kept.kept), Memory.loaded(first.kept)
    mark = mark_of(LIBRARY[0].text, "en")
    assert mark in before.outcomes
    assert mark in before.ground.owners
    assert mark not in memory.outcomes
    assert mark not in memory.ground.owners
    assert memory.ground.rows.shape[0] == memory.ground.heard.shape[0] == len(memory.ground.owners) == before.ground.rows.shape[0] - 1


def test_what_is_kept_holds_no_text_and_no_name_that_was_said_once(first):
    named = assign([*LIBRARY, heard("n", "The kitten of Kunigunda purrs at the whisker")], CODEBOOK, ())
    assert b"kunigunda" not in named.kept.lower()
    assert SAID[0][1].encode() not in named.kept


def test_memory_is_loaded_as_it_was_dumped(first):
    memory = Memory.loaded(first.kept)
    assert memory.dumped() == first.kept
    assert Memory.loaded(b"") is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_or_foreign_bytes_are_as_if_nothing_was_kept(first, data):
    place = data.draw(st.integers(0, len(first.kept) - 1))
    harmed = first.kept[:place] + bytes([first.kept[place] ^ data.draw(st.integers(1, 255))]) + first.kept[place + 1 :]
    assert Memory.loaded(harmed) is None
    assert Memory.loaded(first.kept[:place]) is None
    assert Memory.loaded(data.draw(st.binary(max_size=80))) is None


def test_damaged_bytes_cost_time_and_nothing_else(first):
    assert assign(LIBRARY, CODEBOOK, (), kept=first.kept[:-1]) == first


def test_overruling_a_handful_makes_the_like_of_them_fall_silent():
    chance = random.Random(3)
    museum, real = ["museum", "model", "exhibit", "curator", "gallery", "brass"], SUBJECTS["trains"].split()
    odd = [" ".join([*chance.sample(real, 3), *chance.sample(museum, 2), "today"]) for _ in range(24)]
    library = [*LIBRARY, *(heard(f"x{n:02}", text) for n, text in enumerate(odd))]
    before = assign(library, CODEBOOK, ())
    misled = [key for key in sorted(before.themes) if key.startswith("x") and before.themes[key][0] == ("trains",)]
    assert len(misled) >= 12
    overruled = {key: ["cats", "trains", "bread"] for key in misled[:6]}
    after = assign(library, CODEBOOK, (), Guidance(overruled=overruled), before.kept)
    assert after.learnt.against == 6
    assert sum(bool(after.themes[key][0]) for key in misled[6:]) <= len(misled[6:]) // 4
    about_trains = [key for key, theme in likes(before).items() if theme == "trains" and not key.startswith("x")]
    assert sum(after.themes[key][0] == ("trains",) for key in about_trains) >= 0.8 * len(about_trains)


def test_confirming_a_handful_makes_the_like_of_them_told():
    chance = random.Random(5)
    new = [
        heard(f"y{n:02}", f"{' '.join(chance.sample(['violin', 'cello', 'flute', 'harp', 'trumpet', 'oboe'], 3))} again today")
        for n in range(24)
    ]
    library = [*LIBRARY, *new]
    before = assign(library, CODEBOOK, ())
    assert not any(before.themes[o.key][0] for o in new)
    confirmed = {o.key: ["trains"] for o in new[:8]}
    after = assign(library, CODEBOOK, (), Guidance(confirmed=confirmed), before.kept)
    assert sum(after.themes[o.key][0] == ("trains",) for o in new[8:]) >= 10
    assert after.learnt.lessons["trains"] == 18


def lettered(texts, language):
    """A tiny model of language: which subject's words a text has, and its length."""
    vocabularies = [set(words.split()) for words in SUBJECTS.values()]
    return np.array([[*(len(known & set(text.split())) for known in vocabularies), 0.1] for text in texts])


def test_a_model_of_language_helps_by_the_same_path_and_is_kept_too():
    few = tuple(each.model_copy(update={"examples": each.examples.model_copy(update={"en": each.examples.en[:4]})}) for each in CODEBOOK)
    alone, aided = assign(LIBRARY, few, ()), assign(LIBRARY, few, (), embed=lettered)
    right = {name: sum(ABOUT[key] == theme for key, theme in likes(found).items()) for name, found in (("alone", alone), ("aided", aided))}
    assert right["aided"] > right["alone"]
    assert right["aided"] >= 0.95 * len(likes(aided))
    later = assign([*LIBRARY, *MORE], few, (), kept=aided.kept, embed=lettered)
    assert later.learnt.occasion == ""
    assert sum(later.themes[o.key][0] == (("cats", "trains", "bread")[n % 4],) for n, o in enumerate(MORE) if n % 4 < 3) >= 8
    assert assign(LIBRARY, few, (), kept=aided.kept).learnt.occasion == "taught"


def test_a_model_of_language_that_answers_nonsense_breaks_nothing():
    def broken(texts, language):
        return np.full((len(texts), 3), np.nan)

    assert set(assign(LIBRARY, CODEBOOK, (), embed=broken).themes) == set(ABOUT)


def test_of_a_texts_features_the_strongest_are_kept():
    from scipy import sparse

    rows = sparse.csr_array(np.linspace(0.1, 1, 200)[None, :])
    kept = strongest(rows, 0)
    assert kept.nnz == 64
    assert kept.indices.min() == 136
    assert np.isclose(np.sqrt((kept.data**2).sum()), 1, atol=1e-2)
