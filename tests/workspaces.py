"""The little workspace: one study, three interviews, the registers that go with them. All of it made up."""

from __future__ import annotations

from pathlib import Path

import docx

ORGANISATION = """
name: {fi: Koekenttä Oy (keksitty), en: Proving Ground Ltd (made up)}
sample: true
languages: [fi]
units: [{id: myynti, name: {fi: Myynti, en: Sales}}]
segments:
  - id: pienet
    name: {fi: Pienyritykset, en: Small firms}
    personas:
      - {id: yrittaja, name: {fi: Yrittäjä, en: Owner}, role: buyer}
      - {id: kirjanpitaja, name: {fi: Kirjanpitäjä, en: Accountant}, role: influencer}
paths:
  - id: polku
    name: {fi: Polku, en: Path}
    stages:
      - {id: ostaminen, name: {fi: Ostaminen, en: Buying}, owner: myynti}
      - {id: maksaminen, name: {fi: Maksaminen, en: Paying}}
focus:
  - {id: selkeys, name: {fi: Selkeys, en: Clarity}, definition: {fi: Lasku aukeaa kerralla., en: An invoice is clear at once.}, weight: 1.5}
themes:
  - id: laskutus
    name: {fi: Laskutus, en: Billing}
    words: {fi: [lasku, erittely], en: [invoice, bill]}
    examples: {fi: [En ymmärrä laskun rivejä.], en: [The invoice lines make no sense.]}
    focus: selkeys
  - id: hinta
    name: {fi: Hinta, en: Price}
    words: {fi: [hinta, hinna, kallis], en: [price, expensive]}
    examples: {fi: [Hinta nousi varoittamatta.], en: [The price went up without notice.]}
"""

PLAN = """
title: {fi: Koetutkimus, en: Trial study}
method: interview
begun: 2026-09-01
ended: 2026-10-30
questions:
  - {id: k1, text: {fi: "Miksi laskut maksetaan myöhässä?", en: "Why are invoices paid late?"}, decision: d-1, claim: c-001}
"""

REGISTERS = {
    "claims": "id;statement_fi;statement_en;theme;persona;standing;motivation\n"
    "c-001;Yrittäjä lykkää maksua, kun erittely on epäselvä;An owner puts off paying when the lines are unclear;laskutus;yrittaja;accepted;Pelko maksaa väärästä\n",
    "decisions": "id;title;due;standing;stakes;break_even;focus;claims\nd-1;Uusi laskupohja;20.1.2027;open;2;0,4;selkeys;c-001\n",
    "consents": "participant;study;scope;given\n" + "".join(f"P{n};koe;quotes;1.9.2026\n" for n in range(1, 5)),
    "participants": "id;name\nP1;Testi Virtanen\n",
}

INTERVIEWS = {
    "P1": (
        "Yrittäjä",
        [
            ("Miten laskut menevät?", "Jätän laskun odottamaan, jos erittely ei vastaa tilausta. #c-001+"),
            ("Kuka auttaa?", "Soitan Virtasen numeroon 040 555 0123 ja pyydän selityksen."),
        ],
    ),
    "P2": (
        "Yrittäjä",
        [
            ("Miten laskut menevät?", "Maksan heti, vaikka rivit olisivat mitä sattuu. #c-001-"),
            ("Entä hinta?", "Hinta nousi kevään aikana kahdesti eikä kukaan kertonut. #hinta"),
        ],
    ),
    "P3": (
        "Kirjanpitäjä",
        [
            ("How do you read the bills?", "The invoice lines never match what the owner ordered, so I wait. #c-001+"),
            ("And then?", "Then I call them <script>alert(1)</script> and they send a new one."),
        ],
    ),
}


def make_little(root: Path) -> Path:
    study = root / "research_plans" / "koe"
    registers = root / "research_plans" / "registers"
    study.mkdir(parents=True)
    registers.mkdir()
    (root / "research_plans" / "organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    (study / "plan.yaml").write_text(PLAN, encoding="utf-8")
    for name, rows in REGISTERS.items():
        (registers / f"{name}.csv").write_text(rows, encoding="utf-8")
    for code in INTERVIEWS:
        write_interview(study, code)
    return root


def write_interview(study: Path, code: str, add: tuple[tuple[str, str], ...] = (), persona: str = "") -> Path:
    """An interview with labels, and lines added at its top."""
    known, turns = INTERVIEWS.get(code, ("Yrittäjä", []))
    document = docx.Document()
    for line in (f"Osallistuja: {code}", "Päivämäärä: 12.10.2026", f"Persona: {persona or known}"):
        document.add_paragraph(line)
    for question, answer in (*add, *turns):
        document.add_paragraph(f"Haastattelija: {question}")
        document.add_paragraph(f"{code}: {answer}")
    path = study / f"{code}.docx"
    document.save(str(path))
    return path
