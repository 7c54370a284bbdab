"""`make bench`: time a stage, peak memory, and what a cycle without change or with one edited document costs beside a full one.

1,000 Word documents with 30 answers each, made from real short texts where the folder of real material is there, and from
made-up ones otherwise. Ratios are of one run on one machine; Prefect's overhead is a median of three.
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
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx

REPOSITORY = Path(__file__).parent.parent.parent
DOCUMENTS = int(os.environ.get("UOMA_BENCH_DOCUMENTS", "1000"))
ANSWERS = 30

CHILD = """
import json, resource, sys
from flows.cycle import cycle
from flows.runners import using
from flows.runners.plain import Plain
with using(Plain()):
    report = cycle(sys.argv[1], "2026-11-21", "")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": report.seconds, "parts": {p.verb: p.seconds for p in report.parts}, "counts": report.counts, "peak": peak}))
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
    with tempfile.TemporaryDirectory(prefix="uoma-bench-") as folder:
        root = Path(folder) / "many"
        made_of = make(root)
        print(f"{DOCUMENTS} documents, {DOCUMENTS * ANSWERS} answers, made of {made_of}; {os.cpu_count()} cores")
        full = run(root)
        show("full", full, full)
        show("no change", run(root), full)
        edit(root)
        show("one document", run(root), full)
    overhead()
    runners()


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


def sentences() -> tuple[list[str], str]:
    shared = Path(os.environ.get("UOMA_SHARED_DATA", REPOSITORY.parent / "shared" / "data")) / "texts"
    found: list[str] = []
    for name in ("vkk.csv", "banking77.csv"):
        if (shared / name).is_file():
            with (shared / name).open(encoding="utf-8", newline="") as file:
                found += [row["text"] for row in csv.DictReader(file) if row.get("text")][:15000]
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


def show(name: str, result: dict[str, Any], full: dict[str, Any]) -> None:
    parts = "  ".join(f"{verb} {seconds:.1f} s" for verb, seconds in result["parts"].items())
    print(
        f"{name:13} {result['seconds']:7.1f} s  = {result['seconds'] / full['seconds']:.3f} of full   {parts}   peak {result['peak']:.0f} MB"
    )


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
    main()
