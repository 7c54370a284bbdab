"""Runs: everything within one paragraph that carries words, in order, with how it looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from flows.sources.word.comments import END, REFERENCE, START, Anchors
from flows.sources.word.line import Line
from flows.sources.word.names import ID, MATH, MC, VAL, W, is_on, value, whole
from flows.sources.word.styles import Style, Styles, highlight_of
from flows.sources.word.symbols import symbol

OUT = frozenset({W + "del", W + "moveFrom"})
ASIDE = frozenset(
    W + name
    for name in (
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "tblPrEx"),
        *("delText", "instrText", "delInstrText", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak", "rt"),
    )
)
BOX = W + "txbxContent"
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_BREAKS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks."""

    bold: bool = False
    colour: str = ""
    hidden: bool = False


def chosen(alternate: etree._Element) -> etree._Element | None:
    """The branch of mc:AlternateContent that Word shows: the other says the same in an older way."""
    choice = alternate.find(MC + "Choice")
    return alternate.find(MC + "Fallback") if choice is None else choice


class Runs:
    """Fills lines; one for a document."""

    def __init__(self, styles: Styles, anchors: Anchors) -> None:
        self._styles = styles
        self._anchors = anchors
        self.hidden = 0
        """Words that Word does not show."""
        self._line = Line()
        self._look = Look()
        self._base = styles.style("")
        self._acts: dict[object, Callable[[etree._Element], None]] = {
            W + "r": self._run,
            W + "t": self._text,
            MATH + "t": self._text,
            W + "sym": self._symbol,
            W + "sdt": self._control,
            W + "fldChar": self._form_field,
            W + "footnoteReference": lambda element: self._note("footnote", element),
            W + "endnoteReference": lambda element: self._note("endnote", element),
            MC + "AlternateContent": self._alternate,
            BOX: self._box,
            **dict.fromkeys((W + "drawing", W + "pict", W + "object"), self._drawing),
            **dict.fromkeys(_SIGNS, self._sign),
            **dict.fromkeys(OUT, self.only_anchors),
            **dict.fromkeys(ASIDE, lambda element: None),
            **dict.fromkeys((START, END, REFERENCE), self._anchor),
        }

    def fill(self, line: Line, paragraph: etree._Element, style: Style) -> None:
        """Adds the words of a paragraph to a line: insertions in, deletions out."""
        self._line = line
        self._base = style
        self._look = self._plain = self._looked(None)
        self._inside(paragraph)

    def only_anchors(self, element: etree._Element, line: Line | None = None) -> None:
        """What is deleted or hidden says nothing, but a comment may begin or end in it."""
        for anchor in element.iter(START, END, REFERENCE):
            self._anchors.meet(anchor, line or self._line)

    def is_prompt(self, control: etree._Element) -> bool:
        """Whether a content control still shows its prompt, which nobody in the interview said."""
        properties = control.find(W + "sdtPr")
        if properties is None or not is_on(properties.find(W + "showingPlcHdr")):
            return False
        runs = [run for run in control.iter(W + "r") if run.find(W + "t") is not None]
        return all(self._styles.style(value(run.find(W + "rPr"), "rStyle") or "").is_prompt for run in runs)

    def _inside(self, parent: etree._Element) -> None:
        acts = self._acts
        for child in parent:
            acts.get(child.tag, self._inside)(child)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(W + "rPr")
        self._look = self._plain if properties is None else self._looked(properties)
        if self._look.hidden:
            self.hidden += sum(len((text.text or "").split()) for text in run.iter(W + "t"))
            self.only_anchors(run)
        else:
            self._inside(run)
        self._look = self._plain

    def _looked(self, properties: etree._Element | None) -> Look:
        base = self._base
        character = value(properties, "rStyle")
        own = self._styles.style(character) if character else None
        bold = None if properties is None else is_on(properties.find(W + "b"))
        hidden = None if properties is None else is_on(properties.find(W + "vanish"))
        colour = None if properties is None else highlight_of(properties)
        # Bold and hidden are toggles: a character style that says bold within a bold paragraph style means not bold.
        if bold is None:
            bold = self._styles.bold or bool(base.bold) != bool(own and own.bold)
        if hidden is None:
            hidden = bool(base.hidden) != bool(own and own.hidden)
        if colour is None:
            colour = own.highlight if own else ""
        return Look(bold, colour, hidden)

    def _add(self, text: str) -> None:
        self._line.add(text, self._look.bold, self._look.colour)

    def _text(self, element: etree._Element) -> None:
        text = element.text or ""
        if len(element):
            text += "".join(child.tail or "" for child in element)
        if text:
            self._add(_BREAKS.sub(" ", text) if "\n" in text else text)

    def _sign(self, element: etree._Element) -> None:
        self._add(_SIGNS[str(element.tag)])

    def _symbol(self, element: etree._Element) -> None:
        self._add(symbol(element.get(W + "font", ""), element.get(W + "char", "")))

    def _control(self, control: etree._Element) -> None:
        if self.is_prompt(control):
            self.only_anchors(control)
        else:
            self._inside(control)

    def _form_field(self, element: etree._Element) -> None:
        """What was chosen or ticked in an old form field, which is no text in the document."""
        chosen_from = element.find(f"{W}ffData/{W}ddList")
        box = element.find(f"{W}ffData/{W}checkBox")
        if chosen_from is not None:
            entries = [entry.get(VAL, "") for entry in chosen_from.iterfind(W + "listEntry")]
            at = whole(value(chosen_from, "result"))
            self._add(entries[at] if 0 <= at < len(entries) else "")
        elif box is not None:
            ticked = is_on(box.find(W + "checked"))
            self._add("☒" if (is_on(box.find(W + "default")) if ticked is None else ticked) else "☐")

    def _note(self, kind: str, element: etree._Element) -> None:
        self._line.notes.append((kind, element.get(ID, "")))

    def _anchor(self, element: etree._Element) -> None:
        self._anchors.meet(element, self._line)

    def _alternate(self, element: etree._Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self._inside(branch)

    def _box(self, element: etree._Element) -> None:
        self._line.boxes.append(element)

    def _drawing(self, element: etree._Element) -> None:
        if next(element.iter(BOX), None) is not None:
            self._inside(element)
