"""Forget: take a person's words, or those of a study whose time is up, out of everything that Uoma keeps, and prove it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.desk.board import copies
from flows.desk.erase import drop_remains, erase
from flows.desk.erased import UNFINISHED
from flows.desk.material import Line, delete, files, lines, still_named, strike
from flows.desk.proof import Proof, prove
from flows.desk.theirs import Target, occurrences, shingles, theirs, withheld
from flows.errors import Unwritable, UomaError
from flows.ledger import Ledger, erasing, scrub
from flows.model.erasures import Erasure
from flows.model.noun import Words
from flows.model.studies import Study
from flows.observations.retention import overdue
from flows.observations.shingles import Shingles
from flows.press.release import AWAY, current, keep_only, take_down
from flows.verbs.capture import capture
from flows.verbs.collate import collate
from flows.verbs.prioritise import prioritise
from flows.verbs.publish import publish
from flows.verbs.synthesise import synthesise
from flows.workspace import Workspace

RIVER = (capture, collate, synthesise, prioritise, publish)
MADE = ("pages", "as-of", "lemmas.json", "looked.json")
"""What was made of the library besides its releases and the copies of the board: made anew, or not at all."""
NOTICE = """<!doctype html><html lang="fi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Uoma</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1.5rem}</style>
<p>Sivusto rakennetaan uudelleen ja palaa pian.</p><p lang="en">The site is being made anew and will be back soon.</p></html>
"""


@dataclass(frozen=True)
class Draft:
    """What an erasure would take, told before anything is done."""

    targets: tuple[Target, ...]
    counts: dict[str, int]
    insights: dict[str, Words]
    """Insights that lose evidence."""
    files: tuple[str, ...]
    """Files in the workspace that hold only these words."""
    shared: tuple[str, ...]
    """Documents in which others speak too."""
    elsewhere: tuple[str, ...]
    """Documents that are no files of this workspace."""
    lines: tuple[Line, ...]
    """Rows of registers that are theirs."""
    known: tuple[Erasure, ...] = ()
    """Erasures of the same people before."""


@dataclass(frozen=True)
class Outcome:
    """What was done."""

    proof: Proof
    deleted: tuple[str, ...] = ()
    left_lines: tuple[Line, ...] = ()
    """Rows that a person must take out of a register."""
    named: tuple[str, ...] = ()
    """Documents of others that mention the name: its row in the participants register stays until it is out of them."""


def targets_of(workspace: Path, code: str, study: str = "", everywhere: bool = False) -> tuple[Target, ...]:
    """Whom a code means. Raises UomaError where nobody is called so, or people in several studies are and none was chosen."""
    place = Workspace(workspace)
    with closing(place.ledger()) as ledger, ledger.reading() as reader:
        met = occurrences(reader, code)
        known = reader.digests("erasure").keys()
        met = tuple(sorted({*met, *(id_ for id_ in reader.digests("study") if Target(id_, code).key in known)}))
    met = tuple(sorted({*met, *_studies_of_rows(place, code)}))
    if study:
        if study not in met:
            raise UomaError(f"nobody is called {code} in study {study}", f"{code} occurs in: {', '.join(met)}" if met else "check the code")
        return (Target(study, code),)
    if not met:
        raise UomaError(
            f"nobody is called {code} in the library or the registers", "codes are on the study's page; customer numbers work too"
        )
    if len(met) > 1 and not everywhere:
        hint = "codes may begin anew in each study: choose with --study, or --everywhere if it is the same person"
        raise UomaError(f"{code} occurs in {len(met)} studies: {', '.join(met)}", hint)
    return tuple(Target(id_, code) for id_ in met)


def due(workspace: Path, today: date) -> tuple[tuple[Study, ...], tuple[Target, ...]]:
    """Studies whose words must go by now and are still in the ledger."""
    place = Workspace(workspace)
    planned = {study.id: study for study in place.plan().studies}
    with closing(place.ledger()) as ledger, ledger.reading() as reader:
        known = reader.all("study", Study) | planned
        late = overdue(known.values(), reader.all("erasure", Erasure).values(), today)
    return late, tuple(Target(study.id) for study in late)


def draft(workspace: Path, targets: Sequence[Target]) -> Draft:
    """What would go."""
    place = Workspace(workspace)
    with closing(place.ledger()) as ledger, ledger.reading() as reader:
        found = [theirs(reader, target) for target in targets]
        held = [noun for target in targets if target.code for noun in withheld(reader, target)]
        known = tuple(reader.some("erasure", Erasure, [target.key for target in targets]).values())
    here = files(place, place.plan())
    whole = {*(key for each in found for key in each.whole), *(noun.key for noun in held if noun.whole)}
    shared = {*(key for each in found for key in each.shared), *(noun.key for noun in held if not noun.whole)}
    return Draft(
        targets=tuple(targets),
        counts={
            "documents": len(whole),
            "documents shared with others": len(shared - whole),
            "observations": sum(len(each.observations) for each in found),
            "consent records": sum(each.consents for each in found),
            "releases": _releases(place),
            **({"copies of the board": number} if (number := len(copies(place))) else {}),
        },
        insights={key: words for each in found if each.target.code for key, words in each.insights.items()},
        files=tuple(sorted(whole & here.keys())),
        shared=tuple(sorted(shared - whole)),
        elsewhere=tuple(sorted(whole - here.keys())),
        lines=lines(place, targets),
        known=known,
    )


def forget(workspace: Path, drafted: Draft, today: date, material: bool = False) -> Outcome:
    """Erase, make the library and the site anew, and look through everything for what was erased.

    The site is taken down first: whatever happens after, no reader meets the words again. Killed anywhere, `resume` ends in the same state.
    Raises Busy, LedgerError, Unwritable, and UomaError where the new site could not be made: then the notice stands in its place.
    """
    place = Workspace(workspace)
    with closing(place.ledger()) as ledger, ledger.held():
        _refuse_another(place, drafted.targets)
        with ledger.reading() as reader:
            found = [theirs(reader, target) for target in drafted.targets]
            words = shingles(reader, found)
        errand = _Errand(drafted.targets, words, today, drafted.files if material else (), material)
        return _carry_out(place, ledger, _write_down(place, errand))


def resume(workspace: Path) -> Outcome | None:
    """Go on with an erasure that was interrupted; None where there is none."""
    place = Workspace(workspace)
    with closing(place.ledger()) as ledger, ledger.held():
        errand = _written_down(place)
        return _carry_out(place, ledger, errand) if errand else None


@dataclass(frozen=True)
class _Errand:
    """All that is needed to go on after being killed: codes, and digests of words. It goes when the proof stands."""

    targets: tuple[Target, ...]
    words: Shingles
    today: date
    files: tuple[str, ...]
    material: bool


def _carry_out(place: Workspace, ledger: Ledger, errand: _Errand) -> Outcome:
    take_down(NOTICE, place.state / "releases", place.public)
    boards = _clear(place)
    cycle = ledger.turn(errand.today)
    with erasing(ledger, cycle) as eraser:
        found = [each for target in errand.targets if (each := theirs(eraser, target)) or not eraser.some("erasure", Erasure, [target.key])]
        erase(eraser, found, errand.words, errand.today)
    scrub(ledger)
    deleted, left, named = _at_source(place, errand)
    _river(place, errand.today)
    with erasing(ledger, ledger.turn(errand.today)) as eraser:
        drop_remains(eraser, errand.words)
    scrub(ledger)
    if current(place.public) != AWAY:
        keep_only(current(place.public), place.state / "releases")
    proof = prove(place, ledger, errand.words)
    if proof.stands:
        (place.state / UNFINISHED).unlink(missing_ok=True)
    return Outcome(proof, (*deleted, *boards), left, named)


def _at_source(place: Workspace, errand: _Errand) -> tuple[tuple[str, ...], tuple[Line, ...], tuple[str, ...]]:
    theirs_lines = lines(place, errand.targets)
    if not errand.material:
        return (), theirs_lines, ()
    deleted = delete(place, errand.files)
    named = still_named(place, errand.targets)
    kept = [line for line in theirs_lines if line.register == "participants" and named]
    left = strike([line for line in theirs_lines if line not in kept])
    return deleted, (*left, *kept), named if kept else ()


def _river(place: Workspace, today: date) -> None:
    try:
        for verb in RIVER:
            verb(str(place.root), today.isoformat(), "")
    except UomaError as error:
        what = f"the words are out of the ledger, but the site could not be made anew: {error}"
        raise UomaError(
            what, f"{error.hint}; then run `uoma forget` without a code. Until then readers see a notice".lstrip("; ")
        ) from error


def _clear(place: Workspace) -> tuple[str, ...]:
    """Delete what was made of the library. Returns the copies of the board among it."""
    boards = copies(place)
    for path in boards:
        try:
            path.unlink()
        except OSError as error:
            raise Unwritable(f"{path.name} cannot be deleted: {error.strerror}", "change its rights, or delete it yourself") from error
    for name in MADE:
        path = place.state / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return tuple(path.relative_to(place.root).as_posix() for path in boards if not path.name.startswith("."))


def _releases(place: Workspace) -> int:
    folder = place.state / "releases"
    return sum(not path.name.startswith(".") and path.name != AWAY for path in folder.iterdir()) if folder.is_dir() else 0


def _studies_of_rows(place: Workspace, code: str) -> set[str]:
    plan = place.plan()
    targets = [Target(study.id, code) for study in plan.studies]
    people = {t.study for t in targets for row in plan.participants if row.study == t.study and row.id.casefold() in t.codes}
    consents: Any = plan.registers.get("consents", ())
    return people | {t.study for t in targets for row in consents if t.has_consent(row)}


def _refuse_another(place: Workspace, targets: Sequence[Target]) -> None:
    errand = _written_down(place)
    if errand and {target.key for target in errand.targets} != {target.key for target in targets}:
        raise UomaError(
            "somebody else is being forgotten, and that was interrupted", "run `uoma forget` without a code first: it goes on from there"
        )


def _write_down(place: Workspace, errand: _Errand) -> _Errand:
    """The errand with what an interrupted one for the same people has left to do."""
    if known := _written_down(place):
        files = tuple(sorted({*errand.files, *known.files}))
        words, material = errand.words | known.words, errand.material or known.material
        errand = _Errand(errand.targets, words, errand.today, files, material)
    kept: dict[str, Any] = {
        "erasures": [target.key for target in errand.targets],
        "targets": [[target.study, target.code] for target in errand.targets],
        "words": errand.words.dumped(),
        "today": errand.today.isoformat(),
        "files": errand.files,
        "material": errand.material,
    }
    aside = place.state / f".{UNFINISHED}.part"
    aside.write_text(json.dumps(kept), "utf-8")
    aside.replace(place.state / UNFINISHED)
    return errand


def _written_down(place: Workspace) -> _Errand | None:
    try:
        kept = json.loads((place.state / UNFINISHED).read_bytes())
    except FileNotFoundError:
        return None
    targets = tuple(Target(study, code) for study, code in kept["targets"])
    day = date.fromisoformat(kept["today"])
    return _Errand(targets, Shingles.loaded(kept["words"]), day, tuple(kept["files"]), kept["material"])
