"""Which document goes on under another key."""

from __future__ import annotations

from flows.model.documents import Document, Passage
from flows.observations.moves import adopted, code_of, free, moves


def document(key: str, *texts: str, study: str = "s", fingerprint: str = "") -> Document:
    asked = [Passage(locator="¶0", text="Miten menee?", role="question")]
    said = [Passage(locator=f"¶{at}", text=text, speaker=f"S1-{code_of(key)}") for at, text in enumerate(texts, start=1)]
    print_ = fingerprint or " ".join(texts)
    name = key.rpartition("/")[2]
    return Document(key=key, study=study, source="docx", name=name, fingerprint=print_, passages=(*asked, *said))


BILL, PRICE, HELP = "lasku tuli taas myöhässä", "hinta nousi kovasti tänä vuonna", "neuvonta auttoi minua hyvin"


def test_a_file_with_the_same_content_or_mostly_the_same_words_is_the_same_document() -> None:
    before = [document("s/a", BILL, PRICE, HELP), document("s/b", "aivan muuta sanottavaa tästä")]
    after = [document("s/x", BILL, PRICE, "uutta"), document("s/y", "aivan muuta sanottavaa tästä")]
    assert moves(before, after) == {"s/x": "s/a", "s/y": "s/b"}
    assert moves(before, [document("s/x", BILL, "ja paljon muuta", "jota ei ennen ollut", "missään")]) == {}


def test_questions_alone_make_no_two_documents_one_and_no_document_changes_its_study() -> None:
    assert moves([document("s/a", BILL)], [document("s/x", PRICE)]) == {}
    assert moves([document("s/a", BILL)], [document("t/a", BILL, study="t")]) == {}


def test_swapped_names_are_seen_and_a_document_that_stays_is_not_taken_by_its_copy() -> None:
    assert moves([document("s/a", BILL), document("s/b", PRICE)], [document("s/a", PRICE), document("s/b", BILL)]) == {
        "s/a": "s/b",
        "s/b": "s/a",
    }
    assert moves([document("s/a", BILL, PRICE)], [document("s/a", BILL, PRICE, HELP), document("s/copy", BILL, PRICE)]) == {}


def test_of_equal_files_that_all_moved_each_goes_on_once_and_the_same_name_goes_first() -> None:
    before = [document("s/a", BILL), document("s/b", BILL)]
    after = [document("s/new/b", BILL), document("s/new/c", BILL), document("s/new/d", BILL)]
    assert moves(before, after) == {"s/new/b": "s/b", "s/new/c": "s/a"}


def test_who_has_a_code_from_the_document_keeps_it_under_the_new_name() -> None:
    renamed = adopted(document("s/x", BILL), "s/a")
    assert (renamed.root, renamed.key) == ("s/a", "s/x")
    assert {p.speaker for p in renamed.passages if p.speaker} == {f"S1-{code_of('s/a')}"}
    assert adopted(document("s/x", BILL), "s/x") == document("s/x", BILL)
    assert free("s/a", {"s/a", "s/a#2"}) == "s/a#3"
