"""Oddities: what people have written of questions and decisions that cannot be heeded as it stands, as issues."""

from __future__ import annotations

from collections.abc import Iterator

from flows.model.answers import QuestionAnswer
from flows.model.issues import Issue, Severity
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.model.registers import Decision


def prioritise_issues(picture: Picture) -> tuple[Issue, ...]:
    """What is odd in the backlog of a picture whose questions are ranked, by place and code.

    Break-evens outside 0 to 1, open decisions without a day, references that lead nowhere and places without a reason are told where plans,
    registers and the board are read, and not again here.
    """
    answers = {key: row for key, row in picture.answers.get(QuestionAnswer.tab, {}).items() if isinstance(row, QuestionAnswer)}
    found = [issue for row in picture.rows(Decision) for issue in _of_decision(row)]
    for question in picture.questions:
        if question.key in answers:
            found += _of_answer(question, answers[question.key])
    return tuple(sorted(found, key=lambda issue: (issue.where, issue.code)))


def _of_decision(row: Decision) -> Iterator[Issue]:
    if row.standing == "open" and row.stakes == 0:
        what = "The stakes are 0, so 0.5 is counted in their place."
        yield _issue(
            "warning", "zero-stakes", f"registers/decisions, {row.id}", what, "Write 0.2, 0.5, 1, 2, 5 or euros, or drop the decision."
        )


def _of_answer(question: Question, answer: QuestionAnswer) -> Iterator[Issue]:
    where = f"board, questions {question.key}"
    if answer.stakes == 0:
        yield _issue(
            "warning", "zero-stakes", where, "The stakes are 0, so they are taken as not given.", "To leave it out, mark it as not asked."
        )
    if answer.standing == "answered" and question.listing in ("ranked", "hedge", "unlinked"):
        what = "The question is marked as answered, and its claim has been contradicted or has gone stale since, so it is asked again."
        yield _issue("note", "answer-reopened", where, what, "Look at the claim; if the answer still holds, say so in the note.")
    if answer.reopen and answer.standing != "not-asking":
        yield _issue(
            "note", "reopen-idle", where, "It has a day to come back, and is not put aside.", "Mark it as not asked, or clear the day."
        )
    if answer.place is not None and question.listing != "ranked":
        what = "It is given a place in the order, and is not among the ranked questions."
        hint = "Name a decision, a day or a focus area for it, mark it to be asked, or clear the place."
        yield _issue("note", "place-unranked", where, what, hint)
    counted = question.factors.decision_date if question.factors else None
    if answer.decide_by and counted != answer.decide_by:
        what = "The register or a plan gives another day for the decision than the board, and that one is counted."
        yield _issue("warning", "two-days", where, what, "Mend the day there, or clear the board's.")


def _issue(severity: Severity, code: str, where: str, what: str, hint: str) -> Issue:
    return Issue(severity=severity, code=code, where=where, what=what, hint=hint, verb="prioritise")
