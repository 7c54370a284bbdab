"""Disk: a file put in another's place in one step, and whether a program has a file open."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def swap(path: Path, content: bytes, last_look: Callable[[], None] = lambda: None) -> None:
    """Write beside the file first, then in its place: who reads meanwhile sees the old file or the new one, whole.

    `last_look` is called when all is on the disk and nothing is replaced yet; what it raises leaves the file as it was. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    descriptor, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        beside.chmod(mode)
        last_look()
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def open_in(path: Path) -> tuple[str, str]:
    """The program that has an Office file open, and the name of the lock file that says so; two empty strings where none does."""
    for mark, end, program in (("~$", "", "Excel"), (".~lock.", "#", "LibreOffice")):
        lock = path.with_name(f"{mark}{path.name}{end}")
        if lock.exists():
            return program, lock.name
    return "", ""
