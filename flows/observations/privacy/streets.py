"""Streets: where somebody lives, in the forms of Finnish, Swedish and English addresses, and after words that announce one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.model.spans import Span


def street_spans(text: str) -> Iterator[Span]:
    """Certain hits in a text that has digits; they may overlap."""
    for match in _STREET.finditer(text):
        if not match["hit"].casefold().startswith(_NOT_STREETS):
            yield Span(match.start("hit"), match.end("hit"), "address")
    for pattern in (_ENGLISH, _NUMBERED_DOOR, _BOX, _POSTAL, _ANNOUNCED):
        yield from (Span(match.start("hit"), match.end("hit"), "address") for match in pattern.finditer(text))


_CITIES = (
    "Helsin|Espoo|Esbo|Tamper|Vantaa|Oulu|Turu|Turku|Jyväskyl|Kuopio|Lahde|Lahti|Pori|Kouvol|Joensuu|Lappeenran|Vaasa|Hämeenlinna|Rovaniem"
    "|Seinäjo|Mikkeli|Kotka|Salo|Porvoo|Kokkol|Hyvinkää|Lohja|Järvenpää|Nurmijärv|Rauma|Kirkkonumm|Tuusul|Kerava|Kajaani|Nokia|Ylöjärv|Savonlinna"
    "|Riihimä|Raas?e|Vihti|Imatra|Raisio|Tornio|Hollol|Iisalm|Lempäälä|Kemi|Varkau|Kangasal|Sipoo|Siilinjärv|Naantal|Loviisa|Ekenäs|Tammisaar"
)
_TAIL = rf"(?:,? (?:FI-)?\d{{5}}(?: [A-ZÅÄÖ][A-ZÅÄÖa-zåäö]+)?|,? \d{{3}} \d\d [A-ZÅÄÖ][a-zåäö]+|,? (?:{_CITIES})\w*)?"
_STREET = re.compile(
    r"(?<!\w)(?P<hit>(?:(?:Iso|Vanha|Uusi|Pieni|Pikku|Pohjoinen|Eteläinen|Itäinen|Läntinen|Ylinen|Alinen|Norra|Södra|Östra|Västra|Stora|Lilla) )?"
    r"(?:[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäö]+)*"
    r"(?:ka(?:tu|dulla|dulta|dulle|dun|dussa)|(?:tie|kuja|polku|polu|kaari|kaare|väylä|bulevardi|puistikko|puisto|ranta|ranna|rinne|rintee|raitti|raiti"
    r"|aukio|kulma|penger|penkere|piha|laituri|esplanadi|portti|porti|mäki|mäe|tori|tanhua|silta)(?:n|lla|llä|lta|ltä|lle|ssa|ssä)?"
    r"|gatan|vägen|gränden|stigen|allén|torget|backen|stranden|esplanaden)|(?:Bulevardi|Esplanadi)(?:n|lla|lta)?|[a-zåäö]{3,}(?:katu|kadulla|kadulta|kadulle)"
    r"|[a-zåäö]{5,}(?:kuja|kujalla|intie|intiellä))"
    r" \d{1,3}(?! (?:vuo|kuuka|viikko|päivä|minuu|kerta|eur|€|%|luvu|§|mom|µg|artikla))(?:[ -]?[A-Ha-h](?![A-Za-zåäö]))?"
    rf"(?: ?(?:as\.? ?)?\d{{1,3}}(?!\d|[.,:]\d| ?[a-zåäö€%]))?{_TAIL})(?!\w)"
)
_NOT_STREETS = tuple(
    f"{head}{tail}"
    for tail in ("pol", "tie", "kuja", "tori", "piha", "port", "kulma")
    for head in (
        *("asiakas", "palvelu", "osto", "käyttäjä", "hoito", "oppimis", "koulutus", "ura", "valta", "kanta", "rauta", "maan", "moottori"),
        *("osallis",),
    )
)
_KINDS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Way|Place|Square|Terrace|Crescent|Boulevard|Blvd|Gardens|Grove|Mews"
    "|Parkway|Pkwy|Highway|Hwy|Hill|Row"
)
_ENGLISH = re.compile(
    r"(?<![\w.,/-])(?P<hit>(?:(?:Flat|Apt|Apartment|Unit) \d{1,4}[A-Z]?,? )?\d{1,5}[A-Za-z]?,? "
    r"(?!Google |One |Microsoft )(?:(?:[A-Z][a-z'’]+|\d{1,3}(?:st|nd|rd|th)) ){1,3}"
    rf"(?:{_KINDS})\b\.?"
    r"(?:,? (?:Apt|Flat|Unit|Suite|Ste)\.? ?\d{1,4})?(?:,? [A-Z][a-z]+)?(?:,? [A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|,? [A-Z]{2},? \d{5})?)"
)
_NUMBERED_DOOR = re.compile(
    r"(?<![\w.,/-])(?P<hit>\d{1,5} (?:[\w.'’-]+ ){1,6}(?:Apt|Suite|Ste|Unit)\.? ?\d{1,4}"
    r"(?:[\s,]{1,4}(?:[A-ZÅÄÖ][\w'’-]*|\d{3,5})){0,6}(?![^\W\d_]))"
)
_BOX = re.compile(rf"(?<!\w)(?P<hit>(?:PL \d{{1,5}}(?=,? (?:FI-)?\d{{5}})|(?:P\.?O\.? ?Box|Postbox) \d{{1,5}}){_TAIL})(?!\w)")
_POSTAL = re.compile(rf"(?<![\w,.-])(?P<hit>(?:FI-)?\d{{5}},? (?:(?:{_CITIES})\w*|(?i:{_CITIES})[A-ZÅÄÖ]*))(?!\w)")
_ANNOUNCED = re.compile(
    r"(?i:\b(?:osoit(?:e|teeni|teemme)(?: on| oli)?|osoitteessa|osoitteeseen|address(?: is| was)?|live at|lives at|adress(?:en)?(?: är)?)[:\s]{1,3})"
    r"(?P<hit>(?=[^\n.!?]{0,60}\d)(?:\d{1,5}[A-Za-z]? (?=\D{0,30}[A-ZÅÄÖ])|[A-ZÅÄÖ])[^\n.!?;:()\[\]@/]{3,70}?)"
    r"(?=[.!?;\n()]|$|, (?:[a-zåäö]+ ){2}| (?:ja|and|mutta|but|että|that|viime|last)\b)"
)
