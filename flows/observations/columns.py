"""Columns: which of a sheet's columns is what, by the plan's mapping, by the header's words, and by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.model.material import Cell, Sheet
from flows.observations.answers import Answers, answers

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
    "created, submitted, submitted at, created at, start date, vastaamisaika, päivä ja aika, date submitted, received, completion time, start time, "
    "end date, end time, recorded date, date created, response date, submitdate, submission date, completed at, alkamisaika, aloitusaika, "
    "valmistumisaika, päättymisaika, lopetusaika, lähetetty, lähetyspäivä, vastauspäivä, täyttöaika, luontipäivä, tallennettu",
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
_PEOPLE = re.compile(
    r"\bnames? of (?:the |your |a )?(?:\w+ )?(?:instructors?|teachers?|managers?|contact|persons?|people|colleagues?|respondents?|supervisors?)\b"
    r"|\b(?:yhteyshenkilö|esihenkilö|opettaja|asiakaspalvelija|myyjä)\w* nim"
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
    specified: tuple[int, ...]
    """Boxes beside a choice ("Other, please specify"), which are among `others`: a label there is a choice, a sentence is somebody's own words."""
    scales: tuple[int, ...]
    """Ratings, which are among `others`: metrics, never evidence."""
    roles: tuple[Answers, ...]
    """Of every column."""
    sure: float
    """1.0 if the plan or the header names the text, 0.8 if only the cells told, 0 without any text."""
    missing: tuple[str, ...] = ()
    """Headers that the plan names and the sheet has not."""


def recognise(sheet: Sheet, mapping: Mapping[str, str]) -> Columns:
    """The use of every column. A column that the plan maps is never guessed about; names and contacts are dropped, by header or by content."""
    headers = [_plain(header) for header in sheet.header]
    wanted = {ours: _plain(theirs) for ours, theirs in mapping.items() if ours in NAMES}
    named = {ours: headers.index(theirs) for ours, theirs in wanted.items() if theirs in headers}
    missing = tuple(mapping[ours] for ours, theirs in wanted.items() if theirs not in headers)
    told = _told(sheet)
    private = tuple(
        at for at, header in enumerate(sheet.header) if at not in named.values() and (is_private(header) or told[at] == "private")
    )
    for at, header in enumerate(headers):
        if (
            at not in private
            and at not in named.values()
            and (ours := _by_word(header))
            and ours not in named
            and _fits(ours, told[at], at, sheet)
        ):
            named[ours] = at
    free = [at for at in range(len(headers)) if at not in private and at not in named.values()]
    by_name = "text" in named
    passed_over = {at for at in free if "text" in wanted and _by_word(headers[at]) == "text"}
    texts = tuple(sorted({*(at for at in free if told[at] == "open" and at not in passed_over), *([named["text"]] if by_name else [])}))
    others = tuple(at for at in free if at not in texts and told[at] != "id")
    return Columns(
        named=named,
        texts=texts,
        others=others,
        private=private,
        specified=tuple(at for at in others if told[at] == "specify"),
        scales=tuple(at for at in others if told[at] == "scale"),
        roles=tuple(_role(at, told[at], named, private) for at in range(len(headers))),
        sure=1.0 if by_name else 0.8 if texts else 0.0,
        missing=missing,
    )


def _told(sheet: Sheet) -> list[Answers]:
    """What the cells of each column are, with the columns of the same question beside it."""
    cells = [_cells(sheet, at) for at in range(len(sheet.header))]
    groups: dict[str, list[int]] = {}
    for at, header in enumerate(sheet.header):
        groups.setdefault(_question(header), []).append(at)
    coded = _coded(cells)
    told = []
    for at, header in enumerate(sheet.header):
        group = groups[_question(header)] if len(groups[_question(header)]) > 1 else []
        told.append(answers(header, cells[at], [(sheet.header[other], cells[other]) for other in group if other != at], coded))
    return told


def _question(header: str) -> str:
    """What a header shares with the other boxes of its question: `Which do you use? / Mail`, `3. Python.`, `Q12_3`."""
    for pattern in (r"(.+) / (?:(?! / ).)+$", r"(\d{1,3}[.)]) .+", r"(.+\[)[^\[\]]+\]$", r"([^\W\d_]{1,3}\d{1,3}_)\w+$"):
        if found := re.match(pattern, header, re.DOTALL):
            return found[1]
    return header


def _coded(cells: Sequence[Sequence[Cell]]) -> bool:
    """Whether the sheet writes its choices as numbers: most columns with few different values have nothing but small ones."""
    few = [column for column in cells if len(column) > 10 and len({str(cell) for cell in column}) <= 12]
    small = sum(all(str(cell).strip().isdigit() and len(str(cell)) <= 2 for cell in column) for column in few)
    return len(few) >= 5 and small > 0.6 * len(few)


def _role(at: int, told: Answers, named: Mapping[str, int], private: Sequence[int]) -> Answers:
    ours = next((name for name, column in named.items() if column == at), "")
    if at in private:
        return "private"
    known: dict[str, Answers] = {"text": "open", "id": "id", "participant": "id", "date": "date"}
    return known.get(ours, told)


def is_private(header: str) -> bool:
    """Whether a header says that its cells hold a name, an address or another contact. A whole question is no such header."""
    plain = _plain(header)
    if re.search(r"\b(?:code name|koodinimi|user agent)\b", plain):
        return False
    return bool(_PEOPLE.search(plain)) or (
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


def _fits(ours: str, told: Answers, at: int, sheet: Sheet) -> bool:
    """A header's word is believed only if the cells can be that: a `question` column of long answers is none."""
    cells = _cells(sheet, at)
    if not cells:
        return True
    if ours == "text":
        varied = told not in ("scale", "date", "id", "multi") and (told != "choice" or len(cells) < 12)
        return varied and any(isinstance(cell, str) and len(cell.split()) >= 2 for cell in cells)
    if ours == "date":
        return 2 * sum(isinstance(c, date | datetime | float) or (isinstance(c, str) and any(map(str.isdigit, c))) for c in cells) >= len(
            cells
        )
    if ours in ("id", "participant", "persona", "segment", "stage", "unit", "stance", "kind", "language"):
        return told != "open"
    return True


_HEADERS = {_plain(word): ours for ours, words in reversed(_WORDS.items()) for word in words.split(",")}
