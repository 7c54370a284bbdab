"""Issues: where each one lies, since when, and many of a kind as one, for the health page, the terminal and export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.model.cycles import Cycle
from flows.model.documents import Quarantined
from flows.model.issues import Issue, Severity
from flows.model.picture import Picture

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
ORGANISATION = ""
"""Stands for what belongs to no study: organisation.yaml and the registers."""


@dataclass(frozen=True, slots=True)
class Lying:
    """One issue with what its `where` says, taken apart."""

    issue: Issue
    since: Cycle
    study: str
    """Id of the study, or empty for the organisation's own plans and registers."""
    source: str
    """Key of the document, or the file of a plan or register."""
    place: str
    """Within it: `Sheet1!C4`, `¶12`, `line 8, sources`; empty for the whole."""
    quarantined: bool
    """Whether the revision at hand is not used for it."""
    good: Cycle | None
    """The cycle in which the last good revision was read, where one stands in its place."""
    new: bool
    """Whether this cycle brought it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Many of a kind: one code in one study."""

    issues: tuple[Lying, ...]

    @property
    def first(self) -> Lying:
        return self.issues[0]

    @property
    def severity(self) -> Severity:
        return self.first.issue.severity

    @property
    def code(self) -> str:
        return self.first.issue.code

    @property
    def sources(self) -> tuple[tuple[str, tuple[Lying, ...]], ...]:
        """By document or file, in order."""
        grouped: dict[str, list[Lying]] = {}
        for lying in self.issues:
            grouped.setdefault(lying.source, []).append(lying)
        return tuple((source, tuple(members)) for source, members in grouped.items())

    @property
    def since(self) -> Cycle:
        """The earliest of them."""
        return min((lying.since for lying in self.issues), key=lambda cycle: cycle.number)

    @property
    def new(self) -> int:
        return sum(lying.new for lying in self.issues)

    @property
    def alike(self) -> bool:
        """Whether all of them say the very same and are mended the same way."""
        return len({(lying.issue.what, lying.issue.hint) for lying in self.issues}) == 1


@dataclass(frozen=True)
class Lies:
    """Taking issues apart, for one picture."""

    picture: Picture

    def all(self) -> tuple[Lying, ...]:
        """Every issue, by study, then severity, code and place."""
        return tuple(sorted((self._lying(issue, since) for issue, since in self.picture.issues), key=_order))

    def _lying(self, issue: Issue, since: Cycle) -> Lying:
        source, place = self._taken_apart(issue.where)
        held = self._quarantined.get(source)
        quarantined = held is not None and held.issue == issue
        return Lying(
            issue=issue,
            since=since,
            study=self._study(source),
            source=source,
            place=place,
            quarantined=quarantined,
            good=self.picture.last_good.get(source) if quarantined else None,
            new=since.number == self.picture.cycle.number,
        )

    def _study(self, source: str) -> str:
        """A document's own study: what lies at Google does not tell it by its key."""
        document = self.picture.document.get(source)
        folder = document.study if document else source.partition("/")[0]
        return folder if folder in self._studies else ORGANISATION

    def _taken_apart(self, where: str) -> tuple[str, str]:
        """The key of the document that a place begins with, or else all up to a file's ending."""
        ends = [at for at, sign in enumerate(where) if sign == " "]
        for end in (len(where), *reversed(ends)):
            if where[:end] in self._sources:
                return where[:end], where[end:].strip()
        found = _FILE.match(where)
        return (found[0], where[found.end() :].strip(" ,")) if found else (where, "")

    @cached_property
    def _sources(self) -> frozenset[str]:
        return frozenset({*self.picture.document, *self._quarantined})

    @cached_property
    def _quarantined(self) -> dict[str, Quarantined]:
        return {held.key: held for held in self.picture.quarantined}

    @cached_property
    def _studies(self) -> frozenset[str]:
        """Also folders that have documents and no plan, or a broken one."""
        folders = {issue.where.partition("/")[0] for issue, _ in self.picture.issues if issue.code in ("no-plan", "broken-plan")}
        return frozenset({*self.picture.study, *folders})


def folded(issues: Iterable[Lying]) -> tuple[Kind, ...]:
    """Of one study: many of a kind as one, the gravest first, then the most frequent."""
    kinds: dict[tuple[str, str], list[Lying]] = {}
    for lying in issues:
        kinds.setdefault((lying.issue.severity, lying.issue.code), []).append(lying)
    made = (Kind(tuple(members)) for members in kinds.values())
    return tuple(sorted(made, key=lambda kind: (SEVERITIES.index(kind.severity), -len(kind.issues), kind.code)))


def by_study(issues: Sequence[Lying], picture: Picture) -> tuple[tuple[str, tuple[Kind, ...]], ...]:
    """The organisation's own first, then the studies in their order."""
    order = {key: at for at, key in enumerate((ORGANISATION, *picture.study))}
    shelves: dict[str, list[Lying]] = {}
    for lying in issues:
        shelves.setdefault(lying.study, []).append(lying)
    ordered = sorted(shelves, key=lambda study: (order.get(study, len(order)), study))
    return tuple((study, folded(shelves[study])) for study in ordered)


def called(lying: Lying, picture: Picture) -> str:
    """`study/name` of a document whose key is an id, such as one at Google; empty for every other."""
    document = picture.document.get(lying.source)
    return f"{document.study}/{document.name}" if document and not lying.source.startswith(f"{document.study}/") else ""


def register_at_google(where: str) -> str:
    """The name of a register that is a Google Sheet, of a place within it; empty for every other place."""
    found = _SHEET.match(where)
    return found[1] if found else ""


def legible(where: str) -> str:
    """A place as people call it: `registers/consents.gsheet B2` is no file that anybody could look for."""
    return _SHEET.sub(r"the \1 register (Google Sheet)", where)


def _order(lying: Lying) -> tuple[str, int, str, str, str, str]:
    issue = lying.issue
    return (lying.study, SEVERITIES.index(issue.severity), issue.code, lying.source, issue.where, issue.what)


_FILE = re.compile(r".+?\.(?:docx|docm|dotx|dotm|doc|xlsx|xlsm|xls|csv|tsv|vtt|srt|md|txt|yaml|yml|gsheet)(?=$|[\s,])", re.IGNORECASE)
_SHEET = re.compile(r"registers/([\w-]+)\.gsheet(?=$|[\s,])")
