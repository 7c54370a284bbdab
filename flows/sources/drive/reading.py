"""Reading: one file of Drive, fetched and handed to the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from flows.errors import Unreachable, Unreadable
from flows.model.material import Found, Material, Trouble
from flows.model.noun import digest_of
from flows.sources.docx import Docx
from flows.sources.docx import material as word
from flows.sources.drive.comments import commented
from flows.sources.drive.listing import DOCUMENT, FILES, SPREADSHEET
from flows.sources.markdown import Markdown, blocks_in
from flows.sources.sheet import Workbook, tables_in
from flows.sources.transcript import Transcript, turns_in

if TYPE_CHECKING:
    from flows.google.client import Client

_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = _OFFICE + "wordprocessingml.document"
_ENDINGS = {
    _DOCX: ".docx",
    "application/vnd.ms-word.document.macroenabled.12": ".docm",
    _OFFICE + "spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "text/markdown": ".md",
    "text/plain": ".txt",
}
"""Endings of files whose names have none."""
_READERS: tuple[tuple[tuple[str, ...], Callable[[bytes, str], Material]], ...] = (
    (Docx.endings, word),
    (Workbook.endings, tables_in),
    (Transcript.endings, lambda content, _: turns_in(content)),
    (Markdown.endings, lambda content, name: blocks_in(content, wrapped=not name.casefold().endswith(".txt"))),
)


def is_read(name: str, media: str) -> bool:
    """Whether there is a reader for a file of that name and media type."""
    return media in (DOCUMENT, SPREADSHEET) or _reader(file_name(name, media)) is not None


def file_name(name: str, media: str) -> str:
    """The name with an ending, by its media type where its own says nothing."""
    if media == DOCUMENT:
        return f"{name}.docx"
    return name if _reader(name) or PurePath(name).suffix else name + _ENDINGS.get(media.casefold(), "")


def file_material(client: Client, id: str, found: Found) -> Material:
    """The content of a Google Doc or of a file. Raises Unreachable, Unreadable; the hint says where the file is."""
    name = file_name(found.name, found.media)
    reader = _reader(name)
    try:
        if reader is None:
            raise Unreadable("not-read", "No source reads files of this kind.", "")
        content = _fetched(client, id, found.media)
        if not content:
            raise Unreadable("empty-file", "The file is empty: it has no bytes at all.", "Save the document again, or remove the file.")
        material = reader(content, name)
    except Unreadable as error:
        raise located(error, id) from None
    if found.media == DOCUMENT:
        material = commented(client, id, material)
    return digested(material)


def located(error: Unreadable, id: str) -> Unreadable:
    """The same error, with a hint that leads a person to the file: its key alone says nothing to anybody."""
    hint = f"{error.hint} The file: https://drive.google.com/open?id={id}".strip()
    # a file may also have been cut on its way here
    kind = Unreachable if error.code == "truncated" else type(error)
    return kind(error.code, str(error), hint, error.place)


def digested(material: Material) -> Material:
    """The material with a fingerprint of what was read; Google's own stamps move when nothing has changed."""
    return replace(material, fingerprint=digest_of(repr((material.blocks, material.sheets, sorted(material.facts.items())))))


def not_read(kinds: dict[str, int], place: str) -> Trouble:
    """One note for all files of a folder that nobody reads: their names may be people's."""
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    hint = "Read are Google Docs and Sheets, and files of Word, Excel, .csv, .vtt, .srt, .md and .txt."
    return Trouble("not-read", place, f"Files of these kinds lie in the folder and are not read: {told}.", hint, "note")


def kind_of(name: str, media: str) -> str:
    """What a person calls a file that is not read: its ending, or Google's kind."""
    return PurePath(name).suffix.casefold()[:8] or media.rpartition("google-apps.")[2].rpartition("/")[2] or "unknown"


def _reader(name: str) -> Callable[[bytes, str], Material] | None:
    plain = name.casefold()
    return next((reader for endings, reader in _READERS if plain.endswith(endings)), None)


def _fetched(client: Client, id: str, media: str) -> bytes:
    params: dict[str, Any] = {"mimeType": _DOCX} if media == DOCUMENT else {"alt": "media", "supportsAllDrives": "true"}
    address = f"{FILES}/{id}/export" if media == DOCUMENT else f"{FILES}/{id}"
    return bytes(client.request("get", address, params=params).content)
