"""`python -m tests.bench.columns`: how well the columns of real surveys are told apart, against roles that a person marked.

The marks are in tests/gold/columns.json: of each file its SHA-256, of each column a digest of its header and its role. A third of the files
was held out: no rule was made with them in sight. Needs the folder of real material.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.model.noun import digest_of
from flows.observations.columns import recognise
from flows.sources.sheet import sheets_of

REPOSITORY = Path(__file__).parents[2]
GOLD = REPOSITORY / "tests" / "gold" / "columns.json"
SHEETS = Path(os.environ.get("UOMA_SHARED_DATA", REPOSITORY.parent / "shared" / "data")) / "sheets"


def main() -> None:
    """Print precision and recall of open-ended columns and the accuracy of all roles; with --misses the columns that are wrong."""
    if not SHEETS.is_dir():
        raise SystemExit("the folder of real material is not here; name it in UOMA_SHARED_DATA")
    print(json.dumps(figures()))
    if "--misses" in sys.argv:
        for path, held, at, gold, told in compared():
            if gold != told:
                print(f"{'held out' if held else 'tuned on'}  {path.name[:60]}  column {at + 1}: {gold} told as {told}")


def figures() -> dict[str, dict[str, float]]:
    """By set: files and columns, precision and recall of open-ended ones, accuracy over all roles."""
    found = list(compared())
    return {name: _figures([row for row in found if row[1] is held]) for name, held in (("tuned on", False), ("held out", True))}


def compared() -> Iterator[tuple[Path, bool, int, str, str]]:
    """File, whether it was held out, the column's index, its role in the marks and as it is told."""
    by_content = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(SHEETS.iterdir())}
    marked: list[dict[str, Any]] = json.loads(GOLD.read_text(encoding="utf-8"))
    for file in marked:
        path = by_content[file["sha256"]]
        sheet = sheets_of(path).sheets[0]
        use = recognise(sheet, {})
        for at, column in enumerate(file["columns"]):
            header, _, gold = column.partition(" ")
            same = at < len(sheet.header) and digest_of(sheet.header[at])[:8] == header
            told = ("open" if at in use.texts else use.roles[at]) if same else "lost"
            yield path, file["held_out"], at, gold, told


def _figures(rows: list[tuple[Path, bool, int, str, str]]) -> dict[str, float]:
    pairs = Counter((gold, told) for *_, gold, told in rows)
    right, marked = pairs["open", "open"], sum(n for (gold, _), n in pairs.items() if gold == "open")
    taken = sum(n for (_, told), n in pairs.items() if told == "open")
    return {
        "files": len({row[0] for row in rows}),
        "columns": len(rows),
        "open": marked,
        "precision": round(right / taken, 3) if taken else 1.0,
        "recall": round(right / marked, 3) if marked else 1.0,
        "accuracy": round(sum(n for (gold, told), n in pairs.items() if gold == told) / len(rows), 3),
    }


if __name__ == "__main__":
    main()
