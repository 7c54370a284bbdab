"""Withdrawal: an earlier picture without the words that today's consents no longer cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.picture import Picture
from flows.model.studies import Scope, Study
from flows.observations.consent import Consents


def still_agreed(picture: Picture, studies: Iterable[Study], consents: Consents) -> Picture:
    """The picture as it stood, without the observations of people who have no consent today, and without what refers to them.

    Words that may now only be analysed are kept and no longer shown. Scores stay as they were counted then. A study that is gone from
    `studies` is taken as the picture has it.
    """
    known = picture.study | {study.id: study for study in studies}
    judged = (_as_agreed(observation, known, consents) for observation in picture.observations)
    kept = tuple(observation for observation in judged if observation)
    if kept == picture.observations:
        return picture
    keys = {observation.key for observation in kept}
    shown = {observation.key for observation in kept if observation.quotable}
    retired = tuple(_undrafted(_of_those(insight, keys), shown) for insight in picture.changes.retired)
    return replace(
        picture,
        observations=tuple(_linked(observation, keys) for observation in kept),
        themes=tuple(_represented(theme, keys) for theme in picture.themes),
        insights=tuple(_undrafted(_of_those(insight, keys), shown) for insight in picture.insights),
        changes=replace(picture.changes, retired=retired),
    )


def _as_agreed(observation: Observation, studies: Mapping[str, Study], consents: Consents) -> Observation | None:
    """The observation as today's consent lets it be; nothing where there is none."""
    study = studies.get(observation.study)
    scope = _scope(observation, study, consents) if study else None
    if scope is None:
        return None
    return observation.model_copy(update={"quotable": False}) if scope == "notes" and observation.quotable else observation


def _linked(observation: Observation, keys: Set[str]) -> Observation:
    """The observation without links to what is gone."""
    update = {name: "" for name in ("twin_of", "like") if (of := getattr(observation, name)) and of not in keys}
    return observation.model_copy(update=update) if update else observation


def _scope(observation: Observation, study: Study, consents: Consents) -> Scope | None:
    """The study's own where nobody knows whose words they are; in a study of single consents these are staff's, who gave none."""
    if observation.voice:
        return consents.scope(study, observation.voice.removeprefix(f"{observation.study}:"))
    return study.consent.scope if study.consent.covers == "everyone" else "quotes"


def _represented(theme: Theme, keys: Set[str]) -> Theme:
    medoids, members = _among(theme.medoids, keys), _among(theme.members, keys)
    return (
        theme if (medoids, members) == (theme.medoids, theme.members) else theme.model_copy(update={"medoids": medoids, "members": members})
    )


def _of_those(insight: Insight, keys: Set[str]) -> Insight:
    left = {
        "evidence": tuple(e for e in insight.evidence if e.observation in keys),
        "related": _among(insight.related, keys),
        "hearsay": _among(insight.hearsay, keys),
    }
    return insight if all(getattr(insight, name) == value for name, value in left.items()) else insight.model_copy(update=left)


def _undrafted(insight: Insight, shown: Set[str]) -> Insight:
    """The insight without a model's wording, where that was made of words that may not be shown any more."""
    draft = insight.draft
    if draft is None or draft.without({*draft.sent} - shown):
        return insight
    return insight.model_copy(
        update={"draft": None, "statement": Words() if draft.words == insight.statement and not insight.by_people else insight.statement}
    )


def _among(references: tuple[str, ...], keys: Set[str]) -> tuple[str, ...]:
    return tuple(key for key in references if key in keys)
