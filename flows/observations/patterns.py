"""Patterns: personal data that shows by its form: e-mail, phone, identity codes, accounts, plates, addresses, birth dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LABELS = {
    "email": "[sähköposti]",
    "identity-code": "[henkilötunnus]",
    "account": "[tilinumero]",
    "card": "[maksukortti]",
    "business-id": "[y-tunnus]",
    "birth-date": "[syntymäaika]",
    "phone": "[puhelin]",
    "address": "[osoite]",
    "plate": "[rekisterinumero]",
}
"""Kind -> what stands in its place, whatever the text's language."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, and what it is."""

    start: int
    end: int
    kind: str


def spans(text: str) -> Iterator[Span]:
    """Certain hits, the surest kinds first; they may overlap."""
    if "@" in text or "at" in text:
        yield from _all("email", _EMAIL, text)
    if not _DIGIT.search(text):
        return
    for kind, pattern, sure in _CHECKED:
        for match in pattern.finditer(text):
            end = sure(text, match)
            if end:
                yield Span(match.start("hit"), end, kind)


def _all(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (Span(match.start(), match.end(), kind) for match in pattern.finditer(text))


def _before(text: str, match: re.Match[str], reach: int = 40) -> str:
    return text[max(0, match.start("hit") - reach) : match.start("hit")].casefold()


def _identity_code(text: str, match: re.Match[str]) -> int:
    """Finnish personal identity code: day, month, and the remainder by 31 (Population Information Decree 2010); else only in context."""
    day, month = int(match["day"]), int(match["month"])
    digits = match["day"] + match["month"] + match["year"] + match["number"]
    checked = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == match["check"].upper()
    real = checked and 1 <= day <= 31 and 1 <= month <= 12
    return match.end("hit") if real or _IDENTITY_WORDS.search(_before(text, match)) else 0


def _account(text: str, match: re.Match[str]) -> int:
    """IBAN: the remainder by 97 is 1 (ISO 13616). Words in capitals may stand after it, so shorter ends are tried too."""
    hit = match["hit"]
    for end in range(len(hit), 14, -1):
        plain = re.sub(r"[\s-]", "", hit[:end]).upper()
        if len(plain) < 15:
            return 0
        if hit[end - 1].isalnum() and int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1:
            return match.start("hit") + end
    return 0


def _card(text: str, match: re.Match[str]) -> int:
    """Payment card: Luhn's check digit (ISO/IEC 7812)."""
    digits = [int(sign) for sign in match["hit"] if sign.isdigit()]
    odd, even = digits[-1::-2], digits[-2::-2]
    return match.end("hit") if (sum(odd) + sum(sum(divmod(2 * digit, 10)) for digit in even)) % 10 == 0 else 0


def _business_id(text: str, match: re.Match[str]) -> int:
    """Finnish business id: weighted remainder by 11."""
    digits = [int(sign) for sign in match["hit"] if sign.isdigit()]
    rest = sum(weight * digit for weight, digit in zip((7, 9, 10, 5, 8, 4, 2), digits, strict=False)) % 11
    return match.end("hit") if rest != 1 and digits[7] == (11 - rest) % 11 else 0


def _phone(text: str, match: re.Match[str]) -> int:
    named = _PHONE_WORDS.search(_before(text, match, 25))
    numbered = _NUMBER_WORDS.search(_before(text, match, 25))
    if match["hit"].startswith(("+", "00")):
        return match.end("hit")
    return 0 if numbered and not named else match.end("hit")


def _near_phone_word(text: str, match: re.Match[str]) -> int:
    return match.end("hit") if 6 <= sum(sign.isdigit() for sign in match["hit"]) <= 13 else 0


def _street(text: str, match: re.Match[str]) -> int:
    return 0 if match["hit"].casefold().startswith(_NOT_STREETS) else match.end("hit")


def _plate(text: str, match: re.Match[str]) -> int:
    letters = match["letters"]
    if _PLATE_WORDS.search(_before(text, match, 30) + " " + text[match.end("hit") : match.end("hit") + 30].casefold()):
        return match.end("hit")
    sure = len(letters) == 3 and letters.isupper() and len(match["number"]) == 3
    return match.end("hit") if sure and letters not in _KNOWN_CODES else 0


def _certain(text: str, match: re.Match[str]) -> int:
    return match.end("hit")


_DIGIT = re.compile(r"\d")
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]*[\w+]\s?(?:@|\(at\)|\[at\]|\(ät\))\s?[\w-]+(?:\.[\w-]+)+")
_IDENTITY = re.compile(
    r"(?<![\w-])(?P<hit>(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)[-+–A-FU-Ya-fu-y](?P<number>\d{3})(?P<check>[0-9A-Ya-y]))(?!\w)"
)
_IDENTITY_WORDS = re.compile(
    r"\b(?:hetu|henkilötunnu|sotu|sosiaaliturvatunnu|henkilönumero|personal identity|identity (?:code|number)|social security|ssn)"
)
_IBAN = re.compile(r"(?<!\w)(?P<hit>[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]){11,30})(?!\w)")
_CARD_NUMBER = re.compile(r"(?<![\w-])(?P<hit>(?:[456]\d{3}|2[2-7]\d\d|35\d\d)(?:[ -]?\d{4}){3}|3[47]\d\d[ -]?\d{6}[ -]?\d{5})(?![\w-])")
_BUSINESS = re.compile(r"(?<![\w-])(?P<hit>\d{7}-\d|FI ?\d{8})(?![\w-])")
_MONTHS = (
    r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu(?:ta|n|ssa)?"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATE = (
    r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS}),?\s(?:19|20)\d\d|(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
)
_BORN = re.compile(
    r"(?i:\b(?:syntyn(?:yt|eeni|yttä)|synnyin|syntymäai(?:ka|kani|jaksi)|syntymäpäivä(?:ni|si)?|synt\.?|born|birth|birthday|birthdate|dob|d\.o\.b\.)"
    rf"\W{{0,3}}(?:(?:on|is|was|oli|in|of)\b\s*){{0,2}})(?P<hit>(?i:{_DATE}))(?!\d)"
)
_BORN_AFTER = re.compile(rf"(?<![\d.])(?P<hit>(?i:{_DATE}))(?=,? (?i:syntyn|synt\.))")
_PHONES = re.compile(
    r"(?<![\w./+-])(?<!\d,)(?P<hit>"
    r"(?:\+|00(?=[1-9]))\d{1,3}[ .-]?(?:\(0?\)[ .-]?)?\d(?:[ .-]?\d){5,11}"
    r"|\(?0(?:4\d|50)\)?(?:[ -]?\d){6,8}"
    r"|(?:\(0(?:[235689]|1[3-9])\)[ -]?|0(?:[235689]|1[3-9])[ -])\d{3,4}[ -]?\d{2,4}"
    r"|0(?:(?:7\d{3}|1\d{3})[ -]?\d{3}[ -]?\d{3,4}|20[ -]?[378]\d{3}[ -]?\d{4})"
    r"|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[ .-]\d{4}"
    r")(?: ?x\d{1,5})?(?!\w|-\d|[.,]\d)"
)
_PHONE_NAMED = re.compile(
    r"(?i:\b(?:puh|puhelin(?:numero(?:ni|si)?)?|gsm|matkapuhelin|phone(?: number)?|mobile|tel|call me (?:at|on)|soita|soittaa|numeroon"
    r"|whatsapp)\b[.:]?(?:\s(?:is|on|nro|no)\b)?[:\s]{0,3})(?P<hit>\+?\(?\d(?:[ ()-]{0,2}\d){5,12})(?![\w-]|[.,/]\d)"
)
_PHONE_WORDS = re.compile(r"puh|gsm|phone|mobile|\btel\b|\bcall|soit|numero(?:ni|on|sta)\b")
_NUMBER_WORDS = re.compile(
    r"tilaus|lasku|viite|asia(?:kas)?n|tapaus|tiketti|seuranta|order|invoice|reference|\bref\b|case|ticket|tracking|customer n"
)
_STREET = re.compile(
    r"(?<!\w)(?P<hit>(?:[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäö]+)*"
    r"(?:ka(?:tu|dulla|dulta|dulle|dun|dussa)|(?:tie|kuja|polku|polu|kaari|kaare|väylä|bulevardi|puistikko|puisto|ranta|ranna|rinne|rintee|raitti|raiti"
    r"|aukio|kulma|penger|penkere|piha|laituri|esplanadi|portti|porti|mäki|mäe|tori)(?:n|lla|llä|lta|ltä|lle|ssa|ssä)?"
    r"|gatan|vägen|gränden|stigen)|[a-zåäö]{3,}(?:katu|kadulla|kadulta|kadulle|kadun))"
    r" \d{1,3}(?! (?:vuo|kuuka|viikko|päivä|minuu|kerta|eur|€|%))(?:[ -]?[A-Ha-h](?![A-Za-zåäö]))?"
    r"(?: ?(?:as\.? ?)?\d{1,3}(?!\d|[.,:]\d| ?[a-zåäö€%]))?(?:,? \d{5}(?: [A-ZÅÄÖ][a-zåäö]+)?)?)(?!\w)"
)
_NOT_STREETS = tuple(
    f"{head}{tail}"
    for tail in ("pol", "tie", "kuja", "tori", "piha", "port", "kulma")
    for head in (
        "asiakas",
        "palvelu",
        "osto",
        "käyttäjä",
        "hoito",
        "oppimis",
        "koulutus",
        "ura",
        "valta",
        "kanta",
        "rauta",
        "maan",
        "moottori",
        "osallis",
    )
)
_ENGLISH_STREET = re.compile(
    r"(?<![\w.,/-])(?P<hit>(?:(?:Flat|Apt|Apartment|Unit) \d{1,4}[A-Z]?,? )?\d{1,5}[A-Za-z]?,? "
    r"(?!Google |One |Microsoft )(?:[A-Z][a-z'’]+ ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Way|Place|Square|Terrace|Crescent|Boulevard|Blvd|Gardens|Grove|Mews)\b\.?"
    r"(?:,? (?:Apt|Flat|Unit)\.? ?\d{1,4})?(?:,? [A-Z][a-z]+)?(?:,? [A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|,? [A-Z]{2},? \d{5})?)"
)
_PLATE_NUMBER = re.compile(r"(?<![\w-])(?P<hit>(?P<letters>[A-ZÅÄÖ]{2,3}|[a-zåäö]{3})-(?P<number>\d{1,3}))(?![\w-])")
_PLATE_WORDS = re.compile(
    r"rekisteri(?:n|t|kilpi|kilve|ss)|rekkari|rek\.|kilpi|kilve|\bauto(?:ni|n|lla|mme)?\b|plate|registration|\bcar\b|vehicle|\bvan\b"
)
_KNOWN_CODES_TEXT = """
API ASA BUG CAS CRM CVE DIN DOC EAN EEC ERP ETA EUR FAQ FIX GDP HTT IEC IFR INC INT ISO ITE KPI LTE MVP NPS NRO OBS PDF PEP PIN
PRO QMS RAL REF REQ REV RFC SAP SFS SHA SKU SLA SMS SQL TAM TIC TKT TLS UCS URL USB USD UTF VAT VER XML
"""
_KNOWN_CODES = frozenset(_KNOWN_CODES_TEXT.split())

_CHECKED: tuple[tuple[str, re.Pattern[str], Callable[[str, re.Match[str]], int]], ...] = (
    ("identity-code", _IDENTITY, _identity_code),
    ("account", _IBAN, _account),
    ("card", _CARD_NUMBER, _card),
    ("business-id", _BUSINESS, _business_id),
    ("birth-date", _BORN, _certain),
    ("birth-date", _BORN_AFTER, _certain),
    ("phone", _PHONE_NAMED, _near_phone_word),
    ("phone", _PHONES, _phone),
    ("address", _STREET, _street),
    ("address", _ENGLISH_STREET, _certain),
    ("plate", _PLATE_NUMBER, _plate),
)
