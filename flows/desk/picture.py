"""The picture of the library as of a cycle, drawn from the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flows.desk.desk import organisation_of
from flows.insights.claims.changes import changes
from flows.insights.claims.flip import flips
from flows.insights.claims.history import histories
from flows.insights.signals.coverage import coverage
from flows.ledger.book import Reader
from flows.model.answers import ANSWERS, Answer, InsightAnswer
from flows.model.cycles import Cycle
from flows.model.documents import Collated, Document, Quarantined
from flows.model.erasures import Withheld
from flows.model.insights import Insight, Turn
from flows.model.issues import Issue
from flows.model.notes import NOTES, Note
from flows.model.noun import Noun
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.model.picture import Picture
from flows.model.questions import Listing, Question
from flows.model.registers import PRIVATE, REGISTERS, RegisterRow
from flows.model.signals import Signals
from flows.model.studies import Study
from flows.observations.notes import notes
from flows.observations.retention import unshown
from flows.observations.withdrawal import as_shown, without_words_of

LISTINGS: tuple[Listing, ...] = ("ranked", "hedge", "unlinked", "not-asking", "answered")


def picture(reader: Reader, cycle: Cycle, compare: bool = False, as_of: int | None = None, today: date = date.min) -> Picture:
    """Everything as it stands now, or stood at the end of cycle `as_of`; with `compare` also what changed since the cycle before.

    Words of studies whose time was up by `today`, or by the last cycle's day, are in no picture.
    """
    today = max(today, *(known.today for known in (cycle, *reader.cycles())))
    studies = reader.all("study", Study).values()
    after = unshown(_told(reader, _nouns(reader, cycle, as_of), as_of), studies, today)
    if not compare:
        return after
    earlier = [known for known in after.cycles if known.number < cycle.number]
    before = unshown(_nouns(reader, earlier[-1], earlier[-1].number), studies, today) if earlier else None
    if before:
        before = without_words_of(before, _quotable(before) - _quotable(after))
    return replace(after, changes=changes(before, after))


def _nouns(reader: Reader, cycle: Cycle, as_of: int | None) -> Picture:
    """What the ledger has, as it is: enough to compare with."""
    organisation = organisation_of(reader, as_of)
    return Picture(
        cycle=cycle,
        organisation=organisation,
        studies=tuple(reader.all("study", Study, as_of).values()),
        documents=tuple(reader.all("document", Document, as_of, without={"passages": ()}).values()),
        observations=tuple(reader.all("observation", Observation, as_of).values()),
        themes=(*organisation.themes, *reader.all("theme", Theme, as_of).values()),
        insights=tuple(reader.all("insight", Insight, as_of).values()),
        questions=tuple(sorted(reader.all("question", Question, as_of).values(), key=_order)),
        registers={name: tuple(reader.all(f"register.{name}", row, as_of).values()) for name, row in _public()},
        quarantined=tuple(reader.all("quarantined", Quarantined, as_of).values()),
        answers=answers(reader, as_of),
        signals=next(iter(reader.all("signals", Signals, as_of).values()), Signals()),
        cycles=tuple(known for known in reader.cycles() if as_of is None or known.number <= as_of),
    )


def _told(reader: Reader, drawn: Picture, as_of: int | None) -> Picture:
    """The picture with what follows from its nouns and their earlier versions."""
    cycles, read = drawn.cycles or (drawn.cycle,), _read_in(reader, drawn.cycles, as_of)
    return replace(
        drawn,
        issues=tuple(_issues(reader, cycles, as_of)),
        last_good=_last_good(reader, read, as_of),
        read_in=read,
        coverage=coverage(drawn.counted, drawn.organisation),
        histories=_histories(reader, drawn, as_of),
        flips={insight.key: flips(insight) for insight in drawn.insights},
        notes=_notes(reader, drawn, cycles, as_of),
    )


def answers(reader: Reader, as_of: int | None = None) -> dict[str, dict[str, Answer]]:
    """What people wrote on the board, by tab and key."""
    return {tab: dict(reader.all(f"answer.{tab}", kind, as_of)) for tab, kind in ANSWERS.items()}


_LIGHT: dict[str, Any] = {"evidence": (), "related": (), "hearsay": ()}


def _histories(reader: Reader, drawn: Picture, as_of: int | None) -> dict[str, tuple[Turn, ...]]:
    """What happened to each insight, in this cycle too; without a model's wordings of what may not be shown any more."""
    by_number = {known.number: known for known in (*drawn.cycles, drawn.cycle)}
    since = reader.since("insight", as_of)
    earlier = reader.earlier("insight", Insight, drawn.insight, as_of, _LIGHT)
    versions = {
        key: [
            *((by_number[n], old) for n, old in reversed(earlier.get(key, ())) if n in by_number),
            (by_number.get(since[key], drawn.cycle), insight),
        ]
        for key, insight in drawn.insight.items()
    }
    shown = _quotable(drawn)
    versions = {key: [(cycle, as_shown(insight, shown)) for cycle, insight in each] for key, each in versions.items()}
    answers = {key: answer for key, answer in drawn.answers.get("insights", {}).items() if isinstance(answer, InsightAnswer)}
    return histories(versions, answers=answers)


def _quotable(drawn: Picture) -> set[str]:
    return {observation.key for observation in drawn.observations if observation.quotable}


def _notes(reader: Reader, drawn: Picture, cycles: tuple[Cycle, ...], as_of: int | None) -> tuple[Note, ...]:
    """Every line of the notes sheets, with the cycle that first had what was made of it."""
    sheets = [document.key for document in drawn.documents if document.study == NOTES]
    if not sheets:
        return ()
    told = notes(reader.some("document", Document, sheets, as_of).values(), (o for o in drawn.observations if o.study == NOTES))
    first, by_number = reader.first("observation"), {known.number: known for known in cycles}
    return tuple(note.model_copy(update={"since": by_number.get(first.get(note.observation, 0))}) for note in told)


def _public() -> Iterator[tuple[str, type[RegisterRow]]]:
    return ((name, row) for name, row in REGISTERS.items() if name not in PRIVATE)


def _order(question: Question) -> tuple[int, int, str]:
    return LISTINGS.index(question.listing), question.rank, question.key


def _issues(reader: Reader, cycles: tuple[Cycle, ...], as_of: int | None) -> Iterator[tuple[Issue, Cycle]]:
    """Every issue with the cycle that brought it, whatever noun carries it."""
    by_number = {known.number: known for known in cycles}
    for kind, noun in CARRIERS.items():
        carried = reader.all(kind, noun, as_of, without=_BULK.get(kind))
        troubled = {key: issues for key, carrier in carried.items() if (issues := _carried(carrier))}
        since, earlier = reader.since(kind, as_of), reader.earlier(kind, noun, troubled, as_of, _BULK.get(kind))
        for key, issues in troubled.items():
            for issue in issues:
                number = _since(issue, since[key], earlier.get(key, ()))
                yield issue, by_number.get(number, cycles[-1])


CARRIERS: dict[str, type[Issue] | type[Quarantined] | type[Withheld] | type[Document] | type[Collated]] = {
    "issue": Issue,
    "quarantined": Quarantined,
    "withheld": Withheld,
    "document": Document,
    "collated": Collated,
}
_BULK: dict[str, dict[str, Any]] = {"document": {"passages": ()}}


def _carried(carrier: Noun) -> tuple[Issue, ...]:
    if isinstance(carrier, Issue):
        return (carrier,)
    if isinstance(carrier, Quarantined | Withheld):
        return (carrier.issue,)
    return carrier.issues if isinstance(carrier, Document | Collated) else ()


def _since(issue: Issue, number: int, earlier: tuple[tuple[int, Noun], ...]) -> int:
    """The cycle from which every version of what carries it has had the issue: whoever mends one thing has not brought the others."""
    for since, carrier in earlier:
        if issue.key not in {known.key for known in _carried(carrier)}:
            break
        number = since
    return number


def _last_good(reader: Reader, read: Mapping[str, Cycle], as_of: int | None) -> dict[str, Cycle]:
    """The cycle that read the revision of a document which stands in the place of one that cannot be read."""
    kept = (key for key, held in reader.all("quarantined", Quarantined, as_of).items() if held.kept)
    return {key: read[key] for key in kept if key in read}


def _read_in(reader: Reader, cycles: tuple[Cycle, ...], as_of: int | None) -> dict[str, Cycle]:
    """The cycle that brought each document as it stands."""
    by_number = {known.number: known for known in cycles}
    return {key: by_number[number] for key, number in sorted(reader.since("document", as_of).items()) if number in by_number}
