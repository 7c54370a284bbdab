"""Participants: codes of people, and where a document begins the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.model.material import Block
from flows.model.noun import digest_of
from flows.observations.speech import words_in

CODE = r"[A-ZÅÄÖ]{1,3}[-_ ]?\d{1,4}"
_CODE = re.compile(rf"(?<![^\W_])({CODE})(?![^\W_])")
_WHOLE = re.compile(rf"\W*({CODE})\W*")
_SIGNS = "0123456789BCDFGHJKLMNPQRSTVWXZ"  # without vowels no code is a name
_PSEUDONYM = re.compile(rf"V-[{_SIGNS}]{{5}}")
_DATED = re.compile(r"[A-ZÅÄÖ]{1,3}[-_]?(?:19|20)\d\d|[QH][1-4]|V\d")
_RESTART = re.compile(
    r"(?:käyttäjä|asiakas|user |customer |end user )?"
    r"(?:haastattelu|haastateltava|osallistuja|vastaaja|henkilö|interview|interviewee|participant|respondent|person)"
    r"\s*(?:nro\.?|no\.?|number|#)?\s*(?:[:–—-]\s*)?(?P<rest>.*)",
    re.IGNORECASE,
)


def code_in(text: str) -> str:
    """The first participant code in a text, such as `P07`, or empty."""
    found = _CODE.search(text)
    return tidy(found[1]) if found else ""


def codes_in(text: str) -> tuple[str, ...]:
    """All participant codes in a text, each once."""
    return tuple(dict.fromkeys(tidy(found) for found in _CODE.findall(text)))


def is_code(text: str) -> bool:
    """Whether a text is a participant code and nothing else."""
    return bool(_WHOLE.fullmatch(text.strip()))


def tidy(code: str) -> str:
    """A code as it is compared: without spaces, upper case."""
    return re.sub(r"\s+", "", code).upper()


def pseudonym(study: str, code: str, secret: str = "") -> str:
    """`V-7K2QD` for a customer number: always the same in one study, another in the next. What is one already stays.

    It hides the number from readers and from search; it is no anonymisation. Numbers are few, so who knows the study's id can try them all
    until one gives this code, unless a `secret` keys it. 5 signs of 30 are 24 million codes: of 1000 customers two share one with a probability of 2 %.
    """
    if _PSEUDONYM.fullmatch(code):
        return code
    number = int(digest_of("voice", study, tidy(code), secret=secret), 16)
    return "V-" + "".join(_SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in range(5))


def starts(blocks: Sequence[Block]) -> dict[int, str]:
    """Blocks that begin another participant: index -> code, or empty where the line names none. Empty unless there are two or more.

    Such a line stands alone: a heading or short paragraph like `Haastattelu 2`, `Interview 2`, `Osallistuja: P12` or `P12`.
    """
    found = {at: who for at, block in enumerate(blocks) if (who := _start(block)) is not None}
    distinct = {blocks[at].text.strip().casefold() for at in found}
    return found if len(distinct) >= 2 else {}


def _start(block: Block) -> str | None:
    text = block.text.strip()
    if block.cell or block.kind in ("item", "cue") or words_in(text) > 8 or "?" in text or "\n" in text:
        return None
    if is_code(text) or (block.kind == "heading" and _CODE.match(text)):
        return code_in(text)
    found = _RESTART.fullmatch(text)
    if not found:
        return None
    rest = found["rest"].strip(" .:")
    if code := code_in(rest):
        return code
    if re.match(r"\d{1,3}\b", rest):
        return ""
    return (
        ""
        if block.kind == "heading" and rest and words_in(text) >= 2 and re.match(r"[-–—:]", text[found.start("rest") - 2 :].strip())
        else None
    )


def in_title(title: str) -> str:
    """The one participant code in a title, or empty; `EU 2024`, `Q3` and the like are none."""
    found = [code for code in codes_in(title) if not _DATED.fullmatch(code)]
    return found[0] if len(found) == 1 else ""


def in_name(name: str) -> str:
    """The participant code in a file name (`P07_2026-03-12.docx`), or empty."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    stem = re.sub(r"(?<!\d)\d{4}[-._]?\d{2}[-._]?\d{2}(?!\d)", " ", stem)
    return in_title(re.sub(r"[_.]", " ", stem))
