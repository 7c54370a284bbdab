"""Prioritise: turn gaps into questions and rank them by the value of the answer."""

from __future__ import annotations

from dataclasses import replace

from flows import plugins
from flows.desk.desk import Desk, at_desk, inputs, settle_issues
from flows.desk.picture import picture
from flows.ledger import Entry
from flows.model.contracts import Rule
from flows.model.issues import Issue, Report
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.questions.gaps import gaps
from flows.questions.guide import interview_issues
from flows.questions.oddities import prioritise_issues
from flows.questions.rank import rank
from flows.runners import step, verb

VERSION = "4"
READS = ("insight", "theme", "observation", "organisation", "study", "signals", "answer.questions", "register.*")


@verb("prioritise")
def prioritise(workspace: str, today: str, cycle: str = "") -> Report:
    """Rank what to find out next."""
    with at_desk("prioritise", workspace, today) as desk, desk.entry() as entry:
        digest = inputs(entry, VERSION, *READS, today=desk.cycle.today)
        issues: tuple[Issue, ...] = ()
        skipped = entry.memo("prioritise").get("") == digest
        if not skipped:
            issues = _work(desk, entry)
            entry.remember("prioritise", {"": digest})
        questions = entry.all("question", Question).values()
        counts = {"questions": len(questions), "ranked": sum(q.listing == "ranked" for q in questions)}
        now = sum(q.tier == "now" and q.listing == "ranked" for q in questions)
        return desk.report({**counts, "ask now": now}, issues, skipped=skipped)


def _work(desk: Desk, entry: Entry) -> tuple[Issue, ...]:
    drawn = picture(entry, desk.cycle)
    questions = order.once(drawn)
    entry.settle("question", questions)
    issues = (*prioritise_issues(replace(drawn, questions=questions)), *interview_issues(drawn.studies, drawn.observations))
    return settle_issues(entry, "prioritise", issues)


@step("rank")
def order(drawn: Picture) -> tuple[Question, ...]:
    """Questions in their order, by the rule that the organisation has chosen. Raises UnknownPlugin."""
    rule: Rule = plugins.part("scoring", drawn.organisation.research.rule)
    return rank(gaps(drawn, {place: cell.voices for place, cell in drawn.coverage.cells.items()}), drawn, rule)
