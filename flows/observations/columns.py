"""Columns: which of a sheet's columns is what, by the plan's mapping, by the header's words, and by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.model.material import Cell, Sheet
from flows.observations.dates import date_in

NAMES = (
    "id", "text", "date", "participant", "persona", "segment", "stage", "theme", "codes", "language", "unit", "stance", "question", "kind",
    "provenance",
)  # fmt: skip
"""Our names of columns, as a plan's `columns` may use them."""

_WORDS = {
    "id": "id, nro, tunnus, tunniste, palautenumero, vastaustunnus, response id, submission id, case, tapaus, tapausnumero, ticket, ticket id, "
    "tiketti, case id, palautteen tunnus, feedback id",
    "text": "palaute, vastaus, kommentti, kommentit, avoin, palauteteksti, teksti, viesti, sitaatti, lainaus, havainto, muistiinpano, feedback, "
    "comment, comments, response, answer, text, message, quote, note, verbatim, observation, avoin palaute, avoin vastaus, avoin kommentti, "
    "vapaa sana, open feedback, open answer, asiakkaan sanoin, in their words, free text, open comment",
    "date": "timestamp, aikaleima, pvm, päivä, päivämäärä, päiväys, date, aika, ajankohta, lähetysaika, vastausaika, saapunut, vastattu, luotu, "
    "created, submitted, submitted at, created at, start date, vastaamisaika, päivä ja aika, date submitted, received",
    "participant": "osallistuja, vastaaja, participant, respondent, asiakas, koodi, asiakasnumero, vastaajatunnus, participant id, "
    "participant code, respondent id, vastaajan id, vastaajan tunnus, osallistujan tunnus, osallistujakoodi, vastaaja id, osallistuja id, "
    "user id, customer id, asiakkaan tunnus, osallistujan koodi",
    "persona": "persona, persoona, rooli, role, profiili, asiakasprofiili",
    "segment": "segmentti, segment, kohderyhmä, asiakasryhmä, asiakassegmentti, target group, customer segment",
    "stage": "vaihe, stage, polun vaihe, asiakaspolun vaihe, journey stage, phase, palvelupolun vaihe",
    "theme": "teema, teemat, theme, themes, aihe, topic, luokka, category",
    "codes": "koodit, tagit, codes, tags, merkinnät, labels",
    "language": "kieli, language, lang, vastauskieli",
    "unit": "yksikkö, osasto, tiimi, unit, department, team",
    "stance": "kanta, stance, suunta, etumerkki, sign, puolesta/vastaan, puolesta vai vastaan, direction",
    "question": "kysymys, question",
    "kind": "laji, kind, havainnon laji, tyyppi, type",
    "provenance": "alkuperä, provenance, lähdetyyppi",
}
_PRIVATE = re.compile(
    r"\b(?:nimi|nimesi|etunimi|etunimesi|sukunimi|sukunimesi|koko nimi|vastaajan nimi|first name|last name|full name|your name|name|surname|"
    r"sähköposti\w*|s-posti|e-?mail\w*|email address|puhelin\w*|puh\.?|phone\w*|mobile|telephone|osoite|katuosoite|kotiosoite|lähiosoite|osoitteesi|"
    r"address|ip|ip-osoite|ip address|hetu|henkilötunnus|syntymäaika|date of birth|username|käyttäjänimi|yhteystie\w+|contact\w*)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:asiakas|jäsen|sopimus|tilaus|käyttäjä|vastaaja|osallistuja|henkilö)(?:n|[- ])? ?(?:numero|nro|tunnus|tunniste|id|koodi)(?:si|nne)?\b"
    r"|\b(?:customer|client|member|membership|account|contract|subscriber|order|user|respondent|participant) ?(?:id|no\.?|nr|number|code)\b"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Indexes of a sheet's columns by use; `texts` are open-ended, `others` are scales, choices and the like."""

    named: dict[str, int]
    texts: tuple[int, ...]
    others: tuple[int, ...]
    private: tuple[int, ...]
    sure: float
    """1.0 if the plan or the header names the text, 0.8 if only the cells told, 0 without any text."""
    missing: tuple[str, ...] = ()
    """Headers that the plan names and the sheet has not."""


def recognise(sheet: Sheet, mapping: Mapping[str, str]) -> Columns:
    """The use of every column. A column that the plan maps is never guessed about; a header of a name or contact is dropped."""
    headers = [_plain(header) for header in sheet.header]
    wanted = {ours: _plain(theirs) for ours, theirs in mapping.items() if ours in NAMES}
    named = {ours: headers.index(theirs) for ours, theirs in wanted.items() if theirs in headers}
    missing = tuple(mapping[ours] for ours, theirs in wanted.items() if theirs not in headers)
    private = tuple(at for at, header in enumerate(sheet.header) if at not in named.values() and is_private(header))
    for at, header in enumerate(headers):
        if at not in private and at not in named.values() and (ours := _by_word(header)) and ours not in named and _fits(ours, at, sheet):
            named[ours] = at
    free = [at for at in range(len(headers)) if at not in private and at not in named.values()]
    open_ended = [at for at in free if _is_open(_cells(sheet, at))]
    by_name = "text" in named
    texts = tuple(sorted({*open_ended, *([named["text"]] if by_name else [])}))
    others = tuple(at for at in free if at not in texts)
    return Columns(named, texts, others, private, 1.0 if by_name else 0.8 if texts else 0.0, missing)


def is_private(header: str) -> bool:
    """Whether a header says that its cells hold a name, an address or another contact. A whole question is no such header."""
    plain = _plain(header)
    return (
        len(plain.split()) <= 5
        and bool(_PRIVATE.search(plain))
        and not re.search(r"\b(?:product|tuotteen|palvelun|company|yrityksen)\b", plain)
    )


def is_identifier(header: str) -> bool:
    """Whether a header says that its cells hold the number or id that a customer or a case is known by."""
    plain = _plain(header)
    return _by_word(plain) in ("id", "participant") or (len(plain.split()) <= 4 and bool(_NUMBERED.search(plain)))


def _by_word(header: str) -> str:
    return _HEADERS.get(header, "")


def _plain(header: str) -> str:
    bare = re.sub(r"\(\d+\)$|[*:?]", " ", header.replace("_", " ")).casefold()
    return " ".join(bare.split())


def _cells(sheet: Sheet, at: int) -> list[Cell]:
    return [row.cells[at] for row in sheet.rows if at < len(row.cells) and row.cells[at] not in (None, "")]


def _fits(ours: str, at: int, sheet: Sheet) -> bool:
    """A header's word is believed only if the cells can be that: a `question` column of long answers is none."""
    cells = _cells(sheet, at)
    if ours == "text":
        return any(isinstance(cell, str) and len(cell.split()) >= 2 for cell in cells) or not cells
    if ours == "date":
        return not cells or sum(
            isinstance(c, date | datetime) or (isinstance(c, str) and any(map(str.isdigit, c))) for c in cells
        ) * 2 >= len(cells)
    if ours in ("id", "participant", "persona", "segment", "stage", "unit", "stance", "kind", "language"):
        return not _is_open(cells)
    return True


def _is_open(cells: Sequence[Cell]) -> bool:
    """Open-ended: mostly text, three words a cell or more on average, and many different values. Select-all-that-apply columns, whose
    commas join the same few choices, are not.
    """
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    if not texts or len(texts) < 0.6 * len(cells):
        return False
    words = sum(len(text.split()) for text in texts) / len(texts)
    distinct = len(set(map(str.casefold, texts)))
    few = len(texts) < 6
    if words < 3 or (not few and distinct < max(5, 0.5 * len(texts))) or (few and distinct < len(texts)):
        return False
    dated = sum(len(text.split()) <= 4 and date_in(text) is not None for text in texts)
    return not _chosen(texts) and dated < 0.8 * len(texts) and not all(re.fullmatch(r"[\d\s.:,/+-]+", text) for text in texts)


def _chosen(texts: Sequence[str]) -> bool:
    parts = [part.strip().casefold() for text in texts for part in re.split(r"[,;]\s*", text) if part.strip()]
    joined = len(parts) > 1.5 * len(texts)
    return len(texts) >= 6 and joined and len(set(parts)) < 0.35 * len(parts)


_HEADERS = {_plain(word): ours for ours, words in reversed(_WORDS.items()) for word in words.split(",")}
