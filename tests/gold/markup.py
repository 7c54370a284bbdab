"""Markup: how made layouts are written down in tests: `# heading`, `- item`, `1. numbered item`, `**bold**`."""

from __future__ import annotations

import re

from flows.model.material import Block


def block_of(locator: str, text: str) -> Block:
    """One line as the block that a Word document would give."""
    kind, level, numbered = "paragraph", 0, False
    if found := re.match(r"(#+) ", text):
        kind, level, text = "heading", len(found[1]), text[found.end() :]
    elif text.startswith("- "):
        kind, text = "item", text[2:]
    elif found := re.match(r"\d+\. ", text):
        kind, numbered, text = "item", True, text[found.end() :]
    plain, bold = "", []
    for n, part in enumerate(text.split("**")):
        if n % 2:
            bold.append((len(plain), len(plain) + len(part)))
        plain += part
    return Block(locator, plain, kind, level, numbered, tuple(bold))
