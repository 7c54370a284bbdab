"""Words: the site's own language. Catalogues of what templates say, and how a language writes dates and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from babel.core import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from flows.press.escape import md

SAMPLE = "Sample material: the organisation, the people and their words on this site are made up."
"""What every page of a sample organisation says."""
MINUS = "\N{MINUS SIGN}"
_DATES = {"fi": "d.M.yyyy", "en": "d MMM yyyy"}
_LOCALES = {"fi": "fi_FI", "en": "en"}


@dataclass(frozen=True)
class Catalogue:
    """Translations by their English wording. What a catalogue lacks is said in English."""

    language: str
    singular: Mapping[str, str]
    plural: Mapping[tuple[str, str], tuple[str, ...]]

    def gettext(self, message: str, /, **values: object) -> Markup:
        """The message in this language, with %(name)s filled in. Values are escaped, the catalogue's own words are not."""
        return _filled(self.singular.get(message) or message, values)

    def ngettext(self, one: str, many: str, n: int, /, **values: object) -> Markup:
        """The form that goes with `n`, which is also there as %(n)s, written the language's way."""
        forms = self.plural.get((one, many), ())
        place = int(n != 1)
        chosen = forms[place] if place < len(forms) and forms[place] else (one if n == 1 else many)
        return _filled(chosen, {"n": self.decimal(n, 0), **values})

    def date(self, day: date | None) -> Markup:
        """21.11.2026, or 21 Nov 2026; a dash for no date."""
        return _date(day, self.language) if day else Markup("–")

    def decimal(self, number: float, places: int = 2) -> Markup:
        """0,62 or 0.62, with as many decimals as asked for; a minus is a minus, not a hyphen."""
        return _decimal(round(number, places) + 0.0, places, self.language)

    def percent(self, share: float) -> Markup:
        """62 % or 62%."""
        return _percent(share, self.language)


def catalogue(language: str, folders: Sequence[Path]) -> Catalogue:
    """The catalogue of `language` ("fi" or "en") out of `locale/<language>.po` in each folder; an earlier folder's wording wins."""
    singular: dict[str, str] = {}
    plural: dict[tuple[str, str], tuple[str, ...]] = {}
    for folder in reversed(folders):
        path = folder / "locale" / f"{language}.po"
        if not path.is_file():
            continue
        with path.open("rb") as opened:
            read = read_po(opened, locale=language)
        for message in read:
            if isinstance(message.id, tuple | list):
                plural[message.id[0], message.id[1]] = tuple(message.string or ())
            elif message.id and message.string:
                singular[message.id] = str(message.string)
    return Catalogue(language, singular, plural)


def _filled(words: str, values: Mapping[str, object]) -> Markup:
    return Markup(words % {name: md(value) for name, value in values.items()} if values else words)  # noqa: S704


@lru_cache(maxsize=4096)  # the same days and small numbers stand on most pages
def _date(day: date, language: str) -> Markup:
    return Markup(format_date(day, _DATES[language], locale=_locale(language)))  # noqa: S704


@lru_cache(maxsize=4096)
def _decimal(number: float, places: int, language: str) -> Markup:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return Markup(format_decimal(number, pattern, locale=_locale(language)).replace("-", MINUS))  # noqa: S704


@lru_cache(maxsize=4096)
def _percent(share: float, language: str) -> Markup:
    return Markup(format_percent(share, locale=_locale(language)))  # noqa: S704


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])
