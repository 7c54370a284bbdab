"""Compose: one document's material becomes a Document, with names hidden, codes read and places resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from flows.model.documents import Document, Passage, Scale
from flows.model.material import Found, Material, Trouble
from flows.model.notes import NOTES
from flows.model.noun import unique
from flows.model.organisation import Organisation
from flows.model.studies import SourceEntry, Study
from flows.observations import cases as sheets
from flows.observations import metadata
from flows.observations.codes import codes_of, known_codes, normal_code, remark_of, without_tags
from flows.observations.columns import is_private
from flows.observations.dates import date_in
from flows.observations.hiding import Hide, also_hiding, doubts, newly_hidden
from flows.observations.legible import as_read
from flows.observations.moves import code_of
from flows.observations.naming import KINDS, Naming, naming_of, normal
from flows.observations.notes import as_notes, with_first_line
from flows.observations.oddities import Issues
from flows.observations.participants import pseudonym
from flows.observations.registered import registered, researchers, with_registered
from flows.observations.speech import Interview, Turn
from flows.observations.split import interview
from flows.text.languages import language_of

SURE = 0.6
"""Confidence below which a person must look, and nothing of unclear role is used."""

NO_DATE = "Write `Date: 2026-03-12` or `Päivämäärä: 12.3.2026` on top, or put the day into the file name."
NO_DATE_OF_ROWS = "Add a column with the day of each row (`Date`, `Päivämäärä`), or write `begun:` and `ended:` into plan.yaml."

_SAY_UNSURE = ("who-asks", "two-codes")
"""Troubles that say why it is not sure who speaks; another issue would say it twice."""

_ENOUGH = 2000
"""Characters that are enough to tell a document's language."""


def document(  # noqa: PLR0913 - all that the plan says of a document decides how it is read
    found: Found,
    material: Material,
    study: Study,
    entry: SourceEntry,
    organisation: Organisation,
    hide: Hide,
    doubt: Callable[[str], int] | None = None,
    secret: str = "",
) -> Document:
    """A captured document without names. `hide` replaces personal data in a text; it is run over every word that is kept.

    `doubt` counts the names of people that a hidden text may still hold; their number and places are told, once for the document.
    `secret` keys the pseudonyms of customer numbers.
    What the material lacks or has wrong stands in `issues` with its place; nothing raises.
    """
    material = as_read(material)
    hide = cache(hide)  # a question is hidden once, not again with each of its answers
    issues = Issues(found.key)
    issues.troubles(material.troubles)
    naming = naming_of(organisation)
    known_as = partial(pseudonym, study.id, secret=secret) if study.consent.covers == "everyone" else str
    told = _told(found, material, study, entry, organisation, hide, known_as)
    issues.troubles(told.troubles)
    if told.confidence < SURE and told.passages and not any(trouble.code in _SAY_UNSURE for trouble in told.troubles):
        issues.unsure(told.layout)
    own = {code: f"{code}-{code_of(found.key)}" for code in told.minted}
    passages = tuple(_hidden(_placed(passage, naming, issues), own, told.hide) for passage in told.passages)
    issues.strangers(newly_hidden(told.passages, passages))
    title = told.hide(told.facts.get("title", "") or material.facts.get("title", ""))
    issues.doubtful(doubts(title, passages, doubt) if doubt else Counter())
    held = date_in(told.facts.get("date", "")) or _last(passages)
    if held is None and not (material.sheets and (study.begun or study.ended)):
        issues.add("note", "no-date", "", "No day is given for this document.", NO_DATE_OF_ROWS if material.sheets else NO_DATE)
    places = _places(told.facts, study, naming, issues)
    return Document(
        key=found.key,
        study=found.study,
        source=found.kind,
        name=told.hide(found.name),
        title=title,
        held_on=held,
        language=entry.language or _language(passages, told.facts.get("language", "")),
        fingerprint=material.fingerprint or found.fingerprint,
        participants=_participants(passages, told, own),
        persona=places["persona"],
        segment=places["segment"] or organisation.segment_of(places["persona"]),
        stage=places["stage"],
        unit=places["unit"],
        provenance=_provenance(told.facts, entry, study),
        layout=told.layout,
        confidence=told.confidence,
        passages=passages,
        scales=tuple(scale.model_copy(update={"question": told.hide(scale.question)}) for scale in told.scales),
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
    scales: Sequence[Scale] = ()


def _told(  # noqa: PLR0913 - see `document`
    found: Found,
    material: Material,
    study: Study,
    entry: SourceEntry,
    organisation: Organisation,
    hide: Hide,
    known_as: Hide,
) -> _Told:
    if material.sheets:
        cases = _cases(material, study, entry, known_as, partial(registered, hide=hide))
        passages, facts = [_without_tags(p, hide) for p in cases.passages], metadata.of_file("", material.facts)
        return _Told(
            passages, facts, cases.layout, cases.confidence, cases.participants, cases.minted, cases.troubles, hide, _metrics(cases, study)
        )
    talk = interview(material.blocks, name=found.name, facts=material.facts, layout=entry.layout, speakers=entry.speakers)
    if entry.voice == "document" and talk.confidence < SURE:
        talk = _as_one_voice(talk)
    talk = with_registered(talk, hide, entry.speakers)
    passages, hiding = _from_interview(talk, entry, organisation, hide), also_hiding(talk.names, hide)
    return _Told(passages, talk.facts, talk.layout, talk.confidence, talk.participants, talk.minted, talk.troubles, hiding)


def _cases(
    material: Material, study: Study, entry: SourceEntry, known_as: Callable[[str], str], code_of: Callable[[str], str]
) -> sheets.Cases:
    if study.id == NOTES:
        return as_notes(sheets.passages(with_first_line(material.sheets), entry.columns, known_as))
    return sheets.passages(material.sheets, entry.columns, known_as, code_of)


def _metrics(cases: sheets.Cases, study: Study) -> Sequence[Scale]:
    """Ratings in sum, where one notice covers everyone: where each consents apart, a sum would hold those who have not."""
    return cases.scales if study.consent.covers == "everyone" else ()


def _as_one_voice(talk: Interview) -> Interview:
    """The plan says whose words they are where the layout does not."""
    known = talk.participants[0] if len(talk.participants) == 1 else "S1"
    passages = tuple(replace(t, role="answer", speaker=known) if t.role in ("note", "answer") else t for t in talk.passages)
    minted = frozenset({known} - set(talk.participants))
    return replace(talk, passages=passages, layout="one-voice", confidence=SURE, participants=(known,), minted=minted, troubles=())


def _participants(passages: Sequence[Passage], told: _Told, own: Mapping[str, str]) -> tuple[str, ...]:
    speaking = [p.speaker for p in passages if p.role == "answer"]
    return unique([*speaking, *(own.get(code, code) for code in told.people if told.hide(code) == code)])


def _without_tags(passage: Passage, hide: Hide) -> Passage:
    codes = unique([*passage.codes, *(codes_of((), hide(passage.text), {}) if "#" in passage.text else ())])
    return passage.model_copy(update={"codes": codes, "text": without_tags(passage.text) or passage.text})


def _from_interview(told: Interview, entry: SourceEntry, organisation: Organisation, hide: Hide) -> list[Passage]:
    known = known_codes((theme.id, (theme.name.fi, theme.name.en)) for theme in organisation.themes)
    said: set[str] = set()
    passages = []
    for spoken in told.passages:
        turn, own = researchers(spoken, hide)
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
                codes=unique([*_marked(turn, entry, known, hide), *(f"{kind}:{normal(name)}" for kind, name in turn.places)]),
            )
        )
        passages += [*own, *_remarks(turn, known, said)]
    return passages


def _marked(turn: Turn, entry: SourceEntry, known: Mapping[str, str], hide: Hide) -> tuple[str, ...]:
    """The turn's codes; what names somebody (`#EtunimiSukunimi`) is none, lest an issue repeat it."""
    marks = [replace(mark, words=hide(mark.words)) if mark.by == "comment" else mark for mark in turn.marks]
    marks = [mark for mark in marks if mark.by != "tag" or hide(mark.words) == mark.words]
    return codes_of(marks, hide(turn.text) if "#" in turn.text else "", entry.legend, known)


def _remarks(turn: Turn, known: Mapping[str, str], said: set[str]) -> Iterator[Passage]:
    """What the researcher wrote in comments besides codes: a note after the words it is about, once, however many paragraphs those are."""
    for mark in turn.marks:
        words = remark_of(mark, known)
        if words and words not in said:
            said.add(words)
            yield Passage(locator=f"{turn.locator} comment", text=words, role="note", section=without_tags(turn.section))


def _placed(passage: Passage, naming: Naming, issues: Issues) -> Passage:
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


def _places(facts: Mapping[str, str], study: Study, naming: Naming, issues: Issues) -> dict[str, str]:
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
    return named or language_of(words[:_ENOUGH])


def _last(passages: Sequence[Passage]) -> date | None:
    return max((p.heard_on for p in passages if p.heard_on), default=None)


def _hidden(passage: Passage, own: Mapping[str, str], hide: Hide) -> Passage:
    """The passage without names; codes that nobody gave are made the document's own, lest two documents' S1 be taken for one person."""
    speaker = own.get(passage.speaker, passage.speaker)
    if hide(passage.speaker) != passage.speaker:
        speaker = ""
    told = {
        "codes": tuple(code for code in passage.codes if hide(code) == code),
        "text": hide(passage.text),
        "question": hide(passage.question),
        "section": hide(passage.section),
        "speaker": speaker,
        "fields": {header: hide(told) for header, told in passage.fields.items() if not is_private(header)},
    }
    changed = {name: value for name, value in told.items() if value != getattr(passage, name)}
    return passage.model_copy(update=changed) if changed else passage
