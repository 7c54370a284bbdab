from __future__ import annotations

import random

import numpy as np
import pytest

from flows.insights.features import telling
from flows.insights.found.find import find as found
from flows.insights.found.groups import neighbours
from flows.insights.space import dense, space
from flows.model.observations import Observation
from flows.model.organisation import Theme
from flows.text import words

PLANTED = (
    "the parking garage was full again",
    "no space in the parking garage",
    "parking garage is too small",
    "could not find the parking garage",
)
NOISE = (  # noqa: SIM905 - reads as what it is
    "apple orchard violin tuesday marble candle engine forest bridge lantern pocket thunder velvet window garden copper saddle meadow "
    "pepper island button hammer shadow kitchen planet rocket silver basket tunnel feather anchor blanket cherry dragon"
).split()


def heard(number: int, text: str, **parts: object) -> Observation:
    given: dict[str, object] = {
        "key": f"o{number:04d}",
        "study": "s",
        "document": f"d{number}",
        "locator": "¶1",
        "text": text,
        "language": "en",
        "voice": f"s:P{number}",
    }
    return Observation(**(given | parts))  # type: ignore[arg-type]


def noise(count: int, start: int = 1000) -> list[Observation]:
    chance = random.Random(7)
    invented = ["".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4))) for _ in range(300)]
    return [heard(start + n, " ".join(chance.sample(invented, 6))) for n in range(count)]


def planted(count: int, start: int = 0, **parts: object) -> list[Observation]:
    shuffler = random.Random(3)
    return [heard(start + n, f"{PLANTED[n % 4]} {' '.join(shuffler.sample(NOISE, 2))}", **parts) for n in range(count)]


def find(observations: list[Observation], before: tuple[Theme, ...]) -> tuple[Theme, ...]:
    return found(observations, before).themes


def parking(themes: tuple[Theme, ...]) -> Theme:
    return next(theme for theme in themes if "arking" in theme.name.en)


def test_a_planted_theme_is_found_named_and_quoted():
    theme = parking(find(planted(20) + noise(30), ()))
    assert (theme.id, theme.name.fi, theme.name.en) == ("found-parking-garage", "Parking garage", "Parking garage")
    assert theme.origin == "found"
    assert set(theme.members) <= {f"o{n:04d}" for n in range(20)}
    assert len(theme.members) >= 18
    assert list(theme.members) == sorted(theme.members)
    assert len(theme.medoids) == 3
    assert set(theme.medoids) < set(theme.members)


def test_words_without_a_subject_make_no_theme():
    assert find(noise(40), ()) == ()


def test_what_stands_where_personal_data_was_is_no_subject():
    bare = [o.model_copy(update={"text": " ".join(o.text.split()[:2])}) for o in noise(40)]
    hidden = [o.model_copy(update={"text": f"{o.text} [puhelin] [P{n:02}]"}) for n, o in enumerate(bare)]
    assert find(hidden, ()) == ()
    assert find([o.model_copy(update={"text": f"{o.text} puhelin"}) for o in bare], ()) != ()
    garage = [o.model_copy(update={"text": f"[nimi] {o.text} [sähköposti]"}) for o in planted(20)]
    assert parking(find(garage + hidden, ())).members == parking(find(planted(20) + bare, ())).members


def test_fewer_than_eight_mentions_or_five_voices_make_no_theme():
    assert find(planted(7), ()) == ()
    assert find([], ()) == ()
    assert find([o.model_copy(update={"voice": f"s:P{n % 4}"}) for n, o in enumerate(planted(20))], ()) == ()
    assert find(planted(20, voice="", document="one"), ()) == ()
    assert find(planted(20, voice=""), ()) != ()


def test_the_order_of_rows_is_of_no_matter():
    rows = planted(20) + noise(30)
    expected = find(rows, ())
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert find(rows, ()) == expected


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_any_number_of_threads_finds_the_same_neighbours(threads: int):
    texts = [telling(words.tokens(o.text), "en") for o in planted(20) + noise(200)]
    rows = space(texts, "en")
    assert (neighbours(rows, 3) != neighbours(rows, threads)).nnz == 0


def test_sums_of_products_are_exact_so_that_no_order_of_adding_matters():
    chance = np.random.default_rng(5)
    for rows in (dense(chance.normal(size=(60, 384))), space([telling(words.tokens(o.text), "en") for o in planted(60)], "en").toarray()):
        mixed = rows[:, chance.permutation(rows.shape[1])]
        assert rows.dtype == np.float32
        assert (rows @ rows.T == (rows.astype(np.float64) @ rows.astype(np.float64).T)).all()
        assert (neighbours(mixed @ np.eye(rows.shape[1], dtype=np.float32)) != neighbours(mixed)).nnz == 0


def test_a_theme_keeps_its_identity_when_a_fifth_more_is_heard():
    before = find(planted(20) + noise(30), ())
    renamed = tuple(theme.model_copy(update={"id": f"{theme.id}-of-old"}) for theme in before)
    after = find(planted(24) + noise(36), renamed)
    assert parking(after).id == "found-parking-garage-of-old"
    assert len(parking(after).members) > len(parking(before).members)


def test_the_same_rows_again_give_the_same_themes_again():
    rows = planted(20) + noise(30)
    first = find(rows, ())
    assert find(rows, first) == first


def test_members_that_are_gone_are_forgotten_and_the_theme_stays_itself():
    before = (parking(find(planted(40), ())).model_copy(update={"id": "found-of-old"}),)
    after = parking(find(planted(10), before))
    assert after.id == "found-of-old"
    assert set(after.members) <= {o.key for o in planted(10)}


def test_another_subject_does_not_inherit_an_identity():
    old = Theme(id="found-of-old", name="Old", origin="found", members=("o9998", "o9999"))
    assert parking(find(planted(20), (old,))).id == "found-parking-garage"
    assert (
        parking(find(planted(20), (Theme(id="found-of-old", name="Listed", members=tuple(o.key for o in planted(20))),))).id
        != "found-of-old"
    )


@pytest.mark.slow
def test_ids_are_never_given_twice():
    shifts = [heard(100 + n, f"{t} hospital shift {n}") for n, t in enumerate(["night nurse shift"] * 10)]
    themes = find(planted(20) + shifts + planted(20, start=500, language="fi"), ())
    assert len({theme.id for theme in themes}) == len(themes) >= 3
    assert {"found-parking-garage", "found-parking-garage-2"} <= {theme.id for theme in themes}


def test_medoids_are_of_different_people_and_may_be_shown():
    rows = [o.model_copy(update={"voice": f"s:P{n % 6}", "quotable": n % 6 != 0}) for n, o in enumerate(planted(24))]
    by_key = {o.key: o for o in rows}
    medoids = [by_key[key] for key in parking(find(rows, ())).medoids]
    assert len({o.voice for o in medoids}) == 3
    assert all(o.quotable for o in medoids)


@pytest.mark.slow
def test_finnish_themes_are_called_by_base_forms_and_kept_apart_from_english_ones():
    texts = ("laskun erittely puuttuu", "laskujen erittelyt ovat sekavia", "en ymmärrä laskun erittelyä", "laskujen erittelyssä oli virhe")
    plain = planted(25, start=700)
    finnish = [
        o.model_copy(update={"text": f"{texts[n % 4]} {o.text[-9:]}", "language": "fi" if n % 7 else ""}) for n, o in enumerate(plain)
    ]
    themes = find(finnish + planted(12), ())
    names = {theme.name.fi for theme in themes}
    assert "Parking garage" in names
    assert any({"lasku", "erittely"} <= set(name.casefold().split(", ")) for name in names)
    assert all(len({key < "o0700" for key in theme.members}) == 1 for theme in themes)
