"""Patterns: personal data that shows by its form or by the words beside it, whoever it is about."""

from __future__ import annotations

from collections.abc import Iterator

from flows.model.spans import Span
from flows.observations.privacy.births import birth_spans
from flows.observations.privacy.contacts import contact_spans
from flows.observations.privacy.context import DIGIT
from flows.observations.privacy.numbers import number_spans
from flows.observations.privacy.phones import phone_spans
from flows.observations.privacy.plates import plate_spans
from flows.observations.privacy.streets import street_spans

LABELS = {
    "email": "[sähköposti]",
    "identity-code": "[henkilötunnus]",
    "document-number": "[asiakirjan numero]",
    "account": "[tilinumero]",
    "card": "[maksukortti]",
    "business-id": "[y-tunnus]",
    "birth-date": "[syntymäaika]",
    "phone": "[puhelin]",
    "address": "[osoite]",
    "plate": "[rekisterinumero]",
    "network": "[ip-osoite]",
    "handle": "[käyttäjätunnus]",
    "name": "[nimi]",
}
"""Kind -> what stands in its place, whatever the text's language."""
WITHIN_URLS = ("email", "handle")
"""Kinds that are hidden in addresses of pages too."""


def spans(text: str) -> Iterator[Span]:
    """Certain hits, the surest kinds first; they may overlap."""
    yield from contact_spans(text)
    digits = len(DIGIT.findall(text))
    for least, found in _WITH_DIGITS:
        if digits >= least:
            yield from found(text)


_WITH_DIGITS = ((2, number_spans), (4, birth_spans), (6, phone_spans), (1, street_spans), (1, plate_spans))
"""How many digits a hit has at least, and what finds it; the surest first."""
