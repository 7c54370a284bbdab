"""Guide: what a study's interview guide asks badly, and how its interviews were asked, as issues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flows.model.issues import Issue
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.studies import Method, Study
from flows.questions.leading import FlagKind, flags

SPOKEN: frozenset[Method] = frozenset({"interview", "usability", "diary", "observation"})
"""Methods with a guide; a survey's closed scales are as they should be."""
FEWEST = 10
"""Questions that must have been asked in a study before their manner is spoken of."""
MOST_CLOSED = 0.5

_WHAT: dict[FlagKind, str] = {
    "leading": "The question leads: it gives an answer to agree with.",
    "hypothetical": "The question asks what people would do, which they cannot know.",
    "closed": "The question can be answered with yes or no.",
    "double": "Two questions are asked in one.",
}


def guide_issues(studies: Iterable[Study]) -> tuple[Issue, ...]:
    """Notes on the guides in the plans of interview studies, by study and place.

    `guide` is what interviewees are asked. The plan's `questions` are what the study wants to know, so only leading ones are told among them.
    """
    return tuple(issue for study in studies if study.method in SPOKEN for issue in (*_of_guide(study), *_of_plan(study)))


def interview_issues(studies: Iterable[Study], observations: Sequence[Observation]) -> tuple[Issue, ...]:
    """A note on each interview study of which at least half of the questions, as they were put to people, are closed, leading or hypothetical.

    A question counts once an interview.
    """
    asked: dict[str, set[tuple[str, str]]] = {study.id: set() for study in studies if study.method in SPOKEN}
    for observation in observations:
        if observation.question and observation.study in asked:
            asked[observation.study].add((observation.document, observation.question))
    return tuple(_in_interviews(study) for study in sorted(asked) if _closed(asked[study]))


def _of_guide(study: Study) -> Iterator[Issue]:
    for number, question in enumerate(study.guide, 1):
        for kind, hint in {flag.kind: flag.hint.en for flag in flags(question)}.items():
            yield _issue(f"{kind}-question", f"{study.id}/plan.yaml, guide {number}", _WHAT[kind], hint)


def _of_plan(study: Study) -> Iterator[Issue]:
    for question in study.questions:
        led = next((flag for flag in flags(question.text) if flag.kind == "leading"), None)
        if led and not question.answered:
            yield _issue("leading-question", f"{study.id}/plan.yaml, question {question.id}", _WHAT["leading"], led.hint.en)


def _closed(asked: set[tuple[str, str]]) -> bool:
    shut = sum(any(flag.kind != "double" for flag in flags(Words(fi=question, en=question))) for _, question in asked)
    return len(asked) >= FEWEST and shut / len(asked) >= MOST_CLOSED


def _in_interviews(study: str) -> Issue:
    what = "At least half of the questions, as they were asked in the interviews, can be answered with yes or no, or lead."
    hint = "Write a guide of open questions, and practise it before the next round."
    return _issue("closed-interviews", f"{study}/plan.yaml", what, hint, verb="prioritise")


def _issue(code: str, where: str, what: str, hint: str, verb: str = "capture") -> Issue:
    return Issue(severity="note", code=code, where=where, what=what, hint=hint, verb=verb)
