"""`/v4/spreadsheets`: what the Sheets API answers."""

from __future__ import annotations

from typing import Any

from googled import batch
from googled.grid import Tab
from googled.resources import spreadsheet
from googled.sheets import Book, Sheets
from googled.values import Values
from googled.wire import Answer, Fault, Request, mask, masked

AUTH = "https://www.googleapis.com/auth/"
READ = {AUTH + name for name in ("spreadsheets", "spreadsheets.readonly", "drive", "drive.readonly", "drive.file")}
WRITE = {AUTH + name for name in ("spreadsheets", "drive", "drive.file")}
READERS = (":batchGetByDataFilter", ":getByDataFilter")


class SheetsApi:
    """Routes a request below `/v4/spreadsheets` over the books of `Sheets`."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets

    def answer(self, request: Request) -> Answer:
        rest = request.path.removeprefix("/v4/spreadsheets").removeprefix("/")
        reading = request.method == "GET" or request.path.endswith(READERS)
        if request.scopes and not set(request.scopes) & (READ if reading else WRITE):
            fault = Fault(403, "Request had insufficient authentication scopes.", "PERMISSION_DENIED")
            fault.headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'
            raise fault
        if not rest:
            return self._create(request)
        key, slash, values = rest.partition("/")
        key, _, verb = key.partition(":")
        book = self._book(request, key, reading)
        body = self._values(request, book, values) if slash else self._whole(request, book, verb)
        if not reading:
            self.sheets.drive.touch(book.id)
        fields = request.query.get("fields")
        return Answer(200, masked(body, mask(fields)) if fields else body)

    def _book(self, request: Request, key: str, reading: bool) -> Book:
        """The book; 404 when there is none, 403 when it is not shared: Sheets tells the two apart, Drive does not."""
        if key not in self.sheets.books:
            if self.sheets.drive.role(key, request.address):
                raise Fault(400, "This operation is not supported for this document", "FAILED_PRECONDITION")
            raise Fault(404, "Requested entity was not found.", "NOT_FOUND")
        role = self.sheets.drive.role(key, request.address)
        if not role or (not reading and role not in ("writer", "owner")):
            raise Fault(403, "The caller does not have permission", "PERMISSION_DENIED")
        return self.sheets.books[key]

    def _create(self, request: Request) -> Answer:
        asked = request.json()
        properties = asked.get("properties", {})
        made = self.sheets.blank(
            properties.get("title", "Untitled spreadsheet"),
            "",
            request.address,
            properties.get("locale", "en_US"),
            properties.get("timeZone", "Etc/GMT"),
        )
        book = self.sheets.books[made]
        if asked.get("sheets"):
            book.tabs = [self._tab(sheet.get("properties", {}), number) for number, sheet in enumerate(asked["sheets"])]
        return Answer(200, spreadsheet(book, self.sheets.drive.files[made].name))

    def _tab(self, properties: dict[str, Any], number: int) -> Tab:
        grid = properties.get("gridProperties", {})
        return Tab(
            properties.get("sheetId", number),
            properties.get("title", f"Sheet{number + 1}"),
            grid.get("rowCount", 1000),
            grid.get("columnCount", 26),
        )

    def _whole(self, request: Request, book: Book, verb: str) -> dict[str, Any]:
        title = self.sheets.drive.files[book.id].name
        if request.method == "GET" and not verb:
            fields = request.query.get("fields", "")
            data = request.yes("includeGridData") or "data" in mask(fields).get("sheets", {}) if fields else request.yes("includeGridData")
            return spreadsheet(book, title, request.all("ranges"), data)
        if verb == "batchUpdate":
            replies = batch.perform(self.sheets, book, request.json().get("requests", []))
            return {"spreadsheetId": book.id, "replies": replies}
        if verb == "getByDataFilter":
            filters = [one["a1Range"] for one in request.json().get("dataFilters", []) if "a1Range" in one]
            return spreadsheet(book, title, filters, request.json().get("includeGridData", False))
        raise Fault(404, "Method not found.", "NOT_FOUND")

    def _values(self, request: Request, book: Book, rest: str) -> dict[str, Any]:
        values = Values(book)
        if rest.startswith("values:"):
            return values.many(rest.removeprefix("values:"), request)
        if rest.startswith("sheets/") and rest.endswith(":copyTo"):
            tab = next((tab for tab in book.tabs if str(tab.id) == rest[7:-7]), None)
            if tab is None:
                raise Fault(404, "Requested entity was not found.", "NOT_FOUND")
            return batch.copied_to(self.sheets, tab, self._book(request, request.json()["destinationSpreadsheetId"], False))
        return values.one(rest.removeprefix("values/"), request)
