"""Drive: folders, files, documents, shortcuts and shared drives as a test puts them there, and who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from googled.clock import Clock, Ids, stamp
from googled.files import DOCUMENT, DOCX, FOLDER, KINDS, SHORTCUT, SPREADSHEET, File

OWNER = "owner@example.org"


class Drive:
    """The files. Every method that makes one gives its id; `parent` is a folder's or a shared drive's id, "" for nobody's folder.

    `shared` says who may see it: None for every account of the server (or, below a folder, whoever may see the folder),
    a list of addresses for just these (they may read and write), a mapping for address -> `reader` | `commenter` | `writer`.
    """

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self.clock, self.ids = clock, ids
        self.files: dict[str, File] = {}
        self.drives: dict[str, str] = {}
        self.changed: list[tuple[str, bool]] = []
        self.forgotten: Callable[[str], None] = lambda file: None

    def folder(self, name: str, parent: str = "", *, shared: Iterable[str] | Mapping[str, str] | None = None) -> str:
        return self.add(File(self.ids.file(), name, FOLDER, self.clock.now, self.clock.now, shared=_roles(shared)), parent)

    def put(
        self,
        parent: str,
        name: str,
        content: bytes,
        *,
        mime: str = "",
        modified: str = "",
        shared: Iterable[str] | Mapping[str, str] | None = None,
    ) -> str:
        """A file with bytes of its own (.docx, .csv, …): downloaded by `alt=media`. `modified` is an ISO time with zone."""
        kind = mime or KINDS.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
        file = File(self.ids.file(), name, kind, self.clock.now, self.clock.now, content=content, shared=_roles(shared))
        return self.add(file, parent, modified)

    def document(
        self,
        parent: str,
        name: str,
        exported: bytes,
        *,
        modified: str = "",
        shared: Iterable[str] | Mapping[str, str] | None = None,
        comments: Iterable[Mapping[str, Any]] = (),
    ) -> str:
        """A Google Docs document: `exported` is what `files/ID/export` gives as .docx; over 10 MB it gives `exportSizeLimitExceeded`.

        Each comment is a mapping with `content`, and if wanted `author`, `quoted`, `resolved`, `replies` (a list of texts).
        """
        file = File(self.ids.file(44), name, DOCUMENT, self.clock.now, self.clock.now, exports={DOCX: exported}, shared=_roles(shared))
        self.add(file, parent, modified)
        for given in comments:
            self.comment(file.id, given)
        return file.id

    def shortcut(self, parent: str, name: str, target: str, *, shared: Iterable[str] | Mapping[str, str] | None = None) -> str:
        """A shortcut to a file or a folder; the target may be trashed, deleted or not shared: then it is dangling, as it can be at Google."""
        kind = self.files[target].mime if target in self.files else DOCUMENT
        file = File(self.ids.file(), name, SHORTCUT, self.clock.now, self.clock.now, shared=_roles(shared))
        file.target, file.target_mime = target, kind
        return self.add(file, parent)

    def shared_drive(self, name: str, *, shared: Iterable[str] | Mapping[str, str] | None = None) -> str:
        """A shared drive; its id is also the id of its root folder. Its files show only to calls with `supportsAllDrives`."""
        made = File("0A" + self.ids.file(15) + "PVA", "Drive", FOLDER, self.clock.now, self.clock.now, shared=_roles(shared))
        made.drive = made.id
        self.drives[made.id] = name
        self.files[made.id] = made
        return made.id

    def update(self, file_id: str, content: bytes | None = None, *, name: str = "", modified: str = "", silently: bool = False) -> None:
        """New bytes (of a file, or of a document's export) or a new name. `silently` leaves modifiedTime and version as they were."""
        file = self.files[file_id]
        if content is not None and file.binary:
            file.content = content
        elif content is not None:
            file.exports[DOCX] = content
        file.name = name or file.name
        if not silently:
            self.touch(file_id, modified)

    def touch(self, file_id: str, modified: str = "") -> None:
        """Opened and closed: modifiedTime and version move, the content does not."""
        file = self.files[file_id]
        file.modified = _moment(modified) if modified else self.clock.tick()
        file.version += 1
        self.changed.append((file_id, False))

    def move(self, file_id: str, parent: str) -> None:
        file = self.files[file_id]
        file.parents, file.drive = [parent], self.files[parent].drive
        self.touch(file_id)

    def trash(self, file_id: str) -> None:
        """The file, and if it is a folder all below it, is in the bin: still there by id, with `trashed: true`."""
        for one in self.below(file_id):
            self.files[one].trashed = True
            self.changed.append((one, False))

    def restore(self, file_id: str) -> None:
        for one in self.below(file_id):
            self.files[one].trashed = False
            self.changed.append((one, False))

    def delete(self, file_id: str) -> None:
        """Gone for good, with all below it: 404."""
        for one in self.below(file_id):
            del self.files[one]
            self.changed.append((one, True))
            self.forgotten(one)

    def share(self, file_id: str, address: str, role: str = "reader") -> None:
        """Share a file or a folder (then all below it) with an address."""
        file = self.files[file_id]
        file.shared = {**(file.shared or {}), address: role}

    def unshare(self, file_id: str, address: str = "") -> None:
        """Take the share away from an address, or without one from everybody; the folder above no longer counts."""
        file = self.files[file_id]
        left = {known: role for known, role in (file.shared or {}).items() if address and known != address}
        file.shared, file.inherits = left, False

    def below(self, file_id: str) -> list[str]:
        """The file and all below it, deepest last."""
        found = [file_id]
        for one in found:
            found += [file.id for file in self.files.values() if one in file.parents]
        return found

    def add(self, file: File, parent: str = "", modified: str = "") -> str:
        if parent:
            file.parents, file.drive = [parent], self.files[parent].drive
            file.inherits = file.shared is None
        file.owner = file.owner or OWNER
        file.created = self.clock.tick()
        file.modified = _moment(modified) if modified else file.created
        self.files[file.id] = file
        self.changed.append((file.id, False))
        return file.id

    def role(self, file_id: str, address: str) -> str:
        """What an address may do with a file: "" (nothing), `reader`, `commenter`, `writer` or `owner`."""
        file = self.files.get(file_id)
        if file is None:
            return ""
        if file.owner == address:
            return "owner"
        if file.shared is not None and address in file.shared:
            return file.shared[address]
        above = [parent for parent in file.parents if parent in self.files]
        if above and file.inherits:
            return self.role(above[0], address)
        return "writer" if file.shared is None and not file.parents else ""

    def sheet_file(self, name: str, parent: str, shared: Iterable[str] | Mapping[str, str] | None, owner: str = "") -> File:
        """The Drive side of a spreadsheet."""
        file = File(self.ids.file(44), name, SPREADSHEET, self.clock.now, self.clock.now, shared=_roles(shared), owner=owner)
        self.add(file, parent)
        return file

    def comment(self, file_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """A comment on a file: `content`, and if wanted `author`, `quoted` (the commented words), `resolved`, `deleted`, `replies`."""
        when = stamp(self.clock.tick())
        author = {"kind": "drive#user", "displayName": str(given.get("author", "Tutkija")), "me": False}
        made: dict[str, Any] = {"id": self.ids.file(11), "kind": "drive#comment", "createdTime": when, "modifiedTime": when}
        replies = [
            {
                "id": self.ids.file(11),
                "kind": "drive#reply",
                "createdTime": when,
                "modifiedTime": when,
                "content": text,
                "author": author,
                "deleted": False,
            }
            for text in given.get("replies", ())
        ]
        made |= {
            "resolved": bool(given.get("resolved", False)),
            "replies": replies,
            "author": author,
            "deleted": bool(given.get("deleted", False)),
        }
        made |= {"htmlContent": str(given["content"]), "content": str(given["content"])}
        if given.get("quoted"):
            made["quotedFileContent"] = {"mimeType": "text/html", "value": str(given["quoted"])}
        self.files[file_id].comments.append(made)
        return made


def _roles(shared: Iterable[str] | Mapping[str, str] | None) -> dict[str, str] | None:
    if shared is None:
        return None
    return dict(shared) if isinstance(shared, Mapping) else dict.fromkeys(shared, "writer")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
