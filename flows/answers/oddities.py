"""Oddities: what is wrong on the board, as issues that say where, what and how to mend it, and never what a person wrote."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.model.issues import Issue, Severity

_TOLD: dict[str, tuple[Severity, str, str]] = {
    "board-cell": ("warning", "Column `{column}` does not allow what this cell holds; {stands}.", "Write {allowed}."),
    "board-unknown": (
        "warning",
        "Column `{column}` names {thing} that the library does not have; {stands}.",
        "Write the name as the board has it, or its id{allowed}.",
    ),
    "board-circle": (
        "warning",
        "This {thing} is merged into itself, straight or by way of others; no merge of the circle is heeded.",
        "Empty the cell in one of these: {cells}.",
    ),
    "board-merge": (
        "warning",
        "A merge needs both the verdict and the theme it goes into; this one is not heeded.",
        "Fill in both, or neither.",
    ),
    "board-duplicate": (
        "warning",
        "Two rows are about one thing and say different things; row {row} counts.",
        "Write in that row what is true, and delete the other.",
    ),
    "board-row": (
        "warning",
        "Somebody wrote in a row that is about nothing on this tab; it stays there and is not read.",
        "Move it to the row of what it is about, or to a sheet of your own.",
    ),
    "board-deleted": (
        "note",
        "{what} with answers of people {is_} no longer there; what was answered stands ({number} in all) and is put back.",
        "To take an answer back, empty its cell.",
    ),
    "board-header": (
        "warning",
        "The tab's hidden row of ids and its titles, or the column of keys, are gone, so nothing on it is read; what was read before stands.",
        "Undo it; or move what you need elsewhere and delete the tab: the next cycle makes it anew with every answer it remembers.",
    ),
    "board-column": (
        "note",
        "Column `{column}` stands twice; only the leftmost is read.",
        "Give the other a title and an id of its own, or delete it.",
    ),
    "board-torn": (
        "warning",
        "Rows were sorted without their hidden first column ({number} of them); they are read by the key that went along with what people see.",
        "Look whether answers stand beside what they are about, and always sort whole rows.",
    ),
    "board-place": ("note", "A question was given a place without a reason; it is heeded.", "Write the reason beside it."),
    "board-same-place": (
        "warning",
        "Place {place} is given to several questions: {cells}; all are heeded.",
        "Give each a place of its own.",
    ),
    "board-contradiction": (
        "warning",
        "The row says that the theme is wrong and names the same theme; neither is heeded.",
        "Say that it is right, or name another theme.",
    ),
    "board-labels": (
        "warning",
        "The cell of `speakers` was deleted, and its labels are kept nowhere but on the board; {stands}, but a change of the document is not read.",
        "Write the labels of the document in place of #1, #2 …, or empty the cell.",
    ),
    "board-name": (
        "warning",
        "A label in `speakers` is or may be the name of a person, so the cell is not heeded; {stands}.",
        "Say it in the study's plan.yaml, at the document's entry: labels that are names stay there and are kept nowhere else.",
    ),
}


@dataclass
class Oddities:
    """Issues of the board, each once."""

    found: dict[str, Issue] = field(default_factory=dict)

    def add(self, code: str, where: str, **facts: object) -> None:
        """`facts` fill the sentences of the code: names of columns, allowed values, places, numbers."""
        severity, what, hint = _TOLD[code]
        issue = Issue(severity=severity, code=code, where=where, what=what.format(**facts), hint=hint.format(**facts), verb="capture")
        self.found.setdefault(issue.key, issue)

    def told(self) -> tuple[Issue, ...]:
        """In the order of their places and codes."""
        return tuple(sorted(self.found.values(), key=lambda issue: (issue.where, issue.code, issue.what)))
