"""`python -m tests.bench.layouts`: how many lines of the gold set get the right role, and with `--speed` what a document costs.

The gold set is tests/gold: `real.json` marks lines of the shared real material (never copied), `made.txt` holds layouts made up for it.
A line is right when its role is right; of a document under 0.6, which a person is asked about, an answer kept as a note is right where
nothing but its sense tells who speaks (`told` is false).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.model.material import Block, Material
from flows.observations.asking import asks
from flows.observations.speech import Turn
from flows.observations.split import interview
from flows.sources.docx import material
from flows.sources.markdown import blocks_in
from flows.sources.transcript import turns_in
from tests.gold.markup import block_of

REPOSITORY = Path(__file__).parents[2]
GOLD = REPOSITORY / "tests" / "gold"
SHARED = Path(os.environ.get("UOMA_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
SURE = 0.6
_ROLE = {"a": "answer", "q": "question", "s": "staff"}


@dataclass(frozen=True)
class Gold:
    """One marked document: its lines with a letter each."""

    name: str
    lines: tuple[tuple[str, str], ...]
    """(letter, text) in reading order."""
    blocks: tuple[Block, ...]
    facts: dict[str, str]
    told: bool = True
    held_out: bool = False


@dataclass(frozen=True)
class Score:
    """How one document fared."""

    name: str
    layout: str
    confidence: float
    lines: int
    right: int
    strict: int
    pairs: int
    paired: int
    told: bool
    held_out: bool
    wrong: tuple[str, ...]


def main() -> None:
    """Print the table, or the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--held-out", action="store_true", help="also the documents that nobody looks at while the layouts are improved")
    parser.add_argument("--wrong", default="", help="print the wrong lines of documents whose name begins so")
    asked = parser.parse_args()
    scores = [score(gold) for gold in (*made(), *real()) if asked.held_out or not gold.held_out]
    if asked.json:
        print(json.dumps({kind: summary(of) for kind, of in kinds(scores).items()}))
    elif asked.wrong:
        print(
            "\n".join(
                line for s in scores if s.name.startswith(asked.wrong) for line in (f"## {s.name} {s.layout} {s.confidence}", *s.wrong)
            )
        )
    else:
        table(scores)


def kinds(scores: Sequence[Score]) -> dict[str, list[Score]]:
    found = {
        "made": [s for s in scores if s.name.startswith("made")],
        "real": [s for s in scores if not s.name.startswith("made") and not s.held_out],
        "held out": [s for s in scores if s.held_out],
        "all": list(scores),
    }
    return {kind: of for kind, of in found.items() if of}


def summary(scores: Sequence[Score]) -> dict[str, float]:
    sure = [s for s in scores if s.confidence >= SURE]
    return {
        "documents": len(scores),
        "lines": sum(s.lines for s in scores),
        "right": _share(sum(s.right for s in scores), sum(s.lines for s in scores)),
        "strictly": _share(sum(s.strict for s in scores), sum(s.lines for s in scores)),
        "right where sure": _share(sum(s.strict for s in sure), sum(s.lines for s in sure)),
        "pairs": sum(s.pairs for s in sure),
        "paired": _share(sum(s.paired for s in sure), sum(s.pairs for s in sure)),
        "under 0.6": _share(len(scores) - len(sure), len(scores)),
        "under 0.6 though told": sum(s.told and s.confidence < SURE for s in scores),
        "wrong and sure": sum(s.strict < 0.8 * s.lines for s in sure),
    }


def table(scores: Sequence[Score]) -> None:
    print(f"{'document':62} {'layout':14} {'sure':>5} {'lines':>6} {'right':>6} {'strict':>6} {'pairs':>6}")
    for s in scores:
        shares = f"{_share(s.right, s.lines):6.3f} {_share(s.strict, s.lines):6.3f} {_share(s.paired, s.pairs):6.3f}"
        print(f"{s.name[:62]:62} {s.layout:14} {s.confidence:5.2f} {s.lines:6} {shares}{'' if s.told else '  not told'}")
    for kind, of in kinds(scores).items():
        print(f"\n{kind}: " + ", ".join(f"{name} {value:.3f}".replace(".000", "") for name, value in summary(of).items()))


def real() -> Iterator[Gold]:
    """Marked documents of the shared material; none where the folder is not there."""
    for entry in json.loads((GOLD / "real.json").read_text(encoding="utf-8"))["documents"]:
        path = next(iter(sorted(SHARED.glob(entry["file"]))), None)
        if path is None:
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise SystemExit(f"another revision than the marked one: {entry['file']}")
        read = _read(content, path.name)
        lines = tuple(_marked(entry["lines"], _lines(content, path.name, read)))
        yield Gold(entry["file"], lines, read.blocks, read.facts, entry["told"], entry["held_out"])


def made() -> Iterator[Gold]:
    """The layouts of made.txt."""
    for part in re.split(r"^=== ", (GOLD / "made.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        name, _, file = head.partition(" | ")
        blocks: list[Block] = []
        lines: list[tuple[str, str]] = []
        tables = 0
        for paragraph in re.split(r"\n\s*\n", body.strip("\n")):
            segments = [(line[0], line[1], line[2:].removeprefix(" ")) for line in paragraph.split("\n")]
            lines += [(letter, _bare(text)) for letter, _, text in segments]
            if "||" in paragraph:
                blocks += _cells(segments, tables)
                tables += 1
            else:
                blocks.append(
                    block_of(
                        f"¶{len(blocks) + 1}",
                        "".join(("\n" if sign == "|" and n else "") + text for n, (_, sign, text) in enumerate(segments)),
                    )
                )
        yield Gold(f"made: {name.rstrip(' !')}", tuple(lines), tuple(blocks), {"file": file.strip()}, told=not name.endswith("!"))


def score(gold: Gold) -> Score:
    """Compare what was read with what was marked."""
    facts = {key: value for key, value in gold.facts.items() if key != "file"}
    told = interview(gold.blocks, name=gold.facts.get("file", ""), facts=facts)
    roles = list(_roles(gold.lines, told.passages))
    unsure = told.confidence < SURE
    counted = [(letter, text, turn) for (letter, text), turn in zip(gold.lines, roles, strict=True) if letter != "x" and _norm(text)]
    strict = [_right(letter, turn) for letter, _, turn in counted]
    right = [ok or (unsure and not gold.told and letter in "aq") for ok, (letter, _, _) in zip(strict, counted, strict=True)]
    if unsure:
        strict = [_kept(letter) for letter, _, _ in counted]
        right = [ok or (not gold.told and letter in "aq") for ok, (letter, _, _) in zip(strict, counted, strict=True)]
    pairs = list(_pairs(gold.lines, roles))
    wrong = tuple(
        f"  {letter} not {turn.role if turn else 'nothing':9} {text[:90]!r}"
        for ok, (letter, text, turn) in zip(right, counted, strict=True)
        if not ok
    )
    unpaired = tuple(f"  pair: {text[:50]!r} got {got[:60]!r}" for ok, text, got in pairs if not ok)
    return Score(
        gold.name, told.layout, told.confidence, len(counted), sum(right), sum(strict), len(pairs), sum(ok for ok, _, _ in pairs),
        gold.told, gold.held_out, wrong + unpaired,
    )  # fmt: skip


def _kept(letter: str) -> bool:
    return letter in "nmru"


def _right(letter: str, turn: Turn | None) -> bool:
    role = turn.role if turn else "note"
    if letter == "m":
        return role != "answer"
    return role == _ROLE.get(letter, "note")


def _roles(lines: Sequence[tuple[str, str]], turns: Sequence[Turn]) -> Iterator[Turn | None]:
    """For each line the passage that says it, looked for from where the last one was found."""
    said = [[_norm(line) for line in turn.text.split("\n")] for turn in turns]
    at = 0
    for _, text in lines:
        line = _norm(text)
        found = next((n for n in (*range(at, len(turns)), *range(at)) if line and any(_says(one, line) for one in said[n])), None)
        at = at if found is None else found
        yield None if found is None else turns[found]


def _says(passage: str, line: str) -> bool:
    """Whether a passage's line is this one, its label taken off; or holds its last eight words, where lines were joined."""
    if not passage:
        return False
    if passage == line or line.endswith(f" {passage}"):
        return len(line.split()) - len(passage.split()) <= 6
    words = line.split()
    return len(words) >= 5 and f" {' '.join(words[-8:])} " in f" {passage} "


def _pairs(lines: Sequence[tuple[str, str]], roles: Sequence[Turn | None]) -> Iterator[tuple[bool, str, str]]:
    """(right, answer, question given) for each answer that follows a question: one of the asker's lines right before it, or, where none of
    them asks, of the ones before.
    """
    asked: list[str] = []
    fresh = True
    for (letter, text), turn in zip(lines, roles, strict=True):
        if letter == "q":
            if fresh and asks(text):
                asked = []
            fresh = False
            asked.append(_norm(text))
        elif letter == "n" and len(text.split()) <= 10 and not text.startswith("["):
            asked = []
        elif letter == "a":
            fresh = True
            if asked and turn is not None and turn.role == "answer":
                given = _norm(turn.question)
                ok = bool(given) and any(given in line or line.endswith(given) for line in asked)
                yield ok, text, turn.question


def _marked(letters: str, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Lines with their letters; `x*` stands for one letter for all that is left, and `r` for one note made of all that is left."""
    if letters.endswith("*"):
        fixed, rest = letters[:-2], letters[-2]
        yield from zip(fixed, lines, strict=False)
        left = list(lines[len(fixed) :])
        if rest == "r":
            yield "r", left[-1] if left else ""
        else:
            yield from ((rest, line) for line in left)
        return
    yield from zip(letters, lines, strict=True)


def _read(content: bytes, name: str) -> Material:
    ending = name.rpartition(".")[2]
    return material(content, name) if ending == "docx" else turns_in(content) if ending == "vtt" else blocks_in(content)


def _lines(content: bytes, name: str, read: Material) -> list[str]:
    if name.endswith(".md"):
        return [line for line in content.decode("utf-8").splitlines() if line.strip()]
    return [line for block in read.blocks for line in block.text.split("\n") if line.strip()]


def _norm(text: str) -> str:
    """Words alone, so that marks of Markdown, labels' colons and quotes do not count."""
    text = re.sub(r"\]\([^)]*\)", "]", re.sub(r"<[^>]*>", " ", text.replace("&amp;", "&").replace("&#39;", "'")))
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _bare(text: str) -> str:
    return re.sub(r"^(?:#+|-|\d+\.) |\*\*|\|\|", "", text)


def _cells(segments: Sequence[tuple[str, str, str]], table: int) -> Iterable[Block]:
    row = column = -1
    for _, sign, text in segments:
        if sign == "|":
            row, column = row + 1, -1
        for cell in text.strip().strip("|").split("||"):
            column += 1
            if cell.strip():
                yield Block(f"table {table + 1} r{row + 1}c{column + 1}", cell.strip(), "cell", cell=(table, row, column))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


if __name__ == "__main__":
    sys.exit(main())
