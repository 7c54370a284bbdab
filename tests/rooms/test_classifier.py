from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from flows.insights.codebook.classifier import Field, Model, digest_of_lessons
from flows.insights.codebook.lessons import Lesson, lessons
from flows.insights.codebook.logistic import fitted, softmax
from flows.insights.codebook.reliability import reliability
from flows.insights.codebook.training import calibration_error, trained
from flows.insights.codebook.vocabulary import Text, Vocabulary
from flows.insights.features import said
from flows.model.organisation import Theme

SHARED = Path(os.environ.get("UOMA_SHARED_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
SUBJECTS = {
    "cats": "cat kitten purr whisker paw litter",
    "trains": "train railway platform ticket carriage delay",
    "bread": "bread bakery flour dough oven crust",
    "rain": "rain cloud umbrella storm puddle drizzle",
}
COMMON = "we saw it again today near the old house and then some more"


def sentence(chance: random.Random, subject: str) -> tuple[str, ...]:
    own, common = SUBJECTS[subject].split(), COMMON.split()
    return (*chance.sample(own, 3), *chance.sample(common, 4))


def world(seed: int = 1, listed: tuple[str, ...] = ("cats", "trains", "bread")) -> tuple[tuple[Lesson, ...], list[Text], list[str]]:
    """Eight lessons a listed theme; 30 texts of every subject; what each is about."""
    chance = random.Random(seed)
    taught = tuple(sorted(Lesson(sentence(chance, theme), "en", (theme,)) for theme in listed for _ in range(8)))
    told = sorted({(sentence(chance, subject), subject) for subject in SUBJECTS for _ in range(30)})
    return taught, [(tokens, "en") for tokens, _ in told], [subject for _, subject in told]


def learnt(taught: tuple[Lesson, ...], texts: list[Text], glossary: tuple[tuple[str, str], ...] = ()) -> tuple[Model, Field]:
    vocabulary = Vocabulary.of([*((lesson.tokens, lesson.language) for lesson in taught), *texts], glossary)
    field = Field.of(vocabulary, taught, texts)
    return trained(taught, field, vocabulary), field


def test_it_tells_the_listed_subjects_and_is_silent_about_the_others():
    taught, texts, about = world()
    model, field = learnt(taught, texts)
    told = dict(model.told(field))
    assert sum(told.get(row) == subject for row, subject in enumerate(about) if subject != "rain") >= 80
    assert sum(row in told for row, subject in enumerate(about) if subject == "rain") <= 6


def test_probabilities_of_themes_and_of_none_sum_to_one():
    taught, texts, _ = world()
    model, field = learnt(taught, texts)
    probabilities = model.probabilities(field)
    assert probabilities.shape == (len(texts), len(model.themes) + 1)
    assert np.allclose(probabilities.sum(axis=1), 1)


def test_the_deciding_words_are_the_themes_own():
    taught, texts, about = world()
    model, _ = learnt(taught, texts)
    for (tokens, language), subject in zip(texts, about, strict=True):
        if subject in model.themes:
            (pulls,) = model.deciding([(tokens, language)], [subject])
            strongest = max(zip(pulls, tokens, strict=True))[1]
            assert strongest in SUBJECTS[subject].split()


def test_texts_that_were_not_there_when_it_learnt_are_told_too():
    taught, texts, _ = world()
    model, _ = learnt(taught, texts)
    new: list[Text] = [(("kitten", "purr", "whisker", "sofa"), "en"), (("zebra", "quasar"), "en"), ((), "")]
    assert model.told(Field.of(model.vocabulary, taught, new)) == [(0, "cats")]


def test_a_glossary_lets_english_lessons_teach_finnish_texts():
    glossary = (
        ("kissa", "cats"),
        ("kehrää", "purr"),
        ("juna", "train"),
        ("laituri", "platform"),
        ("leipomo", "bakery"),
        ("taikina", "dough"),
    )
    finnish: list[Text] = [(("kissamme", "kehräsi"), "fi"), (("junat", "laiturilla"), "fi"), (("leipomossa", "taikinaa"), "fi")]
    taught, texts, _ = world()
    model, field = learnt(taught, [*finnish, *texts], glossary)
    assert [model.themes[best] for best in model.probabilities(field)[:3, :-1].argmax(axis=1)] == ["cats", "trains", "bread"]
    unaided, alone = learnt(taught, [*finnish, *texts])
    assert unaided.spread(alone)[len(taught) :][:3, :-1].max() < model.spread(field)[len(taught) :][:3, :-1].max(axis=1).min()


def test_a_model_is_known_by_what_it_was_taught():
    taught, _, _ = world()
    digest = digest_of_lessons(taught, (), 0.8)
    assert digest == digest_of_lessons(tuple(taught), (), 0.8)
    assert (
        len(
            {
                digest,
                digest_of_lessons(taught[1:], (), 0.8),
                digest_of_lessons(taught, (("a", "b"),), 0.8),
                digest_of_lessons(taught, (), 0.9),
            }
        )
        == 4
    )


def test_too_few_lessons_teach_nothing():
    few = Theme(id="few", name="Few", examples={"en": ["one thing here", "another thing there"]})
    many = Theme(id="many", name="Many", examples={"en": ["cat one", "cat two", "cat three", "cat four"]})
    assert lessons([few, many], ()) == ()
    assert {theme for each in lessons([few, many, many.model_copy(update={"id": "more"})], ()) for theme in each.themes} == {
        "many",
        "more",
    }


def test_of_a_themes_lessons_a_hundred_are_taken_the_examples_first_and_new_ones_push_few_out():
    examples = [f"cat number {word} purrs" for word in ("one", "two", "three")]
    codebook = [
        Theme(id=id_, name=id_, examples={"en": examples if id_ == "cats" else ["a b c", "d e f", "g h i"]}) for id_ in ("cats", "x")
    ]
    told = [(((f"word{n}", "cat"), "en"), ("cats",)) for n in range(200)]
    kept = [lesson for lesson in lessons(codebook, told[:190]) if lesson.themes == ("cats",)]
    assert len(kept) == 100
    assert {tuple(said(text)) for text in examples} <= {lesson.tokens for lesson in kept}
    assert len(set(kept) - set(lessons(codebook, told))) <= 10


def test_what_was_taken_away_teaches_unless_somebody_said_the_same_text_is_about_a_theme():
    codebook = [Theme(id=id_, name=id_, examples={"en": [f"{id_} {n} x y" for n in "abc"]}) for id_ in ("cats", "dogs")]
    away = [(("neither", "this"), "en"), (("cats", "a", "x", "y"), "en"), ((), "en")]
    assert [lesson.tokens for lesson in lessons(codebook, (), away) if not lesson.themes] == [("neither", "this")]


def test_a_theme_that_is_often_mistaken_is_trusted_less_and_a_new_one_as_the_others_are():
    sure, theme = np.full(60, 0.8), np.array([0] * 30 + [1] * 30)
    right = np.array([True] * 29 + [False] + [True] * 10 + [False] * 20)
    trust = reliability(sure, theme, right, 3)
    good, bad, new = trust.of(np.full(3, 0.8), np.array([0, 1, 2]))
    assert good > 0.85
    assert bad < 0.5
    assert bad < new < good
    assert trust.of(np.array([0.9]), np.array([1])) > bad


def test_regression_finds_the_weights_of_least_loss():
    from scipy import sparse

    rows = sparse.csr_array(np.array([[1.0, 0, 0.2], [0.9, 0.1, 0], [0, 1, 0.3], [0.1, 0.8, 0.1]]))
    targets, weights = np.eye(2)[[0, 0, 1, 1]], np.ones(4)
    found, intercepts = fitted(rows, targets, weights)

    def loss(given: np.ndarray) -> float:
        told = softmax(rows @ given + intercepts)
        return float(-np.log((told * targets).sum(axis=1)).sum() + (given**2).sum() / 20)

    chance = np.random.default_rng(1)
    assert all(loss(found) <= loss(found + 0.05 * chance.standard_normal(found.shape)) for _ in range(20))


ONCE = """
import sys
sys.path.insert(0, {folder!r})
from test_classifier import learnt, world
model, field = learnt(*world()[:2])
import hashlib
print(hashlib.sha256(model.weights.tobytes() + repr((model.least, model.told(field))).encode()).hexdigest())
"""


@pytest.mark.slow
def test_one_thread_and_two_learn_the_same_to_the_last_bit():
    def digest(threads: int) -> str:
        environment = os.environ | {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads), "PYTHONHASHSEED": str(threads)}
        code = ONCE.format(folder=str(Path(__file__).parent))
        return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=120).stdout

    assert digest(1) == digest(2) != ""


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "texts").is_dir(), reason="needs the shared labelled texts")
def test_ten_examples_a_theme_are_enough_for_47_finnish_intents():
    with (SHARED / "texts" / "massive_fi.csv").open(encoding="utf-8") as file:
        rows = [(tuple(said(row["text"])), row["label"]) for row in csv.DictReader(file)]
    often = Counter(label for _, label in rows)
    told: dict[tuple[str, ...], str] = {tokens: label for tokens, label in rows if often[label] >= 100}
    by: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for tokens in sorted(told):
        by[told[tokens]].append(tokens)
    chance = random.Random(1)
    taught = tuple(sorted(Lesson(tokens, "fi", (label,)) for label in sorted(by) for tokens in chance.sample(by[label], 10)))
    known = {lesson.tokens for lesson in taught}
    left = [tokens for tokens in sorted(told) if tokens not in known]
    model, field = learnt(taught, [(tokens, "fi") for tokens in left])
    probabilities = model.probabilities(field)[:, :-1]
    right = np.array([model.themes[best] == told[tokens] for best, tokens in zip(probabilities.argmax(axis=1), left, strict=True)])
    sure = probabilities.max(axis=1)
    assert len(model.themes) == 47
    assert right.mean() >= 0.62
    assert calibration_error(sure, right) <= 0.08
