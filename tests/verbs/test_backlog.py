"""`uoma backlog`: what the terminal and the sheets say of the order."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from flows.cli.backlog import backlog
from flows.cycle import VERBS
from flows.runners import using
from flows.runners.plain import Plain

TODAY = date(2026, 11, 21)
ORGANISATION = """
name: Aallokko
languages: [fi]
segments: [{id: pk, name: Pienet, personas: [{id: yrittaja, name: Yrittäjä}]}]
paths: [{id: polku, name: Polku, stages: [{id: maksu, name: Maksaminen}]}]
not_doing: [{what: 'Haluaako joku laskun paperilla?', reopen: 2027-09-01}]
"""
REGISTERS = {
    "claims": "id;statement_fi\nc-1;Lasku jää maksamatta\n",
    "decisions": "id;title;due;claims;stakes\nd-1;Uusitaanko laskupohja?;2026-12-30;c-1;5\nd-2;Siirretäänkö eräpäivää?;2026-11-25;;1\n",
    "asks": "id;text;decision\na-1;Mistä laskun viive johtuu?;d-1\na-2;Haluaako joku laskun paperilla?;d-1\n"
    "a-3;Ehtiikö lasku perille?;d-2\na-4;Kuka muu?;\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("backlog")
    registers = root / "research_plans" / "registers"
    registers.mkdir(parents=True)
    (root / "research_plans" / "organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    for name, rows in REGISTERS.items():
        (registers / f"{name}.csv").write_text(rows, encoding="utf-8")
    with using(Plain()):
        for name in ("capture", "collate", "prioritise"):  # asks need no synthesis
            VERBS[name](str(root), TODAY.isoformat(), "")
    return root


def told(place: Path, *options: str, columns: int = 80, status: int = 0) -> str:
    done = CliRunner(env={"COLUMNS": str(columns)}).invoke(backlog, ["--workspace", str(place), *options])
    assert done.exit_code == status, done.output
    return done.output


def test_the_list_fits_a_narrow_terminal_and_names_the_decision_and_its_day(place: Path) -> None:
    lines = told(place).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["rank", "when", "question", "days", "P", "×", "1000"]
    assert any("→ 2026-12-30 Uusitaanko laskupohja?" in line for line in lines)
    assert not any("Ehtiikö" in line for line in lines)


def test_all_lists_what_is_hedged_unlinked_and_not_asked_with_the_day_it_comes_back(place: Path) -> None:
    said = told(place, "--all")
    hedged, unlinked, refused = (said.index(words) for words in ("Ehtiikö lasku perille?", "Kuka muu?", "Haluaako joku laskun paperilla?"))
    assert hedged < unlinked < refused
    assert "comes back on 2027-09-01" in said[refused:]


def test_why_prints_every_factor(place: Path) -> None:
    said = told(place, "--why", "1", columns=200)
    for sign in ("m = ", "EVSI", "F = ", "V = 5", "U = ", "C = ", "P = F · V · EVSI · U / C"):
        assert sign in said
    assert "there is no rank 99" in told(place, "--why", "99", status=1)


def test_the_whole_backlog_is_written_as_a_sheet(place: Path, tmp_path: Path) -> None:
    plain, book = tmp_path / "backlog.csv", tmp_path / "backlog.xlsx"
    told(place, "--into", str(plain))
    told(place, "--into", str(book))
    text = plain.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert any("Mistä laskun viive johtuu?" in cell for row in rows for cell in row)
    cells = [cell.value for row in openpyxl.load_workbook(book).active.iter_rows() for cell in row]
    assert "Mistä laskun viive johtuu?" in cells
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backlog.csv", "backlog.xlsx"]


def test_another_ending_is_refused_and_nothing_is_written(place: Path, tmp_path: Path) -> None:
    assert "ends in .csv or .xlsx" in told(place, "--into", str(tmp_path / "backlog.pdf"), status=1)
    assert list(tmp_path.iterdir()) == []
