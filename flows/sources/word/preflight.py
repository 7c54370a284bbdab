"""Preflight: what a file is, by its bytes, before anything unpacks it."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from flows.sources.word.refusals import refuse

LARGEST_ALL = 300 * 1024 * 1024
"""Bytes of all parts together, unpacked."""
LARGEST_PART = 60 * 1024 * 1024
"""Bytes of one XML part, unpacked."""
LARGEST_RATIO = 200
"""Unpacked to packed, for XML parts larger than BIG_PART; text packs by 5 to 30."""
BIG_PART = 4 * 1024 * 1024
MOST_PARTS = 20_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "legacy-doc"),
    ("Workbook", "excel"),
    ("PowerPoint Document", "powerpoint"),
)
_STARTS = (
    (b"%pdf", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"mime-version:", "html"),
    (b"version https://git-lfs", "pointer"),
    (b"/annex/objects/", "pointer"),
)
_LINK = re.compile(rb"(?:\.\./|\./|/)[^\0\n]+\.do[ct][xm]")
"""What is left of a link where the file system knows none."""
_OTHERS = (("xl/workbook", "excel"), ("ppt/presentation", "powerpoint"), ("index/document.iwa", "pages"), ("index.zip", "pages"))


def unpacked(content: bytes, name: str) -> zipfile.ZipFile:
    """The document as an archive that is safe to unpack. Raises Unreadable with the reason."""
    if name.startswith("~$"):
        raise refuse("lock-file")
    if not content:
        raise refuse("empty-file")
    if not content.startswith(b"PK"):
        raise refuse(_kind(content))
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, OverflowError):
        raise refuse("truncated" if content.startswith(b"PK\x03\x04") else "not-a-document") from None
    _refuse_bombs(parts)
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("encrypted")
    return archive


def other_kind(archive: zipfile.ZipFile) -> str:
    """The code for an archive without a Word text in it."""
    names = [name.replace("\\", "/").casefold() for name in archive.namelist()]
    if "mimetype" in names and "content.xml" in names:
        return "odt"
    return next((code for start, code in _OTHERS if any(name.startswith(start) for name in names)), "not-a-document")


def _kind(content: bytes) -> str:
    if content.startswith(_OLE):
        return next((code for stream, code in _OLE_STREAMS if stream.encode("utf-16-le") in content), "not-a-document")
    if len(content) == 162 and 0 < content[0] < 55:
        return "lock-file"
    head = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, code in _STARTS:
        if head.startswith(start):
            return code
    if len(content) < 1024 and _LINK.fullmatch(head.rstrip()):
        return "pointer"
    return "html" if b"<html" in head else "not-a-document"


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_ALL:
        raise refuse("zip-bomb")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            swells = part.file_size > BIG_PART and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)
            if swells or part.file_size > LARGEST_PART:
                raise refuse("zip-bomb")
