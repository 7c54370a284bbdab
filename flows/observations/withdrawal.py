"""Withdrawal: an earlier picture without the words that today's consents no longer cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from flows.model.insights import Insight, Turn
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.picture import Picture
from flows.model.studies import Scope, Study
from flows.observations.consent import Consents
from flows.observations.traces import without

_TOLD_BY_STAFF = ("second-hand", "employee")


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
    silenced = {observation.key for observation in picture.observations if observation.quotable} - shown
    drawn = without_words_of(picture, silenced)
    return replace(
        drawn,
        observations=tuple(_linked(observation, keys) for observation in kept),
        themes=tuple(_represented(theme, keys) for theme in drawn.themes),
        insights=tuple(_of_those(as_shown(insight, shown), keys) for insight in drawn.insights),
        changes=replace(drawn.changes, retired=tuple(_of_those(as_shown(insight, shown), keys) for insight in drawn.changes.retired)),
    )


def without_words_of(picture: Picture, silenced: Set[str]) -> Picture:
    """The picture without what was worded out of observations that may not be shown any more, and without what shows their words.

    Those are a model's statements and citations, earlier statements of the machine's, quotes that stand for a theme, weak signals; and words
    of staff, should any of these observations be theirs, for who said them is not kept. The observations themselves are left as they are.
    """
    if not silenced:
        return picture
    by_staff = any(o.key in silenced and o.provenance in _TOLD_BY_STAFF for o in picture.observations)
    weak = without(picture.signals.weak, silenced)
    inside_out = () if by_staff else picture.signals.inside_out
    derived = {i.key for i in (*picture.insights, *picture.changes.retired) if i.origin == "theme" and silenced & _references(i)}
    histories = {key: tuple(map(_unsaid, turns)) if key in derived else turns for key, turns in picture.histories.items()}
    return replace(
        picture,
        themes=tuple(_without_medoids(theme, silenced) for theme in picture.themes),
        insights=tuple(_undrafted(insight, silenced) for insight in picture.insights),
        signals=picture.signals.model_copy(update={"weak": weak, "inside_out": inside_out}),
        histories=histories,
        changes=replace(picture.changes, retired=tuple(_undrafted(insight, silenced) for insight in picture.changes.retired)),
    )


def as_shown(insight: Insight, shown: Set[str]) -> Insight:
    """The insight without a model's wording, where that was made of any words that are not among those that may be shown."""
    if insight.draft is None:
        return insight
    return _undrafted(insight, {*insight.draft.sent, *(citation.observation for citation in insight.draft.citations)} - shown)


def _undrafted(insight: Insight, silenced: Set[str]) -> Insight:
    draft = insight.draft
    if draft is None or draft.without(silenced):
        return insight
    return insight.model_copy(
        update={"draft": None, "statement": Words() if draft.words == insight.statement and not insight.by_people else insight.statement}
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


def _references(insight: Insight) -> Set[str]:
    return {*(e.observation for e in insight.evidence), *insight.related, *insight.hearsay}


def _unsaid(turn: Turn) -> Turn:
    return turn.model_copy(update={"statement": Words()}) if turn.statement else turn


def _without_medoids(theme: Theme, silenced: Set[str]) -> Theme:
    medoids = tuple(key for key in theme.medoids if key not in silenced)
    return theme if medoids == theme.medoids else theme.model_copy(update={"medoids": medoids})


def _among(references: tuple[str, ...], keys: Set[str]) -> tuple[str, ...]:
    return tuple(key for key in references if key in keys)
