"""Openers: forms of names that so often begin a sentence as common words that a capital there tells nothing."""

from __future__ import annotations

from functools import cache

from flows.text.words import stop_words

_TEXT = """
toivon toivoin toivoa toivomme anna annan annat annoin annamme annanko annatko kai kaikin ole olen olet oletko olenko olemme olette tuli tulin
tulen tulet tulemme ilman ilmankin aina ainakin ainakaan ainoa ainoat ainoana oma oman omat omaa omassa omasta omalla uusi uuden uudet uusia
uusien uutta joissakin joillakin joillekin jonkin joku jokin maa maan maassa maassamme maahan maasta suomi suomen
suomessa suomesta suomeen suomella suomelle suomea alan alat koskien
will may hope love long per south north west east thanks
"""
_NAMES_TEXT = "olli ellen wells young little small jonne kuusi"
"""Stop words of the lists that hardly begin a sentence as such, and are names of many people."""


def opens(plain: str) -> bool:
    """Whether a casefolded word is one that a sentence begins with, whoever is called so."""
    return plain in _openers()


@cache
def _openers() -> frozenset[str]:
    return (stop_words("") - frozenset(_NAMES_TEXT.split())) | frozenset(_TEXT.split())
