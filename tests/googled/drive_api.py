"""`/drive/v3`: what the Drive API answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from googled import query as search
from googled.changes import DEFAULT, Changes, resource
from googled.drive import Drive
from googled.files import DOCUMENT, DOCX, FIELDS, FOLDER, SPREADSHEET, File
from googled.people import People
from googled.uploads import given
from googled.wire import Answer, Fault, Request, mask, masked

EXPORT_LIMIT = 10 * 1024 * 1024
FULL, READ, META = ("https://www.googleapis.com/auth/drive" + end for end in ("", ".readonly", ".metadata.readonly"))
ALSO = {
    "*",
    "permissions",
    "shared",
    "size",
    "md5Checksum",
    "sha1Checksum",
    "sha256Checksum",
    "fullFileExtension",
    "webContentLink",
    "spaces",
}
ALSO |= {"lastModifyingUser", "sharedWithMeTime", "trashedTime", "iconLink", "properties", "appProperties", "permissionIds", "resourceKey"}


class DriveApi:
    """Routes a request below `/drive/v3` (or `/upload/drive`) over the files of a `Drive`."""

    def __init__(self, drive: Drive, sheets: Any) -> None:
        self.drive, self.sheets = drive, sheets
        self._pages: dict[str, tuple[str, list[str], int]] = {}
        people, changes = People(drive, self.file), Changes(drive)
        self._routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("GET", "files", self._list),
            ("POST", "files", self._create),
            ("GET", "files/generateIds", self._ids),
            ("GET", "files/([^/]+)", self._get),
            ("PATCH", "files/([^/]+)", self._update),
            ("PUT", "files/([^/]+)", self._update),
            ("DELETE", "files/([^/]+)", self._delete),
            ("POST", "files/([^/]+)/copy", self._copy),
            ("GET", "files/([^/]+)/export", self._export),
            ("", "files/([^/]+)/comments(?:/([^/]+))?", people.comments),
            ("", "files/([^/]+)/permissions(?:/([^/]+))?", people.permissions),
            ("GET", "about", people.about),
            ("GET", "changes/startPageToken", changes.start),
            ("GET", "changes", changes.list),
            ("GET", "drives", self._drives),
            ("GET", "drives/([^/]+)", self._drive_named),
        ]

    def answer(self, request: Request) -> Answer:
        path = request.path.split("/drive/", 1)[1].partition("/")[2]
        self._scoped(request, path)
        for method, pattern, work in self._routes:
            match = re.fullmatch(pattern, path)
            if match and method in ("", request.method):
                return work(request, *match.groups())
        raise Fault(404, "Not Found", reason="notFound")

    def page_of(self, request: Request) -> int:
        """Which page (from 1) of a listing the request asks for; 0 when it is no listing."""
        if request.method != "GET" or not request.path.endswith("/files"):
            return 0
        token = request.query.get("pageToken", "")
        return self._pages[token][2] + 1 if token in self._pages else 1

    def _scoped(self, request: Request, path: str) -> None:
        """The least scopes: reading needs any of Drive's, contents one that is not of metadata alone, writing the full one."""
        given = {scope for scope in request.scopes if "/auth/drive" in scope}
        reading = request.method == "GET"
        content = request.query.get("alt") == "media" or path.endswith(("/export", "/comments"))
        file_only = FULL + ".file"
        enough = {FULL, file_only} | ({READ} if reading else set()) | ({META, FULL + ".metadata"} if reading and not content else set())
        if request.scopes and not given & enough:
            fault = Fault(403, "Request had insufficient authentication scopes.", "PERMISSION_DENIED", reason="insufficientPermissions")
            fault.headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'
            raise fault

    def file(self, request: Request, file_id: str, least: str = "reader") -> File:
        """The file, if the caller may see it and named shared drives when it is on one; raises 404 as if it were not there, 403 for too little."""
        file = self.drive.files.get(file_id)
        role = self.drive.role(file_id, request.address)
        if file is None or not role or (file.drive and not request.yes("supportsAllDrives")):
            raise missing(file_id)
        if least == "writer" and role not in ("writer", "owner"):
            raise Fault(403, "The user does not have sufficient permissions for this file.", reason="insufficientFilePermissions")
        return file

    def _list(self, request: Request) -> Answer:
        asked = request.query
        every = request.yes("includeItemsFromAllDrives")
        if every and not request.yes("supportsAllDrives"):
            raise Fault(403, "The includeItemsFromAllDrives parameter requires supportsAllDrives=true.", reason="teamDrivesNotSupported")
        size = int(asked.get("pageSize", "100"))
        if not 1 <= size <= 1000:
            raise Fault(
                400,
                "Invalid value '" + asked["pageSize"] + "'. Values must be within the range: [1, 1000]",
                reason="invalidParameter",
                location=("pageSize", "parameter"),
            )
        query, found, number = asked.get("q", ""), [], 0
        if asked.get("pageToken"):
            if asked["pageToken"] not in self._pages or self._pages[asked["pageToken"]][0] != query:
                raise Fault(400, "Invalid Value", reason="invalid", location=("pageToken", "parameter"))
            _, found, number = self._pages[asked["pageToken"]]
        else:
            found = self._found(request, query, every)
        whole: dict[str, Any] = {"kind": "drive#fileList", "incompleteSearch": False}
        if len(found) > size:
            token = "~!!~" + self.drive.ids.file(40)
            self._pages[token] = (query, found[size:], number + 1)
            whole = {"kind": "drive#fileList", "nextPageToken": token, "incompleteSearch": False}
        whole["files"] = [resource(self.drive.files[one], request) for one in found[:size] if one in self.drive.files]
        return Answer(200, masked(whole, _checked(asked.get("fields") or f"kind,nextPageToken,incompleteSearch,files({DEFAULT})", "files")))

    def _found(self, request: Request, query: str, every: bool) -> list[str]:
        """What the query asks for and the caller sees, last changed first unless `orderBy` says otherwise."""
        fits = search.test(query)
        for folder in search.parents(query):
            if folder != "root" and (folder not in self.drive.files or not self.drive.role(folder, request.address)):
                raise missing("")
        corpora, drive = request.query.get("corpora", "user"), request.query.get("driveId", "")
        if (corpora == "drive") != bool(drive):
            raise Fault(400, "The driveId parameter must be specified if and only if corpora is set to drive.", reason="invalid")
        seen = [
            file
            for file in self.drive.files.values()
            if file.id not in self.drive.drives
            and (every or not file.drive)
            and (not drive or file.drive == drive)
            and fits(file)
            and self.drive.role(file.id, request.address)
        ]
        seen.sort(key=lambda file: (file.modified, file.id), reverse=True)
        for order in reversed([part for part in request.query.get("orderBy", "").split(",") if part]):
            name, _, way = order.strip().partition(" ")
            seen.sort(
                key=lambda file: (file.mime != FOLDER) if name == "folder" else str(file.fact(name.removesuffix("_natural")) or ""),
                reverse=way == "desc",
            )
        return [file.id for file in seen]

    def _get(self, request: Request, file_id: str) -> Answer:
        file = self.file(request, file_id)
        if request.query.get("alt") != "media":
            return Answer(200, self._shown(request, file))
        if not file.binary:
            raise Fault(
                403,
                "Only files with binary content can be directly downloaded. Use Export with Docs Editors files.",
                reason="fileNotDownloadable",
                location=("alt", "parameter"),
            )
        return Answer(200, file.content, file.mime)

    def _export(self, request: Request, file_id: str) -> Answer:
        file = self.file(request, file_id)
        if file.binary or file.mime == FOLDER:
            raise Fault(403, "Export only supports Docs Editors files.", reason="fileNotExportable")
        kind = request.query.get("mimeType", "")
        content = self.sheets.exported(file.id, kind) if file.mime == SPREADSHEET else file.exports.get(kind)
        if content is None:
            raise Fault(400, "The requested conversion is not supported.", reason="badRequest", location=("convertTo", "parameter"))
        if len(content) > EXPORT_LIMIT:
            raise Fault(403, "This file is too large to be exported.", reason="exportSizeLimitExceeded")
        return Answer(200, content, kind)

    def _create(self, request: Request) -> Answer:
        asked, content, mime = given(request)
        kind = asked.get("mimeType") or mime or "application/octet-stream"
        parent = (asked.get("parents") or [""])[0]
        if parent and parent != "root":
            self.file(request, parent, "writer")
        parent = "" if parent == "root" else parent
        name = asked.get("name") or "Untitled"
        if kind == SPREADSHEET:
            made = self.sheets.blank(name, parent, request.address)
        else:
            length = 44 if kind == DOCUMENT else 33
            file = File(
                self.drive.ids.file(length), name, kind, self.drive.clock.now, self.drive.clock.now, content=content, owner=request.address
            )
            file.shared = None if parent else {}
            if kind == DOCUMENT:
                file.exports, file.content = {DOCX: content}, b""
            made = self.drive.add(file, parent)
        return Answer(200, self._shown(request, self.drive.files[made]))

    def _update(self, request: Request, file_id: str) -> Answer:
        file = self.file(request, file_id, "writer")
        asked, content, mime = given(request)
        second = "/drive/v2/" in request.path
        if content and file.mime == SPREADSHEET:
            self.sheets.imported(file.id, content, mime)
        elif content and file.binary:
            file.content = content
        file.name = asked.get("name", asked.get("title", file.name))
        if "trashed" in asked:
            (self.drive.trash if asked["trashed"] else self.drive.restore)(file.id)
        added, taken = request.query.get("addParents", ""), request.query.get("removeParents", "")
        file.parents = [one for one in file.parents if one not in taken.split(",")] + [one for one in added.split(",") if one]
        self.drive.touch(file.id)
        return Answer(200, self._second(file) if second else self._shown(request, file))

    def _copy(self, request: Request, file_id: str) -> Answer:
        file = self.file(request, file_id)
        asked = request.json()
        name = asked.get("name") or f"Copy of {file.name}"
        parent = (asked.get("parents") or file.parents or [""])[0]
        if file.mime == SPREADSHEET:
            made = self.sheets.copied(file.id, name, parent, request.address)
        else:
            length = len(file.id)
            one = File(
                self.drive.ids.file(length),
                name,
                file.mime,
                self.drive.clock.now,
                self.drive.clock.now,
                content=file.content,
                exports=dict(file.exports),
            )
            one.owner = request.address
            made = self.drive.add(one, parent)
        return Answer(200, self._shown(request, self.drive.files[made]))

    def _ids(self, request: Request) -> Answer:
        count = int(request.query.get("count", "10"))
        return Answer(200, {"kind": "drive#generatedIds", "space": "drive", "ids": [self.drive.ids.file() for _ in range(count)]})

    def _delete(self, request: Request, file_id: str) -> Answer:
        self.drive.delete(self.file(request, file_id, "writer").id)
        return Answer(204, None, "text/html")

    def _drives(self, request: Request) -> Answer:
        seen = [(one, name) for one, name in self.drive.drives.items() if self.drive.role(one, request.address)]
        drives = [{"id": one, "name": name, "kind": "drive#drive"} for one, name in seen]
        return Answer(200, {"kind": "drive#driveList", "drives": drives})

    def _drive_named(self, request: Request, drive: str) -> Answer:
        if drive not in self.drive.drives or not self.drive.role(drive, request.address):
            raise Fault(404, f"Shared drive not found: {drive}", reason="notFound", location=("driveId", "parameter"))
        return Answer(200, {"id": drive, "name": self.drive.drives[drive], "kind": "drive#drive"})

    def _shown(self, request: Request, file: File) -> dict[str, Any]:
        return masked(resource(file, request), _checked(request.query.get("fields") or DEFAULT))

    def _second(self, file: File) -> dict[str, Any]:
        """A file in the words of Drive v2, which gspread's import_csv still speaks."""
        return {"kind": "drive#file", "id": file.id, "title": file.name, "mimeType": file.mime}


def missing(file_id: str) -> Fault:
    return Fault(404, f"File not found: {file_id}.", reason="notFound", location=("fileId", "parameter"))


def _checked(fields: str, within: str = "") -> dict[str, Any]:
    """The mask; raises Google's 400 on a field that a file does not have."""
    tree = mask(fields)
    names = tree.get(within, {}) if within else tree
    wrong = sorted(set(names) - FIELDS - ALSO)
    if wrong:
        raise Fault(400, f"Invalid field selection {wrong[0]}", reason="invalidParameter", location=("fields", "parameter"))
    return tree
