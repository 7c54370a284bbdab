"""The Word door against real documents, by a second way of reading them."""

from __future__ import annotations

import os
import re
import time
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from flows.errors import Unreadable
from flows.sources.docx import material

SHARED = Path(os.environ.get("UOMA_SHARED_DATA") or Path(__file__).parents[2].parent / "shared" / "data") / "docx"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def truth(content: bytes) -> list[str]:
    """Every w:t that a reader of the document sees in body, tables, text boxes and notes, found without the walker."""
    archive = zipfile.ZipFile(BytesIO(content))
    package = etree.fromstring(archive.read("_rels/.rels"))
    main = next(rel.get("Target", "").lstrip("/") for rel in package if rel.get("Type", "").endswith("/officeDocument"))
    body = _tree(archive.read(main))
    told = [text for text in body.iter(f"{{{W}}}t") if _is_seen(text)]
    for kind in ("footnote", "endnote"):
        name = f"{main.rpartition('/')[0]}/{kind}s.xml"
        cited = {cite.get(f"{{{W}}}id") for cite in body.iter(f"{{{W}}}{kind}Reference") if _is_seen(cite)}
        for note in _tree(archive.read(name)) if name in archive.namelist() else ():
            told += [text for text in note.iter(f"{{{W}}}t") if note.get(f"{{{W}}}id") in cited and _is_seen(text)]
    return [text.text or "" for text in told]


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(
        content.replace(b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.encode()), etree.XMLParser(resolve_entities=False)
    )


def _is_seen(element: etree._Element) -> bool:
    above = [*element.iterancestors()]
    names = {etree.QName(ancestor).localname for ancestor in above}
    flags = element.xpath(
        "ancestor::w:r/w:rPr/w:vanish | ancestor::w:tr/w:trPr/w:del | ancestor::w:sdt/w:sdtPr/w:showingPlcHdr", namespaces={"w": W}
    )
    hidden = any(flag.get(f"{{{W}}}val", "1") not in ("0", "false", "off") for flag in flags)
    return not hidden and not names & {"del", "moveFrom", "Fallback"}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data: set UOMA_SHARED_DATA to the folder that has docx/")
def test_of_a_thousand_words_in_real_documents_at_most_one_is_lost_and_none_brings_the_door_down():
    words = kept = 0
    codes: Counter[str] = Counter()
    for path in sorted(SHARED.iterdir()):
        content = path.read_bytes()
        began = time.process_time()
        try:
            got = "\n".join(block.text for block in material(content, path.name).blocks)
        except Unreadable as refused:
            codes[refused.code] += 1
            if refused.code == "no-text":
                assert not "".join(truth(content)).strip(), path.name
            continue
        finally:
            assert time.process_time() - began < 20, path.name
        codes["read"] += 1
        wanted = Counter(word for piece in truth(content) for word in re.findall(r"\w+", piece))
        have = Counter(re.findall(r"\w+", got))
        words += wanted.total()
        # A word may be cut into several runs, so that its pieces are only parts of what was read.
        kept += sum(count if have[word] >= count else min(count, got.count(word)) for word, count in wanted.items())
    assert codes["read"] >= 0.8 * codes.total()
    assert not set(codes) - {"read", "no-text", "encrypted", "zip-bomb", "pointer", "not-a-document"}
    assert kept / words >= 0.999
