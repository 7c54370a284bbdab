"""Said: the Finnish words for the values that a register's column allows."""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    # Decision.standing
    "open": ("avoin", "auki", "kesken", "avoinna"),
    "made": ("tehty", "päätetty", "valmis"),
    "dropped": ("hylätty", "rauennut", "peruttu"),
    # Claim.standing
    "proposed": ("ehdotettu", "ehdotus", "luonnos"),
    "accepted": ("hyväksytty", "voimassa"),
    "retired": ("poistettu", "poistunut", "vanhentunut"),
    # Claim.confirmed
    "low": ("matala", "heikko", "alhainen"),
    "moderate": ("kohtalainen", "keskitaso", "medium"),
    "high": ("korkea", "vahva"),
    # FeedbackCase.standing
    "received": ("saapunut", "vastaanotettu", "uusi"),
    "grouped": ("ryhmitelty", "luokiteltu"),
    "decided": ("päätetty",),
    "acted": ("toteutettu", "tehty", "acted on"),
    "declined": ("hylätty", "ei toteuteta"),
    "told": ("kerrottu", "vastattu", "tiedotettu"),
    # Consent.scope
    "notes": ("muistiinpanot", "muistiinpano"),
    "quotes": ("sitaatit", "sitaatti", "lainaukset", "quote"),
    "later": ("jatko", "jatkotutkimus", "myöhemmin"),
    # Claim.kind
    "need": ("tarve",),
    "wish": ("toive",),
    "doubt": ("epäily", "epäilys", "huoli"),
    "expectation": ("odotus",),
    "behaviour": ("toiminta", "käyttäytyminen", "tapa", "behavior"),
    "problem": ("ongelma", "kipu"),
    "praise": ("kiitos", "kehu"),
    "other": ("muu",),
    # Metric.family
    "business": ("liiketoiminta", "talous"),
    "cx": ("asiakaskokemus", "customer experience", "ak"),
    # KnownSource.kind
    "river": ("joki", "virta", "oma", "own"),
    "rain": ("sade", "ostettu", "bought"),
}
"""Other words by value. A word may stand for several values: which one is meant follows from what its column allows."""


def value_of(word: str, allowed: tuple[str, ...]) -> str | None:
    """The allowed value that a word stands for, in Finnish or English, whatever its letter case."""
    plain = " ".join(word.casefold().replace("_", " ").split())
    for value in allowed:
        if plain == value or plain in WORDS.get(value, ()):
            return value
    return None
