"""Blocks: HTML that the templates have finished is carried past Markdown untouched. Parsing it twice took a third of the build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from markdown import Extension, Markdown  # type: ignore[import-untyped]
from markdown.postprocessors import Postprocessor  # type: ignore[import-untyped]
from markdown.preprocessors import Preprocessor  # type: ignore[import-untyped]

MADE = "<!--made-->"
"""First line of a page whose HTML comes from templates; hand-written pages are left to Markdown."""
_IDS = "<!--ids-->"
_SPOKEN = re.compile(r"<!--lang:([a-z]{2})-->")


def spoken(language: str) -> str:
    """A line that says in which language the page is, where that is not the site's."""
    return f"<!--lang:{language}-->"


class Blocks(Extension):  # type: ignore[misc]
    """Sets runs of finished HTML aside before MkDocs and Markdown look at them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_SetAside(md), "u_set_aside", 22)  # before mkdocs_raw_html (21)
        md.preprocessors.register(_Forget(md), "u_forget", 20.5)  # before html_block (20)
        tongue = _Tongue()
        md.preprocessors.register(_Heard(md, tongue), "u_heard", 40)
        md.postprocessors.register(_Wrapped(md, tongue), "u_wrapped", 0)


def makeExtension(**_: object) -> Blocks:  # noqa: N802
    """For builders that are told of extensions by name: `markdown_extensions: [flows.press.blocks]`."""
    return Blocks()


class _SetAside(Preprocessor):  # type: ignore[misc]
    def run(self, lines: list[str]) -> list[str]:
        if MADE not in lines[:3]:
            return lines
        return [line for run in _runs(lines) for line in self._aside(run)]

    def _aside(self, run: list[str]) -> list[str]:
        if not (run[0].startswith("<") and run[-1].endswith(">")):
            return run
        block = "\n".join(line for line in run if line != MADE)
        if not block:
            return []
        ids = "".join(f'<a id="{name}">' for name in re.findall(r'<[a-z][^<>]* id="([^"]+)"', block))
        return ["", self.md.htmlStash.store(block), "", _IDS + ids, ""]


class _Forget(Preprocessor):  # type: ignore[misc]
    """MkDocs has taken down which anchors there are; nobody else needs the list."""

    def run(self, lines: list[str]) -> list[str]:
        return [line for line in lines if not line.startswith(_IDS)]


@dataclass
class _Tongue:
    """The language that the page at hand names, if it names one."""

    language: str = ""


class _Heard(Preprocessor):  # type: ignore[misc]
    """Takes down the page's language before Markdown sees the line."""

    def __init__(self, md: Markdown, tongue: _Tongue) -> None:
        super().__init__(md)
        self._tongue = tongue

    def run(self, lines: list[str]) -> list[str]:
        found = [named for line in lines if (named := _SPOKEN.fullmatch(line))]
        self._tongue.language = found[0][1] if found else ""
        return [line for line in lines if not _SPOKEN.fullmatch(line)]


class _Wrapped(Postprocessor):  # type: ignore[misc]
    """Says the language to a browser, which reads and hyphenates by it."""

    def __init__(self, md: Markdown, tongue: _Tongue) -> None:
        super().__init__(md)
        self._tongue = tongue

    def run(self, text: str) -> str:
        return f'<div lang="{self._tongue.language}">\n{text}\n</div>' if self._tongue.language else text


def _runs(lines: list[str]) -> Iterator[list[str]]:
    """Lines without an empty line or a heading between them; empty lines and headings each by themselves."""
    for apart, run in groupby(lines, key=lambda line: not line.strip() or line.startswith("#")):
        if apart:
            yield from ([line] for line in run)
        else:
            yield list(run)
