"""Drive's list of changes, and a file as one caller sees it."""

from __future__ import annotations

from typing import Any

from googled.clock import stamp
from googled.drive import Drive
from googled.files import File
from googled.wire import Answer, Request, mask, masked

DEFAULT = "kind,id,name,mimeType"


class Changes:
    """Every change since the server began, by its number: that is the page token."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive

    def start(self, request: Request) -> Answer:
        return Answer(200, {"kind": "drive#startPageToken", "startPageToken": str(len(self.drive.changed) + 1)})

    def list(self, request: Request) -> Answer:
        start = int(request.query.get("pageToken", "1")) - 1
        size = int(request.query.get("pageSize", "100"))
        latest = dict(self.drive.changed[start : start + size])
        shown = [self._change(request, file, removed) for file, removed in latest.items()]
        ends = start + size >= len(self.drive.changed)
        token = {"newStartPageToken": str(len(self.drive.changed) + 1)} if ends else {"nextPageToken": str(start + size + 1)}
        whole: dict[str, Any] = {"kind": "drive#changeList", **token, "changes": shown}
        return Answer(
            200, masked(whole, mask(request.query.get("fields") or f"kind,nextPageToken,newStartPageToken,changes(*,file({DEFAULT}))"))
        )

    def _change(self, request: Request, file: str, removed: bool) -> dict[str, Any]:
        seen = file in self.drive.files and bool(self.drive.role(file, request.address))
        whole: dict[str, Any] = {
            "kind": "drive#change",
            "changeType": "file",
            "time": stamp(self.drive.clock.now),
            "removed": removed or not seen,
            "fileId": file,
        }
        return whole | ({"file": resource(self.drive.files[file], request)} if seen else {})


def resource(file: File, request: Request) -> dict[str, Any]:
    """The file's fields for the caller of this request."""
    return file.resource() | {"ownedByMe": file.owner == request.address}
