"""What points to a person is replaced before anything is stored, and what does not stays readable."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.model.material import Block, Found, Material
from flows.model.organisation import Organisation
from flows.model.registers import Participant
from flows.model.studies import SourceEntry, Study
from flows.observations.compose import document
from flows.observations.privacy import Mask

PEOPLE = (
    Participant(id="P01", name="Matti Virtanen"),
    Participant(id="P02", name="Anna-Liisa Mäkinen"),
    Participant(id="P03", name="Toivo Mäki"),
    Participant(id="P04", name="Lahti, Pirkko"),
    Participant(id="P05", name="Tuomas Aalto"),
    Participant(id="P06", name="Emily Johnson"),
    Participant(id="P07", name="Will Baker"),
    Participant(id="P08", name="Jukka Honkanen"),
    Participant(id="P09", name="Kai Hietalahti"),
)
HIDDEN = """
Juttelin Matti Virtasen kanssa. | Juttelin [P01] kanssa.
Virtaselle ei vastattu. | [P01] ei vastattu.
Kysyin Matilta asiaa ja Virtanenkin tiesi. | Kysyin [P01] asiaa ja [P01] tiesi.
Matillakaan ei ollut laskua. | [P01] ei ollut laskua.
virtanen sanoi sen itse | [P01] sanoi sen itse
matti virtanen kertoi | [P01] kertoi
M. Virtanen allekirjoitti | [P01] allekirjoitti
Virtasten laskut olivat sekaisin | [P01] laskut olivat sekaisin
Anna-Liisalle tuli lasku | [P02] tuli lasku
Mäkisen mukaan hinta nousi | [P02] mukaan hinta nousi
Soitin Anna-Liisa Mäkiselle eilen | Soitin [P02] eilen
Kävin Toivo Mäen luona | Kävin [P03] luona
Silloin Toivo suuttui | Silloin [P03] suuttui
Sanoin sen Mäelle suoraan | Sanoin sen [P03] suoraan
Toivo: kyllä minä sen maksoin | [P03]: kyllä minä sen maksoin
Pirkko Lahden lasku oli väärin | [P04] lasku oli väärin
Pirkon mielestä se on kallis | [P04] mielestä se on kallis
Lahti Pirkko maksoi | [P04] maksoi
Puhuin Tuomaksen kanssa | Puhuin [P05] kanssa
Kerroin Tuomaalle ja Aallolle | Kerroin [P05] ja [P05]
Emily's bill was late | [P06]'s bill was late
I talked to Emily Johnson about it | I talked to [P06] about it
Johnsonille sanottiin ei | [P06] sanottiin ei
then Will Baker paid it | then [P07] paid it
Sitten Jukan lasku katosi | Sitten [P08] lasku katosi
Honkaselta jäi maksamatta | [P08] jäi maksamatta
Hietalahden Kai soitti | [P09] soitti
Kirjoita matti.virtanen@example.org niin saat | Kirjoita [sähköposti] niin saat
Write to jane_doe+uoma@mail.example.co.uk, please | Write to [sähköposti], please
Osoite on etunimi.sukunimi(at)example.fi | Osoite on [sähköposti]
Soita 040 123 4567 illalla | Soita [puhelin] illalla
Numeroni on 0401234567. | Numeroni on [puhelin].
Tavoittaa: 050-123 4567 | Tavoittaa: [puhelin]
Soita 02 2345 678 ja 020 7946 0958 | Soita [puhelin] ja [puhelin]
Puh. 09 123 4567 | Puh. [puhelin]
Ring me: +358 40 123 4567 | Ring me: [puhelin]
Kirjoitti +358401234567:stä | Kirjoitti [puhelin]:stä
My phone is 07700 900123 thanks | My phone is [puhelin] thanks
call (555) 123-4567 today | call [puhelin] today
puhelin 1234567 | puhelin [puhelin]
Henkilötunnus 131052-308T kysyttiin | Henkilötunnus [henkilötunnus] kysyttiin
Annoin tunnuksen 010203A1239 heille | Annoin tunnuksen 010203A1239 heille
Annoin tunnuksen 131052-308T heille | Annoin tunnuksen [henkilötunnus] heille
hetuni on 131052-3080 | hetuni on [henkilötunnus]
Tili FI21 1234 5600 0007 85 EUR | Tili [tilinumero] EUR
Maksoin tilille FI2112345600000785. | Maksoin tilille [tilinumero].
GB29 NWBK 6016 1331 9268 19 is mine | [tilinumero] is mine
Kortti 4111 1111 1111 1111 hylättiin | Kortti [maksukortti] hylättiin
Firmani on 0737546-2 | Firmani on [y-tunnus]
VAT FI07375462 | VAT [y-tunnus]
Autoni ABC-123 hinattiin | Autoni [rekisterinumero] hinattiin
Ajan IJK-42 tunnuksella, auto on rekisterissä | Ajan [rekisterinumero] tunnuksella, auto on rekisterissä
rekisterinumero on xyz-42 | rekisterinumero on [rekisterinumero]
Asun osoitteessa Esimerkkikatu 5 A 12 | Asun osoitteessa [osoite]
Asun Esimerkkikadulla 5 vielä | Asun [osoite] vielä
Asuin Koulukadulla 5 vuotta | Asuin Koulukadulla 5 vuotta
Muutin Mannerheimintie 12 B 7, 00100 Helsinki viime vuonna | Muutin [osoite] viime vuonna
Paketti meni Koivukuja 3:een | Paketti meni [osoite]:een
I live at 12 High Street now | I live at [osoite] now
Deliver to Flat 3, 221B Baker Street, London | Deliver to [osoite]
Olen syntynyt 12.3.1980 Oulussa | Olen syntynyt [syntymäaika] Oulussa
Syntymäaika: 1.2.1975 | Syntymäaika: [syntymäaika]
I was born on 3 May 1980. | I was born on [syntymäaika].
Katso https://example.org/matti.virtanen/sivu | Katso https://example.org/[P01]/sivu
DOB 1980-03-12 | DOB [syntymäaika]
Uusi tunnukseni 010594Y9032 ei käy | Uusi tunnukseni [henkilötunnus] ei käy
Mitt personnummer 811218-9876 | Mitt personnummer [henkilötunnus]
My social security number is 023-01-0866 | My social security number is [henkilötunnus]
Passin numero on FP1234567 | Passin numero on [asiakirjan numero]
My driving licence number: MORGA657054 | My driving licence number: [asiakirjan numero]
My car AB12 CDE was towed | My car [rekisterinumero] was towed
Kone 83.150.12.7 estettiin | Kone [ip-osoite] estettiin
Seuraa @jane_doe siellä | Seuraa [käyttäjätunnus] siellä
Katso https://example.org/users/jane.doe?tab=1 | Katso https://example.org/users/[käyttäjätunnus]?tab=1
Katso https://example.org/x?email=a.b@example.org&y=1 | Katso https://example.org/x?email=[sähköposti]&y=1
Katso https://example.org/user/0401234567 | Katso https://example.org/user/[käyttäjätunnus]
Asun osoitteessa Vanha Turuntie 3 B | Asun osoitteessa [osoite]
Bor på Storgatan 5, 114 55 Stockholm nu | Bor på [osoite] nu
Osoitteeni on Keskikylä 12, Pöytyä. Lasku tuli | Osoitteeni on [osoite]. Lasku tuli
Posti menee PL 12, 00101 Helsinki | Posti menee [osoite]
Ring +46 70 123 45 67 nu | Ring [puhelin] nu
Mäki oli jyrkkä. | [P03] oli jyrkkä.
Lahti on kaupunki | [P04] on kaupunki
Toivolla oli lasku | [P03] oli lasku
TOIVO MÄKI maksoi. LAHTI, MYÖS. | [P03] maksoi. [P04], MYÖS.
Sen sanoi mr baker heti | Sen sanoi mr [P07] heti
rouva lahti maksoi | rouva [P04] maksoi
"""
KEPT = """
Toivon että lasku tulee ajoissa.
Anna palautetta tästä.
Will it work in the winter?
Kai se siitä selviää.
Ilma oli huono ja meri tyyni.
Tampere on kaupunki, aalto vei veneen, lahti ja mäki jäivät.
Osallistuja P07 sanoi saman kuin P12.
Tilausnumero 202611-0045 on hukassa.
Tilaus 1234567 tuli 21.11.2026 klo 10.30.
Lasku 12 345,50 euroa erääntyi 1.12.2026.
Laskun viite 1234 5678 9012 oli väärin.
Covid eli COVID-19 sotki kaiken.
ISO-900 ei riitä, katso UX-12 ja c-012+.
Koodit teema-3, C-012 ja OBS-123.
Versio 10.0.19.44 kaatui.
Tallensin tiedoston [muutettu teksti] ja [Matkakohde poistettu] nimellä.
It cost 100 000 000 euros in 2024.
In 2024 Google Drive was slow.
Versio 1.2.3 toimi paremmin kuin 1.10.0.
Odotin 040 minuuttia enkä 0,50 sekuntia.
Order 555-123-4567 never came.
Y-tunnukseksi annettiin 1234567-0.
Asiakaspolku 3 on pitkä.
Valtatie 4 oli poikki.
Katso https://example.org/sivu/0401234567
[Haastateltava nauraa] niin se meni
[P01] sanoi että [puhelin] ei toimi
Kello 12-14 tai 08.00-16.00 sopii, 3-5 kertaa.
Vuosina 2019-2024 hinta nousi 3-4 %.
Se oli kolmas kerta 2.3.2026.
Päivien mittaan anti parani, ainoa hyvä.
Syntyi sellainen kuva 12.3.2026 kokouksessa.
Palvelun tilanne 5 vuoden jälkeen
The price is right, bill me later.
Kohta 10.12 ja luku 3.4.5
Vaihteet 0800 12345 ja 020 7123456 ovat yritysten.
"""
LINES = [tuple(line.split(" | ")) for line in HIDDEN.strip().splitlines()]
MARK = re.compile(r"\[[^\]]+\]")


CASES = """
Pekka:Pekan Pekalle Pekkaa|Jukka:Jukan Jukkaakin|Heikki:Heikin Heikille Heikkiä|Antti:Antin Antilta|Marketta:Marketan|Satu:Sadun Satun
Outi:Outin Outille|Mäkelä:Mäkelän Mäkelälle|Koski:Kosken Koskelle|Lahti:Lahden Lahdelle|Järvi:Järven Järvelle|Niemi:Niemen Niemellä
Laine:Laineen Laineelle|Salminen:Salmisen Salmiselle Salmista|Korpi:Korven Korvelle|Aalto:Aallon Aallolle|Kangas:Kankaan Kankaalle
Seppä:Sepän Sepälle|Lehto:Lehdon Lehdolle|Sirkka:Sirkan|Åkerlund:Åkerlundin Åkerlundille|Lindqvist:Lindqvistin|Smith:Smithin Smithille
Markus:Markuksen Markukselle|Tuomas:Tuomaan Tuomakselle|Johannes:Johanneksen|Matias:Matiaksen|Henrik:Henrikin Henrikille|Jan:Janin Janille
Anne:Annen Annelle|Virpi:Virpin Virpille|Maarit:Maaritin Maaritille|Susan:Susanin|Eetu:Eetun Eetulle|Veikko:Veikon Veikolle|Kerttu:Kertun
Riitta:Riitan Riittaa|Mika:Mikan Mikalle|Hietanen:Hietasen Hietasille Hietasia|Ojala:Ojalan Ojalasta|Kallio:Kallion Kalliolle|Sari:Sarin
Anderson:Andersonin Andersonille|Mäki:Mäen Mäelle Mäkeä|Korhonen:Korhosenkin Korhosellako|Liisa:Liisaan Liisalta Liisahan|Lepistö:Lepistön
"""


@pytest.fixture(scope="module")
def mask() -> Mask:
    return Mask(PEOPLE)


@pytest.mark.parametrize(("text", "hidden"), LINES)
def test_a_person_is_replaced_by_a_mark_and_the_rest_of_the_sentence_stays(mask: Mask, text: str, hidden: str):
    assert mask.hide(text) == hidden


@pytest.mark.parametrize("told", [each for line in CASES.strip().splitlines() for each in line.split("|")])
def test_a_name_is_known_in_every_case(told: str):
    name, _, forms = told.partition(":")
    mask = Mask([Participant(id="P01", name=name)])
    assert [form for form in [name, *forms.split()] if mask.hide(f"eilen {form} kanssa") != "eilen [P01] kanssa"] == []


@pytest.mark.parametrize("text", KEPT.strip().splitlines())
def test_dates_sums_codes_and_everyday_words_are_left_alone(mask: Mask, text: str):
    assert mask.hide(text) == text


def test_the_made_set_is_met_with_no_person_missed_and_no_word_lost(mask: Mask):
    expected = [MARK.findall(hidden) for _, hidden in LINES] + [MARK.findall(text) for text in KEPT.strip().splitlines()]
    texts = [text for text, _ in LINES] + KEPT.strip().splitlines()
    assert len(texts) >= 80
    hits = [MARK.findall(mask.hide(text)) for text in texts]
    assert sum(map(len, hits)) == sum(map(len, expected))


def test_what_was_found_is_counted_by_kind_and_doubtful_names_are_left_for_a_person(mask: Mask):
    text = "Toivon että Virtanen soittaa 040 123 4567 tai matti@example.org, ja vielä Anna-Liisa Mäkinen."
    assert mask.found(text) == {"email": 1, "name": 2, "phone": 1, "possible-name": 1}
    assert mask.found("Lasku oli selkeä.") == {}


def test_a_name_that_two_people_share_is_hidden_without_saying_whose_it_is():
    mask = Mask([Participant(id="P01", name="Matti Virtanen"), Participant(id="P02", name="Liisa Virtanen")])
    assert mask.hide("Virtasen mielestä ja Liisa Virtasen mielestä") == "[nimi] mielestä ja [P02] mielestä"
    assert mask.hide("Matti ja Liisa") == "[P01] ja [P02]"


def test_a_person_in_several_studies_gets_the_code_of_the_study_at_hand():
    people = [Participant(id="A1", name="Matti Virtanen", study="laskutus"), Participant(id="B9", name="Matti Virtanen", study="muutto")]
    assert Mask(people, study="muutto").hide("Kysy Virtaselta") == "Kysy [B9]"
    assert Mask(people, study="laskutus").hide("Kysy Virtaselta") == "Kysy [A1]"
    assert Mask(people).hide("Kysy Virtaselta") == "Kysy [nimi]"


def test_somebody_of_another_study_is_hidden_without_a_code_that_means_somebody_else_here():
    people = [Participant(id="P01", name="Matti Virtanen", study="muutto"), Participant(id="P01", name="Liisa Korhonen", study="laskutus")]
    assert Mask(people, study="laskutus").hide("Matti ja Liisa") == "[nimi] ja [P01]"


NAMESAKES = """
Soitin Korhosen Pekalle | Soitin [nimi]
Soitin Korhosen Matille eilen | Soitin [nimi] eilen
Tapasin Liisa-Maria Korhosen | Tapasin [nimi]
Eilen Matti Korhonen, naapuri, soitti | Eilen [nimi], naapuri, soitti
Pekka Korhonen soitti | [nimi] soitti
Korhonen Matti soitti | [nimi] soitti
ja MATTI KORHONEN soitti | ja [nimi] soitti
Soitin Testi Korhoselle | Soitin [P01]
Soitin Korhosen Testille | Soitin [P01]
Testi Anneli Korhonen maksoi | [P01] maksoi
Soitin Korhoselle eilen | Soitin [P01] eilen
Silloin Korhonen suuttui | Silloin [P01] suuttui
Herra Korhonen maksoi | Herra [P01] maksoi
Sen maksoi Korhonen. Sitten se katosi | Sen maksoi [P01]. Sitten se katosi
Maksoin EUR Korhoselle | Maksoin EUR [P01]
Asun kuten Korhonen Esimerkkikatu 5 A 12 | Asun kuten [nimi] [osoite]
I met Mrs Smithson there | I met Mrs [P16] there
Mrs Smithson's bill | Mrs [P16]'s bill
I met Anna Smithson there | I met [nimi] there
Anna Smithson's bill | [nimi]'s bill
I met Sample Smithson there | I met [P16] there
Yesterday Smithson called, on Monday Smithson paid | Yesterday [P16] called, on Monday [P16] paid
"""


@pytest.mark.parametrize(("text", "hidden"), [tuple(line.split(" | ")) for line in NAMESAKES.strip().splitlines()])
def test_somebody_who_shares_a_surname_is_not_taken_for_the_participant(text: str, hidden: str):
    names = {"P01": "Testi Korhonen", "P16": "Smithson, Sample", "P02": "Pekka Laine"}
    mask = Mask([Participant(id=code, name=name) for code, name in names.items()])
    assert mask.hide(text) == hidden
    assert mask.hide(hidden) == hidden


DOUBTFUL = """
Silloin soitin Keijo Keksitylle ja hän auttoi. | 0
We asked Jane Anne Madeup about it. | 0
Soitin Severiina Keksitylle eilen. | 1
Silloin Lempi suuttui. | 1
Kai se siitä. | 1
Anna Keksitty soitti. | 1
Soitin sitten Keksiselle. | 1
Kollegani Hessu auttoi. | 1
Maijan mielestä se on kallis. | 1
Silloin Virtanem maksoi. | 1
Soitin [nimi] ja sitten lähdin. | 0
Asun lähellä, siellä missä Koekatu ja Uusi Koekatu ovat. | 0
Maksan sen Koekenttä Plussan kautta, Asiakaspalvelu Pohjoisesta vastasi. | 0
We use Google Drive and Direct Debit in New York on Monday March 3. | 0
I Paid The Bill Twice Last Week | 0
It is an ISO VATIA matter. | 0
"""


@pytest.mark.parametrize(("text", "words"), [tuple(line.split(" | ")) for line in DOUBTFUL.strip().splitlines()])
def test_words_that_may_name_somebody_are_told_and_not_replaced(text: str, words: str):
    mask = Mask(PEOPLE, known=("Koekenttä Oy", "Asiakaspalvelu"))
    assert mask.doubt(text) == int(words)
    assert int(words) == 0 or mask.hide(text) == text


def test_a_document_says_where_names_may_still_be_and_not_which():
    mask = Mask(PEOPLE)
    found = Found(key="koe/a.md", study="koe", kind="markdown", name="a.md", fingerprint="f")
    blocks = tuple(
        Block(f"¶{n}", text)
        for n, text in enumerate(("H: Kuka auttoi?", "P01: Silloin soitin Severiina Keksitylle ja Tuulalle.", "P01: Matti maksoi."), 1)
    )

    def told(**doubt: Callable[[str], int]) -> list[tuple[str, str]]:
        study = Study.model_validate({"id": "koe", "title": "Koe"})
        made = document(
            found, Material(blocks=blocks), study, SourceEntry(), Organisation.model_validate({"name": "x"}), mask.hide, **doubt
        )
        return [(issue.code, issue.what) for issue in made.issues if issue.code.endswith("-name")]

    hidden = (
        "hidden-name",
        "1 name that is not in the participants register, or that several participants share, was hidden as [nimi]: ¶2.",
    )
    assert told(doubt=mask.doubt) == [
        hidden,
        ("possible-name", "1 word or row of words may be the name of a person and was not hidden: ¶2."),
    ]
    assert told() == [hidden]


def test_square_brackets_do_not_hide_a_person_from_the_mask(mask: Mask):
    assert mask.hide("[Matti] sanoi") == "[P01] sanoi"
    assert mask.hide("[matti@example.org] sanoi") == "[[sähköposti]] sanoi"
    assert mask.hide("[soita 040 1234567]") == "[soita [puhelin]]"


def test_without_a_register_forms_are_still_hidden():
    assert Mask([]).hide("matti virtanen, matti@example.org") == "matti virtanen, [sähköposti]"


def test_the_order_of_the_register_does_not_matter():
    text = "Virtanen, Mäkinen, Toivo Mäki, Emily ja Baker"
    assert Mask(PEOPLE).hide(text) == Mask(PEOPLE[::-1]).hide(text)


@pytest.mark.parametrize("name", ["", " ", "-", "1", "X", "...", "von", "(ei nimeä)"])
def test_a_register_with_odd_names_harms_nothing(name: str):
    assert Mask([Participant(id="P01", name=name)]).hide("Lasku tuli eilen.") == "Lasku tuli eilen."


@given(st.text(max_size=200))
def test_hiding_twice_changes_nothing_more_whatever_the_text(text: str):
    once = Mask(PEOPLE).hide(text)
    assert Mask(PEOPLE).hide(once) == once


@given(
    st.lists(st.sampled_from([text for text, _ in LINES] + KEPT.strip().splitlines()), min_size=1, max_size=5),
    st.sampled_from([" ", "\n", " - ", " | "]),
)
def test_no_full_name_survives_any_neighbourhood(texts: list[str], between: str):
    hidden = Mask(PEOPLE).hide(between.join(texts)).casefold()
    assert not any(name in hidden for name in ("matti virta", "virtanen", "virtasen", "mäkisen", "emily", "131052-308t", "040 123 4567"))


def test_a_thousand_observations_take_less_than_half_a_second(mask: Mask):
    texts = ([text for text, _ in LINES] + KEPT.strip().splitlines()) * 12
    begun = time.process_time()
    for text in texts[:1000]:
        mask.hide(text)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "text", ["a" * 20_000 + " at", "1 " * 10_000, "at " + "a." * 10_000, "Matti " * 4_000, "+1" * 8_000, "[ " * 8_000, "Katu" * 4_000]
)
def test_no_text_however_odd_keeps_the_mask_busy(mask: Mask, text: str):
    begun = time.process_time()
    mask.hide(text)
    assert time.process_time() - begun < 1


def test_e_mail_and_accounts_of_a_public_set_are_found():
    folder = Path(os.environ.get("UOMA_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    file = folder / "personal-data" / "synth_dataset_v2.json"
    if not file.exists():
        pytest.skip("the shared data is not on this machine")
    wanted = {"EMAIL_ADDRESS": "email", "IBAN_CODE": "account"}
    mask, seen, missed = Mask([]), 0, 0
    for row in json.loads(file.read_text(encoding="utf-8")):
        for span in row["spans"]:
            if span["entity_type"] in wanted:
                seen += 1
                missed += span["entity_value"] in mask.hide(row["full_text"])
    assert seen > 20
    assert missed / seen <= 0.1
