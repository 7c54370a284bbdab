"""Inline Markdown: emphasis, links, code and entities reduced to text, with the bold spans remembered."""

from __future__ import annotations

import re
from html import unescape

_PIECES = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>(?P<ticks>`+)(?!`)(?P<coded>.+?)(?<!`)(?P=ticks)(?!`))"
    r"|(?P<embed>!\[\[[^\[\]\n]*\]\])"
    r"|\[\[(?:[^\[\]|\n]*\|)?(?P<wiki>[^\[\]|\n]+)\]\]"
    r"|(?P<footnote>\[\^[^\[\]\s]{1,40}\](?!:))"
    r"|!?\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\])"
    r"|<(?P<url>(?:https?://|mailto:)[^<>\s]+)>"
    r"|<(?P<tag>/?(?:a|abbr|aside|b|blockquote|br|center|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd"
    r"|li|mark|ol|p|pre|s|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|video))(?:\s[^<>]*)?/?>"
    r"|(?P<stars>\*{1,3}|(?<![^\W_])_{1,3}|_{1,3}(?![^\W_])|~~|==(?!=))",
    re.IGNORECASE,
)


Spans = tuple[tuple[int, int], ...]


def plain(words: str) -> tuple[str, Spans]:
    """The text without its markup, and the spans of it that are bold."""
    text, bold, _ = marked(words)
    return text, bold


def marked(words: str) -> tuple[str, Spans, Spans]:
    """The text without its markup, and the spans of it that are bold, and those that are highlighted: `==so==` or `<mark>so</mark>`."""
    reduced = _Reduced(words)
    text, bold = reduced.told()
    left = len(text) - len(text.lstrip())
    text = text.strip()

    def within(spans: list[tuple[int, int]]) -> Spans:
        moved = ((max(0, start - left), min(len(text), end - left)) for start, end in spans)
        return tuple((start, end) for start, end in moved if end > start)

    return text, within(bold), within(sorted(reduced.lit))


class _Reduced:
    """One stretch of Markdown on its way to text: pieces in order, and where bold began."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.text = ""
        self.bold: list[tuple[int, int]] = []
        self.lit: list[tuple[int, int]] = []
        self.open: dict[str, int] = {}

    def told(self) -> tuple[str, list[tuple[int, int]]]:
        at = 0
        for match in _PIECES.finditer(self.words):
            self.text += unescape(self.words[at : match.start()])
            self._piece(match)
            at = match.end()
        self.text += unescape(self.words[at:])
        return self.text, sorted(self.bold)

    def _piece(self, match: re.Match[str]) -> None:
        if match["escaped"]:
            self.text += match["escaped"][1:]
        elif match["code"]:
            self.text += match["coded"].strip() or match["coded"]
        elif match["embed"] or match["footnote"]:
            return
        elif match["wiki"]:
            self.text += match["wiki"].strip()
        elif match["label"] is not None:
            self._within(match["label"])
        elif match["url"]:
            self.text += match["url"].removeprefix("mailto:")
        elif match["tag"]:
            self._tag(match["tag"].casefold())
        else:
            self._emphasis(match)

    def _within(self, label: str) -> None:
        reduced = _Reduced(label)
        text, bold = reduced.told()
        self.lit += [(start + len(self.text), end + len(self.text)) for start, end in reduced.lit]
        self.bold += [(start + len(self.text), end + len(self.text)) for start, end in bold]
        self.text += text

    def _tag(self, tag: str) -> None:
        if tag in ("br", "/td", "/th", "/li", "/p", "/div"):
            self.text += " "
        elif tag in ("b", "strong", "mark"):
            self.open[f"<{tag}>"] = len(self.text)
        elif (opened := f"<{tag[1:]}>") in self.open:
            spans = self.lit if tag == "/mark" else self.bold
            spans.append((self.open.pop(opened), len(self.text)))

    def _emphasis(self, match: re.Match[str]) -> None:
        mark = match["stars"]
        before = self.words[match.start() - 1 : match.start()]
        after = self.words[match.end() : match.end() + 1]
        if mark in self.open and before.strip():
            start = self.open.pop(mark)
            if mark == "==":
                self.lit.append((start, len(self.text)))
            elif len(mark) > 1 and mark != "~~":
                self.bold.append((start, len(self.text)))
        elif mark not in self.open and after.strip() and mark in self.words[match.end() :]:
            self.open[mark] = len(self.text)
        elif self._of_both(mark):
            return
        else:
            self.text += mark

    def _of_both(self, mark: str) -> bool:
        """`***` that closes a bold and an italic that began apart."""
        if len(mark) == 3 and mark[0] in self.open and mark[:2] in self.open:
            self.open.pop(mark[0])
            self.bold.append((self.open.pop(mark[:2]), len(self.text)))
            return True
        return False
