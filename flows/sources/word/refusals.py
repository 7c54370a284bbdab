"""Refusals: why a file cannot be read as a Word document, and what a person can do."""

from __future__ import annotations

from flows.errors import Unreadable

SENTENCES = {
    "empty-file": ("The file is empty: it has no bytes at all.", "Save the document again, or remove the file."),
    "lock-file": (
        "This is the lock file that Word keeps while somebody has the document open.",
        "Close the document; the file can be removed.",
    ),
    "truncated": ("The file is damaged or was cut short on its way.", "Copy it again, or open it in Word and let Word repair it."),
    "pdf": ("This is a PDF with the ending of a Word document.", "Open it in Word and save it as .docx."),
    "rtf": ("This is an RTF file with the ending of a Word document.", "Open it in Word and save it as .docx."),
    "html": ("This is a web page with the ending of a Word document, often a log-in page.", "Download the document again while logged in."),
    "pointer": (
        "This only points to a document that is elsewhere (Git LFS, git-annex or a link).",
        "Fetch the document itself: `git lfs pull` or `git annex get`.",
    ),
    "not-a-document": ("This is not a Word document, whatever its ending says.", "Open it in Word and save it as .docx, or remove it."),
    "encrypted": ("The document has a password.", "Remove the password in Word, then capture again."),
    "legacy-doc": ("This is a document of Word 97–2003.", "Open it in Word and save it as .docx."),
    "excel": ("This is an Excel workbook with the ending of a Word document.", "Give it the ending .xlsx."),
    "odt": ("This is an OpenDocument text with the ending of a Word document.", "Open it in LibreOffice or Word and save it as .docx."),
    "powerpoint": ("This is a PowerPoint presentation with the ending of a Word document.", "Copy its text into a Word document."),
    "pages": ("This is a document of Apple Pages.", "Export it from Pages as Word."),
    "doctype": ("The document declares a DTD, which no word processor writes and which can hide an attack.", "Save it again in Word."),
    "zip-bomb": (
        "The document unpacks to far more than its size, so it is not opened.",
        "Ask whoever sent it; a sound one can be saved again in Word.",
    ),
    "bad-xml": ("The text inside the document is broken and cannot be parsed.", "Open it in Word, let Word repair it, and save it."),
    "no-text": ("There is no text in the document.", "If it has scanned pictures of text, put the text itself into it."),
}


def refuse(code: str) -> Unreadable:
    """The error for a code, to be raised."""
    what, hint = SENTENCES[code]
    return Unreadable(code, what, hint)
