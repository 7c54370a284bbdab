"""The speed part of `make bench`: processor time and memory of each verb, and what later cycles cost beside a full one.

Two libraries: 1,000 Word documents with 30 answers each, and 100,000 answers in sheets; made from real short texts where the folder of
real material is there, and from made-up ones otherwise. Each is carried through the river in full, without change, with one edited
document, and with 1 % of new answers. Processor seconds hang less on what else the machine does than those of a clock; ratios are of one
round, and where there are several rounds medians are told. Prefect's overhead is a median of three.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx

from tests.bench import parts

REPOSITORY = Path(__file__).parent.parent.parent
DOCUMENTS = int(os.environ.get("UOMA_BENCH_DOCUMENTS", "1000"))
ANSWERS = 30

SHEETS = int(os.environ.get("UOMA_BENCH_OBSERVATIONS", "100000"))
A_SHEET = 5000
ROUNDS = int(os.environ.get("UOMA_BENCH_ROUNDS", "1"))
NEW = 0.01
MOST_SECONDS, MOST_MEGABYTES = 180, 3000
"""Of the sheets' synthesis and backlog, for 100,000 answers or fewer."""

CHILD = """
import json, resource, sys, time
from flows.cycle import VERBS
from flows.runners import using
from flows.runners.plain import Plain
from flows.verbs import synthesise

def taken():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

inner = {}

def timed(name):
    function = getattr(synthesise, name)
    def call(*given, **named):
        begun = taken()
        result = function(*given, **named)
        inner[name] = inner.get(name, 0.0) + taken() - begun
        return result
    setattr(synthesise, name, call)

for name in ("assign", "find", "insights", "told_again", "signals"):
    timed(name)
parts, seconds, counts = {}, time.perf_counter(), {}
with using(Plain()):
    for name, verb in VERBS.items():
        begun = taken()
        report = verb(sys.argv[1], "2026-11-21", "")
        parts[name], counts[name] = taken() - begun, report.counts
        if name == "prioritise":
            synthesised = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.perf_counter() - seconds, "parts": parts, "inner": inner, "counts": counts, "peak": peak, "synthesised": synthesised}))
"""


CAPTURE = """
import json, sys
from contextlib import nullcontext
from pathlib import Path
from flows.runners import using
from flows.runners.on_prefect import session
from flows.runners.plain import Plain
from flows.verbs.capture import capture
root = Path(sys.argv[1])
with nullcontext(Plain()) if sys.argv[2] == "plain" else session(root / ".uoma" / "prefect") as engine, using(engine):
    report = capture(str(root), "2026-11-21", "")
print(json.dumps({"seconds": report.seconds, "counts": report.counts}))
"""
CAPTURED = int(os.environ.get("UOMA_BENCH_CAPTURED", "280"))


def main() -> None:
    """Run all, print all."""
    _, made_of = sentences()
    print(f"texts: {made_of}; {os.cpu_count()} cores; medians of {ROUNDS} rounds, processor seconds")
    several(f"{DOCUMENTS} documents, {DOCUMENTS * ANSWERS} answers", make, edit, more)
    missed = over(several(f"{SHEETS} answers in sheets", lay, edit_sheet, more_sheets)) if SHEETS else []
    overhead()
    runners()
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


def over(full: Sequence[dict[str, Any]]) -> list[str]:
    """What a full synthesis of the sheets took more of than it may."""
    spent = statistics.median(each["parts"]["synthesise"] + each["parts"]["prioritise"] for each in full)
    peak = statistics.median(each["synthesised"] for each in full)
    told = {f"{spent:.0f} s to synthesise and prioritise, at most {MOST_SECONDS}": spent > MOST_SECONDS}
    told[f"{peak:.0f} MB until then, at most {MOST_MEGABYTES}"] = peak > MOST_MEGABYTES
    return [what for what, is_over in told.items() if is_over]


def several(
    what: str, laid: Callable[[Path], object], edited: Callable[[Path], None], grown: Callable[[Path], None]
) -> list[dict[str, Any]]:
    """A library in full and what comes after, as often as there are rounds: medians of each. Returns what the full ones took."""
    told: dict[str, list[dict[str, Any]]] = {"full": [], "no change": [], "one document": [], "1 % new": []}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="uoma-bench-") as folder:
            root = Path(folder) / "many"
            laid(root)
            told["full"].append(run(root))
            told["no change"].append(run(root))
            edited(root)
            told["one document"].append(run(root))
            grown(root)
            told["1 % new"].append(run(root))
    print(f"\n{what}: {told['full'][0]['counts']['collate']['observations']} observations")
    for name, results in told.items():
        show(name, results, told["full"])
    return told["full"]


def make(root: Path, documents: int = DOCUMENTS) -> str:
    """A workspace with many interviews. Returns what its sentences are made of."""
    plans = root / "research_plans"
    (plans / "many").mkdir(parents=True)
    shutil.copy(REPOSITORY / "research_plans" / "organisation.yaml", plans / "organisation.yaml")
    (plans / "many" / "plan.yaml").write_text("title: Many\nconsent: {covers: everyone}\nbegun: 2026-01-01\nended: 2026-10-01\n")
    texts, made_of = sentences()
    chosen = random.Random(7)
    shell = blank()
    for number in range(documents):
        write(plans / "many" / f"P{number:04d}.docx", shell, number, chosen.choices(texts, k=ANSWERS))
    return made_of


def more(root: Path) -> None:
    """So many new interviews that the answers grow by 1 %."""
    texts, _ = sentences()
    chosen, shell = random.Random(11), blank()
    for number in range(DOCUMENTS, DOCUMENTS + max(1, round(DOCUMENTS * NEW))):
        write(root / "research_plans" / "many" / f"P{number:04d}.docx", shell, number, chosen.choices(texts, k=ANSWERS))


def lay(root: Path) -> None:
    """A workspace whose answers lie in sheets, three of a person."""
    plans = root / "research_plans"
    (plans / "many").mkdir(parents=True)
    shutil.copy(REPOSITORY / "research_plans" / "organisation.yaml", plans / "organisation.yaml")
    source = "sources: [{path: '*.csv', columns: {id: id, date: date, participant: who, text: said}}]"
    (plans / "many" / "plan.yaml").write_text(
        f"title: Many\nmethod: survey\nconsent: {{covers: everyone}}\nbegun: 2026-01-01\nended: 2026-10-01\n{source}\n"
    )
    for first in range(0, SHEETS, A_SHEET):
        sheet(root, first, min(A_SHEET, SHEETS - first))


def more_sheets(root: Path) -> None:
    """One more sheet, with 1 % of the answers."""
    sheet(root, SHEETS, max(1, round(SHEETS * NEW)))


def edit_sheet(root: Path) -> None:
    """One answer of the first sheet is another."""
    path = root / "research_plans" / "many" / "S000000.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:9], "R000008,2026-03-09,A00002,Lasku tuli myöhässä.", *lines[10:]]) + "\n", "utf-8")


def sheet(root: Path, first: int, count: int) -> None:
    texts = shuffled()
    with (root / "research_plans" / "many" / f"S{first:06d}.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(("id", "date", "who", "said"))
        for at in range(first, first + count):
            said = " ".join(texts[at % len(texts)].split())
            written.writerow((f"R{at:06d}", f"2026-{at % 9 + 1:02d}-{at % 27 + 1:02d}", f"A{at // 3:05d}", said))


@cache
def shuffled() -> list[str]:
    """All texts that there are, in an order that says nothing."""
    texts, _ = sentences(("vkk", "banking77", "massive_fi", "massive_en", "fsd_devcoop"), 100_000)
    random.Random(7).shuffle(texts)
    return texts


def sentences(names: Sequence[str] = ("vkk", "banking77"), most: int = 15_000) -> tuple[list[str], str]:
    """Texts, at most so many of a set, and what they are."""
    shared = Path(os.environ.get("UOMA_SHARED_DATA", REPOSITORY.parent / "shared" / "data")) / "texts"
    found: list[str] = []
    for name in names:
        if (shared / f"{name}.csv").is_file():
            with (shared / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                found += [row["text"] for row in csv.DictReader(file) if row.get("text")][:most]
    if found:
        return found, "real short texts in Finnish and English"
    words = [
        "lasku",
        "erittely",
        "huolto",
        "lämpö",
        "maksu",
        "sopimus",
        "tilaus",
        "vastaus",
        "aika",
        "hinta",
        "palvelu",
        "lupa",
        "invoice",
        "price",
        "visit",
        "answer",
        "heat",
    ]
    chosen = random.Random(3)
    return [" ".join(chosen.choices(words, k=12)) for _ in range(9000)], "made-up words (the folder of real material is not here)"


def blank() -> dict[str, bytes]:
    buffer = BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return {name: package.read(name) for name in package.namelist()}


def write(path: Path, shell: dict[str, bytes], number: int, answers: list[str], extra: str = "") -> None:
    lines = [f"Osallistuja: P{number:04d}", f"Päivämäärä: {number % 27 + 1}.{number % 9 + 1}.2026"]
    for at, answer in enumerate(answers):
        lines += [f"Haastattelija: Miten sitten kävi, kohta {at}?", f"P{number:04d}: {' '.join(answer.split())}"]
    if extra:
        lines += ["Haastattelija: Vielä jotain?", f"P{number:04d}: {extra}"]
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    document = shell["word/document.xml"].decode()
    head, tail = document[: document.index("<w:body>") + 8], document[document.index("<w:sectPr") :]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in shell.items():
            package.writestr(name, (head + body + tail).encode() if name == "word/document.xml" else content)


def edit(root: Path) -> None:
    texts, _ = sentences()
    write(root / "research_plans" / "many" / "P0000.docx", blank(), 0, random.Random(9).choices(texts, k=ANSWERS), "Lasku tuli myöhässä.")


def run(root: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", CHILD, str(root)], capture_output=True, text=True, check=True, timeout=3600)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def show(name: str, results: Sequence[dict[str, Any]], full: Sequence[dict[str, Any]]) -> None:
    """One line of figures, and one of what synthesise is made of."""
    cost = [sum(each["parts"].values()) for each in results]
    share = statistics.median(sum(r["parts"].values()) / sum(f["parts"].values()) for r, f in zip(results, full, strict=True))
    peak, wall_clock = (statistics.median(each[what] for each in results) for what in ("peak", "seconds"))
    print(f"{name:13} {statistics.median(cost):7.1f} s = {share:.3f} of full   peak {peak:.0f} MB   {wall_clock:.1f} s by the clock")
    print("    " + "   ".join(f"{part} {spent:.1f}" for part, spent in of_parts(results, "parts", full)))
    if any(each["inner"] for each in results):
        print("    in synthesise: " + "   ".join(f"{part} {spent:.1f}" for part, spent in of_parts(results, "inner", full)))


def of_parts(results: Sequence[dict[str, Any]], kind: str, full: Sequence[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(part, statistics.median(each[kind].get(part, 0.0) for each in results)) for part in full[0][kind]]


def overhead() -> None:
    """The sample organisation: whole command, plain beside Prefect, first and again without change."""
    with tempfile.TemporaryDirectory(prefix="uoma-bench-") as folder:
        for engine in ("plain", "prefect"):
            times: dict[str, list[float]] = {"full": [], "no change": []}
            for attempt in range(3):
                root = Path(folder) / f"{engine}-{attempt}"
                shutil.copytree(REPOSITORY / "research_plans", root / "research_plans")
                times["full"].append(wall(root, engine))
                times["no change"].append(wall(root, engine))
            print(f"sample, --engine {engine:8} " + "   ".join(f"{name} {statistics.median(taken):.1f} s" for name, taken in times.items()))


def runners() -> None:
    """Capture alone, without Prefect, with its threads and with two processes: medians of three rounds, each taking all in turn."""
    with tempfile.TemporaryDirectory(prefix="uoma-bench-") as folder:
        root = Path(folder) / "captured"
        make(root, CAPTURED)
        times: dict[str, list[float]] = {"plain": [], "threads": [], "processes": []}
        for _ in range(3):
            for runner, taken in times.items():
                shutil.rmtree(root / ".uoma", ignore_errors=True)
                taken.append(captured(root, runner))
        middle = {runner: statistics.median(taken) for runner, taken in times.items()}
        told = "   ".join(f"{runner} {seconds:.1f} s" for runner, seconds in middle.items())
        ratio = middle["threads"] / middle["processes"]
        print(f"capture of {CAPTURED} documents   {told}   two processes are {ratio:.2f} times as fast as threads")


def captured(root: Path, runner: str) -> float:
    """Seconds of one capture of everything, workers' start included."""
    environment = {**os.environ, "UOMA_RUNNER": "threads" if runner == "plain" else runner, "UOMA_WORKERS": "2"}
    command = [sys.executable, "-c", CAPTURE, str(root), runner]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600, env=environment)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if result["counts"]["read"] != CAPTURED or result["counts"]["quarantined"]:
        sys.exit(f"{runner} did not read every document: {result['counts']}")
    return float(result["seconds"])


def wall(root: Path, engine: str) -> float:
    import time

    begun = time.perf_counter()
    command = [sys.executable, "-m", "flows", "cycle", "--workspace", str(root), "--today", "2026-11-21", "--engine", engine]
    subprocess.run(command, capture_output=True, check=True, timeout=600)
    return time.perf_counter() - begun


if __name__ == "__main__":
    if sys.argv[1:] == ["--speed"]:
        main()
    else:  # every part, or those that are named; --speed is asked for by the part `speed`
        sys.exit(parts.run(sys.argv[1:]))
