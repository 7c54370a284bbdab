"""What every noun is: a frozen pydantic model that refuses what it does not know, with a digest of its content."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Noun(BaseModel):
    """A value that flows down the river. Two nouns with the same content are equal and have the same digest."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)  # JSON has no infinity: it would be kept as null

    def digest(self) -> str:
        """32 hexadecimal digits of BLAKE2b over the noun as JSON."""
        return digest_of(self.model_dump_json())


def digest_of(*parts: str | bytes, secret: str = "") -> str:
    """32 hexadecimal digits of BLAKE2b over the parts, each ended by a NUL so that borders count; keyed with `secret` where there is one."""
    key = hashlib.blake2b(secret.encode("utf-8", "surrogatepass")).digest() if secret else b""
    hashed = hashlib.blake2b(digest_size=16, key=key)
    for part in parts:
        hashed.update(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part)
        hashed.update(b"\0")
    return hashed.hexdigest()


def slug(words: str) -> str:
    """A permanent address: ASCII letters and digits joined by hyphens; ä and å become a, ö becomes o. Empty for no letters."""
    plain = unicodedata.normalize("NFKD", words.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


Id = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9ÅÄÖåäö][A-Za-z0-9ÅÄÖåäö._/:-]*$", max_length=120)]
"""A name that people give to a thing: letters, digits and . _ / : - ; no spaces."""


MOST_DAYS = 10_000
"""Days that a plan may speak of: 27 years."""
LEAST_DAYS = 0.01
"""Five minutes of a working day."""
MOST_MONTHS = 1200
LEAST_MONTHS = 0.1
MOST_STAKES = 1e12
"""A million million euros."""


class Words(Noun):
    """A text in Finnish and English. A plain string is taken for both."""

    fi: str = ""
    en: str = ""

    def told(self, language: str) -> str:
        """The text in `language` ("fi" or "en"), or in the other where that one is missing."""
        return (self.en or self.fi) if language == "en" else (self.fi or self.en)

    def __bool__(self) -> bool:
        return bool(self.fi or self.en)


def _words(value: Any) -> Any:
    return {"fi": value, "en": value} if isinstance(value, str) else value


def _lists(value: Any) -> Any:
    if isinstance(value, str):
        value = [value]
    return {"fi": value, "en": value} if isinstance(value, list | tuple) else value


Bilingual = Annotated[Words, BeforeValidator(_words)]
"""`Words`, written as `{fi: ..., en: ...}` or as one string for both."""


class WordLists(Noun):
    """Words or example sentences, by language."""

    fi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Both lists, each entry once, in order."""
        return tuple(dict.fromkeys((*self.fi, *self.en)))


BilingualLists = Annotated[WordLists, BeforeValidator(_lists)]


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The non-empty values, each once, in order of first appearance."""
    return tuple(dict.fromkeys(value for value in values if value))
