"""Gate: what a site must not be swapped in with, and which release may not be shown again. What only the desk can judge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from flows import settings
from flows.desk.agreed import agreed
from flows.desk.picture import picture
from flows.errors import BuildFailed, UomaError
from flows.ledger.book import Reader
from flows.model.erasures import Erasure
from flows.model.issues import Issue
from flows.model.noun import Noun, digest_of
from flows.model.picture import Picture
from flows.model.registers import Participant
from flows.model.studies import Study
from flows.observations.privacy.contacts import contact_spans
from flows.observations.privacy.numbers import number_spans
from flows.observations.privacy.phones import phone_spans
from flows.observations.privacy.register import Register
from flows.observations.privacy.things import Things
from flows.observations.retention import ended
from flows.press.guard import by_kind, lines, looked_at
from flows.press.record import Record
from flows.press.trees import NAMES
from flows.workspace import Plan, Workspace

VERSION = "1"
NOBODYS = "\0"
"""No study's id: a word that may be a name or an everyday word is believed as in a study that its bearer has no part in."""
ALWAYS = frozenset(("identity-code", "account", "card"))
"""Kinds that are on no page for any reason."""
HANDBOOK = "handbook/"
TOLD = 5
"""Pages that a sentence names at most."""
SHARE = 0.8
"""Of the pages that readers have; with fewer than that something has probably gone wrong."""
SAID = {
    "name": "a participant's name",
    "identity-code": "an identity code",
    "account": "an account number",
    "card": "a card number",
    "email": "an e-mail address",
    "phone": "a phone number",
}


@dataclass(frozen=True)
class Look:
    """What a line of the site has in it that is not for readers.

    `name`, `email` and `phone` are kinds that may not be published; `told-name` and `told-contact` are those that people have written into the
    organisation's own plans and registers themselves.
    """

    participants: tuple[Participant, ...]
    things: tuple[str, ...]
    """Words that are no people's: the organisation's own."""
    said: str
    """All that people have written into plans and registers, casefolded."""
    fixed: frozenset[str] = frozenset()
    """Words that pages say whoever is in the library, casefolded: alone they name nobody."""

    @classmethod
    def of(cls, plan: Plan, fixed: frozenset[str] = frozenset()) -> Look:
        rows = (row for name in sorted(plan.registers) for row in plan.registers[name])
        own = (noun.model_dump_json() for noun in (plan.organisation, *plan.studies, *rows))
        return cls(plan.participants, (*plan.organisation.names(), *plan.organisation.privacy.not_names), "\n".join(own).casefold(), fixed)

    @property
    def digest(self) -> str:
        """What its answers follow from, of a line that nothing was found in. Keyed, so that nobody's name can be tried out."""
        people = (row.model_dump_json() for row in self.participants)
        return digest_of(VERSION, *people, *self.things, *sorted(self.fixed), secret=settings.SECRET.read())

    def __call__(self, line: str) -> tuple[str, ...]:
        digits = sum(map(str.isdigit, line))
        found = [*self._names(line), *(self._contacts(line) if "@" in line or digits >= 7 else ())]
        found += [span.kind for span in number_spans(line) if span.kind in ALWAYS] if digits >= 9 else []
        return tuple(dict.fromkeys(found))

    def _names(self, line: str) -> Iterator[str]:
        """Whole names, and parts of names written as names. A part that is a word of the organisation's own is no name there."""
        for mention in self._register.mentions(line):
            written = line[mention.start : mention.end]
            whole = bool(_GAP.search(written))
            plain = written.casefold()
            if whole or (written[:1].isupper() and plain not in self.fixed and not self._things.has(plain)):
                yield "told-name" if self._own(written) else "name"

    def _contacts(self, line: str) -> Iterator[str]:
        spans = [span for span in contact_spans(line) if span.kind == "email"] if "@" in line else []
        spans += [span for span in phone_spans(line) if line[span.start] in "+(0"] if _PHONE.search(line) else []
        for span in spans:
            yield "told-contact" if self._own(line[span.start : span.end]) else span.kind

    def _own(self, written: str) -> bool:
        told = re.escape(json.dumps(written.casefold(), ensure_ascii=False)[1:-1])
        return re.search(rf"(?:(?<!\w)|(?<=\\[nrt])){told}(?!\w)", self.said) is not None

    @cached_property
    def _register(self) -> Register:
        return Register(self.participants, self._things, NOBODYS)

    @cached_property
    def _things(self) -> Things:
        return Things(self.things)


_GAP = re.compile(r"[\s.,-]")
_PHONE = re.compile(r"(?<![\w.,/+-])(?:\+\d|\(?0\d)(?:[ ()-]{0,2}\d){5}")
"""How a number that somebody can be called by begins; a figure with decimals does not."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What of a site's pages is nobody's but the house's own."""

    pages: frozenset[str] = frozenset()
    """Written by hand: paths as they were written and as they are built, below `en/` where they are of that language alone."""
    words: frozenset[str] = frozenset()
    """Those of the catalogues, which every site says."""

    @classmethod
    def of(cls, place: Workspace) -> Ours:
        found = (path.relative_to(folder) for folder in place.shared("site/pages") for path in folder.rglob("*.md"))
        pages = frozenset(path.with_suffix(ending).as_posix() for path in found for ending in (".md", ".html"))
        told = (path.read_text("utf-8", "replace") for folder in place.shared("templates") for path in sorted(folder.glob("locale/*.po")))
        return cls(pages, frozenset(word.casefold() for text in told for word in _WORD.findall(text)))

    def has(self, page: str) -> bool:
        """Whether a page of a tree was written by hand. The built root does not say which language's it is."""
        tail = _tail(page)
        return bool({page, tail, *((f"{name}/{tail}" for name in NAMES) if tail == page else ())} & self.pages)


_WORD = re.compile(r"[^\W\d_]{2,}")


def refuse_personal(tree: Path, plan: Plan, remembered: Path | None = None, ours: Ours | None = None) -> tuple[Issue, ...]:
    """Refuse a tree of pages that shows personal data; tell of names that people have put there on purpose.

    Contacts on pages that people have written by hand, and in the handbook, are for readers, and whom such a page names is theirs to say. The
    same goes for words of plans and registers: someone in charge of a decision may be a participant, or a namesake. Identity codes, accounts
    and cards are refused everywhere. Raises BuildFailed.
    """
    ours = ours or Ours()
    look = Look.of(plan, ours.words)
    refused, told = dict[str, frozenset[str]](), dict[str, frozenset[str]]()
    for page, kinds in looked_at(tree, look, remembered, look.digest).items():
        handbook, free = _tail(page).startswith(HANDBOOK), ours.has(page)
        if wrong := kinds & (ALWAYS if handbook or free else SAID.keys()):
            refused[page] = wrong
        if kinds & ({"name", "told-name"} if free else {"told-name"}) and not handbook:
            told[page] = frozenset(("told-name",))
    if refused:
        found = "; ".join(f"{SAID[kind]} on {_listed(pages)}" for kind, pages in by_kind(refused).items())
        raise BuildFailed(f"the site would show {found}", _way_out(plan, look, frozenset().union(*refused.values())))
    return tuple(_named(pages) for pages in by_kind(told).values())


def _way_out(plan: Plan, look: Look, kinds: frozenset[str]) -> str:
    """How to mend a refusal. What plans and registers say themselves is found there."""
    said: dict[str, Iterable[Noun]] = {f"registers/{name}": plan.registers[name] for name in sorted(plan.registers)}
    said |= {"organisation.yaml": (plan.organisation,), **{f"{study.id}/plan": (study,) for study in plan.studies}}
    told = {name: (line for noun in nouns for line in lines(".json", noun.model_dump_json().encode())) for name, nouns in said.items()}
    written = _listed(tuple(name for name in told if any(kinds & ALWAYS & {*look(line)} for line in told[name])))
    names = "; a participant's other names go into the register, words that only look like a name into privacy: not_names"
    place, more = f"of {written}" if written else "where it was written", names if "name" in kinds else ""
    return f"take it out {place}{more}. Then run `uoma cycle`; the old site stands"


def _tail(page: str) -> str:
    """The page's path within its language's tree."""
    head, _, rest = page.partition("/")
    return rest if head in NAMES and rest else page


def _listed(pages: tuple[str, ...]) -> str:
    more = len(pages) - TOLD
    return ", ".join(pages[:TOLD]) + (f" and {more} more" if more > 0 else "")


def _named(pages: tuple[str, ...]) -> Issue:
    what = (
        f"A name of the participants register stands on {_listed(pages)}, from what people wrote in plans, registers or pages of their own."
    )
    hint = "If it is the participant, write the code; if it is a namesake, let it be."
    return Issue(severity="warning", code="name-on-page", where=pages[0], what=what, hint=hint, verb="publish")


def scripted(pages: Sequence[str]) -> tuple[Issue, ...]:
    """A warning of pages with scripts of their own."""
    if not pages:
        return ()
    what = f"{_listed(tuple(pages))}: a script of its own, which the site's policy does not let run."
    hint = "Put it into a file under site/theme and name it in mkdocs.yml; if nobody of yours wrote it, report it."
    return (Issue(severity="warning", code="inline-script", where=pages[0], what=what, hint=hint, verb="publish"),)


def refuse_dangling(drawn: Picture) -> None:
    """Refuse a picture in which an insight rests on what is not there. What people typed and nobody knows is an issue of theirs. Raises BuildFailed."""
    lost = [i.key for i in drawn.insights if any(e.observation not in drawn.observation for e in i.evidence)]
    if lost:
        what = f"{len(lost)} insights rest on words that the library does not have any more: {', '.join(lost[:TOLD])}"
        raise BuildFailed(what, "run `uoma cycle`, or `uoma synthesise` before publishing. The old site stands")


def refuse_overdue(drawn: Picture, today: date) -> None:
    """Prove that a picture holds no word of a study whose time is up. Raises BuildFailed."""
    late = {study.id for study in drawn.studies if ended(study, today)}
    words = {o.study for o in drawn.observations if o.study in late and (o.text or o.question or o.quotable)}
    titles = {document.study for document in drawn.documents if document.study in late and document.title}
    if held := sorted(words | titles):
        what = f"words of {', '.join(held)} would be shown, and their time is up"
        raise BuildFailed(what, "run `uoma forget --due`. The old site stands")


def recorded(drawn: Picture, today: date, pages: int = 0) -> Record:
    """What a release of this picture is to remember."""
    late = {study.id for study in drawn.studies if ended(study, today)}
    return Record(
        cycle=drawn.cycle.number,
        name=drawn.cycle.name,
        shown=tuple(sorted(o.key for o in drawn.observations if o.quotable)),
        studies=tuple(sorted(study.id for study in drawn.studies if study.id not in late)),
        pages=pages,
    )


def silenced(reader: Reader, plan: Plan, record: Record, today: date) -> int:
    """How many things of a release may not be shown any more: words whose consent was withdrawn or narrowed since, studies whose time is up.

    The library is asked for that release's own cycle, as today's registers let it be shown. What merely vanished since, with a file that was
    moved or a folder that was not there, may be shown as before; what nobody can vouch for any more may not.
    """
    cycles = {known.number: known for known in reader.cycles()}
    if record.cycle not in cycles:
        return max(1, len(record.shown))
    drawn = picture(reader, cycles[record.cycle], as_of=record.cycle, today=today)
    may = {o.key for o in agreed(reader, plan, drawn, today).observations if o.quotable}
    known: Mapping[str, Study] = {**drawn.study, **{study.id: study for study in plan.studies}}
    late = [id_ for id_ in record.studies if id_ in known and ended(known[id_], today)]
    since = reader.since("erasure")
    erased = [key for key in reader.all("erasure", Erasure) if since[key] > record.cycle]
    return len({*record.shown} - may) + len(late) + len(erased)


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A site with far fewer pages than readers have now, for a good reason."""

    before: int
    after: int
    languages: tuple[str, ...] = ()
    """Of which there is no tree any more."""

    @property
    def issue(self) -> Issue:
        what = f"The site has {self.after} pages now, and had {self.before}: words that may not be shown any more have left it."
        hint = "Nothing to mend, if these people and studies are the ones that you know of: see Changes."
        return Issue(severity="warning", code="site-shrank", where="site", what=what, hint=hint, verb="publish")


def shrunk(before: Record | None, after: int) -> Shrunk | None:
    """Whether a site of that many pages lacks more than a fifth of those that readers have now."""
    return Shrunk(before.pages, after) if before and after < SHARE * before.pages else None


def refuse_shrunk(loss: Shrunk, reader: Reader, plan: Plan, present: Record, today: date) -> Issue:
    """Refuse to take pages from readers by mistake: a folder that was not there, a template that broke. Raises BuildFailed.

    Lawful erasure is told from a mistake by the release that would stand if it were refused: if that one shows anything that may not be shown
    any more, it must go, whatever else has vanished, and the returned issue says so. Whom somebody has asked to forget is in no release at
    all by then.
    """
    if silenced(reader, plan, present, today):
        return loss.issue
    why = f": `languages` in organisation.yaml does not name {', '.join(loss.languages)} any more" if loss.languages else ""
    what = f"the site would have {loss.after} pages, and readers have {loss.before} now{why}"
    way = "name it again" if loss.languages else "look what is missing: `uoma status`"
    raise BuildFailed(what, f"{way}. If it is right so: `--fewer-pages`. The old site stands")


def refuse_return(reader: Reader, plan: Plan, record: Record | None, today: date) -> Record:
    """Refuse to show a release again that holds what may not be shown any more. Raises UomaError."""
    if record is None:
        raise UomaError("that release does not say what it was made of", "it was built by an earlier Uoma: go back to a later one")
    if count := silenced(reader, plan, record, today):
        why = "consent was withdrawn or narrowed, or a study's time is up"
        what = f"that release shows words that may not be shown any more ({count}): {why}"
        raise UomaError(what, "go back to a later release, or run `uoma publish --as-of DATE --into DIR`: it leaves them out")
    return record
