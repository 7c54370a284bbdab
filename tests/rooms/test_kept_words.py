"""What words a library's texts have, kept from one cycle to the next."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.insights.signals import forms, kept_words
from flows.insights.signals.forms import told_words
from flows.insights.signals.kept_words import told_again
from flows.model.observations import Observation

TEXTS = ("Laskussa oli outo erä", "The invoice came late", "Laskujen erittely puuttuu", "ei mitään", "", "Ääkkösiä \ud800 ja [nimi]")


def said(key: str, text: str, language: str = "fi") -> Observation:
    return Observation(key=key, study="s", document="s/d", locator=key, text=text, language=language)


WORKS = st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from(("fi", "en", ""))), max_size=8).map(
    lambda told: [said(f"o{at}", text, language) for at, (text, language) in enumerate(told)]
)


@settings(deadline=None, max_examples=60)
@given(WORKS, WORKS)
def test_what_was_kept_changes_nothing_in_what_is_told(before: list[Observation], now: list[Observation]):
    _, kept = told_again(before)
    told, again = told_again(now, kept)
    assert told == told_words(now)
    assert again == told_again(now)[1], "nothing stays of texts that are gone"


def test_texts_that_were_there_are_not_taken_apart_again(monkeypatch: pytest.MonkeyPatch):
    taken: list[str] = []
    known = forms.subjects
    _, kept = told_again([said("a", TEXTS[0]), said("b", TEXTS[2])])
    monkeypatch.setattr(kept_words, "subjects", lambda text, language: (taken.append(text), known(text, language))[1])
    told_again([said("a", TEXTS[0]), said("b", TEXTS[2]), said("c", TEXTS[1], "en")], kept)
    assert taken == [TEXTS[1]]


@pytest.mark.parametrize("damaged", [b"x", b"0" * 40, b"cut"])
def test_damaged_bytes_are_passed_over(damaged: bytes):
    texts = [said("a", TEXTS[0])]
    _, kept = told_again(texts)
    assert told_again(texts, kept[:-3] if damaged == b"cut" else damaged) == told_again(texts)


def test_words_that_another_dictionary_explained_are_looked_up_anew(monkeypatch: pytest.MonkeyPatch):
    texts = [said("a", "laskussa")]
    with monkeypatch.context() as other:
        other.setattr(kept_words, "engine", lambda: "another")
        other.setattr(forms, "form", lambda word, language: f"{word}?")
        odd, kept = told_again(texts)
    assert odd == {"a": ["laskussa?"]}
    assert told_again(texts, kept)[0] == told_words(texts)
