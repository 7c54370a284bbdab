"""Theirs: everything in the ledger that a person said in a study, or that a whole study holds, in every version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flows import settings
from flows.ledger import rows
from flows.ledger.book import Reader
from flows.model.documents import Document
from flows.model.erasures import Withheld
from flows.model.insights import Insight
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Organisation
from flows.model.registers import Consent
from flows.model.studies import Study
from flows.observations.forgotten import codes_of, file_marks, is_whole, passage_mark, person_mark, voices_in, without
from flows.observations.participants import is_code
from flows.observations.shingles import Shingles
from flows.observations.twins import ANY_VOICE
from flows.text.words import normal


@dataclass(frozen=True, slots=True)
class Target:
    """Whose words must go: those of a code in a study, or all of a study where the code is empty."""

    study: str
    code: str = ""

    @property
    def key(self) -> str:
        return person_mark(self.study, self.code) if self.code else f"study:{self.study}"

    @property
    def codes(self) -> tuple[str, ...]:
        return codes_of(self.study, self.code, settings.SECRET.read()) if self.code else ()

    def has_voice(self, observation: Observation) -> bool:
        """Whether an observation is of these words; what has lost its words before is nobody's any more."""
        return observation.study == self.study and (code_of(observation).casefold() in self.codes if self.code else bool(observation.text))

    def has_consent(self, consent: Consent) -> bool:
        codes = codes_of(self.study, consent.participant, settings.SECRET.read())
        return consent.study == self.study and (not self.code or bool({*codes} & {*self.codes}))


@dataclass
class Theirs:
    """What a target has in the ledger before anything is erased."""

    target: Target
    observations: set[str] = field(default_factory=set)
    voices: set[str] = field(default_factory=set)
    whole: dict[str, Document] = field(default_factory=dict)
    """Documents that hold nobody else's words, by key."""
    shared: set[str] = field(default_factory=set)
    """Keys of documents in which others speak too."""
    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Normal forms of their words, by the document that they stand in."""
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    """Digests of the files that are theirs alone."""
    insights: dict[str, Words] = field(default_factory=dict)
    """Standing insights that rest on them."""
    consents: int = 0

    def __bool__(self) -> bool:
        return bool(self.observations or self.whole or self.shared or self.consents)

    @property
    def marks(self) -> tuple[str, ...]:
        """Digests by which their material is known again when it is read once more."""
        if not self.target.code:
            return ()
        codes = {person_mark(self.target.study, code) for code in self.target.codes}
        return tuple(sorted({*codes, *self.files, *filter(None, map(passage_mark, self.said))}))

    def left_of(self, document: Document) -> Document | None:
        """A version of a document without them."""
        if document.key in self.whole:
            return None
        here = self.texts.get(document.key, set())
        codes = self.target.codes if document.study == self.target.study else ()
        return without(document, codes, lambda text: normal(text) in here)


def theirs(reader: Reader, target: Target) -> Theirs:
    """Everything of a target: by its voice in any version, by the documents that are its own, and by equal or re-typed words that bear nobody's code."""
    found = Theirs(target)
    versions = _versions(reader)
    _take(found, versions, lambda key: any(map(target.has_voice, versions[key])))
    if target.code:
        long = {text for texts in found.texts.values() for text in texts if len(text.split()) >= ANY_VOICE}
        _take(found, versions, lambda key: any(_copies(o, long) for o in versions[key]))
        one = {name for key in found.observations for o in versions[key] for name in (key, o.twin_of)} - {""}
        _take(found, versions, lambda key: any(_repeats(o, one) for o in versions[key]))
    removed = _documents(reader, found)
    _take(found, versions, lambda key: any(_made_of(o, found, removed) for o in versions[key]))
    found.consents = sum(map(target.has_consent, reader.all("register.consents", Consent).values()))
    for key, insight in reader.all("insight", Insight).items():
        if found.observations.intersection(e.observation for e in insight.evidence):
            found.insights[key] = insight.statement
    return found


def occurrences(reader: Reader, code: str) -> tuple[str, ...]:
    """The studies in which a code speaks, has agreed to anything, or is known to have been forgotten."""
    met: set[str] = set()
    for row in rows(reader, "observation"):
        observation = Observation.model_validate_json(row.body)
        met |= {observation.study} if Target(observation.study, code).has_voice(observation) else set()
    for row in rows(reader, "document"):
        document = Document.model_validate_json(row.body)
        codes = Target(document.study, code).codes
        met |= {document.study} if any(voice.casefold() in codes for voice in voices_in(document)) else set()
    for row in rows(reader, "register.consents"):
        consent = Consent.model_validate_json(row.body)
        met |= {consent.study} if Target(consent.study, code).has_consent(consent) else set()
    return tuple(sorted(met))


def withheld(reader: Reader, target: Target) -> tuple[Withheld, ...]:
    """Files that still hold words of a target that was erased before."""
    return tuple(noun for noun in reader.all("withheld", Withheld).values() if target.key in noun.erasures)


def shingles(reader: Reader, found: list[Theirs]) -> Shingles:
    """What must be nowhere any more: the erased words, but for those that others say too, and questions that a plan asks of everybody."""
    said = Shingles.of((text for each in found for text in each.said), _kept(reader, found))
    asked = Shingles.of((text for each in found for text in each.asked), (*_kept(reader, found), *_planned(reader)))
    return said | asked


def code_of(observation: Observation) -> str:
    """The voice's code within its study."""
    return observation.voice.removeprefix(f"{observation.study}:")


def _versions(reader: Reader) -> dict[str, list[Observation]]:
    versions: dict[str, list[Observation]] = defaultdict(list)
    for row in rows(reader, "observation"):
        versions[row.key].append(Observation.model_validate_json(row.body))
    return versions


def _take(found: Theirs, versions: dict[str, list[Observation]], is_theirs: Callable[[str], bool]) -> None:
    for key in versions:
        if key not in found.observations and is_theirs(key):
            found.observations.add(key)
            for observation in versions[key]:
                found.voices |= {observation.voice} - {""}
                found.texts[observation.document].add(normal(observation.text))
                found.said.append(observation.text)
                found.asked.append(observation.question)


def _copies(observation: Observation, long: set[str]) -> bool:
    return not is_code(code_of(observation)) and normal(observation.text) in long


def _repeats(observation: Observation, one: set[str]) -> bool:
    """Whether it was told to be the same utterance, typed anew, and bears nobody's code. `one`: what it would repeat, or be repeated by."""
    return not is_code(code_of(observation)) and bool({observation.key, observation.twin_of} & one)


def _documents(reader: Reader, found: Theirs) -> dict[str, set[str]]:
    """Note which documents are theirs and what goes of the others; the normal texts that went, by document."""
    target = found.target
    versions = [(row.until is None, Document.model_validate_json(row.body)) for row in rows(reader, "document")]
    for stands, document in versions:
        mine = document.study == target.study and (is_whole(document, target.codes) if target.code else bool(document.fingerprint))
        if mine and (stands or not any(d.key == document.key and now for now, d in versions)):
            found.whole[document.key] = document
    removed: dict[str, set[str]] = defaultdict(set)
    for _, document in versions:
        left = found.left_of(document)
        if left and len(left.passages) == len(document.passages) and left.participants == document.participants:
            continue  # at most it mentions them
        if document.key in found.whole:
            found.files |= set(file_marks(document))
        else:
            found.shared.add(document.key)
        _went(found, document, left, removed[document.key])
    return removed


def _went(found: Theirs, document: Document, left: Document | None, removed: set[str]) -> None:
    stays = {(p.locator, p.role) for p in left.passages} if left else set()
    for passage in document.passages:
        if (passage.locator, passage.role) not in stays:
            removed.add(normal(passage.text))
            (found.asked if passage.role == "question" else found.said).extend((passage.text, *passage.fields.values()))
            found.asked.append(passage.question)


def _made_of(observation: Observation, found: Theirs, removed: dict[str, set[str]]) -> bool:
    """Staff's words, and others that bear nobody's code, of a passage that went."""
    if observation.document in found.whole:
        return True
    return not is_code(code_of(observation)) and normal(observation.text) in removed.get(observation.document, ())


def _kept(reader: Reader, found: list[Theirs]) -> Iterator[str]:
    """What others say, in the documents that stand."""
    for document in reader.all("document", Document).values():
        left: Document | None = document
        for each in found:
            left = each.left_of(left) if left else None
        for passage in left.passages if left else ():
            yield from (passage.text, passage.question, *passage.fields.values())


def _planned(reader: Reader) -> Iterator[str]:
    """What people have written into plans."""
    for study in reader.all("study", Study).values():
        yield study.model_dump_json()
    for organisation in reader.all("organisation", Organisation).values():
        yield organisation.model_dump_json()
