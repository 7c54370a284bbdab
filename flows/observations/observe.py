"""Observe: what people said in one document, as observations: one voice, one place, one date each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from rapidfuzz import fuzz, process

from flows.model.documents import Document, Passage
from flows.model.issues import Issue
from flows.model.noun import unique
from flows.model.observations import Kind, Observation, Provenance, Stance
from flows.model.organisation import Organisation
from flows.model.studies import Study
from flows.observations.consent import Consents
from flows.text.languages import LANGUAGES, language_of
from flows.text.words import is_nothing

SIGNS: dict[str, Stance] = {"+": "supports", "-": "contradicts"}
PLACED = ("kind", "provenance", "stage", "persona", "segment", "unit")
"""Codes that place an observation (`stage:maksaminen`) and are not kept among its themes and claims."""


def observe(
    document: Document, study: Study, organisation: Organisation, consents: Consents, known: frozenset[str]
) -> tuple[tuple[Observation, ...], tuple[Issue, ...]]:
    """Observations of a document in its order, with draft keys (`align.keep` gives the lasting ones), and what a person should mend.

    `known` holds the ids of themes and claims. Answers become observations, and staff's words only where a code gives their provenance.
    Polite nothings are left out, and so is everybody whose consent is missing: one issue for each document and participant.
    """
    desk = _Desk(document, study, organisation, consents, _by_small_letters(known))
    observations = [made for passage in document.passages if _heard(passage) and (made := desk.observation(passage))]
    return tuple(observations), tuple(desk.issues.values())


_MARK = re.compile(r"\[[^\[\]]*\]")
_CLOSE = 70


def _heard(passage: Passage) -> bool:
    spoken = passage.role == "answer" or (passage.role == "staff" and any(code.startswith("provenance:") for code in passage.codes))
    return spoken and not is_nothing(_MARK.sub(" ", passage.text))


def _by_small_letters(ids: Iterable[str]) -> dict[str, str]:
    return {id_.casefold(): id_ for id_ in sorted(ids)}


@dataclass
class _Desk:
    """Where one document's passages are read; issues are kept once each."""

    document: Document
    study: Study
    organisation: Organisation
    consents: Consents
    known: dict[str, str]
    issues: dict[str, Issue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.allowed: dict[str, dict[str, str]] = {
            "kind": _by_small_letters(get_args(Kind)),
            "provenance": _by_small_letters(get_args(Provenance)),
            "stage": _by_small_letters(self.organisation.stages()),
            "persona": _by_small_letters(self.organisation.personas()),
            "segment": _by_small_letters(segment.id for segment in self.organisation.segments),
            "unit": _by_small_letters(unit.id for unit in self.organisation.units),
        }
        self.alone = self.document.participants[0] if len(self.document.participants) == 1 else ""
        self.made = 0

    def observation(self, passage: Passage) -> Observation | None:
        """The passage as an observation, or None where consent is missing."""
        staff = passage.role == "staff"
        speaker = passage.speaker or ("" if staff else self.alone)
        scope = "quotes" if staff else self.consents.scope(self.study, speaker)
        if scope is None:
            self._no_consent(speaker)
            return None
        codes, places = self._codes(passage)
        self.made += 1
        return Observation.model_validate(
            {
                "key": f"draft-{self.made}",
                "study": self.study.id,
                "document": self.document.key,
                "locator": passage.locator,
                "text": passage.text,
                "heard_on": self._day(passage),
                "language": self._language(passage),
                "voice": f"{self.study.id}:{speaker}" if speaker else "",
                "codes": codes,
                "stance": next((SIGNS[code[-1]] for code in codes if code[-1] in SIGNS), ""),
                "question": passage.question,
                "row": passage.row,
                "quotable": scope != "notes",
                **self._placed(places),
            }
        )

    def _day(self, passage: Passage) -> date | None:
        return passage.heard_on or self.document.held_on or self.study.ended or self.study.begun

    def _language(self, passage: Passage) -> str:
        told = passage.fields.get("language", "").strip().casefold()
        return told if told in LANGUAGES else language_of(passage.text, self.document.language)

    def _codes(self, passage: Passage) -> tuple[tuple[str, ...], dict[str, str]]:
        """Theme and claim codes, spelt as their ids are; and what the other codes and the row's own columns place it in."""
        codes: list[str] = []
        places: dict[str, str] = {}
        for code in passage.codes:
            name, _, value = code.partition(":")
            if name in PLACED:
                places.setdefault(name, self._allowed(name, value, passage))
            elif code.strip("+-"):
                codes.append(self._known(code, passage))
        for name in PLACED:
            if not places.get(name) and name in passage.fields:
                places[name] = self._allowed(name, passage.fields[name], passage)
        return unique(codes), places

    def _placed(self, places: dict[str, str]) -> dict[str, str]:
        """The passage's own place, else the document's, else the study's; a segment follows its persona before it is borrowed."""
        document, study, segment_of = self.document, self.study, self.organisation.segment_of
        own = places.get("persona", "")
        persona = own or document.persona or study.persona
        segment = places.get("segment") or segment_of(own)
        if not own:
            segment = segment or document.segment or segment_of(document.persona) or study.segment or segment_of(persona)
        return {
            "persona": persona,
            "segment": segment,
            "stage": places.get("stage") or document.stage or study.stage,
            "unit": places.get("unit") or document.unit,
            "kind": places.get("kind") or "other",
            "provenance": places.get("provenance") or self._provenance(),
        }

    def _provenance(self) -> str:
        own = self.document.provenance
        return own if own in get_args(Provenance) else self.study.provenance

    def _known(self, code: str, passage: Passage) -> str:
        sign = code[-1] if code[-1] in SIGNS else ""
        bare = code.removesuffix(sign).casefold()
        if bare in self.known:
            return self.known[bare] + sign
        near = process.extractOne(bare, sorted(self.known), scorer=fuzz.ratio, score_cutoff=_CLOSE)
        hint = f"Did you mean `{self.known[near[0]]}`?" if near else "Add it to the codebook in organisation.yaml or to registers/claims."
        self._issue("unknown-code", passage, f"The code `{bare}` is neither a theme nor a claim.", hint, once=bare)
        return bare + sign

    def _allowed(self, name: str, value: str, passage: Passage) -> str:
        """The id as organisation.yaml spells it; empty, with an issue, where there is no such id."""
        allowed = self.allowed[name]
        found = allowed.get(value.strip().casefold(), "")
        if value.strip() and not found and name != "unit":
            choices = ", ".join(sorted(allowed.values())) or "none yet"
            self._issue(
                f"unknown-{name}", passage, f"A code or column names a {name} that is not known.", f"Use one of: {choices}.", once=value
            )
        return found or (value.strip() if name == "unit" else "")

    def _no_consent(self, speaker: str) -> None:
        who = f"Participant {speaker}" if speaker else "A speaker without a code"
        if self.consents.withdrawn(self.study, speaker):
            what = f"{who} has withdrawn the consent for study {self.study.id}: nothing of theirs is used."
            self._add(
                "note", "consent-withdrawn", self.document.key, what, "Take the document out of the study's folder too.", once=speaker
            )
            return
        hint = "Add a row to registers/consents." if speaker else "Mark who speaks, or let the study's one notice cover everyone."
        self._add("error", "no-consent", self.document.key, f"{who} has no consent record for study {self.study.id}.", hint, once=speaker)

    def _issue(self, code: str, passage: Passage, what: str, hint: str, once: str) -> None:
        self._add("warning", code, f"{self.document.key} {passage.locator}".strip(), what, hint, once)

    def _add(self, severity: str, code: str, where: str, what: str, hint: str, once: str) -> None:
        if f"{code} {once}" not in self.issues:
            issue = {"severity": severity, "code": code, "where": where, "what": what, "hint": hint, "verb": "collate"}
            self.issues[f"{code} {once}"] = Issue.model_validate(issue)
