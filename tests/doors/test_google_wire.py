"""The local Google that the other tests talk to: proved against recorded replies, and against the real gspread."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import google.auth.exceptions
import google.oauth2.credentials
import gspread
import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from googled.files import DOCX
from googled.replay import folder, replay, table
from googled.server import ROBOT, Googled

DRIVE, SHEETS = "/drive/v3/files", "/v4/spreadsheets"
ALL = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true", "corpora": "allDrives"}
FIELDS = "nextPageToken,files(id,name,mimeType,modifiedTime,md5Checksum,version,driveId,shortcutDetails,trashed)"


class Caller:
    """One account with a token; `get` gives status and parsed body."""

    def __init__(self, google_: Googled, address: str = ROBOT, scopes: tuple[str, ...] = ()) -> None:
        self.url, self.session = google_.url, requests.Session()
        self.session.headers["Authorization"] = f"Bearer {google_.token(address, scopes)}"

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        answer = self.session.get(self.url + path, params=query, timeout=5)
        return answer.status_code, answer.json() if "json" in answer.headers["Content-Type"] else answer.content

    def listed(self, parent: str, **query: Any) -> list[dict[str, Any]]:
        """All pages of a folder."""
        files, token = [], ""
        while True:
            asked = {"q": f"'{parent}' in parents and trashed=false", "fields": FIELDS, **query} | ({"pageToken": token} if token else {})
            _, body = self.get(DRIVE, **asked)
            files += body["files"]
            token = body.get("nextPageToken", "")
            if not token:
                return files


@pytest.fixture
def google_() -> Iterator[Googled]:
    with Googled() as server:
        yield server


@pytest.fixture
def caller(google_: Googled) -> Caller:
    return Caller(google_)


def robot(google_: Googled, tmp_path: Path, scope: str = "https://www.googleapis.com/auth/drive") -> Credentials:
    return Credentials.from_service_account_file(google_.service_account(tmp_path / "key.json"), scopes=[scope])


def test_replies_are_those_that_google_gave() -> None:
    if not folder().is_dir():
        pytest.skip("no recorded replies: UOMA_SHARED_DATA has no google-replies")
    report = replay(folder())
    assert len(report.verdicts) == 2130, table(report)
    assert len(report.replayable) == 1939, table(report)
    assert report.share("status") == 1, table(report)
    assert report.share("body") >= 0.99, table(report)
    assert report.share("bytes") >= 0.99, table(report)
    assert set(report.different) <= {
        "GET /drive/v3/files: files.length",  # the account had files of other recordings
        "PUT /upload/drive/v2/files/ID: userPermission",  # Drive v2, which gspread's import_csv alone still speaks
        "GET /v4/spreadsheets/ID: sheets.data.columnMetadata.pixelSize",  # a column fitted to its text: the font is not measured here
    }, table(report)


def test_gspread_with_a_service_accounts_key_works_as_against_google(google_: Googled, tmp_path: Path) -> None:
    class Local(gspread.HTTPClient):
        def request(self, method: str, endpoint: str, *rest: Any, **options: Any) -> requests.Response:
            for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
                endpoint = endpoint.replace(host, google_.url)
            return super().request(method, endpoint, *rest, **options)

    key = google_.sheets.create("Kysely", {"Vastaukset": [["Aika", "Arvio"], ["ma", 1.5]], "Muut": []}, locale="fi_FI")
    client = gspread.authorize(robot(google_, tmp_path), http_client=Local)
    book = client.open_by_key(key)
    assert (book.title, book.locale, book.timezone) == ("Kysely", "fi_FI", "Etc/GMT")
    assert [tab.title for tab in book.worksheets()] == ["Vastaukset", "Muut"]
    tab = book.worksheet("Vastaukset")
    assert tab.batch_get(["A1:B1", "B2"]) == [[["Aika", "Arvio"]], [["1,5"]]]
    assert tab.get_all_records() == [{"Aika": "ma", "Arvio": 15}]  # what makes get_all_records forbidden
    tab.update([["ti", "2,5"]], "A3:B3", value_input_option="USER_ENTERED")
    tab.append_row(["ke", "2,5"])
    assert google_.sheets.values(key, "Vastaukset") == [["Aika", "Arvio"], ["ma", 1.5], ["ti", 2.5], ["ke", "2,5"]]
    assert [file["name"] for file in client.list_spreadsheet_files()] == ["Kysely"]
    assert google_.calls.tokens == 1
    assert google_.calls.count(method="PUT", on="/values/") == 1


def test_a_folder_is_listed_in_pages_and_its_files_are_downloaded_or_exported(google_: Googled, caller: Caller) -> None:
    parent = google_.drive.folder("Haastattelut")
    names = [f"P{number:02}.docx" for number in range(25)]
    for name in names:
        google_.drive.put(parent, name, name.encode())
    document = google_.drive.document(parent, "P99", exported=b"PK document")
    files = caller.listed(parent, pageSize=10)
    assert sorted(file["name"] for file in files) == [*names, "P99"]
    assert google_.calls.by_place() == {"GET /drive/v3/files": 3}
    assert all(("md5Checksum" in file) == file["name"].endswith(".docx") for file in files)
    assert caller.get(f"{DRIVE}/{files[-1]['id']}", alt="media") == (200, b"P00.docx")
    assert caller.get(f"{DRIVE}/{document}/export", mimeType=DOCX) == (200, b"PK document")
    assert caller.get(f"{DRIVE}/{document}", alt="media")[1]["error"]["errors"][0]["reason"] == "fileNotDownloadable"
    assert caller.get(DRIVE, fields="files(nimi)")[0] == 400
    assert caller.get(DRIVE, q="väärin")[0] == 400


def test_a_document_over_ten_megabytes_is_not_exported(google_: Googled, caller: Caller) -> None:
    large = google_.drive.document("", "Pitkä", exported=b"x" * (10 * 1024 * 1024 + 1))
    status, body = caller.get(f"{DRIVE}/{large}/export", mimeType=DOCX)
    assert (status, body["error"]["errors"][0]["reason"]) == (403, "exportSizeLimitExceeded")


def test_shared_drives_show_only_to_those_who_name_them(google_: Googled, caller: Caller) -> None:
    drive = google_.drive.shared_drive("Tutkimus")
    inside = google_.drive.folder("Haastattelut", drive)
    file = google_.drive.put(inside, "P01.docx", b"x")
    assert caller.listed(inside) == []
    assert [(one["id"], one["driveId"]) for one in caller.listed(inside, **ALL)] == [(file, drive)]
    assert caller.get(f"{DRIVE}/{file}")[0] == 404
    assert caller.get(f"{DRIVE}/{file}", supportsAllDrives="true")[0] == 200


def test_shortcuts_name_their_target_and_what_is_in_the_bin_says_so(google_: Googled, caller: Caller) -> None:
    parent = google_.drive.folder("Haastattelut")
    document = google_.drive.document("", "P01", exported=b"x")
    google_.drive.shortcut(parent, "oikotie", document)
    gone = google_.drive.put(parent, "P02.docx", b"x")
    google_.drive.trash(gone)
    (listed,) = caller.listed(parent)
    assert listed["shortcutDetails"] == {"targetId": document, "targetMimeType": "application/vnd.google-apps.document"}
    assert caller.get(f"{DRIVE}/{gone}", fields="trashed") == (200, {"trashed": True})
    google_.drive.delete(parent)
    assert caller.get(DRIVE, q=f"'{parent}' in parents")[0] == 404


def test_what_is_not_shared_is_404_to_drive_and_403_to_sheets(google_: Googled, caller: Caller) -> None:
    parent = google_.drive.folder("Salainen", shared=["other@example.org"])
    file = google_.drive.put(parent, "P01.docx", b"x")
    sheet = google_.sheets.create("Kysely", {"T": [["a"]]}, parent)
    assert caller.get(DRIVE, q=f"'{parent}' in parents")[0] == 404
    assert caller.get(f"{DRIVE}/{file}")[1]["error"]["errors"][0]["reason"] == "notFound"
    assert caller.get(f"{SHEETS}/{sheet}")[1]["error"]["status"] == "PERMISSION_DENIED"
    assert caller.get(f"{SHEETS}/nowhere")[0] == 404
    google_.drive.share(parent, ROBOT)
    assert caller.get(f"{DRIVE}/{file}")[0] == 200
    assert caller.get(f"{SHEETS}/{sheet}/values/T!A1")[1]["values"] == [["a"]]
    written = caller.session.put(f"{caller.url}{SHEETS}/{sheet}/values/T!A1?valueInputOption=RAW", json={"values": [["b"]]}, timeout=5)
    assert written.status_code == 403


def test_comments_come_with_author_thread_state_and_the_commented_words(google_: Googled, caller: Caller) -> None:
    comment = {"content": "#kysymys", "author": "Tutkija", "quoted": "avaan", "resolved": True, "replies": ["Ratkaistu"]}
    file = google_.drive.document("", "P01", exported=b"x", comments=[comment])
    (found,) = caller.get(f"{DRIVE}/{file}/comments", fields="comments")[1]["comments"]
    assert (found["content"], found["quotedFileContent"]["value"], found["resolved"]) == ("#kysymys", "avaan", True)
    assert [reply["content"] for reply in found["replies"]] == ["Ratkaistu"]
    assert caller.get(f"{DRIVE}/{file}/comments")[0] == 400


def test_changes_tell_what_was_changed_and_what_is_gone(google_: Googled, caller: Caller) -> None:
    kept, gone = (google_.drive.put("", name, b"x") for name in ("a.docx", "b.docx"))
    token = caller.get("/drive/v3/changes/startPageToken")[1]["startPageToken"]
    google_.drive.update(kept, b"y")
    google_.drive.delete(gone)
    body = caller.get("/drive/v3/changes", pageToken=token)[1]
    assert [(change["fileId"], change["removed"]) for change in body["changes"]] == [(kept, False), (gone, True)]
    assert caller.get("/drive/v3/changes", pageToken=body["newStartPageToken"])[1]["changes"] == []


def test_numbers_and_dates_are_shown_as_the_sheets_locale_writes_them(google_: Googled, caller: Caller) -> None:
    rows = [["1,5", "1 234,25", "5.11.2026", "12 %", "=A1*2", "0012"]]
    key = google_.sheets.create("Kysely", {"T": rows}, locale="fi_FI", typed=True)
    google_.sheets.append(key, "T", [date(2026, 11, 1), True, None, "x"])
    shown = caller.get(f"{SHEETS}/{key}/values/T")[1]["values"]
    assert shown == [["1,5", "1\u00a0234,25", "5.11.2026", "12%", "3", "12"], ["2026-11-01", "TRUE", "", "x"]]
    raw = caller.get(f"{SHEETS}/{key}/values:batchGet", ranges="T", valueRenderOption="UNFORMATTED_VALUE")[1]["valueRanges"][0]
    assert raw["values"] == [[1.5, 1234.25, 46331, 0.12, 3, 12], [46327, True, "", "x"]]


def test_merged_cells_keep_the_first_value_and_are_told_apart(google_: Googled, caller: Caller) -> None:
    key = google_.sheets.create("Kysely", {"T": [["Tausta", "", "Vastaus"], ["ikä", "ala", "miksi"]]}, merges={"T": ["A1:B1"]})
    body = caller.get(f"{SHEETS}/{key}", fields="properties(title,locale,timeZone),sheets(properties(title),merges)")[1]
    assert body["properties"] == {"title": "Kysely", "locale": "en_US", "timeZone": "Etc/GMT"}
    assert body["sheets"][0]["merges"] == [{"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}]


def test_a_form_fills_a_sheet_without_a_new_time_of_change(google_: Googled, caller: Caller) -> None:
    key = google_.sheets.create("Kysely", {"T": [["Aika"]]})
    before = caller.get(f"{DRIVE}/{key}", fields="modifiedTime,version")
    google_.sheets.append(key, "T", ["ma"], silently=True)
    assert caller.get(f"{DRIVE}/{key}", fields="modifiedTime,version") == before
    google_.sheets.append(key, "T", ["ti"])
    assert caller.get(f"{DRIVE}/{key}", fields="modifiedTime,version") != before


def test_a_revoked_key_gets_no_token_and_an_ended_token_is_renewed(google_: Googled, tmp_path: Path) -> None:
    session = AuthorizedSession(robot(google_, tmp_path))
    assert session.get(google_.url + DRIVE).status_code == 200
    google_.expire_tokens()
    assert session.get(google_.url + DRIVE).status_code == 200
    assert (google_.calls.tokens, google_.calls.count(status=401)) == (2, 1)
    google_.revoke()
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        session.get(google_.url + DRIVE)


def test_a_log_in_on_a_laptop_is_renewed_until_it_is_revoked(google_: Googled, tmp_path: Path) -> None:
    known = json.loads(google_.authorised_user(tmp_path / "user.json", "researcher@example.org").read_text(encoding="utf-8"))
    names = ("refresh_token", "token_uri", "client_id", "client_secret")
    session = AuthorizedSession(google.oauth2.credentials.Credentials(None, **{name: known[name] for name in names}))
    folder_ = google_.drive.folder("Haastattelut", shared=["researcher@example.org"])
    assert session.get(f"{google_.url}{DRIVE}/{folder_}").status_code == 200
    google_.expire_tokens()
    google_.revoke("researcher@example.org")
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        session.get(f"{google_.url}{DRIVE}/{folder_}")


def test_a_forged_assertion_gets_no_token(google_: Googled, tmp_path: Path) -> None:
    credentials = robot(google_, tmp_path)
    google_.oauth.keys.clear()
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        AuthorizedSession(credentials).get(google_.url + DRIVE)


def test_a_token_does_no_more_than_its_scopes(google_: Googled, tmp_path: Path) -> None:
    key = google_.sheets.create("Kysely", {"T": [["a"]]})
    reader = AuthorizedSession(robot(google_, tmp_path, "https://www.googleapis.com/auth/spreadsheets.readonly"))
    assert reader.get(f"{google_.url}{SHEETS}/{key}/values/T").status_code == 200
    assert reader.post(f"{google_.url}{SHEETS}/{key}/values/T:clear").status_code == 403
    assert reader.get(google_.url + DRIVE).status_code == 403


def test_errors_are_injected_for_the_next_calls_alone(google_: Googled, caller: Caller) -> None:
    google_.failures.next(503, times=2, on=DRIVE)
    google_.failures.next(429, on=SHEETS, retry_after=7)
    assert [caller.get(DRIVE)[0] for _ in range(3)] == [503, 503, 200]
    answer = caller.session.get(f"{caller.url}{SHEETS}/x", timeout=5)
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["error"]["status"]) == (429, "7", "RESOURCE_EXHAUSTED")
    assert caller.get(f"{SHEETS}/x")[0] == 404
    assert google_.failures.met == ["status"] * 3


@pytest.mark.parametrize("when", ["before", "after", "middle"])
def test_a_connection_drops(google_: Googled, caller: Caller, when: str) -> None:
    file = google_.drive.put("", "P01.docx", b"x" * 100_000)
    google_.failures.drop(when)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        caller.get(f"{DRIVE}/{file}", alt="media")
    assert caller.get(f"{DRIVE}/{file}", alt="media") == (200, b"x" * 100_000)
    assert [call.status for call in google_.calls] == [0, 200]


def test_answers_are_slow_or_trickle_past_any_read_time_out(google_: Googled, caller: Caller) -> None:
    google_.failures.slow(0.2)
    with pytest.raises(requests.ReadTimeout):
        caller.session.get(caller.url + DRIVE, timeout=0.05)
    google_.failures.trickle(0.01)
    started = time.monotonic()
    assert caller.session.get(caller.url + DRIVE, timeout=0.1).status_code == 200
    assert time.monotonic() - started > 0.2


def test_answers_are_cut_or_a_page_to_log_in(google_: Googled, caller: Caller) -> None:
    google_.drive.put("", "P01.docx", b"x")
    google_.failures.malformed()
    google_.failures.login_page()
    with pytest.raises(requests.JSONDecodeError):
        caller.get(DRIVE)
    assert b"Sign in" in caller.get(DRIVE)[1]


def test_the_quota_is_a_window_for_each_account(google_: Googled, caller: Caller) -> None:
    key = google_.sheets.create("Kysely")
    google_.failures.quota(reads=3, window=0.3)
    assert [caller.get(f"{SHEETS}/{key}/values/A1")[0] for _ in range(4)] == [200, 200, 200, 429]
    assert Caller(google_, "other@example.org").get(f"{SHEETS}/{key}/values/A1")[0] == 200
    time.sleep(0.35)
    assert caller.get(f"{SHEETS}/{key}/values/A1")[0] == 200


def test_a_file_and_a_folder_vanish_between_listing_and_reading(google_: Googled, caller: Caller) -> None:
    parent = google_.drive.folder("Haastattelut")
    file, inner = google_.drive.put(parent, "P01.docx", b"x"), google_.drive.folder("Vanhat", parent)
    google_.failures.vanish(file)
    google_.failures.vanish(inner, "unshare")
    assert len(caller.listed(parent)) == 2
    assert caller.get(f"{DRIVE}/{file}", alt="media")[0] == 404
    assert caller.get(DRIVE, q=f"'{inner}' in parents")[0] == 404


def test_a_later_page_of_a_listing_fails(google_: Googled, caller: Caller) -> None:
    for number in range(5):
        google_.drive.put("", f"{number}.docx", b"x")
    google_.failures.page(2)
    token = caller.get(DRIVE, pageSize=2)[1]["nextPageToken"]
    assert [caller.get(DRIVE, pageSize=2, pageToken=token)[0] for _ in range(2)] == [503, 200]


def test_a_stopped_server_hangs_up_and_refuses() -> None:
    google_ = Googled().start()
    caller = Caller(google_)
    assert caller.get(DRIVE)[0] == 200
    google_.stop()
    with pytest.raises(requests.ConnectionError):
        caller.get(DRIVE)


def test_a_mistake_of_the_server_fails_the_test_that_met_it() -> None:
    with pytest.raises(AssertionError, match="KeyError"), Googled() as google_:
        key = google_.sheets.create("Kysely")
        body = {"requests": [{"deleteNamedRange": {}}, {"addNamedRange": {}}]}
        assert Caller(google_).session.post(f"{google_.url}{SHEETS}/{key}:batchUpdate", json=body, timeout=5).status_code == 500


def test_ids_and_times_are_the_same_in_every_run() -> None:
    seen = []
    for _ in range(2):
        with Googled() as google_, contextlib.closing(Caller(google_).session):
            parent = google_.drive.folder("Haastattelut")
            google_.drive.put(parent, "P01.docx", b"x")
            google_.sheets.create("Kysely", {"A": [], "B": []}, parent)
            seen.append((dict(google_.drive.files), {key: [tab.id for tab in book.tabs] for key, book in google_.sheets.books.items()}))
    assert seen[0] == seen[1]
