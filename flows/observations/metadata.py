"""Metadata: what a document says of itself on top, by its file name and in its front matter; people's names are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.model.material import Block
from flows.observations.asking import asks
from flows.observations.dates import date_in
from flows.observations.participants import codes_in, in_name, in_title, is_code
from flows.observations.speech import cut, lines, listed, words_in

_KEYS = {
    "participant": "osallistuja osallistujat osallistujakoodi osallistujatunnus koodi haastateltava haastateltavat vastaaja participant participants "
    "code interviewee respondent participant_id participant_code osallistujan_koodi osallistujan_tunnus haastateltavan_koodi",
    "date": "päivämäärä pvm päivä aika ajankohta haastattelupäivä haastattelun_päivä haastattelun_päivämäärä haastatteluaika date held held_on "
    "interview_date date_of_interview",
    "interviewer": "haastattelija haastattelijat tutkija kirjuri muistiinpanija moderaattori interviewer interviewers researcher moderator "
    "notetaker note_taker author tekijä facilitator observer tarkkailija",
    "segment": "segmentti asiakassegmentti kohderyhmä asiakasryhmä segment customer_segment target_group",
    "persona": "persona persoona rooli asiakaspersoona role profiili profile asiakasprofiili",
    "study": "tutkimus hanke projekti study project research tutkimushanke",
    "consent": "suostumus suostumus_annettu consent lupa suostumuslomake",
    "language": "kieli haastattelukieli language lang",
    "unit": "yksikkö osasto tiimi unit team department business_unit",
    "stage": "vaihe polun_vaihe palvelupolun_vaihe asiakaspolun_vaihe stage journey_stage phase",
    "provenance": "alkuperä lähdetyyppi provenance",
    "title": "otsikko title aihe",
}  # fmt: skip
_OURS = {word.replace("_", " "): ours for ours, words in _KEYS.items() for word in words.split()}
_OTHERS = listed(
    "ikä age ikäryhmä sukupuoli gender ammatti occupation paikka sijainti location place kesto duration menetelmä method tapa kanava channel "
    "asiakkuus versio version asiakkaana kotitalous household talotyyppi asumismuoto koulutus toimiala industry laite device tallenne nauhoite "
    "recording status tila maa country kaupunki city paikkakunta talous"
)
_PRIVATE = listed(
    "nimi etunimi sukunimi name puhelin puhelinnumero puh phone telephone mobile email e-mail sähköposti osoite address henkilötunnus hetu "
    "syntymäaika birthday yhteystiedot contact yhteyshenkilö"
) | {"full name", "first name", "last name", "date of birth", "phone number"}
_LINE = re.compile(r"\s*(?:[-•*]\s*)?(?P<key>[^\W\d_][\w /()-]{0,40}?)\s*:\s*(?P<value>.*)\s*", re.DOTALL)
_PEOPLE = frozenset({"participant", "interviewer"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts by our names (or the person's own key), what is left to read, and what was dropped because it names a person."""

    facts: dict[str, str]
    rest: tuple[tuple[int, Block], ...]
    """(index in what was given, block) of all that is not metadata."""
    dropped: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def ours(key: str) -> str:
    """Our name of a metadata key (`Päivämäärä` -> `date`), or empty."""
    return next((_OURS[said] for said in (_plain(key), *map(_plain, key.split("/"))) if said in _OURS), "")


def is_private(key: str) -> bool:
    """Whether a key or header holds a name, an address or another contact."""
    return _plain(key) in _PRIVATE


def take(blocks: Sequence[tuple[int, Block]]) -> Metadata:
    """Metadata on top: a table of two columns, then a block of two `key: value` lines or more; the rest is left as it was."""
    pairs, rest = _table(blocks)
    if not pairs:
        pairs, rest = _block(blocks)
    facts, dropped, names = _sorted(pairs)
    return Metadata(facts, tuple(rest), tuple(dropped), tuple(names))


HEADER = "header"
"""The fact that holds the lines of a document's headers and footers."""


def of_file(name: str, facts: Mapping[str, str]) -> dict[str, str]:
    """Facts of the front matter by our names, then what the file name tells, then headers and footers: a participant's code and a day."""
    found, _, _ = _sorted([(key, value) for key, value in facts.items() if key != HEADER])
    if (code := in_name(name)) and "participant" not in found:
        found["participant"] = code
    if (day := date_in(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).replace("_", " "))) and "date" not in found:
        found["date"] = day.isoformat()
    return {**_of_header(facts.get(HEADER, "")), **found}


def names_in(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Names of people among the front matter and in headers and footers, to be hidden in the text."""
    _, _, names = _sorted([*((key, value) for key, value in facts.items() if key != HEADER), *_header_pairs(facts.get(HEADER, ""))])
    return tuple(names)


def _of_header(text: str) -> dict[str, str]:
    """What headers and footers say by keys that are known; else a code and a day that stand in them."""
    found, _, _ = _sorted(_header_pairs(text))
    found = {key: value for key, value in found.items() if key in _KEYS and key != "title"}
    if code := in_title(text):
        found.setdefault("participant", code)
    if day := next((day for line in text.split("\n") if (day := date_in(line))), None):
        found.setdefault("date", day.isoformat())
    return found


def _header_pairs(text: str) -> list[tuple[str, str]]:
    met = [found for line in text.split("\n") if (found := _LINE.fullmatch(line)) and _known(found["key"])]
    return [(found["key"], found["value"].strip()) for found in met]


def _plain(key: str) -> str:
    return " ".join(re.sub(r"\(.*?\)|[_:*#-]", " ", key).casefold().split())


def _known(key: str) -> bool:
    return bool(ours(key)) or is_private(key) or _plain(key) in _OTHERS


def _table(blocks: Sequence[tuple[int, Block]]) -> tuple[list[tuple[str, str]], list[tuple[int, Block]]]:
    """The first table, if few lines stand before it, it has two (or four) columns and most of its first column are known keys."""
    top = next((n for n, (_, block) in enumerate(blocks) if block.cell), None)
    if top is None or sum(b.kind != "heading" for _, b in blocks[:top]) > 4:
        return [], list(blocks)
    table = (blocks[top][1].cell or (0, 0, 0))[0]
    cells: dict[tuple[int, int], str] = {}
    for _, block in blocks:
        if block.cell and block.cell[0] == table:
            place = block.cell[1:]
            cells[place] = f"{cells[place]} {block.text}" if place in cells else block.text
    width = 1 + max(column for _, column in cells)
    pairs = [(key, cells.get((row, column + 1), "")) for (row, column), key in sorted(cells.items()) if column % 2 == 0 and key.strip()]
    known = sum(_known(key) for key, _ in pairs)
    if width not in (2, 4) or known < 1 or known < 0.5 * len(pairs) or any(asks(key) for key, _ in pairs):
        return [], list(blocks)
    repeated = len({_plain(key) for key, _ in pairs}) < len(pairs)
    if repeated or (known < 2 and len(pairs) > 1):
        return [], list(blocks)
    return pairs, [(at, block) for at, block in blocks if not (block.cell and block.cell[0] == table)]


def _block(blocks: Sequence[tuple[int, Block]]) -> tuple[list[tuple[str, str]], list[tuple[int, Block]]]:
    """`key: value` lines on top, after a title at most: two known keys or more, each once; a turn of speech ends them."""
    pairs: list[tuple[str, str]] = []
    before, rest = 0, list(blocks)
    for n, (at, block) in enumerate(blocks):
        taken, left = _lines(block, pairs)
        if not taken and not pairs and block.cell is None and before < 3 and words_in(block.text) <= 25:
            before += block.kind != "heading"
            continue
        if not taken:
            break
        pairs += taken
        rest[n] = (at, left)
        if left.text:
            break
    known = sum(_known(key) for key, _ in pairs)
    alone = known == 1 and len(pairs) == 1 and ours(pairs[0][0]) in ("participant", "date") and _tells(pairs[0][1])
    if (known >= 2 and known >= 0.4 * len(pairs)) or alone:
        return pairs, [(at, block) for at, block in rest if block.text.strip()]
    return [], list(blocks)


def _lines(block: Block, before: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], Block]:
    """The metadata lines that open a block, and what is left of it."""
    taken: list[tuple[str, str]] = []
    if block.kind in ("heading", "cue") or block.cell:
        return taken, block
    for a, b in lines(block):
        found = _LINE.fullmatch(block.text[a:b])
        if not found or not _is_pair(found["key"], found["value"], {_plain(key) for key, _ in (*before, *taken)}):
            return taken, cut(block, a) if taken else block
        taken.append((found["key"], found["value"].strip()))
    return taken, cut(block, len(block.text))


def _is_pair(key: str, value: str, seen: set[str]) -> bool:
    if _plain(key) in seen or "?" in value or words_in(value) > 12 or words_in(key) > 4:
        return False
    if is_code(key):
        return False
    if ours(key) in _PEOPLE:
        return _name_like(value)
    return _known(key) or (bool(seen) and words_in(value) <= 4 and key[0].isupper() and not value.rstrip().endswith((".", "!")))


def _name_like(value: str) -> bool:
    """A code, or a few capitalised words or initials: not something said."""
    words = [word for word in re.split(r"[\s,/&]+", value.strip()) if word not in ("ja", "and", "och")]
    if codes_in(value):
        return len(words) <= 6
    return len(words) <= 4 and all(w[:1].isupper() or not w[:1].isalpha() for w in words) and not re.search(r"\w{3,}[.!…]$", value.strip())


def _tells(value: str) -> bool:
    """Whether a value can only be metadata: a day, or nothing but participants' codes."""
    parts = [part for part in re.split(r"[,;/&+]|\b(?:ja|and|och)\b", value) if part.strip()]
    return bool(parts) and (all(map(is_code, parts)) or date_in(value) is not None)


def _sorted(pairs: Sequence[tuple[str, str]]) -> tuple[dict[str, str], list[str], list[str]]:
    """Facts to keep, words that are dropped, and names among them."""
    facts: dict[str, str] = {}
    dropped: list[str] = []
    names: list[str] = []
    for key, value in pairs:
        name = ours(key)
        if is_private(key) or name == "interviewer":
            dropped += [key, value]
            names.append(value)
        elif name == "participant":
            codes = codes_in(value)
            dropped += [key, value]
            names += [] if is_code(value) else [re.sub(r"\b[A-ZÅÄÖ]{1,3}[-_ ]?\d{1,4}\b", " ", value)]
            if codes:
                facts.setdefault(name, ", ".join(codes))
        elif name and (name != "date" or date_in(value)):
            facts.setdefault(name, value)
            dropped.append(key)
        elif 0 < len(value) <= 80 and len(key) <= 40:
            facts.setdefault(key.strip(), value)
        else:
            dropped += [key, value]
    return facts, dropped, names
