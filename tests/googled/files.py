"""Drive's files as the server keeps them, and what a file's resource looks like on the wire."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from googled.clock import stamp

GOOGLE = "application/vnd.google-apps."
FOLDER, DOCUMENT, SPREADSHEET, SHORTCUT = (GOOGLE + kind for kind in ("folder", "document", "spreadsheet", "shortcut"))
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTED = {DOCUMENT: (DOCX,), SPREADSHEET: (XLSX, "text/csv")}
KINDS = {
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".csv": "text/csv",
    ".vtt": "text/vtt",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".srt": "application/x-subrip",
    ".pdf": "application/pdf",
}


@dataclass
class File:
    """One file, folder, shortcut or shared drive's root. `shared` is None for everybody at this server, else addresses and their roles."""

    id: str
    name: str
    mime: str
    created: datetime
    modified: datetime
    parents: list[str] = field(default_factory=list)
    content: bytes = b""
    exports: dict[str, bytes] = field(default_factory=dict)
    shared: dict[str, str] | None = None
    inherits: bool = True
    drive: str = ""
    target: str = ""
    target_mime: str = ""
    trashed: bool = False
    version: int = 1
    description: str = ""
    owner: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    permissions: list[dict[str, Any]] = field(default_factory=list)

    def fact(self, name: str) -> Any:
        return self.resource().get(name)

    def people(self, role: str) -> list[str]:
        least = {"owners": ("owner",), "writers": ("owner", "writer"), "readers": ("owner", "writer", "reader", "commenter")}[role]
        return [address for address, given in (self.shared or {}).items() if given in least]

    @property
    def binary(self) -> bool:
        return not self.mime.startswith(GOOGLE)

    def resource(self) -> dict[str, Any]:
        """Every field, in the order in which Google writes them."""
        whole: dict[str, Any] = {"kind": "drive#file"}
        if self.drive:
            whole |= {"driveId": self.drive, "teamDriveId": self.drive}
        if self.binary:
            whole |= {"fileExtension": self.name.rsplit(".", 1)[-1] if "." in self.name else "", "md5Checksum": _md5(self.content)}
            whole |= {"sha256Checksum": hashlib.sha256(self.content).hexdigest(), "originalFilename": self.name}
        whole |= {"version": str(self.version), "parents": list(self.parents), "starred": False}
        if self.target:
            whole["shortcutDetails"] = {"targetId": self.target, "targetMimeType": self.target_mime}
        if self.mime in EXPORTED:
            kinds = EXPORTED[self.mime]
            whole["exportLinks"] = {kind: f"https://docs.google.com/feeds/download/export?id={self.id}&mimeType={kind}" for kind in kinds}
        if self.description:
            whole["description"] = self.description
        whole |= {"webViewLink": f"https://drive.google.com/file/d/{self.id}/view?usp=drivesdk", "id": self.id, "name": self.name}
        whole |= {"mimeType": self.mime, "trashed": self.trashed, "explicitlyTrashed": self.trashed}
        whole |= {"createdTime": stamp(self.created), "modifiedTime": stamp(self.modified)}
        if self.binary:
            whole |= {"size": str(len(self.content)), "quotaBytesUsed": str(len(self.content)), "headRevisionId": f"r{self.version}"}
        owned = [] if self.drive else [{"kind": "drive#user", "displayName": self.owner, "emailAddress": self.owner}]
        return whole | ({"owners": owned} if owned else {}) | {"ownedByMe": False, "capabilities": {"canDownload": True}}


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


_MOMENT = datetime(2026, 1, 5, tzinfo=UTC)
FIELDS = {
    name for kind in (DOCX, DOCUMENT) for name in File("", "", kind, _MOMENT, _MOMENT, drive="0", target="0", description=" ").resource()
} | {"owners"}
