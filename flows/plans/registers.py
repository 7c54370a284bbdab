"""Registers' places: which file in research_plans/registers/ keeps which register."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from flows.model.issues import Issue
from flows.model.registers import REGISTERS
from flows.plans.entries import issue
from flows.registers.nearest import meant

FOLDER = "registers"
ENDINGS = (".xlsx", ".csv", ".tsv", ".xlsm", ".xls")
"""In the order of preference, should a register lie in two files."""


def register_files(root: Path) -> tuple[dict[str, Path], tuple[Issue, ...]]:
    """Files by register, sorted by name, out of `root` (research_plans/), and what is odd among them."""
    files: dict[str, Path] = {}
    issues: list[Issue] = []
    for path in _listed(root / FOLDER):
        name = unicodedata.normalize("NFC", path.stem).casefold()
        place = f"{FOLDER}/{path.name}"
        if wrong := _no_file(root, path):
            issues.append(issue("warning", "not-a-file", place, wrong, "Put the file itself here, or remove it."))
        elif name not in REGISTERS or path.suffix.casefold() not in ENDINGS:
            issues.append(_stranger(place, name))
        elif name in files:
            what = f"The register {name} lies in two files; {files[name].name} is read and this one is not."
            issues.append(issue("warning", "two-files", place, what, "Move the rows into one file and remove the other."))
        else:
            files[name] = path
    return dict(sorted(files.items())), tuple(issues)


def _listed(folder: Path) -> list[Path]:
    try:
        visible = [path for path in folder.iterdir() if not path.name.startswith((".", "~$")) and path.name.casefold() != "readme.md"]
    except OSError:
        return []
    return sorted((path for path in visible if path.is_file() or path.suffix.casefold() in ENDINGS), key=_preferred)


def _no_file(root: Path, path: Path) -> str:
    """What stands here instead of a file of the research plans; empty where it is one."""
    if not path.is_file():
        return "This has the name of a register and is no file, or a link to one that is not there."
    inside = path.resolve().is_relative_to(root.resolve())
    return "" if inside else "This link leads out of the research plans, and only files inside are read."


def _preferred(path: Path) -> tuple[int, str]:
    ending = path.suffix.casefold()
    return (ENDINGS.index(ending) if ending in ENDINGS else len(ENDINGS), path.name)


def _stranger(place: str, name: str) -> Issue:
    if name in REGISTERS:
        return issue("note", "unknown-register", place, "A register in this format is not read.", "Save it as .xlsx or .csv.")
    return issue("note", "unknown-register", place, "No register has this name, so the file is not read.", meant(name, REGISTERS))
