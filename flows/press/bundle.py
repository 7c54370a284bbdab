"""Bundle: a released site as one zip, which opens from a disk after unpacking, without a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flows.errors import Unwritable
from flows.press.headers import SEARCH

TOP = "uoma"
"""The one folder in the zip, so that unpacking it litters nothing."""
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16


def bundle(site: Path, into: Path) -> int:
    """Write the built site as a zip, in the place of what bore that name. Returns how many files are in it.

    The same site gives the same bytes. Left out are names with a dot in front, which are for servers, and the faceted search, which a browser
    does not run from a disk: its page says so, and the search in the header is there. Raises Unwritable.
    """
    if into.resolve().is_relative_to(site.resolve()):
        raise Unwritable(f"{into} lies within the site itself", "write the zip to another folder")
    aside = into.with_name(f".{into.name}.part")
    try:
        if into.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        into.parent.mkdir(parents=True, exist_ok=True)
        count = _pack(site, aside)
        aside.replace(into)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise Unwritable(f"{into} cannot be written: {error.strerror or error}", "choose another name or folder") from error
    return count


def _pack(site: Path, aside: Path) -> int:
    names = sorted(_names(site))
    with ZipFile(aside, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        for name in names:
            entry = ZipInfo(f"{TOP}/{name}", EPOCH)
            entry.create_system, entry.external_attr, entry.compress_type = 3, READABLE, ZIP_DEFLATED
            packed.writestr(entry, (site / name).read_bytes())
    return len(names)


def _names(site: Path) -> Iterator[str]:
    for folder, inner, files in os.walk(site):
        inner[:] = [name for name in inner if not name.startswith(".") and name != SEARCH]
        yield from ((Path(folder) / name).relative_to(site).as_posix() for name in files if not name.startswith("."))
