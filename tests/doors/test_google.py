"""Google: addresses, the client's quota and patience, and what Drive and Sheets hand over, against a server that speaks their wire format."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import docx
import pytest
import requests
from googled.server import ROBOT, Googled
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import Unreachable, Unreadable
from flows.google import login
from flows.google.addresses import Address, address_in, is_link
from flows.google.bucket import Bucket
from flows.google.client import Client, Pace, Patience
from flows.model.contracts import Place
from flows.model.material import Found, Trouble
from flows.model.studies import SourceEntry
from flows.sources.gdrive import Gdrive
from flows.sources.gsheet import Gsheet, sheet_at

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz_-012345"
FILES = "https://www.googleapis.com/drive/v3/files"


# Addresses


@pytest.mark.parametrize(
    ("written", "kind", "gid"),
    [
        (f"https://drive.google.com/drive/folders/{ID}", "folder", ""),
        (f"https://drive.google.com/drive/u/0/folders/{ID}?usp=sharing", "folder", ""),
        (f"https://drive.google.com/folderview?id={ID}", "folder", ""),
        (f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=12", "spreadsheet", "12"),
        (f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=5#gid=5", "spreadsheet", "5"),
        (f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit", "spreadsheet", ""),
        (f"https://docs.google.com/a/acme.fi/spreadsheets/d/{ID}", "spreadsheet", ""),
        (f"docs.google.com/document/d/{ID}/edit?tab=t.0", "document", ""),
        (f"https://drive.google.com/file/d/{ID}/view", "file", ""),
        (f"https://drive.google.com/open?id={ID}", "any", ""),
        (f"  {ID} ", "any", ""),
    ],
)
def test_every_form_of_a_link_leads_to_the_same_id(written: str, kind: str, gid: str) -> None:
    assert address_in(written) == Address(kind, ID, gid)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "*.docx",
        "",
        "P07 haastattelu.docx",
        "https://example.com/d/" + ID,
        f"https://docs.google.com/forms/d/{ID}/edit",
        "https://[",
        "https://drive.google.com",
    ],
)
def test_what_is_no_address_of_a_document_is_none(written: str) -> None:
    assert address_in(written) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_path_of_a_plan_makes_the_reading_of_addresses_stumble(written: str) -> None:
    found = address_in(written)
    assert found is None or found.id in written
    assert is_link(written) in (True, False)


# The bucket


class Hours:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@settings(deadline=None)
@given(st.integers(1, 300), st.integers(1, 400))
def test_no_minute_ever_sees_more_calls_than_it_may(a_minute: int, calls: int) -> None:
    hours = Hours()
    bucket = Bucket(a_minute, hours.clock, hours.sleep)
    made = []
    for _ in range(calls):
        assert bucket.take()
        made.append(hours.now)
    most = max(sum(start <= moment < start + 60 - 1e-6 for moment in made) for start in made)
    assert most <= max(a_minute, 2)


def test_a_turn_that_is_too_far_off_is_not_waited_for() -> None:
    hours = Hours()
    bucket = Bucket(2, hours.clock, hours.sleep)
    assert bucket.take()
    assert not bucket.take(most=5)
    assert hours.slept == []


def test_threads_share_one_bucket() -> None:
    bucket, made = Bucket(120), []

    def ask() -> None:
        for _ in range(16):
            bucket.take()
            made.append(time.monotonic())

    begun = time.monotonic()
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(made) == 64
    assert made[-1] - begun >= 3.5, "60 at once, and one a second after them"


# Patience


@pytest.fixture
def google() -> Iterator[Googled]:
    with Googled() as server:
        yield server


def client_of(google: Googled, tmp_path: Path, deadline: float = 8.0, **more: Any) -> Client:
    """A client of the server's, with a service account's key, that waits for hundredths of seconds where it would wait for seconds."""
    from google.auth.transport.requests import AuthorizedSession
    from google.oauth2 import service_account

    key = google.service_account(tmp_path / "key.json")
    credentials = service_account.Credentials.from_service_account_file(str(key), scopes=list(login.SCOPES))
    patience = Patience(deadline=deadline, **{"first": 0.01, "longest": 0.02, "read": 2.0, **more})
    # the server stands for all of Google's hosts, and google-auth would ask one more on the side
    credentials._is_regional_access_boundary_lookup_required = lambda: False
    return Client(
        None, AuthorizedSession(credentials), base=google.url, pace=Pace(Bucket(6000), Bucket(6000)), patience=patience, who=ROBOT
    )


def listing(client: Client) -> Any:
    return client.request("get", FILES, params={"q": "trashed=false"}).json()


def making(client: Client) -> Any:
    return client.request("post", FILES, json={"name": "uusi"}).json()


def code_of(action: Callable[[], Any]) -> str:
    with pytest.raises(Unreadable) as refused:
        action()
    assert str(refused.value).count(".") >= 1
    assert refused.value.hint
    return refused.value.code


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408])
def test_a_read_is_tried_again_when_google_stumbles(google: Googled, tmp_path: Path, status: int) -> None:
    google.failures.next(status, times=3)
    assert "files" in listing(client_of(google, tmp_path))
    assert len(google.calls) == 4


@pytest.mark.parametrize("status", [500, 503])
def test_what_may_have_been_done_is_not_said_twice(google: Googled, tmp_path: Path, status: int) -> None:
    google.failures.next(status)
    assert code_of(lambda: making(client_of(google, tmp_path))) == "google-down"
    assert len(google.calls) == 1


def test_a_broken_connection_is_not_said_twice_where_it_may_have_been_heard(google: Googled, tmp_path: Path) -> None:
    client = client_of(google, tmp_path)
    google.failures.drop("after", method="POST")
    assert code_of(lambda: making(client)) == "no-connection"
    assert google.calls.count(method="POST") == 1


def test_a_post_that_was_refused_for_its_rate_is_said_again(google: Googled, tmp_path: Path) -> None:
    google.failures.next(429, times=2)
    with pytest.raises(Unreachable) as refused:
        making(client_of(google, tmp_path))
    assert refused.value.code == "missing-scopes", "after the two refusals Google heard it, and reading is all that the login may do"
    assert len(google.calls) == 3


@pytest.mark.parametrize(
    ("reason", "calls", "code"), [("userRateLimitExceeded", 2, ""), ("rateLimitExceeded", 2, ""), ("forbidden", 1, "not-shared")]
)
def test_of_the_403_only_those_for_the_rate_are_tried_again(google: Googled, tmp_path: Path, reason: str, calls: int, code: str) -> None:
    google.failures.next(403, reason=reason)
    client = client_of(google, tmp_path)
    if code:
        assert code_of(lambda: listing(client)) == code
    else:
        assert "files" in listing(client)
    assert len(google.calls) == calls


@pytest.mark.parametrize("when", ["before", "after", "middle"])
def test_a_connection_that_breaks_is_made_again(google: Googled, tmp_path: Path, when: str) -> None:
    google.drive.folder("Haastattelut")
    google.failures.drop(when, times=2)
    assert len(listing(client_of(google, tmp_path))["files"]) == 1


def test_an_answer_that_is_cut_is_asked_for_again(google: Googled, tmp_path: Path) -> None:
    google.failures.malformed(times=1)
    assert "files" in listing(client_of(google, tmp_path))


def test_an_outage_ends_after_six_tries_with_one_sentence(google: Googled, tmp_path: Path) -> None:
    google.failures.always(503)
    assert code_of(lambda: listing(client_of(google, tmp_path))) == "google-down"
    assert len(google.calls) == 6


def test_in_an_outage_the_next_calls_are_tried_once_only(google: Googled, tmp_path: Path) -> None:
    google.failures.always(503)
    client = client_of(google, tmp_path)
    for _ in range(5):
        assert code_of(lambda: listing(client)) == "google-down"
    assert len(google.calls) == 6 + 6 + 3
    google.failures.clear()
    assert "files" in listing(client)
    google.failures.next(503, times=5)
    assert "files" in listing(client), "and with patience again once it is over"


def test_retry_after_is_heeded_in_seconds_and_as_a_date(google: Googled, tmp_path: Path) -> None:
    hours = Hours()
    client = client_of(google, tmp_path, deadline=400, clock=hours.clock, sleep=hours.sleep, chance=lambda: 0.5)
    google.failures.next(429, retry_after=7)
    listing(client)
    assert hours.slept == [7.5]
    google.failures.next(503, retry_after=format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True))
    listing(client)
    assert 95 <= hours.slept[1] <= 101


def test_what_google_asks_to_wait_never_outlasts_the_deadline(google: Googled, tmp_path: Path) -> None:
    google.failures.always(429, retry_after=3600)
    client = client_of(google, tmp_path, deadline=2)
    begun = time.monotonic()
    assert code_of(lambda: listing(client)) == "google-quota"
    assert time.monotonic() - begun < 2


def test_a_server_that_trickles_cannot_hold_a_call(google: Googled, tmp_path: Path) -> None:
    google.failures.trickle(0.2, times=20)
    client = client_of(google, tmp_path, deadline=2)
    begun = time.monotonic()
    assert code_of(lambda: listing(client)) == "too-slow"
    assert time.monotonic() - begun < 4


def test_a_server_that_does_not_answer_cannot_hold_a_call(google: Googled, tmp_path: Path) -> None:
    google.failures.slow(30, times=20)
    client = client_of(google, tmp_path, deadline=2, read=0.5)
    begun = time.monotonic()
    assert code_of(lambda: listing(client)) in ("no-connection", "too-slow")
    assert time.monotonic() - begun < 4


def test_a_server_that_sends_its_headers_letter_by_letter_cannot_hold_a_call() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = server.accept()
                    while not done.wait(0.05):
                        connection.sendall(b"H")

        threading.Thread(target=serve, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        client = Client(None, requests.Session(), base=address, patience=Patience(deadline=1.5, first=0.01))
        begun = time.monotonic()
        assert code_of(lambda: listing(client)) in ("too-slow", "no-connection")
        assert time.monotonic() - begun < 3
        done.set()


def test_nobody_at_the_address_is_said_so(google: Googled, tmp_path: Path) -> None:
    client = client_of(google, tmp_path)
    listing(client)
    google.stop()
    assert code_of(lambda: listing(client)) == "no-connection"


def test_a_log_in_page_is_no_answer(google: Googled, tmp_path: Path) -> None:
    folder = google.drive.folder("Haastattelut")
    word = google.drive.put(folder, "P1.docx", b"PK")
    client = client_of(google, tmp_path)
    google.failures.login_page(times=2)
    assert code_of(lambda: listing(client)) == "login-page"
    assert code_of(lambda: client.request("get", f"{FILES}/{word}", params={"alt": "media"})) == "login-page"


def test_a_revoked_key_is_told_at_once(google: Googled, tmp_path: Path) -> None:
    client = client_of(google, tmp_path)
    listing(client)
    google.revoke()
    begun = time.monotonic()
    assert code_of(lambda: listing(client)) == "revoked-key"
    assert time.monotonic() - begun < 5


def test_a_token_that_has_ended_is_fetched_anew(google: Googled, tmp_path: Path) -> None:
    client = client_of(google, tmp_path)
    listing(client)
    google.expire_tokens()
    assert "files" in listing(client)


def test_missing_scopes_are_told(google: Googled, tmp_path: Path) -> None:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {google.token(scopes=('https://www.googleapis.com/auth/userinfo.email',))}"
    client = Client(None, session, base=google.url)
    assert code_of(lambda: listing(client)) == "missing-scopes"


def test_150_reads_against_a_quota_of_60_need_no_second_try(google: Googled, tmp_path: Path) -> None:
    """A minute is a second here."""
    sheet = google.sheets.create("Kysely", {"A": [["x"]]})
    google.failures.quota(reads=60, window=1.0)
    client = client_of(google, tmp_path, deadline=60)
    client.pace = Pace(Bucket(55 * 60), Bucket(55 * 60))
    client.pace.reads._most = client.pace.reads._left = 27.5
    client.pace.reads._a_second = 27.5
    for _ in range(150):
        client.fetch_sheet_metadata(sheet, params={"fields": "properties(title)"})
    assert len(google.calls) == 150


# Drive


@pytest.fixture
def logged_in(google: Googled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Googled:
    monkeypatch.setenv("UOMA_GOOGLE_KEY", str(google.service_account(tmp_path / "key.json")))
    monkeypatch.setenv("UOMA_GOOGLE_API", google.url)
    monkeypatch.setenv("UOMA_GOOGLE_DEADLINE", "10")
    monkeypatch.setenv("UOMA_GOOGLE_READS", "6000")
    return google


def word(*lines: str, comment: tuple[str, str] | None = None) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if comment:
        runs = document.paragraphs[0].runs
        document.add_comment(runs, text=comment[1], author="A")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def found_at(path: str, kind: str = "gdrive", **more: Any) -> tuple[list[Found], list[Trouble]]:
    source = {"gdrive": Gdrive, "gsheet": Gsheet}[kind]()
    listed = list(source.find(place_of(path, kind, **more)))
    return [one for one in listed if isinstance(one, Found)], [one for one in listed if isinstance(one, Trouble)]


def place_of(path: str, kind: str = "gdrive", **more: Any) -> Place:
    return Place(root=Path(), study="koe", entry=SourceEntry(path=path, kind=kind, **more))


def folder_link(folder: str) -> str:
    return f"https://drive.google.com/drive/folders/{folder}"


def names(found: list[Found]) -> set[str]:
    return {one.name for one in found}


def test_an_unchanged_folder_of_200_files_costs_at_most_6_calls(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Haastattelut")
    folders = [top, logged_in.drive.folder("Kevät", top), logged_in.drive.folder("Syksy", top)]
    for number in range(200):
        put = logged_in.drive.document if number % 2 else logged_in.drive.put
        put(folders[number % 3], f"P{number}.docx", b"a listing does not look into them")
    sheet = logged_in.sheets.create("Kysely", {"Vastaukset": [["Aika", "Vastaus"], [datetime(2026, 10, 1, 9), "Hyvä."]]}, top)
    first, _ = found_at(folder_link(top))
    assert len(first) == 201
    logged_in.calls.clear()
    again, troubles = found_at(folder_link(top))
    assert again == first
    assert troubles == []
    assert len(logged_in.calls) <= 6, logged_in.calls.by_place()
    logged_in.sheets.append(sheet, "Vastaukset", [datetime(2026, 10, 2, 9), "Huono."], silently=True)
    moved, _ = found_at(folder_link(top))
    assert {one.key for one in set(moved) - set(first)} == {f"drive:{sheet}"}, "the sheet's content counts, not Drive's stamp"


def test_all_pages_of_a_large_folder_are_listed(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Suuri")
    for number in range(1203):
        logged_in.drive.put(top, f"{number}.txt", b"x")
    found, troubles = found_at(folder_link(top))
    assert len(found) == 1203
    assert troubles == []


def test_a_page_that_fails_withholds_the_whole_folder(logged_in: Googled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UOMA_GOOGLE_DEADLINE", "5")
    top = logged_in.drive.folder("Suuri")
    for number in range(1203):
        logged_in.drive.put(top, f"{number}.txt", b"x")
    logged_in.failures.page(2, 503, times=100)
    found, troubles = found_at(folder_link(top))
    assert found == []
    assert [(trouble.code, trouble.withheld, trouble.severity) for trouble in troubles] == [("google-down", True, "error")]


def test_shared_drives_are_read_and_the_bin_is_not(logged_in: Googled) -> None:
    drive = logged_in.drive.shared_drive("Tutkimus")
    inner = logged_in.drive.folder("Sisällä", drive)
    logged_in.drive.put(inner, "P1.docx", word("Sisällä ollaan."))
    logged_in.drive.trash(logged_in.drive.put(inner, "P2.docx", word("Roskissa ollaan.")))
    found, _ = found_at(folder_link(drive))
    assert names(found) == {"P1.docx"}
    assert Gdrive().read(place_of(folder_link(drive)), found[0]).blocks[0].text == "Sisällä ollaan."


def test_shortcuts_are_followed_once_and_circles_end(logged_in: Googled) -> None:
    drive = logged_in.drive
    top, other = drive.folder("Yksi"), drive.folder("Kaksi")
    drive.shortcut(top, "toinen kansio", other)
    drive.shortcut(other, "takaisin", top)
    drive.put(other, "P1.docx", word("Kaukana."))
    lonely = drive.put(drive.folder("Kolme"), "P2.docx", word("Yksin."))
    drive.shortcut(top, "yksinäinen", lonely)
    drive.shortcut(other, "sama", lonely)
    gone = drive.put(other, "P3.docx", word("Mennyt."))
    drive.shortcut(top, "mennyt", gone)
    drive.delete(gone)
    found, troubles = found_at(folder_link(top))
    assert names(found) == {"P1.docx", "P2.docx"}
    assert [(trouble.code, trouble.withheld) for trouble in troubles] == [("broken-shortcut", False)]
    assert str(troubles[0].what).endswith(": 1.")


def test_a_name_of_a_person_is_in_no_trouble(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Haastattelut")
    logged_in.drive.put(top, "Matti Meikäläinen.pdf", b"%PDF")
    logged_in.drive.put(top, "Maija Meikäläinen.mp4", b"x")
    found, troubles = found_at(folder_link(top))
    assert found == []
    assert [(trouble.code, trouble.severity) for trouble in troubles] == [("not-read", "note")]
    assert "1 .mp4, 1 .pdf" in troubles[0].what
    assert "Meikäläinen" not in repr(troubles)


def test_a_document_is_the_same_under_another_name_and_in_another_folder(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Haastattelut")
    inner = logged_in.drive.folder("Valmiit", top)
    file = logged_in.drive.put(top, "P1.docx", word("Sama teksti."))
    (before,), _ = found_at(folder_link(top))
    logged_in.drive.update(file, name="P1 valmis.docx")
    logged_in.drive.move(file, inner)
    (after,), _ = found_at(folder_link(top))
    assert (before.key, before.name) == (f"drive:{file}", "P1.docx")
    assert (after.key, after.name) == (before.key, "P1 valmis.docx")
    read = [Gdrive().read(place_of(folder_link(top)), one) for one in (before, after)]
    assert read[0].fingerprint == read[1].fingerprint != ""


def test_every_kind_of_file_has_its_reader(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Kaikkea")
    logged_in.drive.put(
        top, "P1", word("Nimessä ei ole päätettä."), mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    logged_in.drive.document(top, "P2.docx", word("Google Docs, jonka nimessä on pääte."))
    logged_in.drive.put(top, "P3.vtt", b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Anna>Moi vaan.</v>\n")
    logged_in.drive.put(top, "P4.md", b"# Otsikko\n\nMuistiinpano.")
    logged_in.drive.put(top, "P5.csv", b"id;palaute\n0012;Hyvin toimii\n")
    logged_in.sheets.create("P6", {"T": [["Nimike", "Palaute"], ["a", "Sujuu."]]}, top)
    found, troubles = found_at(folder_link(top))
    assert troubles == []
    read = {one.name: Gdrive().read(place_of(folder_link(top)), one) for one in found}
    assert read["P1"].blocks[0].text == "Nimessä ei ole päätettä."
    assert read["P2.docx"].blocks[0].text == "Google Docs, jonka nimessä on pääte."
    assert read["P3.vtt"].blocks[0].text == "Moi vaan."
    assert read["P4.md"].blocks[-1].text == "Muistiinpano."
    assert read["P5.csv"].sheets[0].rows[0].cells == ("0012", "Hyvin toimii")
    assert read["P6"].sheets[0].rows[0].cells == ("a", "Sujuu.")


def test_comments_of_the_export_stand_and_those_it_left_out_are_fetched(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Haastattelut")
    said = {"content": "#laskutus", "quoted": "erittely on epäselvä", "author": "Tutkija Tutkijainen", "replies": ["samaa mieltä"]}
    lost = {"content": "#hinta", "quoted": "tätä ei ole"}
    own = logged_in.drive.document(top, "P1", word("Laskun erittely on epäselvä.", comment=("", "#oma")), comments=[said])
    without = logged_in.drive.document(top, "P2", word("Alku.", "Laskun erittely on epäselvä."), comments=[said, lost])
    found, _ = found_at(folder_link(top))
    read = {one.key: Gdrive().read(place_of(folder_link(top)), one) for one in found}
    assert [mark.words for block in read[f"drive:{own}"].blocks for mark in block.marks] == ["#oma"]
    block = read[f"drive:{without}"].blocks[1]
    assert [(block.text[mark.start : mark.end], mark.words) for mark in block.marks] == [
        ("erittely on epäselvä", "#laskutus\nsamaa mieltä")
    ]
    assert [trouble.code for trouble in read[f"drive:{without}"].troubles] == ["comment-unplaced"]
    assert "Tutkijainen" not in repr(read)


@pytest.mark.parametrize(("how", "code"), [("delete", "not-shared"), ("unshare", "not-shared"), ("trash", "in-bin")])
def test_a_folder_that_is_gone_says_with_whom_to_share_and_withholds(logged_in: Googled, how: str, code: str) -> None:
    top = logged_in.drive.folder("Haastattelut", shared=[ROBOT])
    logged_in.drive.put(top, "P1.docx", word("Teksti."))
    getattr(logged_in.drive, how)(top)
    found, troubles = found_at(folder_link(top))
    assert found == []
    assert [(trouble.code, trouble.withheld) for trouble in troubles] == [(code, True)]
    if code == "not-shared":
        assert ROBOT in troubles[0].hint


def test_an_empty_folder_is_in_order(logged_in: Googled) -> None:
    assert found_at(folder_link(logged_in.drive.folder("Tyhjä"))) == ([], [])


def test_a_file_that_vanishes_between_listing_and_reading_is_named_alone(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Haastattelut")
    file = logged_in.drive.put(top, "P1.docx", word("Teksti."))
    logged_in.drive.put(top, "P2.docx", word("Toinen."))
    found, _ = found_at(folder_link(top))
    logged_in.drive.delete(file)
    by_key = {one.key: one for one in found}
    with pytest.raises(Unreachable, match="not shared") as refused:
        Gdrive().read(place_of(folder_link(top)), by_key.pop(f"drive:{file}"))
    assert file in refused.value.hint
    (other,) = by_key.values()
    assert Gdrive().read(place_of(folder_link(top)), other).blocks[0].text == "Toinen."


def test_a_link_to_one_document_reads_that_one(logged_in: Googled) -> None:
    top = logged_in.drive.folder("Haastattelut")
    file = logged_in.drive.document(top, "P1", word("Teksti."))
    logged_in.drive.document(top, "P2", word("Toinen."))
    for path in (f"https://docs.google.com/document/d/{file}/edit", file, f"https://drive.google.com/open?id={file}"):
        found, troubles = found_at(path)
        assert names(found) == {"P1"}
        assert troubles == []


# Sheets


def survey(google: Googled, **more: Any) -> str:
    rows = [
        ["Aikaleima", "Koodi", "Arvosana", "Puhelin", "Aika", "Kesto", "Palaute"],
        [datetime(2026, 11, 1, 12, 45, 30), "0012", 1.5, "+358401234567", date(2026, 11, 2), "5.10", "Lasku viipyi."],
        [datetime(2026, 11, 2), "1e5", 12345, "nan", None, True, "#N/A"],
    ]
    return google.sheets.create("Kysely", {"Vastaukset": rows}, locale="fi_FI", time_zone="Europe/Helsinki", **more)


def test_numbers_texts_and_dates_are_what_they_were(logged_in: Googled) -> None:
    material = sheet_at(f"https://docs.google.com/spreadsheets/d/{survey(logged_in)}/edit")
    first, second = material.sheets[0].rows
    assert first.cells == (datetime(2026, 11, 1, 12, 45, 30), "0012", 1.5, "+358401234567", date(2026, 11, 2), "5.10", "Lasku viipyi.")
    assert second.cells == (date(2026, 11, 2), "1e5", 12345, "nan", None, True, None)
    assert first.locator == "Vastaukset!A2"
    assert material.facts == {"title": "Kysely", "locale": "fi_FI", "time zone": "Europe/Helsinki"}
    assert [(trouble.code, trouble.place) for trouble in material.troubles] == [("error-cell", "Vastaukset!G3")]


def test_numbers_as_a_finn_types_them_are_numbers(logged_in: Googled) -> None:
    typed = [["Päivä", "Arvio", "Kello"], ["12.10.2026", "1,5", "9.30"], ["13.10.2026", "1234,25", "10.00"]]
    sheet = logged_in.sheets.create("Arviot", {"A": typed}, locale="fi_FI", typed=True)
    rows = sheet_at(sheet).sheets[0].rows
    assert [row.cells[0] for row in rows] == [date(2026, 10, 12), date(2026, 10, 13)]
    assert [row.cells[1] for row in rows] == [1.5, 1234.25]
    assert rows[0].cells[2] in (clock_time(9, 30), "9.30")


def test_a_spreadsheet_costs_two_calls_to_look_at_and_three_to_read(logged_in: Googled) -> None:
    tabs = {f"Välilehti {number}": [["Aika", "Palaute"], [datetime(2026, 11, 1), f"Palaute {number}"]] for number in range(8)}
    sheet = logged_in.sheets.create("Monta", tabs)
    (found,), troubles = found_at(sheet, "gsheet")
    assert troubles == []
    assert len(logged_in.calls) == 2
    logged_in.calls.clear()
    assert [one.name for one in Gsheet().read(place_of(sheet, "gsheet"), found).sheets] == list(tabs)
    assert len(logged_in.calls) == 3


def test_a_link_with_a_gid_reads_that_tab_and_tabs_may_be_named(logged_in: Googled) -> None:
    sheet = logged_in.sheets.create("Kaksi", {"Eka": [["a", "b"], ["x", "1"]], "Toka 'lainaus'": [["c", "d"], ["y", "2"]]})
    second = logged_in.sheets.books[sheet].tabs[1].id
    link = f"https://docs.google.com/spreadsheets/d/{sheet}/edit#gid={second}"
    (found,), _ = found_at(link, "gsheet")
    assert found.key == f"drive:{sheet}#gid={second}"
    assert [one.header for one in Gsheet().read(place_of(link, "gsheet"), found).sheets] == [("c", "d")]
    (named,), _ = found_at(sheet, "gsheet", tabs=("toka 'lainaus'",))
    assert [one.header for one in Gsheet().read(place_of(sheet, "gsheet", tabs=("toka 'lainaus'",)), named).sheets] == [("c", "d")]
    assert len({found.key, named.key, f"drive:{sheet}"}) == 3
    _, troubles = found_at(sheet, "gsheet", tabs=("puuttuu",))
    assert [(trouble.code, trouble.withheld) for trouble in troubles] == [("no-such-tab", True)]


def test_merged_cells_are_filled_down_and_preambles_left_out(logged_in: Googled) -> None:
    rows = [
        ["Kysely syksyllä"],
        [],
        ["Segmentti", "Palaute", "Pisteet"],
        ["Pienet", "Hidas.", 2],
        [None, "Kallis.", 3],
        ["Suuret", "Hyvä.", 5],
    ]
    sheet = logged_in.sheets.create("Kysely", {"A": rows}, merges={"A": ["A1:C1", "A4:A5"]})
    (table,) = sheet_at(sheet).sheets
    assert table.header == ("Segmentti", "Palaute", "Pisteet")
    assert [row.cells[0] for row in table.rows] == ["Pienet", "Pienet", "Suuret"]


def test_a_column_that_becomes_dates_is_read_anew(logged_in: Googled) -> None:
    sheet = logged_in.sheets.create("Kysely", {"A": [["Päivä", "Palaute"], [46327, "Hidas."]]})
    (before,), _ = found_at(sheet, "gsheet")
    assert Gsheet().read(place_of(sheet, "gsheet"), before).sheets[0].rows[0].cells[0] == 46327
    logged_in.sheets.set(sheet, "A!A2", [[date(2026, 11, 1)]], silently=True)
    (after,), _ = found_at(sheet, "gsheet")
    assert before.fingerprint != after.fingerprint
    assert Gsheet().read(place_of(sheet, "gsheet"), after).sheets[0].rows[0].cells[0] == date(2026, 11, 1)


def test_a_sheet_that_is_not_shared_names_the_address(logged_in: Googled) -> None:
    sheet = survey(logged_in, shared=["joku@example.org"])
    _, troubles = found_at(sheet, "gsheet")
    assert [(trouble.code, trouble.withheld) for trouble in troubles] == [("not-shared", True)]
    assert f"Share it with {ROBOT} as a viewer" in troubles[0].hint


def test_a_persons_login_names_the_person(google: Googled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("UOMA_GOOGLE_API", google.url)
    monkeypatch.delenv("UOMA_GOOGLE_KEY", raising=False)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    told = google.authorised_user(tmp_path / "user.json", "tutkija@example.org")
    kept = login.keep(told.read_text(encoding="utf-8"))
    assert kept.stat().st_mode & 0o777 == 0o600
    assert login.found() == str(kept)
    sheet = survey(google, shared=["joku@example.org"])
    _, troubles = found_at(sheet, "gsheet")
    assert "Share it with tutkija@example.org" in troubles[0].hint


@pytest.mark.parametrize("content", ["", "{}", "not JSON", '{"type": "service_account"}'])
def test_a_key_that_cannot_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    key = tmp_path / "broken.json"
    key.write_text(content)
    monkeypatch.setenv("UOMA_GOOGLE_KEY", str(key))
    assert code_of(login.client) == "bad-key"
    monkeypatch.setenv("UOMA_GOOGLE_KEY", str(tmp_path / "missing.json"))
    assert code_of(login.client) == "bad-key"
    assert login.found() == ""
