"""Leash: which sentences of a language model may stand. What a customer wrote may have led it astray, so its answer is trusted in nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from flows.model.drafts import Citation
from flows.model.noun import Words
from flows.text.languages import language_of
from flows.text.words import normal

LONGEST = 240
"""Letters of a sentence."""
LONGEST_QUOTE = 400
FEWEST_WORDS = 3
"""Words of a sentence, and of a quote that is not a whole observation: fewer prove nothing."""
MOST_SENTENCES = 2
"""Of a statement; a question has one."""
MOST_CITATIONS = 5


class Cited(BaseModel):
    """As the model gives it."""

    observation: str
    quote: str


class Sentence(BaseModel):
    """As the model gives it."""

    fi: str = ""
    en: str = ""
    citations: list[Cited] = []


class Answer(BaseModel):
    """As the model gives it."""

    statement: list[Sentence] = []
    question: list[Sentence] = []


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of an answer, and why the rest is not."""

    statement: Words
    question: Words
    citations: tuple[Citation, ...]
    refused: tuple[str, ...]
    """One sentence each, in no customer's words: fit to be told to the model."""


def kept(answer: Answer, sent: Mapping[str, str], known: str = "") -> Kept:
    """The sentences that keep every rule. `sent`: text by key, as the model was given it; `known`: words of the theme, which it may use.

    A sentence is dropped as a whole, in both languages, for one fault: a citation that names no such observation or is not verbatim, a
    number, name or quotation that no cited observation has, a count of people, markup, an address, an order, the wrong language.
    """
    statement, cited, refused = _sentences(answer.statement[:MOST_SENTENCES], sent, known, asks=False)
    question, also, more = _sentences(answer.question[:1], sent, known, asks=True)
    citations = tuple(dict.fromkeys((*cited, *also)))
    return Kept(statement, question, citations, (*refused, *more))


def orders(text: str) -> bool:
    """Whether a text speaks to a language model rather than of a service. Such words of customers are not sent."""
    return bool(_ORDERS.search(normal(text)))


def verbatim(quote: str, text: str) -> bool:
    """Whether a quote of three words or more, or a whole text, stands in the text from word to word."""
    wanted, whole = normal(quote).strip(_EDGES), normal(text)
    if not wanted or len(quote) > LONGEST_QUOTE:
        return False
    enough = len(wanted.split()) >= FEWEST_WORDS or wanted == whole.strip(_EDGES)
    return enough and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", whole) is not None


def _sentences(
    sentences: Sequence[Sentence], sent: Mapping[str, str], known: str, asks: bool
) -> tuple[Words, tuple[Citation, ...], tuple[str, ...]]:
    stand: list[Sentence] = []
    refused: list[str] = []
    for place, sentence in enumerate(sentences, 1):
        fault = _fault(sentence, sent, known, asks)
        if fault:
            refused.append(f"{'question' if asks else 'statement'} {place}: {fault}")
        else:
            stand.append(sentence)
    cited = tuple(Citation(observation=c.observation, quote=_plain(c.quote)) for s in stand for c in s.citations)
    if asks or len({bool(s.fi.strip()) for s in stand} | {bool(s.en.strip()) for s in stand}) > 1:
        stand = stand[:1]  # sentences that are not all in the same languages would make two different statements
    return Words(fi=_joined(s.fi for s in stand), en=_joined(s.en for s in stand)), cited, tuple(refused)


def _joined(texts: Iterable[str]) -> str:
    return " ".join(_plain(text) for text in texts if text.strip())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _fault(sentence: Sentence, sent: Mapping[str, str], known: str, asks: bool) -> str:
    """Why the sentence may not stand, or empty."""
    if not 1 <= len(sentence.citations) <= MOST_CITATIONS:
        return f"give 1 to {MOST_CITATIONS} citations"
    for citation in sentence.citations:
        if citation.observation not in sent:
            return "a citation names an observation that was not given"
        if not verbatim(citation.quote, sent[citation.observation]):
            return "a quote is not verbatim in the observation that it cites"
    texts = [sent[citation.observation] for citation in sentence.citations]
    said = {"fi": sentence.fi, "en": sentence.en}
    if not any(text.strip() for text in said.values()):
        return "it is empty"
    return next((fault for language, text in said.items() if text.strip() and (fault := _wording(text, language, texts, known, asks))), "")


def _wording(text: str, language: str, cited: Sequence[str], known: str, asks: bool) -> str:
    plain, sources = normal(text), normal("\n".join(cited))
    checks = (
        (len(text) > LONGEST, f"it is longer than {LONGEST} letters"),
        (len(plain.split()) < FEWEST_WORDS, "it is too short"),
        (any(unicodedata.category(letter) in _INVISIBLE for letter in text), "it has invisible letters or line breaks"),
        (_MARKUP.search(text) is not None, "it has markup or an address"),
        (_ENDED.search(_SHORT.sub("", text.strip())) is not None, "it is more than one sentence"),
        (text.strip().endswith("?") is not asks, "a question ends in a question mark, a statement does not"),
        (orders(text), "it speaks to a model instead of about customers"),
        (bool({*_COUNTS.findall(plain)} - {*_COUNTS.findall(sources)}), "it counts people or speaks for all of them"),
        (bool(_numbers(plain) - _numbers(sources)), "a number in it stands in no cited observation"),
        (_strange_name(text, f"{sources} {normal(known)}"), "a name in it stands in no cited observation"),
        (any(normal(quoted) not in sources for quoted in _QUOTED.findall(text)), "it quotes what no cited observation says"),
        (language_of(text, language) != language, "it is in the wrong language"),
    )
    return next((fault for wrong, fault in checks if wrong), "")


def _numbers(text: str) -> set[str]:
    """Numbers in digits; those in words count as the digit where they are small."""
    worded = {digit for digit, pattern in _WORDED.items() if pattern.search(text)}
    return worded | {found.replace(",", ".") for found in _NUMBER.findall(text)}


def _strange_name(text: str, sources: str) -> bool:
    """Whether a word inside the sentence has a capital letter and begins like no word of the sources: case endings may differ."""
    begun = {word[:_STEM] for word in _WORD.findall(sources)}
    inner = [word for word in _WORD.findall(text)[1:] if word[0].isupper() and word not in ("I", "Uoma")]
    return any(normal(word)[:_STEM] not in begun for word in inner)


_EDGES = " \"'.,;:!?"
_STEM = 4
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MARKUP = re.compile(
    r"[<>{}\[\]*_#|\\`~^=@]|&#?\w+;|\b(?:https?|ftp|javascript|data|mailto):|//|\bwww\.|\b[\w-]+\.(?:com|net|org|fi|io|eu|info)\b", re.I
)
_SHORT = re.compile(r"\b(?:e\.g|i\.e|etc|vs|esim|ym|yms|jne|mm|ns|ks)\.", re.I)
_ENDED = re.compile(r"[.!?…]+[\"'”’»)]*\s+\S")
_QUOTED = re.compile(r"[\"“”„»«]([^\"“”„»«]+)[\"“”„»«]")
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:previous|above|earlier|prior|instructions?|rules?|prompts?|guidelines)\b"
    r"|\b(?:system|assistant|developer) ?(?:prompt|message)?:|<\|?/?(?:system|im_start|user|assistant)|\b(?:new|these|following) instructions\b"
    r"|\bas an? (?:ai|assistant|(?:large )?language model)\b|\b(?:language model|jailbreak|chatgpt|openai|llm)\b|\byou are (?:now|an? (?:ai|assistant))\b"
    r"|\b(?:ohita|unohda|sivuuta|jätä huomiotta|älä noudata)\b.{0,60}\b(?:aiem\w+|edelli\w+|ohje\w*|sääntö\w*|säännö\w*|kehotte\w*)"
    r"|\bjärjestelmä:|\bkielimalli\w*|\btekoälynä\b|\b(?:uudet|seuraavat) ohjeet\b|\bolet (?:nyt|tekoäly\w*)\b"
)
_COUNTS = re.compile(
    r"\b(?:most|majority|nobody|no one|everyone|everybody|half of|per ?cent|percentage)\b"
    r"|\b(?:all|every|each|no) (?:of )?(?:the |our )?(?:customers?|people|users?|respondents?|participants?)\b"
    r"|\b(?:useimm\w+|enemmistö\w*|valtaosa\w*|suurin osa|suurimm\w+ osa\w*|puolet|prosent\w+|kukaan|jokainen)\b"
    r"|\bkaik(?:ki|kien|ille|kia|illa|ilta) (?:asiak\w+|käyttäj\w+|vastaaj\w+|ihmis\w+)|%"
)
_WORDED = {
    digit: re.compile(rf"\b(?:{words})\b")
    for digit, words in {
        "2": "two|twice|kaksi|kahde[nlks]\\w*|kahta|kahdesti",
        "3": "three|thrice|kolme\\w{0,4}",
        "4": "four|neljä\\w{0,4}",
        "5": "five|viisi|viide[nlks]\\w*|viittä",
        "6": "six|kuusi|kuude[nlks]\\w*|kuutta",
        "7": "seven|seitsemä\\w*|seitsemän",
        "8": "eight|kahdeksa\\w*",
        "9": "nine|yhdeksä\\w*",
        "10": "ten|kymmenen|kymmene[nl]\\w*|kymmentä",
        "12": "dozens?|twelve|kaksitoista|tusin\\w+",
        "100": "hundreds?|sadat|sadoi\\w*|satoja",
        "1000": "thousands?|tuhat|tuhan\\w+|tuhansi\\w*",
        "1000000": "millions?|miljoon\\w+",
    }.items()
}
