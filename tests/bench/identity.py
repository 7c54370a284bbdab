"""`python -m tests.bench.identity`: which share of texts keeps its observation key through edits, by kind of edit.

On real interview documents where the folder of real material is there, and on made ones: paragraphs with the short answers that everybody
gives, and sheets of rows. An inserted duplicate steals if another text's key moves to it or away because of it.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.errors import Unreadable
from flows.model.contracts import Place, Source
from flows.model.material import Found
from flows.model.observations import Observation
from flows.model.studies import SourceEntry
from flows.observations.align import keep
from flows.observations.rows import RowNames
from flows.sources.docx import Docx
from flows.sources.markdown import Markdown

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("UOMA_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
REPEATED = ("Kyllä.", "No joo.", "En ole varma.", "Kyllä.", "Niin.", "Yes.", "Okay.")
DOCUMENTS = 28

Line = tuple[int, str]
"""Who a text was at first (-1: new), and its words now."""


@dataclass
class Kept:
    """Of the texts that still stand after an edit, how many have the key they had at first."""

    stood: int = 0
    kept: int = 0
    twice: int = 0
    seconds: float = 0.0
    texts: int = field(default=0)

    @property
    def share(self) -> float:
        return 100 * self.kept / self.stood if self.stood else 100.0


Edit = Callable[[list[Line], random.Random], list[Line]]


def insert_at_top(lines: list[Line], chance: random.Random) -> list[Line]:
    return [(-1, new(chance)), *lines]


def insert(lines: list[Line], chance: random.Random) -> list[Line]:
    at = chance.randrange(len(lines) + 1)
    return [*lines[:at], (-1, new(chance)), *lines[at:]]


def insert_duplicate(lines: list[Line], chance: random.Random) -> list[Line]:
    at, copied = chance.randrange(len(lines) + 1), chance.choice(lines)[1]
    return [*lines[:at], (-1, copied), *lines[at:]]


def delete(lines: list[Line], chance: random.Random) -> list[Line]:
    at = chance.randrange(len(lines))
    return [*lines[:at], *lines[at + 1 :]] if len(lines) > 4 else lines


def typo(lines: list[Line], chance: random.Random) -> list[Line]:
    at = chance.randrange(len(lines))
    who, text = lines[at]
    cut = chance.randrange(len(text)) if len(text) > 3 else 0
    mended = [text[:cut] + text[cut + 1 :], text[:cut] + chance.choice("aeioutn") + text[cut:], text[:cut] + text[cut:].swapcase()]
    return [*lines[:at], (who, chance.choice(mended) if len(text) > 3 else text), *lines[at + 1 :]]


def append_sentence(lines: list[Line], chance: random.Random) -> list[Line]:
    at = chance.randrange(len(lines))
    who, text = lines[at]
    return [*lines[:at], (who, f"{text} {new(chance)}"), *lines[at + 1 :]]


def move(lines: list[Line], chance: random.Random) -> list[Line]:
    at, size = chance.randrange(len(lines)), chance.randint(1, 4)
    block, rest = lines[at : at + size], [*lines[:at], *lines[at + size :]]
    place = chance.randrange(len(rest) + 1)
    return [*rest[:place], *block, *rest[place:]]


def sort(lines: list[Line], chance: random.Random) -> list[Line]:
    return sorted(lines, key=lambda line: (line[1].casefold(), line[0]))


def shuffle(lines: list[Line], chance: random.Random) -> list[Line]:
    return chance.sample(lines, len(lines))


ANY: tuple[Edit, ...] = (insert_at_top, insert, insert_duplicate, delete, typo, append_sentence, move)


def new(chance: random.Random) -> str:
    return f"{chance.choice(SENTENCES)} {chance.choice(SENTENCES)}"


def sentences() -> list[str]:
    """Real short texts where they are at hand, else made ones."""
    file = SHARED / "texts" / "massive_fi.csv"
    if file.is_file():
        with file.open(encoding="utf-8") as lines:
            return list(dict.fromkeys(row["text"] for row in csv.DictReader(lines)))
    parts = ("lasku hinta sovellus neuvonta", "tuli katosi yllätti maksoi", "myöhässä kahdesti meillä syksyllä", "taas aina kai jo")
    made = [
        [first, second, third, last]
        for first in parts[0].split()
        for second in parts[1].split()
        for third in parts[2].split()
        for last in parts[3].split()
    ]
    return [" ".join(words) for words in made]


SENTENCES = sentences()


def made_documents() -> Iterator[list[str]]:
    """Interviews of 60 answers of one to three sentences, one in ten of them a short one that everybody gives."""
    for seed in range(DOCUMENTS):
        chance = random.Random(f"made {seed}")
        yield [
            chance.choice(REPEATED) if chance.random() < 0.1 else ". ".join(chance.sample(SENTENCES, chance.randint(1, 3)))
            for _ in range(60)
        ]


def real_documents() -> Iterator[list[str]]:
    """Paragraphs of real Word documents and of interviews that were published, of 20 to 400 paragraphs each, half of each kind."""
    for folder, kind in (("docx", Docx()), ("interviews", Markdown())):
        files = sorted((SHARED / folder).glob(f"*{kind.endings[0]}")) if (SHARED / folder).is_dir() else []
        found = 0
        for path in random.Random(5).sample(files, len(files)):
            texts = paragraphs(kind, path) if found < DOCUMENTS // 2 else []
            if 20 <= len(texts) <= 400:
                found += 1
                yield texts


def paragraphs(source: Source, path: Path) -> list[str]:
    place = Place(path.parent.parent, path.parent.name, SourceEntry())
    try:
        material = source.read(place, Found(path.relative_to(place.root).as_posix(), path.name, place.study, source.kind, ""))
    except Unreadable:
        return []
    return [block.text for block in material.blocks if block.text.strip()]


def drafts(lines: Sequence[Line]) -> list[Observation]:
    return [
        Observation(key=f"draft-{at}", study="s", document="s/d.docx", locator=f"¶{at + 1}", text=text, voice="s:P01")
        for at, (_, text) in enumerate(lines)
    ]


def rows(lines: Sequence[Line]) -> list[Observation]:
    """The same as rows of a sheet without ids."""
    names = RowNames()
    made = []
    for at, (_, text) in enumerate(lines):
        row = names.of("", None, [text])
        made.append(
            Observation(key=f"draft-{at}", study="s", document="s/k.csv", locator=f"k!A{at + 2}", text=text, voice=f"s:{row}-00ff", row=row)
        )
    return made


def identified(lines: Sequence[Line]) -> list[Observation]:
    """The same as rows of a sheet that has an id for each row; new rows get new ones."""
    names, made = RowNames(), []
    for at, (who, text) in enumerate(lines):
        row = names.of(f"v{who}" if who >= 0 else f"new {text}", None, [text])
        made.append(
            Observation(key=f"draft-{at}", study="s", document="s/k.csv", locator=f"k!A{at + 2}", text=text, voice=f"s:{row}-00ff", row=row)
        )
    return made


def measured(
    documents: Sequence[list[str]],
    edits: Sequence[Edit],
    times: int,
    seed: int,
    drawn: Callable[[Sequence[Line]], list[Observation]] = drafts,
) -> Kept:
    """Edit each document so many times, aligning after each edit, and compare the keys with the first ones."""
    result = Kept()
    for number, texts in enumerate(documents):
        chance = random.Random(f"{seed} {number}")
        lines: list[Line] = list(enumerate(texts))
        known = keep((), drawn(lines))
        firsts = [o.key for o in known]
        for _ in range(times):
            lines = chance.choice(edits)(lines, chance)
            begun = time.perf_counter()
            known = keep(known, drawn(lines))
            result.seconds += time.perf_counter() - begun
            result.texts += len(lines)
            result.twice += len(known) - len({o.key for o in known})
        result.stood += sum(who >= 0 for who, _ in lines)
        result.kept += sum(who >= 0 and firsts[who] == o.key for (who, _), o in zip(lines, known, strict=True))
    return result


def stolen(documents: Sequence[list[str]], times: int = 5) -> tuple[int, int]:
    """How often an inserted duplicate, not beside its like, took or moved another text's key; and out of how many."""
    took = tried = 0
    for number, texts in enumerate(documents):
        chance = random.Random(f"steal {number}")
        known = keep((), drafts(list(enumerate(texts))))
        for _ in range(times):
            at, copied = chance.randrange(len(texts) + 1), chance.choice(texts)
            if copied in texts[max(0, at - 1) : at + 1]:
                continue
            after = keep(known, drafts([(0, text) for text in (*texts[:at], copied, *texts[at:])]))
            rest = [o.key for place, o in enumerate(after) if place != at]
            took += rest != [o.key for o in known]
            tried += 1
    return took, tried


def main() -> None:
    """Print the table."""
    made, real = list(made_documents()), list(real_documents())
    print(f"made: {len(made)} documents, {sum(map(len, made))} texts; real: {len(real)} documents, {sum(map(len, real))} paragraphs")
    single: list[tuple[str, tuple[Edit, ...], int]] = [(edit.__name__.replace("_", " "), (edit,), 1) for edit in ANY]
    print(f"{'edit':24} {'made':>8} {'real':>8} {'rows':>8} {'with id':>8}")
    worst = 100.0
    for name, edits, times in (*single, ("sort", (sort,), 1), ("shuffle", (shuffle,), 1), ("30 random edits", ANY, 30)):
        found = [
            measured(made, edits, times, 1),
            measured(real, edits, times, 2),
            measured(made, edits, times, 3, rows),
            measured(made, edits, times, 3, identified),
        ]
        print(f"{name:24} " + " ".join(f"{kept.share:7.2f}%" for kept in found))
        worst = min(worst, *(kept.share for kept in found)) if times > 1 else worst
        if twice := sum(kept.twice for kept in found):
            sys.exit(f"{twice} keys were held twice")
    print("a duplicate steals       " + "   ".join("{}/{}".format(*stolen(documents)) for documents in (made, real)))
    cost = measured(made, ANY, 30, 4)
    print(f"cost: {1000 * cost.seconds / (30 * len(made)):.1f} ms a revision of {cost.texts // (30 * len(made))} texts")


if __name__ == "__main__":
    main()
