"""Oddities: what was odd while a document was read, as issues that say where, what and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.model.issues import Issue, Severity
from flows.model.material import Trouble
from flows.observations.naming import Naming

SEE_NAMES = "`uoma names` shows the words."
NO_NAMES = "privacy.not_names of organisation.yaml"
PLACES_TOLD = 12


@dataclass
class Issues:
    """Issues of one document, each once."""

    key: str
    found: dict[str, Issue] = field(default_factory=dict)

    def add(self, severity: Severity, code: str, place: str, what: str, hint: str) -> None:
        issue = Issue(severity=severity, code=code, where=f"{self.key} {place}".strip(), what=what, hint=hint, verb="capture")
        self.found.setdefault(issue.key, issue)

    def troubles(self, troubles: Iterable[Trouble]) -> None:
        for t in troubles:
            self.add(t.severity, t.code, t.place, t.what, t.hint)

    def unsure(self, layout: str) -> None:
        what = f"It is not sure who speaks in this document (layout {layout}), so its words are kept as notes and not counted."
        self.add(
            "warning",
            "unsure-layout",
            "",
            what,
            "Say it in plan.yaml, at the document's entry: `layout:` and `speakers: {label: staff, other label: P07}`; or label the turns "
            "H: and P07:. The form templates/forms/interview.docx is always understood.",
        )

    def doubtful(self, found: Counter[str]) -> None:
        if number := found.total():
            told = (
                "1 word or row of words may be the name of a person and was" if number == 1 else f"{number} may be names of people and were"
            )
            what = f"{told} not hidden: {_places_told(found)}."
            self.add(
                "note", "possible-name", "", what, f"{SEE_NAMES} A person belongs in registers/participants, another word in {NO_NAMES}."
            )

    def strangers(self, found: Counter[str]) -> None:
        if number := found.total():
            told = (
                "1 name that is not in the participants register, or that several participants share, was"
                if number == 1
                else f"{number} names that are not in the participants register, or that several participants share, were"
            )
            what = f"{told} hidden as [nimi]: {_places_told(found)}."
            self.add("note", "hidden-name", "", what, f"{SEE_NAMES} What is no name belongs in {NO_NAMES}.")

    def unknown(self, kind: str, naming: Naming) -> None:
        allowed = ", ".join(naming.allowed[kind]) or "none yet"
        what = f"It names a {kind} that organisation.yaml does not have."
        self.add("warning", f"unknown-{kind}", "", what, f"Use one of: {allowed}; or add the name under `also`.")


def _places_told(found: Counter[str]) -> str:
    """The first places, and how many more."""
    places = [place for place, number in found.items() if number]
    more = f" and {len(places) - PLACES_TOLD} more places" if len(places) > PLACES_TOLD else ""
    return ", ".join(places[:PLACES_TOLD]) + more
