"""Things: words that are written with a capital and name no person: companies, places, days, products."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from flows.text.words import stop_words

_TEXT = """
oy oyj ab ky tmi ry as ltd inc llc plc gmbh co corp group company bank pankki street road avenue lane square park city town county island
airport station university school college hospital museum centre center church house hotel club lake river mountain bay beach new los las
san santa saint united great north south east west northern southern eastern western central uusi iso pohjois etelä itä länsi google
microsoft apple amazon office power adobe samsung visma excel word outlook teams windows android facebook linkedin youtube christmas visa
card direct debit euro pound pounds dollar dollars ruble liitto hoito easter year eve day god english finnish swedish american german french
british europe finland suomi suomen suomessa ruotsi ruotsin ruotsissa helsinki helsingin helsingissä helsinkiin tampere tampereen tampereella
turku turun turussa oulu oulun oulussa espoo espoon espoossa vantaa vantaan vantaalla lahti lahden lahdessa kuopio kuopion kuopiossa kela kelan
kelasta kelaan kelassa suomea ruotsia england london paris america africa asia china india brussels stockholm spotify netflix paypal uber twitter
instagram whatsapp alexa siri cortana olly
"""
_WORD = re.compile(r"[^\W\d_]+")
_PLACE = re.compile(
    r"(?:katu|kadulla|kadun|kadulle|kadulta|tie|tiellä|tien|tielle|kuja|kujalla|polku|polulla|kaupunki|kaupungin|laakson|kylän|kylässä|niemen|saaren"
    r"|land|shire|burg|ville|stadt|virasto|laitos|yhtiö|palvelu|keskus|koulu|opisto|lehti|radio|puisto)$"
)


class Things:
    """Words that are no people's: the usual ones, everyday small words, and case forms of the names given."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        words = [word for name in known for word in _WORD.findall(name.casefold())]
        self._heads = tuple(sorted({word[: max(4, len(word) - 2)] for word in words if len(word) > 3}))
        self._short = frozenset(word for word in words if len(word) <= 3)

    def has(self, plain: str) -> bool:
        """Whether a casefolded word is one of them, or ends as streets, places and offices do."""
        usual = plain in _usual() or plain in self._short or plain in stop_words("")
        return usual or plain.startswith(self._heads) or bool(_PLACE.search(plain))


@cache
def _usual() -> frozenset[str]:
    return frozenset(_TEXT.split())
