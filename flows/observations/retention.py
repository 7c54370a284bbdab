"""Retention: the studies whose time is up, and what of them may still be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from flows.model.erasures import Erasure
from flows.model.picture import Picture
from flows.model.studies import Study
from flows.observations.withdrawal import without_words_of


def ended(study: Study, today: date) -> bool:
    """Whether the last day on which a study's words may be kept has passed."""
    return study.keep_until is not None and study.keep_until < today


def purged(erasures: Iterable[Erasure]) -> dict[str, Erasure]:
    """The studies whose words have been erased for good."""
    return {erasure.study: erasure for erasure in erasures if erasure.why == "retention"}


def overdue(studies: Iterable[Study], erasures: Iterable[Erasure], today: date) -> tuple[Study, ...]:
    """Studies whose words must go and are still here."""
    gone = purged(erasures)
    return tuple(study for study in studies if ended(study, today) and study.id not in gone)


def unshown(picture: Picture, studies: Iterable[Study], today: date) -> Picture:
    """The picture without any word of a study whose time was up by `today`, as `studies` and the picture itself have it.

    What it counts stays. What the machine worded out of such words while they could be quoted goes as well.
    """
    known = picture.study | {study.id: study for study in studies}
    late = {study.id for study in known.values() if ended(study, today)}
    if not late:
        return picture
    observations = tuple(
        o.model_copy(update={"text": "", "question": "", "locator": "", "quotable": False}) if o.study in late else o
        for o in picture.observations
    )
    return replace(
        without_words_of(picture, {o.key for o in picture.observations if o.study in late}),
        observations=observations,
        documents=tuple(d.model_copy(update={"title": "", "name": d.study}) if d.study in late else d for d in picture.documents),
    )
