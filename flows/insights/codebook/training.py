"""Training: a classifier out of lessons, how sure it is, and from where on it should speak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from flows.insights.codebook.classifier import Field, Model, likeliest, shares, sharpened
from flows.insights.codebook.lessons import Lesson
from flows.insights.codebook.logistic import fitted
from flows.insights.codebook.reliability import reliability
from flows.insights.codebook.vocabulary import Vocabulary

PRECISION = 0.8
FOLDS, FOLDS_OF_FEW, FEW = 5, 10, 15
"""Parts that are left out in turn: smaller ones where a theme has on average fewer than 15 lessons, for there each is missed."""
FOLDS_OF_THEMES = 10
FOLDS_OF_MANY, FOLDS_OF_MANY_THEMES, MANY = 3, 4, 1000
"""Of more lessons than these a third can be spared at a time."""
BINS = 15
EVEN = 0.5
"""Less likely than not is never told, however often the others are right."""
DOUBT = 0.5
"""Standard errors that are taken off the precision that was seen."""
FEWEST_RIGHT = 5
"""Lessons that must be recognised when left out, before the classifier says anything."""
UNLISTED = np.arange(0.0, 0.91, 0.1)
"""What share of the texts may be about none of the themes; which it is, is read from the texts."""
MARGIN = 0.15
"""Added to that share, for what is really strange looks a little less so than a theme that was left out."""
LEAST_UNLISTED, MOST_UNLISTED = 0.4, 0.8
"""People speak of more than any codebook lists, also where the lessons and the texts are so alike that nothing seems strange."""
SHARPNESSES = tuple(float(f"{1.12**step:.4f}") for step in range(-8, 20))
WEIGHTS_OF_NONE = (-8.0, -4.0, -2.0, -1.0, 0.0)
_TINY = 1e-9


def trained(lessons: Sequence[Lesson], field: Field, vocabulary: Vocabulary, precision: float = PRECISION) -> Model:
    """A model that is right in `precision` of what it says. `field` holds the lessons, then the texts.

    Logistic regression on TF-IDF; its probabilities spread over the texts' nearest neighbours. How sure it may be is learnt by leaving out
    lessons (cross-validation), what unlisted subjects look like to it by leaving out whole themes, and how many there are by
    comparing both with the texts that are in the lessons' languages.
    """
    themes = tuple(sorted({theme for lesson in lessons for theme in lesson.themes}))
    known = shares(lessons, themes)
    about = known[:, -1] == 0
    weights, intercepts = _fit(field, known, np.arange(len(lessons)))
    listed = _left_out(field, known, _folds(known))
    unlisted = _left_out(field, known, _folds_of_themes(known))
    sharpness, none = _calibrated(listed, known)
    right = known[np.arange(len(known)), listed[:, :-1].argmax(axis=1)] > 0
    spread = field.spread(field.rows @ weights + intercepts, known)[len(lessons) :][field.spoken]
    trust = reliability(*likeliest(listed, sharpness), right, len(themes))
    looks = (listed[about], np.vstack([unlisted[about], listed[~about]]), spread)
    named = [likeliest(each, sharpness) for each in looks]
    told, strange, heard = (trust.of(*each) for each in named)
    share = float(np.clip(_share(told, strange, heard) + MARGIN, LEAST_UNLISTED, MOST_UNLISTED))
    often = [_as_often_as(theme, named[2][1], len(themes)) for _, theme in named[:2]]
    least = _least(told, right[about], strange, often, share, precision)
    error = calibration_error(sharpened(listed, sharpness, none)[about, :-1].max(axis=1), right[about])
    return Model(themes, vocabulary, weights, intercepts, sharpness, none, trust, least, error)


def calibration_error(sure: Any, right: Any) -> float:
    """Expected calibration error: how far, on average, what is said to be sure is from how often it is right (Guo et al. 2017)."""
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(sum(abs(sure[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in np.unique(place)))


def _fit(field: Field, known: Any, chosen: Any) -> tuple[Any, Any]:
    """Weights learnt from the chosen lessons, and from an empty text, which is about no theme."""
    rows = sparse.vstack([field.rows[chosen].astype(float), sparse.csr_array((1, field.rows.shape[1]))]).tocsr()
    targets = np.vstack([known[chosen], np.eye(known.shape[1])[-1:]])
    positive = known[chosen][:, :-1]
    often = max(1.0, (positive.sum(axis=1) > 0).sum() / max(1, int((positive.sum(axis=0) > 0).sum())))
    weights, intercepts = fitted(rows, targets, np.append(np.ones(len(chosen)), often))
    return weights.astype(np.float32), intercepts.astype(np.float32)


def _left_out(field: Field, known: Any, folds: Any) -> Any:
    """Of each lesson the probabilities that it gets from a model that was not taught those of its fold."""
    found = np.zeros_like(known)
    for fold in range(int(folds.max()) + 1):
        out, kept = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        weights, intercepts = _fit(field, known, kept)
        found[out] = field.spread(field.rows @ weights + intercepts, known, kept)[out]
    return found


def _folds(known: Any) -> Any:
    """The fold of each lesson, in turn within its theme."""
    theme = known.argmax(axis=1)
    count = FOLDS_OF_FEW if len(known) < FEW * (known.shape[1] - 1) else FOLDS_OF_MANY if len(known) > MANY else FOLDS
    turn = np.zeros(len(known), dtype=int)
    for column in range(known.shape[1]):
        own = np.flatnonzero(theme == column)
        turn[own] = (np.arange(len(own)) + column) % count
    return turn


def _folds_of_themes(known: Any) -> Any:
    count = FOLDS_OF_MANY_THEMES if len(known) > MANY else FOLDS_OF_THEMES
    return known.argmax(axis=1) % min(count, known.shape[1] - 1)


def _calibrated(left_out: Any, known: Any) -> tuple[float, float]:
    """The sharpness, and the weight of none, that make what the lessons are most likely."""
    rows, place = np.arange(len(known)), known.argmax(axis=1)
    told = left_out.astype(float)
    surprise = {
        (sharpness, none): -np.log(np.maximum(sharpened(told, sharpness, none)[rows, place], _TINY)).mean()
        for sharpness in SHARPNESSES
        for none in WEIGHTS_OF_NONE
    }
    return min(surprise, key=lambda pair: (round(surprise[pair], 9), pair))


def _share(listed: Any, unlisted: Any, heard: Any) -> float:
    """How large a share of the texts is about none of the themes: the mixture whose distribution is nearest to theirs (Forman 2008)."""
    if not len(heard):
        return float(UNLISTED[0])
    at = np.linspace(0, 1, 101)
    below = [np.searchsorted(np.sort(each), at, side="right") / len(each) for each in (listed, unlisted, heard)]
    far = [float(np.abs((1 - share) * below[0] + share * below[1] - below[2]).mean()) for share in UNLISTED]
    return float(UNLISTED[int(np.argmin(np.round(far, 6)))])


def _as_often_as(theme: Any, texts: Any, count: int) -> Any:
    """Weights of lessons, summing to 1, with which each theme is named as often of them as of the texts."""
    ours, theirs = (1.0 + np.bincount(each, minlength=count) for each in (theme, texts))
    weights = (theirs / ours)[theme]
    return weights / weights.sum()


def _least(listed: Any, right: Any, unlisted: Any, often: Sequence[Any], share: float, precision: float) -> float:
    """The least chance of being right from which on enough is right; above 1, so that nothing is told, where there is none.

    `often`: weights of the listed and of the unlisted. One mistake is added to those that were seen, and part of a standard error is taken
    off the precision, for the lessons are few.
    """
    known, strange = often
    for least in np.unique(listed[right & (listed >= EVEN)]):
        heard = listed >= least
        good = (1 - share) * known[heard & right].sum()
        bad = (1 - share) * (known[heard & ~right].sum() + 1 / len(listed)) + share * strange[unlisted >= least].sum()
        found = good / (good + bad)
        doubt = DOUBT * np.sqrt(found * (1 - found) / (1 + heard.sum()))
        if (heard & right).sum() >= FEWEST_RIGHT and found - doubt >= precision:
            return float(least)
    return 2.0
