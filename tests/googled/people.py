"""Drive's comments and permissions, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from googled.drive import Drive
from googled.files import File
from googled.wire import Answer, Fault, Request, mask, masked


class People:
    """`file` finds the file of a request, or raises what Google answers."""

    def __init__(self, drive: Drive, file: Callable[[Request, str], File]) -> None:
        self.drive, self.file = drive, file

    def comments(self, request: Request, file_id: str, one_id: str | None) -> Answer:
        """Google answers 400 without `fields`, for comments alone."""
        file = self.file(request, file_id)
        if one_id and request.method == "GET":
            found = next((one for one in file.comments if one["id"] == one_id), None)
            if found is None:
                raise Fault(404, f"Comment not found: {one_id}.", reason="notFound", location=("commentId", "parameter"))
            return Answer(200, masked(found, mask(request.query.get("fields", "*"))))
        if request.method == "POST":
            made = self.drive.comment(file.id, request.json() | {"author": request.address})
            return Answer(200, masked(made, mask(request.query.get("fields", "*"))))
        if not request.query.get("fields"):
            raise Fault(400, "The 'fields' parameter is required for this method.", reason="required", location=("fields", "parameter"))
        shown = [one for one in file.comments if request.yes("includeDeleted") or not one["deleted"]]
        size, at = int(request.query.get("pageSize", "20")), int(request.query.get("pageToken") or 0)
        whole: dict[str, Any] = {"kind": "drive#commentList"}
        if at + size < len(shown):
            whole["nextPageToken"] = str(at + size)
        return Answer(200, masked(whole | {"comments": shown[at : at + size]}, mask(request.query["fields"])))

    def permissions(self, request: Request, file_id: str, one_id: str | None) -> Answer:
        """Share, unshare, and who has a share."""
        file = self.file(request, file_id)
        if request.method == "POST":
            asked = request.json()
            made = {
                "kind": "drive#permission",
                "id": str(self.drive.ids.number()),
                "type": asked.get("type", "user"),
                "role": asked.get("role", "reader"),
            }
            file.permissions.append(made | ({"emailAddress": asked["emailAddress"]} if "emailAddress" in asked else {}))
            if asked.get("emailAddress"):
                self.drive.share(file.id, asked["emailAddress"], asked.get("role", "reader"))
            return Answer(200, made)
        if request.method == "DELETE" and one_id:
            gone = [one for one in file.permissions if one["id"] == one_id]
            file.permissions = [one for one in file.permissions if one["id"] != one_id]
            for one in gone:
                self.drive.unshare(file.id, one.get("emailAddress", "-"))
            return Answer(204, None, "text/html")
        owner = {"kind": "drive#permission", "id": "00000000000000000001", "type": "user", "role": "owner", "emailAddress": file.owner}
        whole = {"kind": "drive#permissionList", "permissions": [owner, *file.permissions]}
        return Answer(200, masked(whole, mask(request.query.get("fields") or "*")))

    def about(self, request: Request) -> Answer:
        user = {"kind": "drive#user", "displayName": request.address, "me": True, "emailAddress": request.address}
        return Answer(200, masked({"kind": "drive#about", "user": user}, mask(request.query.get("fields", "*"))))
