"""`python -m tests.bench.privacy`: how much personal data is found, by kind, on a made set and on a public one, and how fast.

The made set is generated: sentences of our own in Finnish and English, people's names made of parts (half of the first names stand in the list
that Uoma has, half do not), distractors that look alike. Its author wrote the patterns too: read 1.00 as "no known hole".
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.model.contracts import Detector
from flows.model.registers import Participant
from flows.model.spans import Span
from flows.observations.privacy import Mask

LISTED = "Maija Pekka Tuomas Kaisa Riikka Markku Janne Henrik Johanna Emma Oliver Charlotte Jessica Martin Daniel Sofia Niilo Anneli Kerttu Mikael"
UNLISTED = "Aamos Tiitus Jolanda Kaneli Severiina Ruupert Hessu Lyyti Orvo Tapsa Zacharias Elspeth Bertrand Philippa Thaddeus Ottoliina Jukkis Raikka"
SURNAMES = (
    "Virtanen Korhonen Mäkelä Heikkinen Kivistö Ahonen Peltomaa Lindqvist Salonen Kauppinen Rautavuori Hakkarainen Smith Johnson Thompson Edwards"
    " Whitfield Ikäheimo Nygård Toivonen"
)
ENDINGS = {"n": "n", "lle": "lle", "lta": "lta", "sta": "sta", "lla": "lla"}
WEAK = {
    "Pekka": "Peka", "Riikka": "Riika", "Markku": "Marku", "Kerttu": "Kertu", "Tuomas": "Tuomakse", "Henrik": "Henriki", "Oliver": "Oliveri",
    "Martin": "Martini", "Daniel": "Danieli", "Mikael": "Mikaeli", "Lindqvist": "Lindqvisti", "Smith": "Smithi", "Johnson": "Johnsoni",
    "Thompson": "Thompsoni", "Edwards": "Edwardsi", "Whitfield": "Whitfieldi", "Nygård": "Nygårdi", "Aamos": "Aamokse", "Tiitus": "Tiitukse",
    "Ruupert": "Ruuperti", "Zacharias": "Zachariakse", "Elspeth": "Elspethi", "Bertrand": "Bertrandi", "Thaddeus": "Thaddeukse",
    "Jukkis": "Jukkikse", "Hilmar": "Hilmari", "Charlotte": "Charlotte", "Raikka": "Raika", "Ikäheimo": "Ikäheimo",
}  # fmt: skip


@dataclass
class Text:
    """A made or public text, and what in it is personal."""

    words: str
    spans: list[Span] = field(default_factory=list)
    group: str = ""
    """For names: whether the register or the list of first names knows them."""


@dataclass
class Tally:
    """Hits and misses of one kind."""

    wanted: int = 0
    met: int = 0
    whole: int = 0
    told: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.met / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0


def main() -> None:
    """Print the tables; with `presidio` as an argument also with that detector."""
    detectors = _presidio() if "presidio" in sys.argv[1:] else ()
    people, texts = made(3000, seed=11)
    mask = Mask(people, detectors=detectors)
    show("made set", measure(mask, texts), measure_names(mask, texts))
    tell_speed(mask, texts)
    if found := public():
        mask = Mask([], detectors=detectors)
        show("public set, English", measure(mask, found), measure_names(mask, found))
        tell_speed(mask, found)


def show(title: str, kinds: dict[str, Tally], names: dict[str, tuple[int, int, int]]) -> None:
    print(f"\n{title}\n{'kind':<18}{'spans':>7}{'recall':>9}{'whole':>8}{'precision':>11}")
    for kind, tally in sorted(kinds.items()):
        if tally.wanted or tally.told:
            whole = f"{tally.whole / tally.wanted:.2f}" if tally.wanted else "–"
            recall = f"{tally.recall:.2f}" if tally.wanted else "–"
            print(f"{kind:<18}{tally.wanted:>7}{recall:>9}{whole:>8}{tally.precision:>11.2f}")
    for group, (number, hidden, candidates) in names.items():
        print(f"names, {group}: {number}, hidden {hidden / number:.2f}, hidden or told as possible {(hidden + candidates) / number:.2f}")


def measure(mask: Mask, texts: Iterable[Text]) -> dict[str, Tally]:
    """Recall (a span touched on half of its letters or more, by whatever kind), whole spans covered, and precision (a hit that touches one)."""
    tallies: dict[str, Tally] = {}
    for text in texts:
        hits = mask.spans(text.words)
        covered = {at for hit in hits for at in range(hit.start, hit.end)}
        for span in text.spans:
            tally = tallies.setdefault(span.kind, Tally())
            letters = [at for at in range(span.start, span.end) if text.words[at].isalnum()]
            met = sum(at in covered for at in letters)
            tally.wanted += 1
            tally.met += 2 * met >= len(letters)
            tally.whole += met == len(letters)
        for hit in hits:
            tally = tallies.setdefault(hit.kind, Tally())
            tally.told += 1
            tally.right += any(hit.start < span.end and span.start < hit.end for span in text.spans)
    return tallies


def measure_names(mask: Mask, texts: Iterable[Text]) -> dict[str, tuple[int, int, int]]:
    """By group: how many names, how many are hidden, and how many more are told as possible."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        if text.group:
            hits, doubts = mask.spans(text.words), mask.doubts(text.words)
            for span in (span for span in text.spans if span.kind == "name"):
                found = counts.setdefault(text.group, Counter())
                found["all"] += 1
                found["hidden" if _touched(span, hits) else "told" if _touched(span, doubts) else "missed"] += 1
    return {group: (found["all"], found["hidden"], found["told"]) for group, found in sorted(counts.items())}


def _touched(span: Span, hits: Sequence[Span]) -> bool:
    return any(hit.start < span.end and span.start < hit.end for hit in hits)


def tell_speed(mask: Mask, texts: Sequence[Text]) -> None:
    begun = time.process_time()
    for text in texts:
        mask.hide(text.words)
    seconds = (time.process_time() - begun) / len(texts) * 1000
    print(f"1,000 of them, {sum(len(text.words) for text in texts) / len(texts):.0f} letters each on average: {seconds:.2f} s")


def made(number: int, seed: int) -> tuple[list[Participant], list[Text]]:
    """Participants, and texts of which a third has nothing personal; the same for the same seed."""
    chosen = random.Random(seed)
    first, last, strange = LISTED.split(), SURNAMES.split(), UNLISTED.split()
    people = [Participant(id=f"P{at:02d}", name=f"{chosen.choice(first + strange)} {chosen.choice(last[:12])}") for at in range(1, 13)]
    registered = {part for person in people for part in person.name.split()}
    texts = []
    for _ in range(number):
        roll = chosen.random()
        if roll < 0.3:
            texts.append(Text(_filled(chosen.choice(PLAIN), chosen)))
        elif roll < 0.65:
            texts.append(_with_number(chosen))
        else:
            texts.append(
                _with_name(chosen, people, [n for n in first if n not in registered], [n for n in strange if n not in registered], last)
            )
    return people, texts


def _with_number(chosen: random.Random) -> Text:
    kind = chosen.choice(sorted(NUMBERS))
    template = chosen.choice(NUMBERS[kind])
    return _placed(_filled(template, chosen), VALUES[kind](chosen), kind)


def _with_name(chosen: random.Random, people: Sequence[Participant], first: list[str], strange: list[str], last: list[str]) -> Text:
    group = chosen.choice(("registered", "first name in the list", "first name in no list", "first name in the list, alone"))
    if group == "registered":
        given, surname = chosen.choice(people).name.split()
        name = chosen.choice((f"{given} {surname}", given, surname))
    elif group == "first name in the list, alone":
        name = chosen.choice(first)
    else:
        given = chosen.choice(first if group == "first name in the list" else strange)
        name = f"{given} {chosen.choice(last)}"
    template, case = chosen.choice(NAMES)
    text = _placed(_filled(template, chosen), _inflected(name, case), "name")
    text.group = group
    return text


def _inflected(name: str, case: str) -> str:
    """The last part of a name in a case: `n`, `lle` ..."""
    if not case:
        return name
    *before, last = name.split()
    stem = WEAK.get(last) or (last[:-3] + "se" if last.endswith("nen") else last)
    return " ".join([*before, stem + case])


def _placed(template: str, value: str, kind: str) -> Text:
    start = template.index("{}")
    return Text(template.replace("{}", value), [Span(start, start + len(value), kind)])


def _filled(template: str, chosen: random.Random) -> str:
    return template.replace("{n}", str(chosen.randint(2, 980))).replace("{d}", f"{chosen.randint(1, 28)}.{chosen.randint(1, 12)}.2026")


def _hetu(chosen: random.Random) -> str:
    head, number = f"{chosen.randint(1, 28):02d}{chosen.randint(1, 12):02d}{chosen.randint(0, 99):02d}", chosen.randint(2, 899)
    sign = chosen.choice("-YXWVU" if chosen.random() < 0.7 else "+")
    return f"{head}{sign}{number:03d}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(f'{head}{number:03d}') % 31]}"


def _iban(chosen: random.Random) -> str:
    account = "".join(str(chosen.randint(0, 9)) for _ in range(14))
    plain = f"FI{98 - int(account + '151800') % 97:02d}{account}"
    return plain if chosen.random() < 0.5 else " ".join(plain[at : at + 4] for at in range(0, 18, 4))


def _card(chosen: random.Random) -> str:
    digits = [4, *(chosen.randint(0, 9) for _ in range(14))]
    doubled = sum(sum(divmod(2 * digit, 10)) if at % 2 == 0 else digit for at, digit in enumerate(digits))
    plain = "".join(map(str, [*digits, -doubled % 10]))
    return plain if chosen.random() < 0.5 else " ".join(plain[at : at + 4] for at in range(0, 16, 4))


def _business(chosen: random.Random) -> str:
    while True:
        digits = [chosen.randint(0, 9) for _ in range(7)]
        rest = sum(weight * digit for weight, digit in zip((7, 9, 10, 5, 8, 4, 2), digits, strict=True)) % 11
        if rest != 1:
            return "".join(map(str, digits)) + f"-{(11 - rest) % 11}"


def _digits(chosen: random.Random, form: str) -> str:
    return "".join(str(chosen.randint(1, 9)) if sign == "#" else sign for sign in form)


VALUES = {
    "identity-code": _hetu,
    "account": _iban,
    "card": _card,
    "business-id": _business,
    "phone": lambda c: _digits(
        c, c.choice(("040 ### ####", "050#######", "045-### ####", "+358 44 ### ####", "09 ### ####", "+44 20 7946 0###", "0044 7700 900###", "+46 70 ### ## ##"))
    ),
    "email": lambda c: f"{c.choice(('etu.suku', 'jane_doe', 'm.m', 'info.rivi+a'))}@{c.choice(('example.org', 'mail.example.co.uk', 'esimerkki.fi'))}",
    "plate": lambda c: f"{''.join(c.choice('BCEFGHIJKLMNXYZ') for _ in range(3))}-{c.randint(1, 999)}",
    "address": lambda c: c.choice(
        (f"Koivukatu {c.randint(1, 99)} A {c.randint(1, 40)}", f"Mäntytie {c.randint(1, 99)}, 00{c.randint(1, 9)}00 Helsinki",
         f"Vanha Turuntie {c.randint(1, 99)}", f"Storgatan {c.randint(1, 99)}", f"{c.randint(1, 200)} Orchard Road", f"{c.randint(1, 200)} High Street, London")
    ),
    "birth-date": lambda c: c.choice((f"{c.randint(1, 28)}.{c.randint(1, 12)}.19{c.randint(30, 99)}", f"{c.randint(1, 28)}/{c.randint(1, 12)}/19{c.randint(30, 99)}")),
    "network": lambda c: f"{c.randint(11, 200)}.{c.randint(1, 254)}.{c.randint(1, 254)}.{c.randint(1, 254)}",
    "handle": lambda c: f"@{c.choice(('jane_doe', 'kissa.ihminen', 'mk_1987'))}",
    "document-number": lambda c: f"{c.choice('FPX')}{c.choice('AXZ')}{c.randint(1000000, 9999999)}",
}  # fmt: skip
NUMBERS = {
    "identity-code": ["Tunnus on {} ja se kysyttiin kahdesti.", "Kirjoitin lomakkeelle {}.", "They asked for {} twice."],
    "account": ["Maksoin tilille {} viime kuussa.", "My account is {}."],
    "card": ["Kortti {} hylättiin.", "I paid with {} and it failed."],
    "business-id": ["Yritykseni Y-tunnus on {}.", "Lasku tuli nimellä {} eikä minulle."],
    "phone": ["Soita {} illalla.", "Numeroni on {}, kiitos.", "You can reach me on {}.", "Soitin teille {} ja jonotin {n} minuuttia."],
    "email": ["Lähetä lasku osoitteeseen {}.", "Write to {}, please.", "Kirjauduin tunnuksella {} enkä päässyt sisään."],
    "plate": ["Autoni {} hinattiin.", "Auto, rekisterinumero {}, seisoi pihassa.", "My car {} was towed."],
    "address": ["Asun osoitteessa {} ja lasku tuli väärään paikkaan.", "Lasku tuli osoitteeseen {}.", "I live at {} now."],
    "birth-date": ["Olen syntynyt {}.", "Syntymäaikani kysyttiin, syntymäaika: {}.", "I was born on {}."],
    "network": ["Palvelu näytti osoitteen {} ja esti minut.", "It said my address {} was blocked."],
    "handle": ["Kirjoitin siitä somessa, olen {} siellä.", "Ask {} about it."],
    "document-number": ["Passin numero on {}.", "My passport number is {}."],
}
NAMES = [
    ("Eilen {} soitti minulle laskusta.", ""), ("Kysyin asiaa, ja {} vastasi heti.", ""), ("Juttelin asiasta {} kanssa.", "n"), ("Kerroin sen {} heti.", "lle"),
    ("Sain vastauksen {} vasta viikon päästä.", "lta"), ("Siellä {} oli sama ongelma.", "lla"), ("no {}, kerro miten se meni", ""), ("{} sanoi että hinta nousee.", ""),
    ("{} lasku oli väärin.", "n"), ("Nimeni on {} ja olen asiakas.", ""), ("My name is {} and I moved in May.", ""), ("I talked to {} about the bill.", ""),
    ("Then {} told me to wait.", ""), ("{} was very helpful on the phone.", ""), ("Puhelimessa oli {}, joka auttoi.", ""), ("Terveisin {}", ""),
]  # fmt: skip
PLAIN = [
    "Lasku oli {n} euroa ja eräpäivä {d}.", "Odotin {n} minuuttia, enkä saanut vastausta.", "The bill was {n} euros, due on {d}.", "Tilausnumero 2026{n}-0045 on hukassa.",
    "Helsingissä ja Tampereella hinta on eri kuin Oulussa.", "Google Drive ja Microsoft Teams toimivat, Netflix ei.", "Order 1234 5678 {n} never came.", "Viite 1234 5678 9012 oli väärin.",
    "Toivon että Suomi pärjää ja hinta pysyy.", "Ilma oli huono, meri tyyni ja Lahti kaukana.", "We moved from London to Helsinki in May {n}.", "Anna palautetta, jos Elisa tai Telia ei toimi.",
    "Kela ja Verohallinto vastasivat maanantaina.", "Will it work in April?", "Versio 10.2.3 toimi paremmin kuin 9.{n}.", "Kohta {n} ja taulukko 3-4 olivat epäselviä, ks. ISO-900.",
    "Osallistuja P07 sanoi saman kuin P12 {d}.", "Maksoin {n},50 euroa ja 12 345,00 euroa.", "Juhannuksena ja Jouluna palvelu oli kiinni.", "Christmas and Easter were fine, Monday was not.",
    "Oma Posti ja Suomi.fi ovat hyviä palveluja.", "The Direct Debit from Nordea Bank failed {n} times.", "Kävin Prismassa ja Lidlissä Jumbossa.", "Sähkösopimus numero 643210987 päättyy {d}.",
]  # fmt: skip

PUBLIC = {
    "EMAIL_ADDRESS": "email", "IBAN_CODE": "account", "CREDIT_CARD": "card", "IP_ADDRESS": "network", "PHONE_NUMBER": "phone", "STREET_ADDRESS": "address",
    "PERSON": "name", "US_SSN": "identity-code", "US_DRIVER_LICENSE": "document-number",
}  # fmt: skip
"""Kinds of the public set that are ours. Out of scope: places, organisations, days, titles, ages, groups, domains, postal codes alone."""


def public() -> list[Text]:
    """The public set where it is on this machine, else nothing."""
    folder = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    file = folder / "personal-data" / "synth_dataset_v2.json"
    if not file.exists():
        return []
    return [_public(row["full_text"], row["spans"]) for row in json.loads(file.read_text(encoding="utf-8"))]


def _public(words: str, marked: Sequence[dict[str, Any]]) -> Text:
    found = Text(words, group="in the public set")
    for each in marked:
        start, kind = each["start_position"], PUBLIC.get(each["entity_type"], "")
        if each["entity_type"] == "DATE_TIME" and words[:start].endswith("born on "):
            kind = "birth-date"
        found.spans += [Span(start, each["end_position"], kind)] if kind else []
    return found


def _presidio() -> tuple[Detector, ...]:
    from flows.detectors.presidio import Presidio

    return (Presidio(),)


if __name__ == "__main__":
    main()
