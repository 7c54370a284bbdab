"""Tables: a column of questions beside a column of answers, or of speakers beside what they said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.model.material import Block, Mark
from flows.observations.asking import asks, share
from flows.observations.layouts.turns import Voiced, reading
from flows.observations.participants import is_code
from flows.observations.roles import Part, by_word, key_of
from flows.observations.speech import Reading, Said, listed, words_in

_QUESTION = frozenset({"kysymys", "kysymykset", "question", "questions", "haastattelukysymys", "kysymys / aihe", "kysymys/aihe", "k", "q"})
_ANSWER = listed("vastaus vastaukset answer answers response responses reply a v muistiinpanot notes kommentti kommentit") | {
    "vastaus / muistiinpanot",
    "asiakkaan vastaus",
    "osallistujan vastaus",
    "interview answer",
}
_CODES = frozenset({"koodit", "koodi", "tagit", "tagi", "codes", "code", "tags", "tag", "teema", "teemat", "theme", "themes"})
_SECTION = frozenset({"aihe", "osio", "topic", "section"})
_NUMBER = re.compile(r"\W*(?:nro|no|n:o|id|#|\d{1,3})?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the columns of one table hold."""

    question: int
    answers: dict[int, str]
    """Column -> participant code of its header, or empty."""
    codes: frozenset[int]
    section: int
    header: bool
    sure: float
    first: int
    """The table's first row."""
    tags: dict[int, list[Mark]]
    """Row -> what its column of codes says."""


def read(blocks: Sequence[Block]) -> Reading | None:
    """Question and answer tables; header words first, else a column where 60 % of the cells ask."""
    return _as_planned(blocks, {table: plan for table, cells in _tables(blocks).items() if (plan := _plan(cells))})


def as_told(blocks: Sequence[Block]) -> Reading | None:
    """Question and answer tables where a person says so: of a table that does not show it, the first column asks and the last answers."""
    plans = {}
    for table, cells in _tables(blocks).items():
        columns = sorted({block.cell[2] for block in cells if block.cell})
        usual = _Plan(columns[0], {columns[-1]: ""}, frozenset(), -1, False, 1.0, 0, {})
        if plan := _plan(cells) or (usual if len(columns) >= 2 else None):
            plans[table] = plan
    return _as_planned(blocks, plans)


def _as_planned(blocks: Sequence[Block], plans: Mapping[int, _Plan]) -> Reading | None:
    if not plans:
        return None
    said: list[Said] = []
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            said.append(Said(at, block, "section"))
        elif block.cell is None or block.cell[0] not in plans:
            said.append(Said(at, block, "note"))
        else:
            said.append(_cell(at, block, plans[block.cell[0]]))
    return Reading("table", tuple(said), min(plan.sure for plan in plans.values()))


def read_voices(blocks: Sequence[Block], told: Mapping[str, Part] | None = None) -> Reading | None:
    """Tables whose one column names the speaker, again and again, and whose other column is what was said. `told`: roles of label keys."""
    labels = {place: label for cells in _tables(blocks).values() for place, label in _labels(cells).items()}
    counted = Counter(key_of(label) for label in labels.values())
    if len(counted) < 2 or sum(counted.values()) < 3 or len(counted) > 0.7 * sum(counted.values()):
        return None
    voiced: list[Voiced] = []
    for at, block in enumerate(blocks):
        label = labels.get(block.cell[:2], "") if block.cell else ""
        if block.kind == "heading":
            voiced.append(Voiced(at, block, structure="section"))
        elif not label:
            voiced.append(Voiced(at, block))
        elif block.text.strip(" :") == label or _NUMBER.fullmatch(block.text):
            voiced.append(Voiced(at, replace(block, text=""), structure="drop", dropped=block.text))
        else:
            voiced.append(Voiced(at, block, key_of(label), label))
    return reading("table-turns", voiced, told)


def _labels(cells: Sequence[Block]) -> dict[tuple[int, int], str]:
    """(table, row) -> its speaker, from the first of the first two columns that holds roles, codes or a few short labels that recur."""
    for column in (0, 1):
        texts = {b.cell[:2]: b.text.strip(" :") for b in cells if b.cell and b.cell[2] == column and b.text.strip(" :")}
        seen = Counter(texts.values())
        short = [text for text in texts.values() if words_in(text) <= 3 and text[0].isalpha() and not asks(text)]
        if texts and len(short) >= 0.8 * len(texts) and len(seen) <= max(2, 0.5 * len(texts)):
            return {place: text for place, text in texts.items() if seen[text] >= 2 or by_word(key_of(text)) or is_code(text)}
    return {}


def _tables(blocks: Sequence[Block]) -> dict[int, list[Block]]:
    found: dict[int, list[Block]] = {}
    for block in blocks:
        if block.cell:
            found.setdefault(block.cell[0], []).append(block)
    return found


def _plan(cells: Sequence[Block]) -> _Plan | None:
    first = min(block.cell[1] for block in cells if block.cell)
    columns = sorted({block.cell[2] for block in cells if block.cell})
    if len(columns) < 2:
        return None
    header = {c: " ".join(b.text for b in cells if b.cell and b.cell[1:] == (first, c)).strip(" :") for c in columns}
    return _headed(header, columns, first, cells) or _asking(cells, columns, first)


def _headed(header: dict[int, str], columns: Sequence[int], first: int, cells: Sequence[Block]) -> _Plan | None:
    names = {c: header[c].casefold() for c in columns}
    question = next((c for c in columns if names[c] in _QUESTION), None)
    answers = {c: header[c] if is_code(header[c]) else "" for c in columns if names[c] in _ANSWER or is_code(header[c])}
    answers.pop(-1 if question is None else question, None)
    if question is None or not answers:
        return None
    codes = frozenset(c for c in columns if names[c] in _CODES)
    section = next((c for c in columns if names[c] in _SECTION), -1)
    return _Plan(question, answers, codes, section, True, 1.0, first, _tags(cells, codes))


def _asking(cells: Sequence[Block], columns: Sequence[int], first: int) -> _Plan | None:
    texts = {c: [b.text for b in cells if b.cell and b.cell[2] == c and b.text.strip()] for c in columns}
    question = max(columns, key=lambda c: (share(texts[c]), -c))
    if len(texts[question]) < 2 or share(texts[question]) < 0.6:
        return None
    rest = {c: sum(map(words_in, texts[c])) for c in columns if c != question}
    answer = max(rest, key=lambda c: (rest[c], -c))
    if not rest[answer] or share(texts[answer]) >= 0.5:
        return None
    row = [b.text for b in cells if b.cell and b.cell[1:] == (first, question)]
    header = bool(row) and not asks(row[0]) and words_in(row[0]) <= 3
    return _Plan(question, {answer: ""}, frozenset(), -1, header, 0.85, first, {})


def _cell(at: int, block: Block, plan: _Plan) -> Said:
    _, row, column = block.cell or (0, 0, 0)
    if (plan.header and row == plan.first) or (column not in plan.answers and column != plan.question and _NUMBER.fullmatch(block.text)):
        return Said(at, replace(block, text=""), "drop", dropped=block.text)
    if column == plan.question:
        return Said(at, block, "question")
    if column in plan.answers:
        return Said(at, replace(block, marks=(*block.marks, *plan.tags.get(row, ()))), "answer", plan.answers[column])
    if column in plan.codes:
        return Said(at, replace(block, text=""), "drop", dropped=block.text)
    return Said(at, block, "section" if column == plan.section else "note")


def _tags(cells: Sequence[Block], codes: frozenset[int]) -> dict[int, list[Mark]]:
    """What the column of codes says of each row, as tags on all of the row's answers."""
    found: dict[int, list[Mark]] = {}
    for block in cells:
        if block.cell and block.cell[2] in codes:
            tokens = [token.strip() for token in re.split(r"[,;\n]", block.text) if token.strip()]
            marks = [Mark(0, 0, "tag", token if token.startswith("#") else f"#{token}") for token in tokens]
            found.setdefault(block.cell[1], []).extend(marks)
    return found
