"""What assigning a library to a codebook costs: `python -m tests.bench.assigning [observations …]`.

Texts of four labelled sets (see `tests.bench.themes`), Finnish and English, short and long, repeated as far as needed; 30 themes with ten
examples each, codes on one observation in twenty. Each size in a process of its own: everything learnt, then a cycle with one text in a
hundred new. Seconds are a processor's.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from flows.insights.codebook.assign import Assigned, assign
from flows.model.observations import Observation
from flows.model.organisation import Theme

TEXTS = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")) / "texts"
SETS = (("massive_fi", "fi"), ("banking77", "en"), ("massive_en", "en"), ("vkk", "fi"))
SIZES = (50_000, 100_000)
THEMES, EXAMPLES, CODED = 30, 10, 0.05


def main() -> None:
    """Print two lines a size."""
    if not TEXTS.is_dir():
        raise SystemExit("the folder of real material is not here; name it in UOMA_SHARED_DATA")
    if sys.argv[1:2] == ["--once"]:
        return once(int(sys.argv[2]))
    for size in [int(given) for given in sys.argv[1:]] or SIZES:
        subprocess.run([sys.executable, "-m", "tests.bench.assigning", "--once", str(size)], check=True, timeout=1800)
    return None


def once(size: int) -> None:
    """Measure one size in this process."""
    codebook, observations = library(size)
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    first, seconds = timed(codebook, observations, b"")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    likes = sum(why.startswith("like") for _, reasons in first.themes.values() for why in reasons.values())
    print(
        f"{size} observations: {seconds:.1f} s, peak {peak:.0f} MB ({begun:.0f} before), {likes} by likeness, {len(first.kept) / 1e6:.0f} MB kept"
    )
    new = [o.model_copy(update={"key": f"n{o.key}", "text": f"{o.text} again", "codes": ()}) for o in observations[::100]]
    later, more = timed(codebook, [*observations, *new], first.kept)
    same = all(later.themes[key] == themes for key, themes in first.themes.items())
    print(
        f"  with {len(new)} new ones: {more:.1f} s ({more / seconds:.1%}); what was told before is {'the same' if same else 'NOT the same'}",
        flush=True,
    )


def timed(codebook: list[Theme], observations: list[Observation], kept: bytes) -> tuple[Assigned, float]:
    begun = time.process_time()
    return assign(observations, codebook, (), kept=kept), time.process_time() - begun


def library(size: int) -> tuple[list[Theme], list[Observation]]:
    """The commonest 24 labels of the short texts and 6 of the long ones as themes, and observations in a drawn order."""
    rows = [(text, language, (name, label)) for name, language in SETS for text, label in read(name)]
    random.Random(4).shuffle(rows)
    often = [label for label, _ in Counter(label for _, _, label in rows).most_common()]
    short = [label for label in often if label[0] != "vkk"][: THEMES - 6]
    ids = {label: f"t{n:02}" for n, label in enumerate([*short, *[label for label in often if label[0] == "vkk"][:6]])}
    examples: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: {"fi": [], "en": []})
    left = []
    for text, language, label in rows:
        if label in ids and len(examples[label][language]) < EXAMPLES:
            examples[label][language].append(text)
        else:
            left.append((text, language, label))
    while len(left) < size:
        left += [(f"{text} {len(left)}x", language, label) for text, language, label in left[: size - len(left)]]
    codebook = [Theme(id=ids[label], name=ids[label], examples=examples[label]) for label in sorted(ids, key=ids.__getitem__)]
    return codebook, coded(left[:size], ids)


def coded(texts: list[tuple[str, str, tuple[str, str]]], ids: dict[tuple[str, str], str]) -> list[Observation]:
    known = sum(label in ids for _, _, label in texts)
    chance, share = random.Random(2), CODED * len(texts) / known
    return [
        Observation(
            key=f"o{n:06}",
            study="s",
            document="d",
            locator="1",
            text=text,
            language=language,
            codes=(ids[label],) if label in ids and chance.random() < share else (),
        )
        for n, (text, language, label) in enumerate(texts)
    ]


def read(name: str) -> list[tuple[str, str]]:
    with (TEXTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


if __name__ == "__main__":
    main()
