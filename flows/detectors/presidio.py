"""Presidio: Microsoft's analyser as a detector, without any model of language (extra `presidio`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from flows.errors import UnknownPlugin
from flows.model.spans import Span

LANGUAGES = ("fi", "en")
SURE = 0.5
"""Presidio's score from which a hit counts; its telephone numbers without words beside them are below, and order numbers among them."""
KINDS = {
    "CREDIT_CARD": "card",
    "FI_PERSONAL_IDENTITY_CODE": "identity-code",
    "IBAN_CODE": "account",
    "IP_ADDRESS": "network",
    "PERSON": "name",
    "PHONE_NUMBER": "phone",
    "UK_NHS": "identity-code",
    "UK_NINO": "identity-code",
    "US_DRIVER_LICENSE": "document-number",
    "US_PASSPORT": "document-number",
    "US_SSN": "identity-code",
}
"""Presidio's entity -> our kind. Days and places point to nobody alone; for e-mail it would ask the network for a list of domains."""


class Presidio:
    """The detector `presidio`. Raises UnknownPlugin where the extra is not installed.

    Only its recognisers of patterns run: nothing is downloaded. They are made once and used by many threads.
    """

    name: ClassVar[str] = "presidio"

    def __init__(self, analyser: Any = None) -> None:
        self._analyser = analyser or _analyser()
        self._asked = {
            language: sorted(KINDS.keys() & set(self._analyser.get_supported_entities(language=language))) for language in LANGUAGES
        }

    def spans(self, text: str, language: str) -> Iterator[Span]:
        asked = self._asked.get(language)
        if asked:
            found = self._analyser.analyze(text=text, language=language, entities=asked, score_threshold=SURE)
            yield from (Span(hit.start, hit.end, KINDS[hit.entity_type]) for hit in found)


def _analyser() -> Any:
    try:
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import NoOpNlpEngine
        from presidio_analyzer.predefined_recognizers import PhoneRecognizer
    except ImportError as missing:
        raise UnknownPlugin(
            "organisation.yaml asks for the detector presidio, which is not installed", "pip install 'uoma[presidio]'"
        ) from missing
    registry = RecognizerRegistry(supported_languages=list(LANGUAGES))
    registry.load_predefined_recognizers(languages=list(LANGUAGES))
    for name in ("PhoneRecognizer", "SpacyRecognizer"):  # other regions are asked for below; there is no model to ask
        registry.remove_recognizer(name)
    for language in LANGUAGES:
        registry.add_recognizer(PhoneRecognizer(supported_language=language, supported_regions=("FI", "SE", "GB", "US")))
    engine = NoOpNlpEngine([{"lang_code": language, "model_name": "none"} for language in LANGUAGES])
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=list(LANGUAGES))
