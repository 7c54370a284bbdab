"""Found themes over cycles: what people said of them, what became of them, and the graph that is kept."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.insights.found import kept_graph
from flows.insights.found.find import Found, find
from flows.insights.found.identity import Lineage, judged
from flows.insights.found.kept import loaded
from flows.insights.found.kept_graph import graph_of
from flows.model.answers import ThemeAnswer
from flows.model.noun import Words
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.text.words import is_nothing, without_nothings

SUBJECTS = {
    "garage": (
        "the parking garage was full again",
        "no space in the parking garage",
        "parking garage is too small",
        "the parking garage is dark",
    ),
    "invoice": ("the invoice was wrong again", "my invoice is late", "an invoice came twice", "the invoice has an error"),
    "delivery": ("delivery took a week", "the delivery was late", "delivery went to the wrong door", "no word of the delivery"),
}
FILLING = "apple orchard violin tuesday marble candle engine forest bridge lantern pocket thunder velvet meadow pepper saddle".split()  # noqa: SIM905


@pytest.fixture
def any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept graph is heeded however few the texts are."""
    monkeypatch.setattr(kept_graph, "SMALL", 0)


def said(subject: str, count: int, start: int = 0, **parts: object) -> list[Observation]:
    chance = random.Random(f"{subject}{start}")
    texts = [f"{SUBJECTS[subject][n % 4]} {' '.join(chance.sample(FILLING, 2))}" for n in range(count)]
    return [heard(f"{subject}{start + n:03}", text, **parts) for n, text in enumerate(texts)]


def heard(key: str, text: str, **parts: object) -> Observation:
    told: dict[str, object] = {
        "key": key,
        "study": "s",
        "document": key,
        "locator": "1",
        "text": text,
        "language": "en",
        "voice": f"s:{key}",
    }
    return Observation(**(told | parts))  # type: ignore[arg-type]


def library() -> list[Observation]:
    return said("garage", 20) + said("invoice", 16) + said("delivery", 12)


def about(found: Found, subject: str) -> list[Theme]:
    return [t for t in found.themes if t.standing == "proposed" and sum(key.startswith(subject) for key in t.members) > len(t.members) / 2]


def one(found: Found, subject: str) -> Theme:
    (theme,) = about(found, subject)
    return theme


def verdict(theme: Theme, word: str, **cells: str) -> dict[str, ThemeAnswer]:
    return {theme.id: ThemeAnswer(key=theme.id, verdict=word, **cells)}  # type: ignore[arg-type]


def homes(themes):
    """Key of an observation -> id of the theme that it is in by these found themes."""
    told = sorted(themes, key=lambda theme: (theme.standing in ("merged", "accepted"), theme.id))
    kept = [theme for theme in told if theme.origin == "found" and theme.standing != "rejected"]
    return {member: theme.into or theme.id for theme in kept for member in theme.members}


def test_three_subjects_are_three_proposals_and_each_is_told_as_new():
    found = find(library(), ())
    ids = {one(found, subject).id for subject in SUBJECTS}
    assert {theme.standing for theme in found.themes} == {"proposed"}
    assert found.lineage == tuple(Lineage("new", (), (own,)) for own in sorted(ids))


def test_a_third_more_moves_no_member_and_tells_nothing():
    first = find(library(), ())
    more = said("garage", 8, 100) + said("invoice", 4, 100) + said("delivery", 4, 100)
    again = find(library() + more, first.themes)
    assert again.lineage == ()
    for theme in first.themes:
        after = next(t for t in again.themes if t.id == theme.id)
        assert set(theme.members) < set(after.members), theme.id
        assert after.name == theme.name


def test_an_accepted_theme_is_frozen_as_people_saw_it_and_never_proposed_again():
    first = find(library(), ())
    garage = one(first, "garage")
    yes = verdict(garage, "accept", name_fi="Pysäköinti", definition="Where to leave the car")
    second = find(library() + said("garage", 3, 100), first.themes, yes)
    accepted = next(t for t in second.themes if t.id == garage.id)
    assert (accepted.standing, accepted.members, accepted.medoids) == ("accepted", garage.members, garage.medoids)
    assert accepted.name == Words(fi="Pysäköinti", en="Pysäköinti")
    assert accepted.definition.en == "Where to leave the car"
    assert about(second, "garage") == []
    left = [o for o in library() if o.key not in garage.members]  # they have a theme now, and are no longer looked at
    third = find(left, second.themes, yes)
    assert accepted in third.themes
    assert third.lineage == ()


def test_a_theme_is_renamed_without_a_verdict_and_stays_so_when_it_grows():
    first = find(library(), ())
    garage = one(first, "garage")
    name = verdict(garage, "", name_fi="Pysäköinti", name_en="Parking")
    second = find(library() + said("garage", 40, 100), first.themes, name)
    assert one(second, "garage").name == Words(fi="Pysäköinti", en="Parking")
    again = one(find(library() + said("garage", 40, 100), second.themes, name), "garage")
    assert (again.id, again.name) == (garage.id, Words(fi="Pysäköinti", en="Parking"))


def test_merged_members_belong_to_where_the_chain_ends():
    first = find(library(), ())
    garage, invoice, delivery = (one(first, subject) for subject in ("garage", "invoice", "delivery"))
    listed = Theme(id="billing", name="Billing")
    said_of = verdict(garage, "merge", into=invoice.id) | verdict(invoice, "merge", into="billing")
    found = find(library(), (*first.themes, listed), said_of)
    by_id = {t.id: t for t in found.themes}
    assert [by_id[t.id].into for t in (garage, invoice)] == ["billing", "billing"]
    assert {homes(found.themes)[key] for key in (*garage.members, *invoice.members)} == {"billing"}
    assert homes(found.themes)[delivery.members[0]] == delivery.id
    assert [t.id for t in found.themes if t.standing == "proposed"] == [delivery.id]
    assert Lineage("merged", (garage.id,), ("billing",)) in found.lineage


def test_merges_that_lead_nowhere_are_passed_over():
    first = find(library(), ())
    garage, invoice, delivery = (one(first, subject) for subject in ("garage", "invoice", "delivery"))
    cycle = (
        verdict(garage, "merge", into=invoice.id) | verdict(invoice, "merge", into=garage.id) | verdict(delivery, "merge", into="nowhere")
    )
    found = find(library(), first.themes, cycle)
    assert {t.standing for t in found.themes} == {"proposed"}
    assert {t.id for t in found.themes} == {t.id for t in first.themes}


def test_what_is_merged_into_a_rejected_theme_is_rejected():
    told = judged(
        (Theme(id="a", name="A", origin="found"), Theme(id="b", name="B", origin="found")),
        {"a": ThemeAnswer(key="a", verdict="merge", into="b"), "b": ThemeAnswer(key="b", verdict="reject")},
    )
    assert [(t.standing, t.into) for t in told] == [("rejected", ""), ("rejected", "")]


def test_a_rejected_group_comes_back_only_when_it_has_doubled():
    first = find(library(), ())
    garage = one(first, "garage")
    no = verdict(garage, "reject")
    second = find(library(), first.themes, no)
    assert about(second, "garage") == []
    assert next(t for t in second.themes if t.id == garage.id).standing == "rejected"
    assert about(find(library() + said("garage", 10, 100), second.themes, no), "garage") == []
    same_people = [o.model_copy(update={"voice": "s:garage000"}) for o in said("garage", 40, 100)]
    assert about(find(library() + same_people, second.themes, no), "garage") == []
    grown = find(library() + said("garage", 40, 100), second.themes, no)
    assert one(grown, "garage").id != garage.id


def test_a_verdict_taken_back_makes_a_proposal_again():
    first = find(library(), ())
    garage = one(first, "garage")
    second = find(library(), first.themes, verdict(garage, "reject"))
    assert one(find(library(), second.themes, verdict(garage, "")), "garage").id == garage.id


def test_a_split_theme_falls_into_parts_that_stay_apart():
    halves = [heard(f"a{n:03}", f"{SUBJECTS['garage'][n % 4]} {FILLING[n % 5]} ramp gate barrier") for n in range(14)]
    halves += [heard(f"b{n:03}", f"{SUBJECTS['garage'][n % 4]} {FILLING[5 + n % 5]} price fee ticket") for n in range(14)]
    both = Theme(id="found-garage", name="Garage", origin="found", standing="proposed", members=tuple(o.key for o in halves))
    split = verdict(both, "split")
    found = find(halves, (both,), split)
    parts = [t for t in found.themes if t.standing == "proposed"]
    assert len(parts) >= 2
    assert both.id not in {t.id for t in found.themes}
    assert all(len({key[0] for key in part.members}) == 1 for part in parts)
    assert len({part.name.en for part in parts}) == len(parts)
    assert found.lineage == (Lineage("split", (both.id,), tuple(sorted(t.id for t in parts))),)
    again = find(halves, found.themes, split)
    assert again.themes == found.themes
    assert again.lineage == ()


def test_a_theme_that_nobody_speaks_of_any_more_is_told_as_gone():
    first = find(library(), ())
    garage = one(first, "garage")
    assert Lineage("gone", (garage.id,)) in find([o for o in library() if o.key not in garage.members], first.themes).lineage


@pytest.mark.usefixtures("any_size")
def test_the_order_of_rows_changes_nothing_at_all():
    rows = library()
    first = find(rows, ())
    second = find(rows + said("garage", 5, 100), first.themes, {}, first.kept)
    for seed in range(4):
        mixed = rows + said("garage", 5, 100)
        random.Random(seed).shuffle(mixed)
        assert find(mixed, first.themes[::-1], {}, first.kept) == second
        random.Random(seed).shuffle(rows)
        assert find(rows, ()) == first


@pytest.mark.usefixtures("any_size")
def test_what_is_kept_changes_nothing_while_the_texts_are_the_same():
    first = find(library(), ())
    assert find(library(), first.themes, {}, first.kept) == find(library(), first.themes)
    assert find(library(), first.themes, {}, first.kept).kept == first.kept


@pytest.mark.parametrize("spoilt", ["version", "cut", "foreign", "empty"])
def test_what_another_version_kept_is_passed_over(spoilt: str):
    first = find(library(), ())
    seal, head, rest = first.kept.split(b"\n", 2)
    other = json.dumps(json.loads(head) | {"version": 0}).encode()
    bad = {"version": b"\n".join([seal, other, rest]), "cut": first.kept[:-9], "foreign": b"\x00\xff\nno", "empty": b""}[spoilt]
    assert loaded(bad) == {}
    assert find(library(), first.themes, {}, bad) == find(library(), first.themes)


@given(st.lists(st.integers(0, 47), unique=True, max_size=6), st.integers(0, 5), st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_a_grown_graph_is_the_one_that_would_be_counted_with_the_same_weights(gone: list[int], new: int, reworded: int):
    texts = {o.key: o.text for o in library()}
    kept = replace(graph_of(texts, "en", None), counted=1000)
    now = {key: text for n, (key, text) in enumerate(texts.items()) if n not in gone}
    now |= {o.key: o.text for o in said("garage", new, 100)} | {key: f"{now[key]} orchard" for key in sorted(now)[:reworded]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_graph, "SMALL", 0)
        grown = graph_of(now, "en", kept)
    assert grown.changed is not None
    rows = grown.rows.toarray()
    whole = np.where(rows @ rows.T > 0.05, rows @ rows.T, 0.0)
    for row, near in enumerate(grown.near.toarray()):
        assert np.array_equal(np.sort(near)[::-1][:16], np.sort(whole[row])[::-1][:16])


@pytest.mark.usefixtures("any_size")
def test_a_fifth_more_is_counted_anew():
    texts = {o.key: o.text for o in library()}
    kept = graph_of(texts, "en", None)
    few, many = ({o.key: o.text for o in said("garage", count, 100)} for count in (9, 10))
    assert graph_of(texts | few, "en", kept).changed is not None
    assert graph_of(texts | many, "en", kept).changed is None


@pytest.mark.usefixtures("any_size")
def test_an_emerging_theme_is_found_with_a_kept_graph():
    rows = library() + said("garage", 60, 200)
    first = find([o for o in rows if not o.key.startswith("delivery")], ())
    second = find(rows, first.themes, {}, first.kept)
    assert set(one(second, "delivery").members) <= {o.key for o in said("delivery", 12)}
    assert [event.kind for event in second.lineage] == ["new"]


@pytest.mark.usefixtures("any_size")
def test_groups_that_are_no_proposals_are_kept_and_can_become_ones():
    rows = library()
    first = find(rows, (), most=1)
    assert [t.name.en for t in first.themes] == ["Parking garage"]
    second = find([*rows, said("invoice", 1, 300)[0]], first.themes, {}, first.kept, most=2)
    assert [t.name.en for t in second.themes] == ["Parking garage", "Invoice, late, orchard"]


POLITE = (
    "Nothing to add, thank you",
    "all good",
    "No complaints. Thanks!",
    "Ei mitään lisättävää, kiitos",
    "kaikki hyvin",
    "En osaa sanoa",
    "kiitos",
)


@pytest.mark.parametrize("text", POLITE)
def test_polite_nothings_with_thanks_say_nothing(text: str):
    assert is_nothing(text)
    assert without_nothings(f"{text}. The queue was long").strip() == "The queue was long"


@pytest.mark.parametrize(
    "text", ["ei hyvä", "no good", "nothing works", "kaikki hyvin paitsi lasku", "everything was good except the queue"]
)
def test_what_only_begins_like_a_nothing_says_something(text: str):
    assert not is_nothing(text)
    assert without_nothings(text) == text


def test_polite_words_around_what_is_said_make_no_theme():
    rows = [
        heard(f"p{n:03}", f"{POLITE[n % 3]}, {o.text.split()[0]} {' '.join(o.text.split()[-2:])}") for n, o in enumerate(said("garage", 40))
    ]
    assert not {word for theme in find(rows, ()).themes for word in theme.name.en.casefold().replace(",", "").split()} & {
        "thank",
        "nothing",
        "complaints",
        "good",
        "add",
    }


def embedded(texts: object, language: str) -> object:
    return np.array([[text.count(word) for word in ("garage", "invoice", "delivery")] + [0.01 * len(text)] for text in texts], dtype=float)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("any_size")
def test_an_embedders_vectors_group_in_place_of_n_grams():
    first = find(library(), (), embed=embedded)
    assert {len(about(first, subject)) for subject in SUBJECTS} == {1}
    assert set(one(first, "garage").members) <= {o.key for o in said("garage", 20)}
    more = library() + said("garage", 3, 100)
    second = find(more, first.themes, {}, first.kept, embed=embedded)
    assert set(one(first, "garage").members) <= set(one(second, "garage").members)
    assert loaded(first.kept) == {}
    other = find(more, first.themes, {}, first.kept, embed=lambda texts, language: -2 * np.asarray(embedded(texts, language))[:, ::-1])
    assert {t.id for t in other.themes} == {t.id for t in second.themes}


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_do_no_harm(bad: float):
    def broken(texts: list[str], language: str) -> object:
        vectors = np.array(embedded(texts, language))
        vectors[0] = bad
        return vectors

    assert one(find(library(), (), embed=broken), "invoice")
