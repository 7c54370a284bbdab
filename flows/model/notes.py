"""Note: what somebody heard or thinks, written down in one line, and what its receipt is called."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pydantic import Field

from flows.model.cycles import Cycle
from flows.model.noun import Noun, digest_of

NOTES = "notes"
"""The study that quick notes live in: research_plans/notes/."""
COLUMNS = ("id", "date", "note", "unit", "persona", "study", "provenance")
"""Headers of the sheet that `uoma note` writes."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula: a cell of text that begins so is kept with an apostrophe before it."""

LeftOut = Literal["", "nothing", "consent", "waiting"]

_SIGNS = "23456789bcdfghjkmnpqrstvwxz"  # no vowels, so that no id is a word, and nothing that is easily misread
_SPLIT = re.compile(r"(^[\s\ufeff\u200b-\u200f]*|[;,\t\r\n][\"\ufeff\u200b-\u200f]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a cell begins, or can come to begin, before a sign that begins a formula; also the wide signs, which are read as the narrow ones."""
_ID = re.compile(r"n-[0-9a-z]{5,12}")


class Note(Noun):
    """One line of a notes sheet. Its words stand with its observation alone, so that whatever hides or erases them there hides them here."""

    id: str = Field(description="short and permanent: `n-7k2qd`")
    document: str
    locator: str
    observation: str = Field(default="", description="key of what collate made of it; empty where nothing was made")
    noted_on: date | None = None
    about: str = Field(default="", description="id of the study that it came up in")
    left_out: LeftOut = ""
    since: Cycle | None = Field(default=None, description="the cycle that first had it")

    @property
    def key(self) -> str:
        return self.id


def receipt(kind: Literal["n", "q"], *parts: str) -> str:
    """`n-7k2qd` for a note, `q-7k2qd` for an ask: always the same for the same parts. 27 signs in 5 places are 14 million receipts."""
    number = int(digest_of("receipt", *parts), 16)
    return f"{kind}-" + "".join(_SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in range(5))


def harmless(text: str) -> str:
    """The text as a cell of a text file that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def passed_on(text: str) -> str:
    """The text as a cell of a text file for any spreadsheet: no formula at its beginning, nor behind a mark at which a spreadsheet that is set
    otherwise would split it. Who opens commas with semicolons gets cells that nobody wrote; each gets its apostrophe.
    """
    return _SPLIT.sub(r"\1'", text)


def is_receipt(id_: str) -> bool:
    """Whether a cell holds a note's receipt and not some number of a person's own."""
    return bool(_ID.fullmatch(id_))
