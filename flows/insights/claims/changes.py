"""What became different between two pictures, told by the meaning and not by the bytes."""

from __future__ import annotations

from collections.abc import Iterable

from flows.insights.claims.history import turns
from flows.model.insights import EvidenceGone, Insight, TurnKind
from flows.model.picture import Changes, Picture
from flows.model.questions import Question


def changes(before: Picture | None, after: Picture) -> Changes:
    """Keys, sorted, of what is new, stronger, weaker, contested, stale, retired or answered since the picture `before`.

    Without one, as in a first cycle, the insights, the documents and the number of observations are told as new. What became of insights is what
    their histories tell of the cycle; where the picture has none, what would be told if they had begun with the picture before.
    """
    if before is None:
        new = _keys(i for i in after.insights if _living(i))
        return Changes(new=new, new_observations=len(after.counted), new_documents=tuple(sorted(after.document)))
    told = _told(before, after)
    return Changes(
        stronger=told.get("stronger", ()),
        weaker=told.get("weaker", ()),
        contradicted=told.get("contradicted", ()),
        new=_keys(i for i in after.insights if _living(i) and not _stands(i.key, before)),
        retired=_retired(before, after),
        gone_stale=told.get("stale", ()),
        new_questions=tuple(sorted(after.question.keys() - before.question.keys())),
        answered_questions=_answered(before, after),
        new_themes=tuple(sorted(after.theme.keys() - before.theme.keys())),
        new_observations=len({o.key for o in after.counted} - before.observation.keys()),
        new_documents=_without(after, before),
        withdrawn_observations=len(before.observation.keys() - after.observation.keys()),
        withdrawn_documents=tuple(before.document[key] for key in _without(before, after)),
        evidence_erased=_keys(i for i in after.insights if i.erased != _erased(i.key, before)),
    )


def _told(before: Picture, after: Picture) -> dict[TurnKind, tuple[str, ...]]:
    """Kind of turn -> keys of the insights that stood before, still stand and took it in this cycle."""
    told: dict[TurnKind, list[str]] = {}
    for insight in sorted(after.insights, key=lambda i: i.key):
        if _living(insight) and _stands(insight.key, before):
            since = ((before.cycle, before.insight[insight.key]), (after.cycle, insight))
            for turn in after.histories.get(insight.key) or turns(since):
                if turn.cycle == after.cycle.name:
                    told.setdefault(turn.kind, []).append(insight.key)
    return {kind: tuple(keys) for kind, keys in told.items()}


def _without(picture: Picture, other: Picture) -> tuple[str, ...]:
    """Documents of the one picture that the other has under no name."""
    known = {document.root for document in other.documents}
    return tuple(sorted(document.key for document in picture.documents if document.root not in known))


def _erased(insight: str, picture: Picture) -> tuple[EvidenceGone, ...]:
    return picture.insight[insight].erased if insight in picture.insight else ()


def _retired(before: Picture, after: Picture) -> tuple[Insight, ...]:
    """Insights that turned retired, as they stand, and those that are gone, as they stood.

    A theme's insight that is gone was no belief given up: a claim took its theme over, or what was grouped is grouped otherwise.
    """
    turned = [i for i in after.insights if not _living(i) and _stands(i.key, before)]
    gone = [i for i in before.insights if _living(i) and i.origin != "theme" and i.key not in after.insight]
    return tuple(sorted((*turned, *gone), key=lambda i: i.key))


def _answered(before: Picture, after: Picture) -> tuple[Question, ...]:
    """Questions now listed as answered, and those whose gap closed while the insight that it was about still stands."""
    listed = [q for q in after.questions if q.listing == "answered" and _open(before.question.get(q.key))]
    closed = [q for q in before.questions if _open(q) and q.key not in after.question and _stands(q.gap.insight, after)]
    return tuple(sorted((*listed, *closed), key=lambda q: q.key))


def _open(question: Question | None) -> bool:
    return question is not None and question.listing not in ("answered", "not-asking")


def _stands(insight: str, picture: Picture) -> bool:
    return insight in picture.insight and _living(picture.insight[insight])


def _living(insight: Insight) -> bool:
    return insight.standing != "retired"


def _keys(insights: Iterable[Insight]) -> tuple[str, ...]:
    return tuple(sorted(i.key for i in insights))
