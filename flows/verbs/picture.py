"""The picture of the library as of a cycle, drawn from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.insights.changes import changes
from flows.ledger.book import Reader
from flows.model.cycles import Cycle
from flows.model.documents import Collated, Document, Quarantined
from flows.model.insights import Insight
from flows.model.issues import Issue
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.picture import Picture
from flows.model.questions import Listing, Question
from flows.model.registers import PRIVATE, REGISTERS, RegisterRow
from flows.model.studies import Study
from flows.verbs.desk import organisation_of

LISTINGS: tuple[Listing, ...] = ("ranked", "hedge", "unlinked", "not-asking", "answered")


def picture(reader: Reader, cycle: Cycle, compare: bool = False, as_of: int | None = None) -> Picture:
    """Everything as it stands now, or stood at the end of cycle `as_of`; with `compare` also what changed since the cycle before."""
    cycles = tuple(known for known in reader.cycles() if as_of is None or known.number <= as_of)
    organisation = organisation_of(reader, as_of)
    after = Picture(
        cycle=cycle,
        organisation=organisation,
        studies=tuple(reader.all("study", Study, as_of).values()),
        documents=tuple(reader.all("document", Document, as_of, without={"passages": ()}).values()),
        observations=tuple(reader.all("observation", Observation, as_of).values()),
        themes=(*organisation.themes, *reader.all("theme", Theme, as_of).values()),
        insights=tuple(reader.all("insight", Insight, as_of).values()),
        questions=tuple(sorted(reader.all("question", Question, as_of).values(), key=_order)),
        registers={name: tuple(reader.all(f"register.{name}", row, as_of).values()) for name, row in _public()},
        issues=tuple(_issues(reader, cycles or (cycle,), as_of)),
        cycles=cycles,
    )
    if not compare:
        return after
    earlier = [known for known in cycles if known.number < cycle.number]
    before = picture(reader, earlier[-1], as_of=earlier[-1].number) if earlier else None
    return replace(after, changes=changes(before, after))


def _public() -> Iterator[tuple[str, type[RegisterRow]]]:
    return ((name, row) for name, row in REGISTERS.items() if name not in PRIVATE)


def _order(question: Question) -> tuple[int, int, str]:
    return LISTINGS.index(question.listing), question.rank, question.key


def _issues(reader: Reader, cycles: tuple[Cycle, ...], as_of: int | None) -> Iterator[tuple[Issue, Cycle]]:
    """Every issue with the cycle that brought it, whatever noun carries it."""
    by_number = {known.number: known for known in cycles}
    carriers: list[tuple[str, list[tuple[str, tuple[Issue, ...]]]]] = [
        ("issue", [(key, (issue,)) for key, issue in reader.all("issue", Issue, as_of).items()]),
        ("quarantined", [(key, (noun.issue,)) for key, noun in reader.all("quarantined", Quarantined, as_of).items()]),
        ("document", [(key, doc.issues) for key, doc in reader.all("document", Document, as_of, without={"passages": ()}).items()]),
        ("collated", [(key, noun.issues) for key, noun in reader.all("collated", Collated, as_of).items()]),
    ]
    for kind, carried in carriers:
        since = reader.since(kind, as_of)
        for key, issues in carried:
            for issue in issues:
                yield issue, by_number.get(since[key], cycles[-1])
