"""Publishing by the command: what is refused while the old site stands, what must leave whatever happens, and the way back."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import make_little

TODAY = "2026-11-21"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, uoma: Run) -> Path:
    """The little workspace with 25 pages of its own, after one cycle: copied for each test."""
    root = make_little(tmp_path_factory.mktemp("releases") / "little")
    for number in range(25):
        write(root, f"site/pages/ohje-{number}.md", f"# Ohje {number}\n\nNäin se tehdään.\n")
    done = uoma("cycle", "-w", root, "--today", TODAY)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def root(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "little", symlinks=True))


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def publish(uoma: Run, root: Path, *more: str, today: str = TODAY) -> subprocess.CompletedProcess[str]:
    return uoma("publish", "-w", root, "--today", today, *more)


def release_of(root: Path) -> str:
    return (root / "site" / "public").resolve().name


def refused(done: subprocess.CompletedProcess[str], root: Path, before: str) -> str:
    """The two lines that a refusal is, where readers still see what they saw."""
    assert done.returncode == 1
    assert release_of(root) == before
    assert not list((root / ".uoma" / "releases").glob(".*"))
    assert len(done.stderr.strip().splitlines()) == 2
    return done.stderr


def test_a_release_remembers_its_pages_and_has_its_headers(root: Path):
    record = json.loads((root / "site" / "public" / ".release.json").read_text("utf-8"))
    assert record["pages"] > 25
    assert (record["cycle"], record["studies"], len(record["shown"])) == (1, ["koe"], 6)
    assert "sha256-" in (root / "site" / "public" / ".headers" / "nginx.conf").read_text("utf-8")
    assert 'content="noindex"' in (root / "site" / "public" / "index.html").read_text("utf-8")


def template(root: Path, words: str) -> None:
    """A first page of the workspace's own, with these words on it."""
    shutil.copytree(Path(__file__).parents[2] / "templates" / "pages", root / "templates" / "pages")
    home = root / "templates" / "pages" / "home.md.j2"
    home.write_text(home.read_text("utf-8").replace("{% block body %}", f"{{% block body %}}\n<p>{words}</p>\n", 1), "utf-8")


def test_a_name_on_a_page_of_the_library_is_refused_and_not_repeated(root: Path, uoma: Run):
    before = release_of(root)
    template(root, "Kuten Virtaselle sanottiin.")
    told = refused(publish(uoma, root), root, before)
    assert "the site would show a participant's name on fi/index.md" in told
    assert "Virta" not in told


def test_contacts_on_a_page_of_somebodys_own_are_for_readers_and_names_there_are_a_warning(root: Path, uoma: Run):
    write(root, "site/pages/yhteys.md", "# Yhteys\n\nTesti Virtanen, tutkimus@example.org, 040 555 0123.\n")
    done = publish(uoma, root)
    assert done.returncode == 0, done.stderr
    assert "name-on-page" in done.stdout or "participants register" in done.stdout
    assert "Virtanen" not in done.stdout
    assert "040 555 0123" in (root / "site" / "public" / "yhteys.html").read_text("utf-8")


def test_an_identity_code_is_refused_on_a_page_of_somebodys_own_too(root: Path, uoma: Run):
    before = release_of(root)
    write(root, "site/pages/yhteys.md", "# Yhteys\n\nEsimerkki 131052-308T.\n")
    assert "an identity code on fi/yhteys.md" in refused(publish(uoma, root), root, before)


def test_an_account_number_in_a_register_is_refused_with_the_registers_name(root: Path, uoma: Run):
    before, register = release_of(root), root / "research_plans" / "registers" / "decisions.csv"
    register.write_text(register.read_text("utf-8").replace("Uusi laskupohja", "Palautus FI21 1234 5600 0007 85"), "utf-8")
    told = refused(uoma("cycle", "-w", root, "--today", TODAY), root, before)
    assert "take it out of registers/decisions. Then" in told
    assert "FI21" not in told


def test_a_page_of_ones_own_may_stand_in_one_language_alone_and_its_scripts_are_told(root: Path, uoma: Run):
    organisation = root / "research_plans" / "organisation.yaml"
    organisation.write_text(re.sub(r"languages: .*", "languages: [fi, en]", organisation.read_text("utf-8")), "utf-8")
    write(root, "site/pages/en/only.md", '# Only in English\n\n<script type="module">alert(1)</script>\n')
    done = uoma("cycle", "-w", root, "--today", TODAY)
    assert done.returncode == 0, done.stderr
    assert "en/only.html: a script of its own" in done.stdout
    assert not (root / "site" / "public" / "only.html").exists()


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_built(root: Path, uoma: Run):
    done = uoma("publish", "-w", root, "--as-of", "2026-11-21", "--into", root / "research_plans" / "organisation.yaml" / "x")
    assert (done.returncode, "cannot be made" in done.stderr) == (1, True)


def test_a_name_that_people_wrote_into_a_register_is_a_warning_and_stops_nothing(root: Path, uoma: Run):
    claims = root / "research_plans" / "registers" / "claims.csv"
    claims.write_text(claims.read_text("utf-8").replace("Pelko maksaa väärästä", "Pelko maksaa väärästä, sanoi Virtanen"), "utf-8")
    done = uoma("cycle", "-w", root, "--today", TODAY)
    assert done.returncode == 0, done.stderr
    assert "participants register stands on" in done.stdout


def test_names_that_are_everyday_words_or_the_organisations_own_raise_no_alarm(root: Path, uoma: Run):
    people = root / "research_plans" / "registers" / "participants.csv"
    names = ("Onni Mäki", "Toivo Laine", "Will Smith", "Rauha Yrittäjä", "Grace Page", "Mark Price", "Maria Polku")
    people.write_text("id;name\nP1;Testi Virtanen\n" + "".join(f"X{n};{name}\n" for n, name in enumerate(names)), "utf-8")
    write(root, "site/pages/uusi.md", "# Uusi\n\nTällä sivulla ei ole ketään.\n")
    done = publish(uoma, root)
    assert done.returncode == 0, done.stderr
    assert "participants register" not in done.stdout


def lose_pages(root: Path) -> None:
    for path in (root / "site" / "pages").glob("ohje-*.md"):
        path.unlink()


def test_a_site_that_lost_more_than_a_fifth_of_its_pages_is_refused_unless_told(root: Path, uoma: Run):
    before = release_of(root)
    lose_pages(root)
    told = refused(publish(uoma, root), root, before)
    assert "and readers have" in told
    assert "--fewer-pages" in told
    refused(uoma("cycle", "-w", root, "--today", TODAY), root, before)
    assert uoma("cycle", "-w", root, "--today", TODAY, "--fewer-pages").returncode == 0
    assert release_of(root) != before
    assert "noindex" in (root / "site" / "public" / "ohje-1.html").read_text("utf-8")
    assert "Näin se tehdään" not in (root / "site" / "public" / "ohje-1.html").read_text("utf-8")


def test_a_language_that_is_taken_away_is_named_and_its_addresses_lead_on(root: Path, uoma: Run):
    organisation = root / "research_plans" / "organisation.yaml"
    one = re.sub(r"languages: .*", "languages: [fi]", organisation.read_text("utf-8"))
    organisation.write_text(one.replace("languages: [fi]", "languages: [fi, en]"), "utf-8")
    assert uoma("cycle", "-w", root, "--today", TODAY).returncode == 0
    before, public = release_of(root), root / "site" / "public"
    had = {path.relative_to(public) for path in public.rglob("*.html") if path.name != "404.html"}
    organisation.write_text(one, "utf-8")
    assert "`languages` in organisation.yaml does not name en any more" in refused(
        uoma("cycle", "-w", root, "--today", TODAY), root, before
    )
    assert uoma("cycle", "-w", root, "--today", TODAY, "--fewer-pages").returncode == 0
    assert [path for path in sorted(had) if not (public / path).is_file()] == []
    assert "url=../../handbook/index.html" in (public / "en" / "handbook" / "index.html").read_text("utf-8")


def withdraw(root: Path, code: str = "P1") -> None:
    register = root / "research_plans" / "registers" / "consents.csv"
    rows = register.read_text("utf-8").splitlines()
    told = [f"{rows[0]};withdrawn", *(f"{row};{'2.11.2026' if row.startswith(f'{code};') else ''}" for row in rows[1:])]
    register.write_text("\n".join(told) + "\n", "utf-8")


def test_withdrawn_words_leave_even_where_many_pages_vanish_with_them(root: Path, uoma: Run):
    before = release_of(root)
    lose_pages(root)
    withdraw(root)
    done = uoma("cycle", "-w", root, "--today", TODAY)
    assert done.returncode == 0, done.stderr
    assert release_of(root) != before
    assert "words that may not be shown any more have left it" in done.stdout
    assert "odottamaan, jos erittely" not in "".join(path.read_text("utf-8") for path in (root / "site/public").resolve().rglob("*.html"))


def test_words_whose_time_is_up_leave_even_where_many_pages_vanish_with_them(root: Path, uoma: Run):
    lose_pages(root)
    plan = root / "research_plans" / "koe" / "plan.yaml"
    plan.write_text(plan.read_text("utf-8") + "keep_until: 2026-11-20\n", "utf-8")
    done = uoma("cycle", "-w", root, "--today", TODAY)
    assert done.returncode == 0, done.stderr
    assert "words that may not be shown any more have left it" in done.stdout


def test_time_that_runs_out_is_heeded_by_publishing_alone(root: Path, uoma: Run):
    plan = root / "research_plans" / "koe" / "plan.yaml"
    plan.write_text(plan.read_text("utf-8") + "keep_until: 2026-11-21\n", "utf-8")
    assert uoma("cycle", "-w", root, "--today", TODAY).returncode == 0
    shown = json.loads((root / "site" / "public" / ".release.json").read_text("utf-8"))["shown"]
    assert publish(uoma, root, today="2026-11-22").returncode == 0
    assert (len(shown), json.loads((root / "site" / "public" / ".release.json").read_text("utf-8"))["shown"]) == (6, [])


def test_words_of_somebody_forgotten_leave_though_many_pages_vanish_with_them(root: Path, uoma: Run):
    lose_pages(root)
    done = uoma("forget", "P1", "-w", root, "--today", TODAY, "--yes")
    assert done.returncode == 0, done.stderr + done.stdout
    assert (root / "site" / "public" / "insights").is_dir()
    assert [path.name for path in (root / ".uoma" / "releases").iterdir()] == [release_of(root)]


def second(root: Path, uoma: Run) -> tuple[str, str]:
    """Publish a second release. Returns the names of both."""
    before = release_of(root)
    write(root, "site/pages/uusi.md", "# Uusi\n\nTämä tuli myöhemmin.\n")
    done = publish(uoma, root)
    assert done.returncode == 0, done.stderr
    return before, release_of(root)


def test_a_rollback_shows_the_release_before_and_stays_until_something_changes(root: Path, uoma: Run):
    one, two = second(root, uoma)
    done = publish(uoma, root, "--rollback")
    assert (done.returncode, release_of(root)) == (0, one), done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["→", two[:8]]
    assert "2026-11-21" in done.stdout
    assert "pages" in done.stdout
    assert not (root / "site" / "public" / "uusi.html").exists()
    assert publish(uoma, root).returncode == 0
    assert uoma("cycle", "-w", root, "--today", TODAY).returncode == 0
    assert release_of(root) == one
    assert f"rolled back to {one[:8]} of cycle 2026-11-21" in uoma("status", "-w", root).stdout
    write(root, "site/pages/uusin.md", "# Uusin\n\nTämä tuli viimeisenä.\n")
    assert publish(uoma, root).returncode == 0
    assert (root / "site" / "public" / "uusi.html").exists()
    assert "rolled back" not in uoma("status", "-w", root).stdout


def test_a_rollback_is_undone_by_naming_the_newer_release(root: Path, uoma: Run):
    one, two = second(root, uoma)
    publish(uoma, root, "--rollback")
    assert publish(uoma, root, "--rollback", two[:6]).returncode == 0
    assert release_of(root) == two
    told = publish(uoma, root, "--rollback", "zzz").stderr
    assert "no release that readers do not see already is called 'zzz'" in told
    assert f"kept are: {one[:8]}" in told


@pytest.mark.parametrize("why", ["withdrawn", "narrowed", "time"])
def test_a_release_with_words_that_may_not_be_shown_any_more_does_not_come_back(why: str, root: Path, uoma: Run):
    _, two = second(root, uoma)
    register, plan = root / "research_plans" / "registers" / "consents.csv", root / "research_plans" / "koe" / "plan.yaml"
    if why == "withdrawn":
        withdraw(root)
    elif why == "narrowed":
        register.write_text(register.read_text("utf-8").replace("P1;koe;quotes", "P1;koe;notes"), "utf-8")
    else:
        plan.write_text(plan.read_text("utf-8") + "keep_until: 2026-11-20\n", "utf-8")
    done = publish(uoma, root, "--rollback")
    assert "may not be shown any more" in refused(done, root, two)


def test_a_release_whose_material_merely_vanished_since_comes_back(root: Path, uoma: Run):
    one = release_of(root)
    (root / "research_plans" / "koe" / "P2.docx").unlink()
    assert uoma("cycle", "-w", root, "--today", "2026-11-22").returncode == 0
    assert release_of(root) != one
    done = publish(uoma, root, "--rollback", today="2026-11-22")
    assert (done.returncode, release_of(root)) == (0, one), done.stderr


def test_without_an_earlier_release_there_is_nothing_to_go_back_to(root: Path, uoma: Run):
    assert "no earlier release" in refused(publish(uoma, root, "--rollback"), root, release_of(root))


def test_the_site_as_a_zip_is_what_readers_see(root: Path, uoma: Run, tmp_path: Path):
    zips = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for into in zips:
        done = publish(uoma, root, "--zip", str(into))
        assert done.returncode == 0, done.stderr
    assert zips[0].read_bytes() == zips[1].read_bytes()
    shutil.unpack_archive(zips[0], tmp_path / "out")
    assert (tmp_path / "out/uoma/index.html").read_bytes() == (root / "site/public/index.html").read_bytes()


KILLED = """
import os, signal, sys
import flows.verbs.publish as verb
from pathlib import Path
def die(*given, **named): os.kill(os.getpid(), signal.SIGKILL)
setattr(verb, sys.argv[1], die)
verb.publish(sys.argv[2], "2026-11-21")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("step", ["refuse_personal", "head", "_check", "lay_out"])
def test_killed_at_any_step_the_old_site_stands_and_the_next_run_goes_on(step: str, root: Path, uoma: Run):
    before = release_of(root)
    write(root, "site/pages/uusi.md", "# Uusi\n\nTämä tuli myöhemmin.\n")
    home = (root / "site" / "public" / "index.html").read_bytes()
    killed = subprocess.run([sys.executable, "-c", KILLED, step, root], capture_output=True, timeout=120, env={**os.environ}, check=False)
    assert killed.returncode == -signal.SIGKILL
    if step != "lay_out":  # which comes after the swap
        assert (release_of(root), (root / "site" / "public" / "index.html").read_bytes()) == (before, home)
    assert publish(uoma, root).returncode == 0
    assert (root / "site" / "public" / "uusi.html").exists()
    assert not list((root / ".uoma" / "releases").glob(".*"))


def test_assets_of_a_page_that_was_open_during_the_swap_are_there_after_it(root: Path, uoma: Run):
    """Names with a hash in them are Material's and differ between its versions alone; all others are the same in each release."""
    before = {path.relative_to(root / "site/public") for path in (root / "site/public/assets").rglob("*") if path.is_file()}
    second(root, uoma)
    after = {path.relative_to(root / "site/public") for path in (root / "site/public/assets").rglob("*") if path.is_file()}
    assert before <= after
