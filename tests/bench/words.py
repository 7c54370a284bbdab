"""`python -m tests.bench.words`: what reading Word documents costs. Documents a second through the whole capture step, and peak memory of
every shared document and of made hostile ones, each read in a process of its own that is ended after 20 seconds.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import docx

from flows.model.contracts import Place
from flows.model.documents import Document
from flows.model.material import Found
from flows.model.organisation import Organisation
from flows.model.registers import Participant
from flows.model.studies import SourceEntry, Study, StudyConsent
from flows.observations.compose import document
from flows.observations.privacy import Mask
from flows.sources.docx import Docx
from flows.text.languages import language_of

SHARED = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
DOCUMENTS = 200
LIMIT = 20
FIRST = ("Aino", "Eero", "Helmi", "Ilmari", "Kerttu", "Lauri", "Maija", "Niilo", "Oiva", "Päivi")
LAST = ("Virtanen", "Korhonen", "Mäkinen", "Nieminen", "Laine")
TEXTS = (
    "lasku tuli myöhässä ja soitin siitä asiakaspalveluun mutta kukaan ei tiennyt mistä summa johtui joten odotin viikon ennen kuin se selvisi",
    "the bill was late so I called them twice and nobody could tell me why it had changed since the last month when I paid it",
)
"""What is said: every other interview is in Finnish, the rest in English."""

CHILD = """
import json, resource, sys
from pathlib import Path
from flows.errors import Unreadable
from flows.sources.docx import material
path = Path(sys.argv[1])
try:
    code = "read " + str(len(material(path.read_bytes(), path.name).blocks))
except Unreadable as refused:
    code = refused.code
print(json.dumps({"code": code, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def main() -> None:
    """Print speed, then memory."""
    speed()
    memory()


def speed() -> None:
    people = tuple(Participant(id=f"P{n:02}", name=f"{FIRST[n % 10]} {LAST[n // 10]}") for n in range(50))
    study, entry, organisation = Study(id="s", title="S", consent=StudyConsent(covers="everyone")), SourceEntry(), Organisation(name="Uoma")
    mask = Mask(people, "s", organisation.names())
    with tempfile.TemporaryDirectory() as folder:
        plans = Path(folder)
        (plans / "s").mkdir()
        words = sum(make(plans / "s" / f"P{n:04}.docx", n) for n in range(DOCUMENTS))
        size = sum(path.stat().st_size for path in (plans / "s").iterdir())
        place = Place(root=plans, study="s", entry=entry)
        mask.hide(f"Jaana soitti {language_of('laskusta')}")  # lists of names and n-grams are read once for a process, not for a document
        spent: Counter[str] = Counter()
        timed = partial(_timed, spent)
        began, told = time.process_time(), 0
        for found in Docx().find(place):
            assert isinstance(found, Found)
            read = timed("door", Docx().read)(place, found)
            made: Document = document(found, read, study, entry, organisation, timed("mask", mask.hide), timed("mask", mask.doubt))
            told += made.confidence == 1.0
        whole = time.process_time() - began
    print(f"{DOCUMENTS} interviews of {words / DOCUMENTS:.0f} words and {size / DOCUMENTS / 1024:.0f} kB, {told} read at confidence 1.0:")
    spent["split and compose"] = whole - spent.total()
    parts = ", ".join(f"{part} {seconds / DOCUMENTS * 1000:.1f}" for part, seconds in spent.items())
    print(f"{DOCUMENTS / whole:.0f} documents a second and core; milliseconds of a document: {parts}")


def _timed(spent: Counter[str], part: str, does: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*told: object) -> Any:
        began = time.process_time()
        try:
            return does(*told)
        finally:
            spent[part] += time.process_time() - began

    return timed


def make(path: Path, number: int) -> int:
    """An ordinary interview: 30 questions and answers of 10 to 60 words, written by python-docx. Returns its words."""
    chosen, said = random.Random(number), TEXTS[number % 2].split()
    written = docx.Document()
    written.add_heading(f"Haastattelu P{number:04}")
    words = 0
    for _ in range(30):
        answer = chosen.choices(said, k=chosen.randint(10, 60))
        if chosen.random() < 0.1:
            answer.insert(4, f"{chosen.choice(LAST)}lle")
        written.add_paragraph(f"Haastattelija: {' '.join(chosen.choices(said, k=6)).capitalize()}?")
        written.add_paragraph(f"P{number:04}: {' '.join(answer).capitalize()}.")
        words += len(answer) + 8
    written.save(str(path))
    return words


def memory(shared: bool = True) -> None:
    paths = sorted((SHARED / "docx").iterdir()) if shared and (SHARED / "docx").is_dir() else []
    if not paths:
        print(f"no shared documents in {SHARED}")
    with tempfile.TemporaryDirectory() as folder:
        hostile = [_kept(Path(folder) / f"{name}.docx", content) for name, content in bombs().items()]
        told = {path: _measured(path) for path in (*paths, *hostile)}
    codes = Counter(str(told[path]["code"]).split()[0] for path in paths)
    print(f"{len(paths)} shared documents: " + ", ".join(f"{code} {count}" for code, count in sorted(codes.items())))
    shared = sorted((float(told[path]["peak"]), path.name) for path in paths)
    for peak, name in shared[-5:]:
        print(f"{peak:8.0f} MB  {name[-60:]}  {told[next(path for path in paths if path.name == name)]['code']}")
    for path in hostile:
        print(f"{float(told[path]['peak']):8.0f} MB  made: {path.stem}  {told[path]['code']}  {float(told[path]['seconds']):.1f} s")


def _measured(path: Path) -> dict[str, object]:
    began = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(path)], capture_output=True, timeout=LIMIT, check=True, text=True, preexec_fn=_bound
        )
    except subprocess.TimeoutExpired:
        return {"code": "HANGS", "peak": 0.0, "seconds": float(LIMIT)}
    except subprocess.CalledProcessError:
        return {"code": "CRASHES", "peak": 0.0, "seconds": time.monotonic() - began}
    return {**json.loads(done.stdout), "seconds": time.monotonic() - began}


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))


def bombs() -> dict[str, bytes]:
    """Documents made to hurt: swelling parts, entities, one huge paragraph, deep nesting, many parts."""
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    entities = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>"
    return {
        "part of 90 MB": _zipped(paragraph.format("a" * 90_000_000)),
        "part of 50 MB of many paragraphs": _zipped("".join(paragraph.format(f"sana {n} " * 6) for n in range(700_000))),
        "paragraph of 9 MB": _zipped(paragraph.format("sana " * 1_800_000)),
        "text of 12 MB in one run": _zipped(paragraph.format("".join(random.Random(1).choices("abcdefghij ", k=12_000_000)))),
        "entities": _zipped(paragraph.format("&j;"), entities),
        "180 tables in one another": _zipped("<w:tbl><w:tr><w:tc>" * 180 + paragraph.format("x") + "</w:tc></w:tr></w:tbl>" * 180),
        "20,000 paragraphs": _zipped("".join(paragraph.format(f"Haastattelija: sana {n}?") for n in range(20_000))),
        "header of 90 MB": _zipped(paragraph.format("x"), header=paragraph.format("b" * 90_000_000)),
    }


def _zipped(body: str, before: str = "", header: str = "") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", rels.format(f'<Relationship Id="a" Type="{rel}/officeDocument" Target="word/document.xml"/>'))
        archive.writestr("word/document.xml", f"{before}<w:document {space}><w:body>{body}</w:body></w:document>")
        if header:
            archive.writestr(
                "word/_rels/document.xml.rels", rels.format(f'<Relationship Id="a" Type="{rel}/header" Target="header1.xml"/>')
            )
            archive.writestr("word/header1.xml", f"<w:hdr {space}>{header}</w:hdr>")
    return content.getvalue()


def _kept(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    sys.exit(main())
