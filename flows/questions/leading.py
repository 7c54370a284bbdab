"""Leading: questions of an interview guide that put the answer into people's mouths, or that yes and no are enough for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from flows.model.noun import Words

FlagKind = Literal["leading", "hypothetical", "closed", "double"]
Language = Literal["fi", "en"]


@dataclass(frozen=True, slots=True)
class Flag:
    """What is amiss with a question as it stands in one language."""

    kind: FlagKind
    language: Language

    @property
    def hint(self) -> Words:
        """How to open it."""
        return HINTS[self.kind]


HINTS: dict[FlagKind, Words] = {
    "leading": Words(
        fi="Kysy avoimesti ja jätä arvio vastaajalle: ”Miten se meni?”",
        en="Ask openly and leave the judgement to them: “How did it go?”",
    ),
    "hypothetical": Words(
        fi="Kysy, mitä viimeksi tapahtui: ”Kerro, milloin viimeksi ostit tällaisen.”",
        en="Ask what happened last time: “Tell me about the last time you bought one.”",
    ),
    "closed": Words(
        fi="Aloita sanalla miten, mitä tai milloin, tai pyydä kertomaan.",
        en="Begin with how, what or when, or ask them to tell you about it.",
    ),
    "double": Words(fi="Kysy kumpikin erikseen.", en="Ask each by itself."),
}


def flags(question: Words) -> tuple[Flag, ...]:
    """What is amiss with it in Finnish and in English, each thing once; empty for a good question and for one that is no question.

    Rules on first words and fixed phrases, made to be silent rather than wrong: of a sentence that is leading or hypothetical it is not said
    that it is closed as well. Requests (`Could you tell me`, `Voisitko kertoa`), asking for leave and `anything else?` are left alone.
    """
    languages: tuple[Language, ...] = ("fi", "en") if question.fi != question.en else ("fi",) if _finnish(question.fi) else ("en",)
    return tuple(Flag(kind, language) for language in languages for kind in _kinds(getattr(question, language), language))


@lru_cache(maxsize=4096)
def _kinds(text: str, language: Language) -> tuple[FlagKind, ...]:
    asked = (sentence for sentence in _SENTENCE.findall(" ".join(text.replace("’", "'").split())) if sentence.rstrip('"”» )').endswith("?"))
    return tuple(dict.fromkeys(kind for sentence in asked for kind in _of(sentence.casefold(), _RULES[language])))


@dataclass(frozen=True, slots=True)
class _Rules:
    """One language's patterns, over a casefolded sentence."""

    lead_in: re.Pattern[str]
    spared: re.Pattern[str]
    leading: re.Pattern[str]
    neutral: re.Pattern[str]
    """What takes the edge off a leading phrase."""
    hypothetical: re.Pattern[str]
    closed: re.Pattern[str]
    double: re.Pattern[str]


def _of(sentence: str, rules: _Rules) -> Iterator[FlagKind]:
    bare = _begun(sentence.lstrip("-–—•*\"”'» "), rules.lead_in)
    if rules.spared.search(bare):
        return
    if rules.leading.search(bare) and not rules.neutral.search(bare):
        yield "leading"
    elif rules.hypothetical.search(bare):
        yield "hypothetical"
    elif rules.closed.match(bare):
        yield "closed"
    if rules.double.search(bare):
        yield "double"


def _begun(sentence: str, lead_in: re.Pattern[str]) -> str:
    """Without `And then,` and `When you pay,` before the question itself."""
    while (found := lead_in.match(sentence)) and found.end() < len(sentence):
        sentence = sentence[found.end() :]
    return sentence


def _finnish(text: str) -> bool:
    """Whether a text that stands for both languages is Finnish, as far as its letters and first word tell."""
    return bool(re.search(r"[äö]|\b(?:mi(?:tä|ten|ksi|kä|llo\w+|ssä|hin)|ku(?:ka|inka)|kerro|\w+k[oö])\b", text.casefold()))


_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]*")

_TELL_FI = r"(?:kerto|kuva|näyttä|selittä|ava|muistel|palau|käydä|käyt|esimerk|jatka|tarkenta|mietti|ajatel|sanoa)\w*"
_FI = _Rules(
    lead_in=re.compile(
        r"(?:ja|no|entä|entäpä|mutta|sitten|vielä|lopuksi|ensin|ensiksi|aluksi|nyt|okei|ok|siis|eli|hyvä|kiitos)\b,? "
        r"|(?:kun|jos|ennen kuin|sen jälkeen kun|silloin kun|aina kun|sitten kun)\b[^,?]*, "
    ),
    spared=re.compile(
        rf"^(?:kerro\w*|kuvail\w*|kuvaa\w*|näytt?ä\w*|näyttäi\w*|selit\w*|muistel\w*)k[oö]\b|^kertoisit\w*\b|^muistatko\b"
        rf"|^(?:voi|voisi|saisi|osaa|osaisi|pysty|pystyisi|halua|haluaisi|viitsi|viitsisi|ehdi)\w*k[oö]\b.*\b{_TELL_FI}"
        r"|^(?:saanko|sopiiko|sopiiks|käykö)\b|^saako\b.*\b(?:nauhoit|tallen|äänit|kuvata)\w*"
        r"|^(?:on|tul|jä|halu)\w*k[oö]\b.*\b(?:muuta|lisättävää|kysyttävää|kysymyksiä|sanomatta|kysymättä)\b"
        r"|^on\w*k[oö]\b.*\b(?:emme|en) ole (?:vielä )?kysy\w*|^olisitko käytettävissä\b"
    ),
    leading=re.compile(
        r"^(?:ei|et|emme|ette|eivät|en)(?:kö|kös|köhän)\b|^eiks\b|, ?(?:eikö|eiks|eikös)(?: niin| vain| totta| olekin)?\?|\bvai mitä\?"
        r"|^(?:ole|on|oli|pidä|käytä|maksa|teillä on|sinulla on)\w*h[aä]n\b(?<!kohan)(?<!köhän)"
        r"|\bsamaa mieltä\b|\b(?:varmaan|varmaankin|tietysti|tietenkin|luonnollisesti|kaiketi)\b"
        r"|\b(?:sinäkin|tekin|sinustakin|teistäkin|sinunkin|teidänkin)\b|^kuten tiedä"
        r"|\b(?:kuinka|miten) (?:hyvä|hyödyl|mahtav|loistav|erinomai|upe|kätev|helppo|mukav|ihana|hieno|tyytyväi|vaike|hankal|huono|ärsyttäv|turhauttav"
        r"|kamal|hirve|paljon (?:pidit|pidätte|pidät|nautit|tykkä))(?!\w*sti\b)\w*"
        r"|\bmiksi\b.*\b(?:on|olisi|kannattaa) (?:niin |juuri )?(?:hyv|hyödyl|tärke|parem|helpom|hieno|järkev|fiksu)\w*"
    ),
    neutral=re.compile(r"^miksi\b.*\b(?:sinulle|sinusta|teille|teistä|itsellesi|mielestäsi)\b|\bvai e\w*kö\b"),
    hypothetical=re.compile(
        r"^(?!voisi|osaisi|pystyisi|saisi)\w+isi(?:t|tte|vat|vät)?k[oö](?:han|hän)?\b|^\w+(?:taisiin|täisiin)k[oö]\b"
        r"|\b(?:ostaisi|maksaisi|käyttäisi|tilaisi|suosittelisi|valitsisi|vaihtaisi|lataisi|kokeilisi)(?:t|tte|vat|vät)\b"
        r"|\bolisi(?:t|tte) (?:valmi|halukas|halukkai|kiinnostun)\w*|\b(?:mitä tekisi|miten toimisi)(?:t|tte)\b(?! toisin\b)"
    ),
    closed=re.compile(
        r"(?!(?:koko|joko(?! ole)|pakko|verkko|lakko|ukko|pankko|jakko|niinkö|kauanko|montako|paljonko|koskako)\b)"
        r"(?:[^\W\d_]{2,}(?:ko|kö)s?(?:han|hän)?|(?:on|oo|oli|voi|saa)ks|ootko)\b"
    ),
    double=re.compile(
        r"(?:\?|\w) ?\bja (?!mi(?:kä|tä|tkä) e\w+\b)(?:mitä|miten|milloin|missä|minne|mistä|kuka|kuinka|millai\w+|mikä|kenen|kenelle) (?!niin\b)\w+"
        r"|^[^\W\d_]+k[oö]\b.*\bja (?!(?:koko|joko|pakko|verkko|lakko)\b)[^\W\d_]{3,}k[oö]\b"
    ),
)

_AUX = r"(?:do|does|did|is|are|was|were|am|has|have|had|can|could|will|would|should|shall|may|might|must)"
_NOT = r"(?:don't|doesn't|didn't|isn't|aren't|wasn't|weren't|won't|wouldn't|couldn't|shouldn't|can't|haven't|hasn't|hadn't)"
_TELL_EN = r"(?:please )?(?:tell|describe|walk|talk|show|explain|give|share|think|recall|help|say more|elaborate|expand|take|go through|mind|start)"
_EN = _Rules(
    lead_in=re.compile(
        r"(?:and|so|then|now|ok|okay|well|also|but|first|finally|next|lastly|thanks|great)\b,? "
        r"|(?:when|if|after|before|once|while|whenever|in your (?:opinion|view|experience))\b[^,?]*, "
    ),
    spared=re.compile(
        rf"^(?:can|could|would|will|do) you (?:mind )?(?:perhaps |maybe |briefly )?{_TELL_EN}\b"
        r"|^do you (?:remember|recall)\b|^(?:may|can|could|shall) (?:i|we)\b"
        r"|^(?:is|are|was|do|does|did|have|has|would)\b.*\b(?:anything|something|any questions)"
        r" (?:else|more|we|i|for|left|you(?:'d| would) (?:like|want) to add)"
        r"|^(?:is|does|would) (?:it|that|this) (?:still |be )?(?:ok|okay|all right|alright|fine|work for you)\b|^(?:do|did) you have any questions\b"
        r"|^would you be (?:open|willing|able|happy|up) (?:to|for) (?:speak|talk|join|tak|another|a follow)\w*"
    ),
    leading=re.compile(
        rf"^{_NOT}\b|^{_AUX} (?:you|it|this|that|they|we|he|she) not\b"
        rf"|, (?:right|correct|agreed|yes|no|yeah|{_NOT} (?:it|you|they|that|this|we|he|she|there))\?"
        r"|\b(?:would|do|did) you (?:not )?agree\b|\bwould you say that\b|^(?:surely|obviously|of course|clearly)\b|, (?:surely|obviously|of course),? "
        r"|\bhow (?:really |very )?(?:great|good|amazing|awesome|excellent|fantastic|wonderful|nice|bad|terrible|awful|frustrat\w+|annoying|painful|easy"
        r"|difficult|hard|useful|helpful|happy|satisfied|unhappy|confusing)\b(?! (?:are|is|were|was) \w+ at\b)"
        r"|\bhow much (?:do|did|does|would) (?:you|they) (?:like|love|enjoy|hate|dislike|appreciate)\b"
        r"|\bwhy (?:is|was|are|would) (?:it|this|that|the|our|a|an)\b.*\b(?:good|important|better|great|best|useful|right)\b"
        r"|\b(?:like )?most (?:people|customers|users|others) (?:say|think|find|feel|tell|agree|prefer)\b|\bas (?:we all|you) know\b"
    ),
    neutral=re.compile(r"^why\b.*\b(?:to|for) you\b|^why did you\b"),
    hypothetical=re.compile(
        r"^would (?:you|they|your \w+|people|anyone|it)\b|\bhow (?:much|likely|often) would (?:you|they)\b"
        r"|\bwhat would you (?:do|pay|buy|choose)\b(?! differently\b)"
        r"|\bwould (?:you|they) (?:buy|pay|use|order|recommend|switch|subscribe|be willing|be interested)\b"
        r"|^(?:will|are) you (?:going to )?(?:buy|use|pay|recommend|order|subscribe)\b"
    ),
    closed=re.compile(rf"{_AUX} (?!(?:tell|please|let)\b)\w+"),
    double=re.compile(
        r"\band (?!what (?:do|does|did|is|was)(?: not|n't)\b)(?:what|how|when|where|who|which|why (?:do|does|did|is|are)) (?:\w+ )?\w+"
        rf"|^{_AUX}\b.*\band (?:do|does|did|is|are|was|were|has|have) (?:you|it|they|that|this|the|your)\b"
        r"|\byou \w+ and \w+ (?:the|your|it|them|this|that|a|an|all)\b"
    ),
)
_RULES = {"fi": _FI, "en": _EN}
