"""Everybody can read every kind of page: axe-core in both palettes, wide and on a phone; valid HTML; Lighthouse."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
MAIN = ("home", "insight", "question", "theme")
"""Page types whose first page Lighthouse looks at, which takes it five seconds a page; UOMA_LIGHTHOUSE=all has it look at every one."""


def test_no_page_puts_a_barrier_before_anybody(kind: str, visited: Any) -> None:
    found = [
        f"{page} {view}: {barrier}" for page, seen in visited(kind).items() for view, told in seen["barriers"].items() for barrier in told
    ]
    assert not found, "\n".join(found)


def test_the_html_is_valid(built: dict[str, Any], modules: Path) -> None:
    """html-validate's recommended rules; htmlvalidate.cjs says which are off, and why."""
    pages = [str(Path(built["site"]) / page) for pages in built["pages"].values() for page in pages]
    moved = [str(Path(built["site"]) / page) for page in built["moved"]]
    assert moved
    program = [modules / "html-validate" / "bin" / "html-validate.mjs", "--config", HERE / "htmlvalidate.cjs", "-f", "text"]
    done = subprocess.run(["node", *map(str, program), *pages, *moved[:6]], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).replace(built["site"], "")[:4000]


def test_lighthouse_finds_nothing_to_mend(built: dict[str, Any], address: str, modules: Path, tmp_path: Path) -> None:
    kinds = list(built["pages"]) if os.environ.get("UOMA_LIGHTHOUSE") == "all" else MAIN
    judged = {
        built["pages"][kind][0]: _judged(address + built["pages"][kind][0], modules, tmp_path) for kind in kinds if built["pages"][kind]
    }
    assert all(not said for said in judged.values()), "\n".join(f"{page}: {said}" for page, said in judged.items() if said)


def _judged(url: str, modules: Path, folder: Path) -> list[str]:
    """What keeps a page from 100 in accessibility and best practices."""
    report = folder / "report.json"
    program = ["node", str(modules / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json", f"--output-path={report}"]
    flags = ["--only-categories=accessibility,best-practices", "--chrome-flags=--headless=new --no-sandbox --disable-background-networking"]
    done = subprocess.run([*program, *flags], capture_output=True, text=True, timeout=120, env={**os.environ, **_chrome()}, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(report.read_text("utf-8"))
    assert set(told["categories"]) == {"accessibility", "best-practices"}
    named = {
        ref["id"] for category in told["categories"].values() if category["score"] != 1 for ref in category["auditRefs"] if ref["weight"]
    }
    return sorted(name for name in named if told["audits"][name]["score"] not in (1, None))


def _chrome() -> dict[str, str]:
    import shutil

    return {"CHROME_PATH": next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")}
