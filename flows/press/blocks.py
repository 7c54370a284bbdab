"""Blocks: HTML that the templates have finished is carried past Markdown untouched. Parsing it twice took a third of the build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markdown import Extension, Markdown  # type: ignore[import-untyped]
from markdown.preprocessors import Preprocessor  # type: ignore[import-untyped]

MADE = "<!--made-->"
"""First line of a page whose HTML comes from templates; hand-written pages are left to Markdown."""
_IDS = "<!--ids-->"


class Blocks(Extension):  # type: ignore[misc]
    """Sets runs of finished HTML aside before MkDocs and Markdown look at them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_SetAside(md), "u_set_aside", 22)  # before mkdocs_raw_html (21)
        md.preprocessors.register(_Forget(md), "u_forget", 20.5)  # before html_block (20)


class _SetAside(Preprocessor):  # type: ignore[misc]
    def run(self, lines: list[str]) -> list[str]:
        if MADE not in lines[:3]:
            return lines
        return [line for run in _runs(lines) for line in self._aside(run)]

    def _aside(self, run: list[str]) -> list[str]:
        if not (run[0].startswith("<") and run[-1].endswith(">")):
            return run
        block = "\n".join(line for line in run if line != MADE)
        ids = "".join(f'<a id="{name}">' for name in re.findall(r'<[a-z][^<>]* id="([^"]+)"', block))
        return ["", self.md.htmlStash.store(block), "", _IDS + ids, ""]


class _Forget(Preprocessor):  # type: ignore[misc]
    """MkDocs has taken down which anchors there are; nobody else needs the list."""

    def run(self, lines: list[str]) -> list[str]:
        return [line for line in lines if not line.startswith(_IDS)]


def _runs(lines: list[str]) -> Iterator[list[str]]:
    """Lines without an empty line or a heading between them; empty lines and headings each by themselves."""
    for apart, run in groupby(lines, key=lambda line: not line.strip() or line.startswith("#")):
        if apart:
            yield from ([line] for line in run)
        else:
            yield list(run)
