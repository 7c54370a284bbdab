"""Comments: those of a Google Doc that its export has left out, put on the words they quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from flows.model.material import Block, Mark, Material, Trouble
from flows.sources.drive.listing import FILES

if TYPE_CHECKING:
    from flows.google.client import Client

_FIELDS = "nextPageToken,comments(content,resolved,deleted,createdTime,quotedFileContent(value),replies(content,deleted))"
_MOST_PAGES = 50


def commented(client: Client, id: str, material: Material) -> Material:
    """The material with the comments of Drive, where the export has none of its own. Who wrote them is not asked for.

    Raises Unreachable: codes of researchers must not be lost without a word.
    """
    if any(mark.by == "comment" for block in material.blocks for mark in block.marks):
        return material
    blocks, unplaced = list(material.blocks), 0
    for told in _comments(client, id):
        unplaced += not _placed(told, blocks)
    if not unplaced:
        return replace(material, blocks=tuple(blocks))
    what = f"Comments that point to no place in the text are left out: {unplaced}."
    trouble = Trouble("comment-unplaced", "", what, "Put them on a stretch of the text in the document.")
    return replace(material, blocks=tuple(blocks), troubles=(*material.troubles, trouble))


def _comments(client: Client, id: str) -> Iterator[dict[str, Any]]:
    params: dict[str, Any] = {"fields": _FIELDS, "pageSize": 100}
    for _ in range(_MOST_PAGES):
        told = client.request("get", f"{FILES}/{id}/comments", params=params).json()
        yield from (one for one in told.get("comments", ()) if not one.get("deleted") and one.get("content", "").strip())
        if not told.get("nextPageToken"):
            return
        params["pageToken"] = told["nextPageToken"]


def _placed(told: dict[str, Any], blocks: list[Block]) -> bool:
    """Whether the words that a comment quotes were met; it is put on the first place that has them."""
    quoted = _plain(str((told.get("quotedFileContent") or {}).get("value", "")))
    if not quoted:
        return False
    words = re.compile(r"\s+".join(map(re.escape, quoted.split())))
    for index, block in enumerate(blocks):
        if match := words.search(block.text):
            mark = Mark(match.start(), match.end(), "comment", _words(told), _day(told), bool(told.get("resolved")))
            blocks[index] = replace(block, marks=(*block.marks, mark))
            return True
    return False


def _words(told: dict[str, Any]) -> str:
    replies = [str(reply.get("content", "")).strip() for reply in told.get("replies", ()) if not reply.get("deleted")]
    return "\n".join(said for said in (str(told["content"]).strip(), *replies) if said)


def _day(told: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(told.get("createdTime", ""))[:10])
    except ValueError:
        return None


def _plain(value: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", value)).split())
