"""Compose: one document's material becomes a Document, with names hidden, codes read and places resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from flows.model.documents import Document, Passage
from flows.model.issues import Issue, Severity
from flows.model.material import Found, Material, Trouble
from flows.model.noun import digest_of, unique
from flows.model.organisation import Organisation
from flows.model.studies import SourceEntry, Study
from flows.observations import cases as sheets
from flows.observations import metadata
from flows.observations.codes import codes_of, known_codes, normal_code, without_tags
from flows.observations.columns import is_private
from flows.observations.dates import date_in
from flows.observations.naming import KINDS, Naming, naming_of, normal
from flows.observations.participants import pseudonym
from flows.observations.speech import Interview
from flows.observations.split import interview
from flows.text.languages import language_of

SURE = 0.6
"""Confidence below which a person must look, and nothing of unclear role is used."""

NO_DATE = "Write `Date: 2026-03-12` or `Päivämäärä: 12.3.2026` on top, or put the day into the file name."

Hide = Callable[[str], str]


def document(  # noqa: PLR0913 - all that the plan says of a document decides how it is read
    found: Found,
    material: Material,
    study: Study,
    entry: SourceEntry,
    organisation: Organisation,
    hide: Hide,
    doubt: Callable[[str], int] | None = None,
) -> Document:
    """A captured document without names. `hide` replaces personal data in a text; it is run over every word that is kept.

    `doubt` counts the words of a hidden text that may still be names of people; their number is told, once for the document.
    What the material lacks or has wrong stands in `issues` with its place; nothing raises.
    """
    issues = _Issues(found.key)
    issues.troubles(material.troubles)
    naming = naming_of(organisation)
    told = _told(found, material, study, entry, organisation, hide)
    issues.troubles(told.troubles)
    if told.confidence < SURE and told.passages:
        issues.unsure(told.layout)
    own = {code: f"{code}-{digest_of(found.key)[:4]}" for code in told.minted}
    passages = tuple(_hidden(_placed(passage, naming, issues), own, told.hide) for passage in told.passages)
    issues.doubtful(sum(doubt(passage.text) for passage in passages) if doubt else 0)
    held = date_in(told.facts.get("date", "")) or _last(passages)
    if held is None:
        issues.add("note", "no-date", "", "No day is given for this document.", NO_DATE)
    places = _places(told.facts, study, naming, issues)
    return Document(
        key=found.key,
        study=found.study,
        source=found.kind,
        name=told.hide(found.name),
        title=told.hide(told.facts.get("title", "") or material.facts.get("title", "")),
        held_on=held,
        language=entry.language or _language(passages, told.facts.get("language", "")),
        fingerprint=found.fingerprint,
        participants=_participants(passages, told, own),
        persona=places["persona"],
        segment=places["segment"] or organisation.segment_of(places["persona"]),
        stage=places["stage"],
        unit=places["unit"],
        provenance=_provenance(told.facts, entry, study),
        layout=told.layout,
        confidence=told.confidence,
        passages=passages,
        issues=tuple(issues.found.values()),
    )


@dataclass(frozen=True)
class _Told:
    """What an interview or a sheet has told, before names are hidden."""

    passages: Sequence[Passage]
    facts: Mapping[str, str]
    layout: str
    confidence: float
    people: Sequence[str]
    minted: frozenset[str]
    troubles: Sequence[Trouble]
    hide: Hide


def _told(found: Found, material: Material, study: Study, entry: SourceEntry, organisation: Organisation, hide: Hide) -> _Told:
    if material.sheets:
        known_as = partial(pseudonym, study.id) if study.consent.covers == "everyone" else str
        cases = sheets.passages(material.sheets, entry.columns, known_as)
        passages, facts = [_without_tags(p) for p in cases.passages], metadata.of_file("", material.facts)
        return _Told(passages, facts, cases.layout, cases.confidence, cases.participants, cases.minted, cases.troubles, hide)
    talk = interview(material.blocks, name=found.name, facts=material.facts)
    if entry.voice == "document" and talk.confidence < SURE:
        talk = _as_one_voice(talk)
    passages, hiding = _from_interview(talk, entry, organisation), _also_hiding(talk.names, hide)
    return _Told(passages, talk.facts, talk.layout, talk.confidence, talk.participants, talk.minted, talk.troubles, hiding)


def _as_one_voice(talk: Interview) -> Interview:
    """The plan says whose words they are where the layout does not."""
    known = talk.participants[0] if len(talk.participants) == 1 else "S1"
    passages = tuple(replace(t, role="answer", speaker=known) if t.role in ("note", "answer") else t for t in talk.passages)
    minted = frozenset({known} - set(talk.participants))
    return replace(talk, passages=passages, layout="one-voice", confidence=SURE, participants=(known,), minted=minted, troubles=())


def _participants(passages: Sequence[Passage], told: _Told, own: Mapping[str, str]) -> tuple[str, ...]:
    speaking = [p.speaker for p in passages if p.role == "answer"]
    return unique([*speaking, *(own.get(code, code) for code in told.people if told.hide(code) == code)])


@dataclass
class _Issues:
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
            "Use templates/forms/interview.docx, or label the turns with H: and the participant's code.",
        )

    def doubtful(self, words: int) -> None:
        if words:
            told = "1 word may be the name" if words == 1 else f"{words} words may be names"
            what = f"{told} of people; {'it was' if words == 1 else 'they were'} not hidden."
            self.add("note", "possible-name", "", what, "Add the person to registers/participants, or write [nimi] in the document.")

    def unknown(self, kind: str, naming: Naming) -> None:
        allowed = ", ".join(naming.allowed[kind]) or "none yet"
        what = f"It names a {kind} that organisation.yaml does not have."
        self.add("warning", f"unknown-{kind}", "", what, f"Use one of: {allowed}; or add the name under `also`.")


def _without_tags(passage: Passage) -> Passage:
    codes = unique([*passage.codes, *codes_of((), passage.text, {})])
    return passage.model_copy(update={"codes": codes, "text": without_tags(passage.text) or passage.text})


def _from_interview(told: Interview, entry: SourceEntry, organisation: Organisation) -> list[Passage]:
    known = known_codes((theme.id, (theme.name.fi, theme.name.en)) for theme in organisation.themes)
    passages = []
    for turn in told.passages:
        unclear = told.confidence < SURE and turn.role == "answer"
        passages.append(
            Passage(
                locator=turn.locator,
                text=without_tags(turn.text) or turn.text,
                role="note" if unclear else turn.role,
                speaker=turn.speaker,
                question=without_tags(turn.question),
                section=without_tags(turn.section),
                heard_on=turn.heard_on,
                codes=unique(
                    [*codes_of(turn.marks, turn.text, entry.legend, known), *(f"{kind}:{normal(name)}" for kind, name in turn.places)]
                ),
            )
        )
    return passages


def _placed(passage: Passage, naming: Naming, issues: _Issues) -> Passage:
    """The passage with ids for the personas, segments, stages and units among its codes; unknown ones are left out and told."""
    codes = []
    for code in passage.codes:
        kind, _, name = code.partition(":")
        if kind not in KINDS:
            codes.append(code)
        elif id_ := naming.find(kind, name):
            codes.append(f"{kind}:{id_}")
        elif kind == "unit":
            codes.append(code)
        else:
            issues.unknown(kind, naming)
    return passage if tuple(codes) == passage.codes else passage.model_copy(update={"codes": unique(codes)})


def _places(facts: Mapping[str, str], study: Study, naming: Naming, issues: _Issues) -> dict[str, str]:
    """Persona, segment, stage and unit of the whole document: its own, else the study's."""
    usual = {
        "persona": study.persona,
        "segment": study.segment,
        "stage": study.stage,
        "unit": study.units[0] if len(study.units) == 1 else "",
    }
    found = {}
    for kind in KINDS:
        told = facts.get(kind, "")
        id_ = naming.find(kind, told) if told else ""
        if told and not id_:
            issues.unknown(kind, naming)
        found[kind] = id_ or naming.find(kind, usual[kind]) or usual[kind]
    own = naming.find("persona", facts.get("persona", ""))
    if own and own != study.persona and not naming.find("segment", facts.get("segment", "")):
        found["segment"] = ""  # the persona's own segment, not the one of the study's usual persona
    return found


def _provenance(facts: Mapping[str, str], entry: SourceEntry, study: Study) -> str:
    kind, _, told = normal_code(facts.get("provenance", "")).partition(":")
    return entry.provenance or (told if kind == "provenance" else "") or study.provenance


def _language(passages: Sequence[Passage], told: str) -> str:
    """The language of all answers together; what the document says of itself is for the short ones."""
    named = {"suomi": "fi", "finnish": "fi", "fi": "fi", "englanti": "en", "english": "en", "en": "en"}.get(told.strip().casefold()[:7], "")
    words = " ".join(p.text for p in passages if p.role == "answer") or " ".join(p.text for p in passages)
    return named or language_of(words)


def _last(passages: Sequence[Passage]) -> date | None:
    return max((p.heard_on for p in passages if p.heard_on), default=None)


def _hidden(passage: Passage, own: Mapping[str, str], hide: Hide) -> Passage:
    """The passage without names; codes that nobody gave are made the document's own, lest two documents' S1 be taken for one person."""
    speaker = own.get(passage.speaker, passage.speaker)
    if hide(passage.speaker) != passage.speaker:
        speaker = ""
    return passage.model_copy(
        update={
            "text": hide(passage.text),
            "question": hide(passage.question),
            "section": hide(passage.section),
            "speaker": speaker,
            "fields": {header: hide(told) for header, told in passage.fields.items() if not is_private(header)},
        }
    )


def _also_hiding(names: Mapping[str, str], hide: Hide) -> Hide:
    """`hide`, and after it the names that stood as labels or in the metadata, in Finnish cases and the English genitive too."""
    codes: dict[str, str] = {}
    for name, code in names.items():
        found = re.findall(r"[^\W\d_]+", name)
        if all(word[0].isupper() for word in found):
            codes |= {word: code for word in found if len(word) >= 3 and word not in codes}
    if not codes:
        return hide
    words = "|".join(map(re.escape, sorted(codes, key=lambda w: (-len(w), w))))
    endings = r"(?:n|a|ä|an|en|in|on|lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|ksi|na|nä|'s|’s|s)?"
    pattern = re.compile(rf"(?<![^\W_])({words}){endings}(?![^\W_])")

    def both(text: str) -> str:
        return pattern.sub(lambda m: f"[{codes[m[1]]}]" if codes[m[1]] else "[…]", hide(text))

    return both
