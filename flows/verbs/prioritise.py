"""Prioritise: turn gaps into questions and rank them by the value of the answer."""

from __future__ import annotations

from flows import plugins
from flows.desk.desk import Desk, at_desk, inputs
from flows.desk.picture import picture
from flows.insights.coverage import coverage
from flows.ledger import Entry
from flows.model.contracts import Rule
from flows.model.issues import Report
from flows.model.picture import Picture
from flows.model.questions import Question
from flows.questions.gaps import gaps
from flows.questions.rank import rank
from flows.runners import step, verb

VERSION = "3"
READS = ("insight", "theme", "observation", "organisation", "study", "register.*")


@verb("prioritise")
def prioritise(workspace: str, today: str, cycle: str = "") -> Report:
    """Rank what to find out next."""
    with at_desk("prioritise", workspace, today) as desk, desk.entry() as entry:
        digest = inputs(entry, VERSION, *READS, today=desk.cycle.today)
        skipped = entry.memo("prioritise").get("") == digest
        if not skipped:
            entry.settle("question", _questions(desk, entry))
            entry.remember("prioritise", {"": digest})
        questions = entry.all("question", Question).values()
        counts = {"questions": len(questions), "ranked": sum(q.listing == "ranked" for q in questions)}
        return desk.report({**counts, "ask now": sum(q.tier == "now" and q.listing == "ranked" for q in questions)}, skipped=skipped)


def _questions(desk: Desk, entry: Entry) -> tuple[Question, ...]:
    return order.once(picture(entry, desk.cycle))


@step("rank")
def order(drawn: Picture) -> tuple[Question, ...]:
    """Questions in their order, by the rule that the organisation has chosen. Raises UnknownPlugin."""
    rule: Rule = plugins.part("scoring", drawn.organisation.research.rule)
    cells = coverage(drawn.counted, drawn.organisation).cells
    return rank(gaps(drawn, {place: cell.voices for place, cell in cells.items()}), drawn, rule)
