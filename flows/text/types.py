"""Types: how a Finnish base form changes before endings. Each type is a rule on the base's last letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

VOWELS = frozenset("aeiouyäöå")
NOMINATIVE, WEAK, STRONG, BARE = 1, 2, 4, 8
BOTH = WEAK | STRONG
"""Endings that close the syllable follow the weak grade (`kaupa|n`), others the strong (`kauppa|na`), some the bare stem (`las|ta`)."""

Stem = tuple[str, int]


def stems(base: str) -> dict[str, int]:
    """Stem -> the kinds of ending that it takes, added up, for a casefolded base form. The base is a stem of its own."""
    found = {base: NOMINATIVE}
    for stem, takes in _stems(base):
        if len(stem) > 1:
            found[stem] = found.get(stem, 0) | takes
    return found


def strengthened(stem: str) -> list[str]:
    """The stem, and strong grades that it may be the weak one of: `asiaka` -> `asiakka`, `osoite` -> `osoitte`."""
    head, tail = _parted(stem)
    pairs = ((strong, weak) for strong, grades in _GRADES for weak in grades if weak in _REVERSIBLE)
    return [stem, *(head[: len(head) - len(weak)] + strong + tail for strong, weak in pairs if head.endswith(weak))]


def _stems(base: str) -> Iterator[Stem]:
    if base[-1:] in VOWELS:
        yield from _vowel_stems(base)
    else:
        yield from _consonant_stems(base)


def _vowel_stems(base: str) -> Iterator[Stem]:
    head, tail = _parted(base)
    if len(tail) > 1:  # `keittiö`, `maanantai`: the last syllable begins with a vowel or is long, and nothing alternates
        head, tail = base[:-1], base[-1]
        yield from _long_plural(base)
    last = base[-1]
    yield from _graded(head, last)
    if last == "i":
        yield from _i_type(head)
    elif last == "e":
        yield from _e_type(base)
    elif last in "aä":
        for plural in (f"{_ROUND[last]}i", f"{_ROUND[last]}j", "i"):
            yield from _graded(head, plural)
    if last != "i":
        yield from (*_graded(head, last + "i"), *_graded(head, last + "j"))


def _graded(head: str, tail: str) -> Iterator[Stem]:
    """The strong stem and its weak grades: `kaupp`, `a` -> `kauppa`, `kaupa`; one stem for both where nothing alternates."""
    yield head + tail, STRONG
    for weak in _weak(head):
        yield weak + tail, WEAK


def _weak(head: str) -> list[str]:
    if head[-1:] in VOWELS:
        return [head]
    if head.endswith("ik"):
        return [head[:-1], head[:-2] + "j"]
    for strong, grades in _GRADES:
        if head.endswith(strong) and len(head) > len(strong):
            return [head[: len(head) - len(strong)] + weak for weak in grades]
    return [head]


def _long_plural(base: str) -> Iterator[Stem]:
    """`työ` -> `töi`, `maa` -> `mai`, `tie` -> `tei`."""
    yield f"{base[:-2]}{base[-1]}i", BOTH


def _e_type(base: str) -> Iterator[Stem]:
    for strong in strengthened(base):
        yield from ((strong + "e", BOTH), (strong + "i", BOTH))
    yield base + "t", BARE


def _i_type(head: str) -> Iterator[Stem]:
    for ending in ("e", "ei", "ej"):
        yield from _graded(head, ending)
    if head.endswith(("l", "n", "r", "s")):
        yield head, BARE
    if head.endswith("m"):
        yield head[:-1] + "n", BARE
    if head.endswith(("ps", "ks", "ts")):
        yield head[:-2] + "s", BARE
    elif head.endswith("s") and head[-2:-1] in VOWELS | {"l", "n", "r"}:
        yield from _graded(head[:-1] + "t", "e")
        yield head[:-1] + "t", BARE


def _consonant_stems(base: str) -> Iterator[Stem]:
    yield base, BARE
    rule = next((rule for ending, rule in _TYPES if base.endswith(ending)), _foreign)
    yield from rule(base)


def _nen(base: str) -> Iterator[Stem]:
    root = base[:-3]
    yield from ((root + "se", BOTH), (root + "si", BOTH), (root + "s", BARE))


def _ks(base: str) -> Iterator[Stem]:
    root = base[:-1]
    yield from ((root + "kse", BOTH), (root + "ksi", BOTH))
    if root[-2:-1] in VOWELS:
        yield from _graded(root + "t", "e")
        yield root + "t", BARE
    yield from _foreign(base)


def _s(base: str) -> Iterator[Stem]:
    for root in strengthened(base[:-1]):
        yield from ((root + root[-1], BOTH), (root + "i", BOTH))
    if base.endswith("is"):
        for root in strengthened(base[:-1]):
            yield root, BOTH
    yield from _ks(base)


def _es(base: str) -> Iterator[Stem]:
    if base.endswith("ies"):
        yield from ((base[:-1] + "he", BOTH), (base[:-1] + "hi", BOTH))
    yield from _s(base)


def _n(base: str) -> Iterator[Stem]:
    for root in strengthened(base[:-1]):
        yield from ((root + "me", BOTH), (root + "mi", BOTH))
    yield from ((base + "e", BOTH), (base + "i", BOTH))


def _ton(base: str) -> Iterator[Stem]:
    root = base[:-2]
    last = "a" if base.endswith("ton") else "ä"
    vowel = "o" if last == "a" else "ö"
    yield from ((f"{root}t{vowel}m{last}", BOTH), (f"{root}t{vowel}mi", BOTH))
    yield from _foreign(base)


def _t(base: str) -> Iterator[Stem]:
    yield from ((base[:-1] + "e", BOTH), (base[:-2] + "ee", BOTH), (base[:-2] + "ei", BOTH))
    yield from _foreign(base)


def _liquid(base: str) -> Iterator[Stem]:
    for root in strengthened(base[:-1]):
        yield from ((root + base[-1] + "e", BOTH), (root + base[-1] + "i", BOTH))


def _foreign(base: str) -> Iterator[Stem]:
    yield from ((base + "i", BOTH), (base + "ei", BOTH), (base + "ej", STRONG))


_TYPES: tuple[tuple[tuple[str, ...], Callable[[str], Iterator[Stem]]], ...] = (
    (("nen",), _nen),
    (("ies", "es"), _es),
    (("us", "ys", "os", "ös"), _ks),
    (("as", "äs", "is"), _s),
    (("ton", "tön"), _ton),
    (("in", "än", "en"), _n),
    (("ut", "yt"), _t),
    (("ar", "är", "er", "or", "el", "al"), _liquid),
)

_ROUND = {"a": "o", "ä": "ö"}
_GRADES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("kk", ("k",)),
    ("pp", ("p",)),
    ("tt", ("t",)),
    ("nk", ("ng",)),
    ("nt", ("nn",)),
    ("rt", ("rr",)),
    ("lt", ("ll",)),
    ("mp", ("mm",)),
    ("ht", ("hd",)),
    *((kept, (kept,)) for kept in ("sk", "st", "sp", "tk")),
    ("lk", ("l", "lj")),
    ("rk", ("r", "rj")),
    ("hk", ("h", "hk")),
    ("rp", ("rv",)),
    ("lp", ("lv",)),
    ("k", ("", "v")),
    ("p", ("v",)),
    ("t", ("d",)),
)
_REVERSIBLE = frozenset(("k", "p", "t", "ng", "nn", "rr", "ll", "mm", "hd", "rv", "lv", "d"))


def _parted(stem: str) -> tuple[str, str]:
    """What stands before the last vowels, and those vowels."""
    cut = len(stem)
    while cut and stem[cut - 1] in VOWELS:
        cut -= 1
    return stem[:cut], stem[cut:]
