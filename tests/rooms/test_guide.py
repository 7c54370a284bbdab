"""The guide's issues: which studies are looked at, where each issue is, and what is left alone."""

from __future__ import annotations

import pytest

from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.studies import PlannedQuestion, Study
from flows.questions.guide import guide_issues, interview_issues


def study(method="interview", guide=(), questions=()):
    return Study(
        id="lasku", title=Words(fi="Lasku"), method=method, guide=tuple(Words(fi=text) for text in guide), questions=tuple(questions)
    )


def told(*studies):
    return [(issue.code, issue.where, issue.severity) for issue in guide_issues(studies)]


def test_each_bad_question_of_a_guide_is_told_where_it_stands():
    guide = ("Kerro viime laskusta.", "Onko lasku selkeä?", "Eikö se ole hankala?", "Ostaisitko tämän?", "Luetko laskut ja arkistoitko ne?")
    assert told(study(guide=guide)) == [
        ("closed-question", "lasku/plan.yaml, guide 2", "note"),
        ("leading-question", "lasku/plan.yaml, guide 3", "note"),
        ("hypothetical-question", "lasku/plan.yaml, guide 4", "note"),
        ("closed-question", "lasku/plan.yaml, guide 5", "note"),
        ("double-question", "lasku/plan.yaml, guide 5", "note"),
    ]


def test_what_is_amiss_in_both_languages_is_told_once():
    both = Study(id="s", title=Words(fi="S"), guide=(Words(fi="Onko lasku selkeä?", en="Is the invoice clear?"),))
    assert [issue.code for issue in guide_issues([both])] == ["closed-question"]


@pytest.mark.parametrize("method", ["survey", "feedback", "desk"])
def test_closed_questions_are_as_they_should_be_where_nobody_is_talked_with(method):
    assert told(study(method, guide=("Onko lasku selkeä?",))) == []


def test_what_a_study_wants_to_know_may_be_closed_but_not_leading():
    questions = [
        PlannedQuestion(id="q1", text=Words(fi="Riittääkö erittely?")),
        PlannedQuestion(id="q2", text=Words(fi="Eikö erittely riitä?")),
        PlannedQuestion(id="q3", text=Words(fi="Eikö hinta riitä?"), answered=True),
    ]
    assert told(study(questions=questions)) == [("leading-question", "lasku/plan.yaml, question q2", "note")]


def asked(*questions, document="d"):
    fixed = {"study": "lasku", "locator": "¶1", "text": "x"}
    return [Observation(key=f"{document}{n}", document=document, question=question, **fixed) for n, question in enumerate(questions)]


OPEN = tuple(f"Miten kohta {n} meni?" for n in range(6))
SHUT = tuple(f"Onko kohta {n} selkeä?" for n in range(6))


@pytest.mark.parametrize(
    ("questions", "codes"),
    [
        ((*OPEN, *SHUT), ["closed-interviews"]),
        ((*OPEN, *SHUT[:5]), []),
        (SHUT, []),
        ((*OPEN, *SHUT[:5], SHUT[0], SHUT[0]), []),
    ],
)
def test_interviews_of_mostly_closed_questions_are_told_once_there_are_enough_of_them(questions, codes):
    assert [issue.code for issue in interview_issues([study()], asked(*questions))] == codes


def test_a_question_counts_once_an_interview_and_surveys_are_left_alone():
    heard = [*asked(*SHUT[:5], document="d1"), *asked(*SHUT[:5], document="d2")]
    assert len(interview_issues([study()], heard)) == 1
    assert interview_issues([study("survey")], heard) == ()


def test_no_issue_holds_a_word_of_the_question():
    for issue in guide_issues([study(guide=("Eikö Pekka Peräkylä ole hankala?",))]):
        assert "Pekka" not in issue.what + issue.hint + issue.where
