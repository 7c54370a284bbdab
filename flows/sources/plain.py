"""Plain text: bytes to letters, whichever program wrote them, and files that only call themselves text."""

from __future__ import annotations

import codecs
import re

from flows.errors import Unreadable
from flows.model.material import Trouble

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRANGERS: tuple[tuple[bytes, str, str, str], ...] = (
    (b"%PDF", "pdf", "This is a PDF under another name.", "Save it again in its own format, or as text."),
    (b"{\\rtf", "rtf", "This is an RTF document under another name.", "Open it in a word processor and save it as .docx."),
    (b"PK\x03\x04", "not-text", "This is a packed document under another name.", "Give it back its own ending, such as .docx or .xlsx."),
    (
        b"\xd0\xcf\x11\xe0",
        "not-text",
        "This is an old Office document under another name.",
        "Save it as .docx or .xlsx.",
    ),
    (b"version https://git-lfs", "pointer", "This is a pointer to a file that was not fetched.", "Fetch the file itself (git lfs pull)."),
    (b"/annex/objects/", "pointer", "This is a pointer to a file that was not fetched.", "Fetch the file itself (git annex get)."),
)
_NEVER_TEXT = bytes({*range(32)} - set(b"\t\n\v\f\r\x1b"))
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html|<head)", re.IGNORECASE)
_LETTERS = "äöåÄÖÅéü"
_CALLED = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "the code page of DOS"}
_BETWEEN = {
    page: re.compile(rb"(?<=[A-Za-z])[" + b"".join(re.escape(letter.encode(page)) for letter in _LETTERS) + rb"](?=[A-Za-z])")
    for page in _CALLED
}
_TWICE = re.compile("Ã[¤¶¥„–…©]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2060]")


def letters(data: bytes) -> tuple[str, tuple[Trouble, ...]]:
    """The text, with plain line ends and without control characters, and what was odd about its encoding.

    Tries byte order marks, UTF-8, UTF-16 without a mark, then the code pages of Windows, of old Macs and of DOS, line by line where encodings are
    mixed. What was encoded twice is mended.
    Raises Unreadable: empty-file, pdf, rtf, html, pointer, not-text.
    """
    refuse(data)
    text, troubles = _decoded(data)
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise Unreadable("empty-file", "The file has no text in it.", "Check that it was saved, then copy it here again.")
    return text, troubles


def refuse(data: bytes) -> None:
    """Raises Unreadable if the bytes are plainly no text."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("empty-file", "The file is empty.", "Check that it was saved, then copy it here again.")
    for start, code, what, hint in _STRANGERS:
        if data.startswith(start):
            raise Unreadable(code, what, hint)
    if _PAGE.match(data[:1000].removeprefix(codecs.BOM_UTF8)):
        raise Unreadable("html", "This is a web page, perhaps a log-in page.", "Download the file itself and copy it here.")


def _decoded(data: bytes) -> tuple[str, tuple[Trouble, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, encoding)
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), ()
    if len(data[:4000]) - len(data[:4000].translate(None, _NEVER_TEXT)) > len(data[:4000]) // 20:
        raise Unreadable("not-text", "This is no text: most of it are other bytes.", "Save it again as text in UTF-8.")
    try:
        return _mended(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _old(data)


def _marked(data: bytes, encoding: str) -> tuple[str, tuple[Trouble, ...]]:
    try:
        return _mended(data.decode(encoding))
    except UnicodeDecodeError:
        if encoding == "utf-8-sig":
            return _old(data.removeprefix(codecs.BOM_UTF8))
        damaged = Trouble("truncated", "", "The text breaks off or is damaged.", "Save it again as UTF-8.")
        return data.decode(encoding, "replace").replace("\ufffd", ""), (damaged,)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows in NULs at every second byte."""
    head = data[:4000]
    half = max(1, len(head) // 2)
    if head[1::2].count(0) > half * 0.7 and head[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _old(data: bytes) -> tuple[str, tuple[Trouble, ...]]:
    lines = data.split(b"\n")
    kinds = [_kind(line) for line in lines]
    page, called = _page(b"\n".join(line for line, kind in zip(lines, kinds, strict=True) if kind == "old"))
    text = "\n".join(line.decode("utf-8") if kind != "old" else _through(page, line) for line, kind in zip(lines, kinds, strict=True))
    if "wide" in kinds:
        place = f"line {kinds.index('old') + 1}"
        what = "Some lines are in UTF-8 and others in an older encoding."
        return text, (Trouble("mixed-encoding", place, what, "Check letters such as ä and ö; save it again as UTF-8."),)
    what = f"The text is not in UTF-8; it was read as {called}."
    return text, (Trouble("old-encoding", "", what, "Check letters such as ä and ö; save it as UTF-8 if any are wrong.", "note"),)


def _page(lines: bytes) -> tuple[str, str]:
    """The old code page in which letters of Finnish stand between letters most often, and what it is called; Windows' own if none does."""
    counts = {page: len(pattern.findall(lines)) for page, pattern in _BETWEEN.items()}
    page = max(counts, key=lambda page: (counts[page], page == "cp1252"))
    return page, _CALLED[page]


def _mended(text: str) -> tuple[str, tuple[Trouble, ...]]:
    """UTF-8 that a program took for Windows-1252 and saved as UTF-8 once more: `pÃ¤ivÃ¤` is `päivä`."""
    if len(_TWICE.findall(text)) < 2 or re.search("[äöåÄÖÅ]", text):
        return text, ()
    mended = "\n".join(_once(line) for line in text.split("\n"))
    what = "Letters such as ä were encoded twice, and were mended."
    return mended, (Trouble("encoded-twice", "", what, "Check letters such as ä and ö; export the file again as UTF-8.", "note"),)


def _once(line: str) -> str:
    try:
        return line.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return line


def _kind(line: bytes) -> str:
    if line.isascii():
        return "plain"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "old"
    return "wide"


def _through(page: str, line: bytes) -> str:
    try:
        return line.decode(page)
    except UnicodeDecodeError:
        return line.decode("latin-1")
