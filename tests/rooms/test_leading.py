"""The guide check: which questions lead, close, suppose or join two, in Finnish and in English, and which are left alone."""

from __future__ import annotations

import pytest

from flows.model.noun import Words
from flows.questions.leading import flags

GOOD, CLOSED, LEADING, SUPPOSING, DOUBLE = "", "closed", "leading", "hypothetical", "double"

FINNISH = [
    ("Kerro, miten viimeisin lasku tuli maksetuksi.", GOOD),
    ("Miten viimeisin lasku tuli maksetuksi?", GOOD),
    ("Mitä teit, kun vika huomattiin?", GOOD),
    ("Milloin viimeksi otit meihin yhteyttä?", GOOD),
    ("Kuka teillä hyväksyy laskut?", GOOD),
    ("Miksi päädyit soittamaan?", GOOD),
    ("Mikä siinä oli sinulle tärkeää?", GOOD),
    ("Miksi se on sinulle tärkeää?", GOOD),
    ("Mikä palvelussa toimii, mikä ei?", GOOD),
    ("Voisitko kertoa tavallisesta työpäivästäsi?", GOOD),
    ("Voitko näyttää, miten teet sen?", GOOD),
    ("Kertoisitko, mitä tapahtui?", GOOD),
    ("Kuvailisitko tilannetta tarkemmin?", GOOD),
    ("Muistatko, milloin kävit portaalissa viimeksi?", GOOD),
    ("Haluaisitko kertoa siitä esimerkin?", GOOD),
    ("Saako haastattelun nauhoittaa?", GOOD),
    ("Sopiiko, että aloitamme?", GOOD),
    ("Onko vielä jotain muuta, mitä emme kysyneet?", GOOD),
    ("Tuleeko mieleen muuta?", GOOD),
    ("Onko sinulla kysyttävää meiltä?", GOOD),
    ("Kuinka usein tarkistat lämpötilan?", GOOD),
    ("Kuinka monta ihmistä laskua käsittelee?", GOOD),
    ("Millainen oli ensimmäinen viikko asiakkaana?", GOOD),
    ("Koko prosessi alusta loppuun: mitä siinä tapahtui?", GOOD),
    ("Mitä tapahtui sen jälkeen?", GOOD),
    ("Kun lasku saapuu, mitä teet ensin?", GOOD),
    ("Entä sitten?", GOOD),
    ("Miten kuvailisit yhteistyötä?", GOOD),
    ("Kenen kanssa puhuit asiasta?", GOOD),
    ("Pankkoon tai verkkoon liittyvät viat.", GOOD),
    ("Verkkokauppa vai myymälä: mistä tilasit viimeksi?", GOOD),
    ("Niinkö?", GOOD),
    ("Kuinka hyvin tunnet sopimuksen sisällön?", GOOD),
    ("Onko lasku selkeä?", CLOSED),
    ("Maksatko laskun heti?", CLOSED),
    ("Oletko tyytyväinen palveluun?", CLOSED),
    ("Käytättekö portaalia joka viikko?", CLOSED),
    ("Onks tää tuttu juttu?", CLOSED),
    ("Ja luetko kuukausiraportin?", CLOSED),
    ("Entä tiedätkö, kehen ottaa yhteyttä?", CLOSED),
    ("Kun lasku saapuu, tarkistatko sen rivit?", CLOSED),
    ("Pitääkö paikkansa, että hinta nousi?", CLOSED),
    ("Soitatko vai kirjoitatko?", CLOSED),
    ("Löytyikö tieto helposti?", CLOSED),
    ("Joko olet kokeillut uutta sovellusta?", CLOSED),
    ("Kerro viime käynnistä. Tuliko asentaja ajallaan?", CLOSED),
    ("Onkohan teillä oma huoltomies?", CLOSED),
    ("Onko lasku selkeä vai eikö ole?", CLOSED),
    ("Eikö lasku ole hankala?", LEADING),
    ("Etkö ole huomannut parannusta?", LEADING),
    ("Lasku on nyt selkeämpi, eikö niin?", LEADING),
    ("Lasku on nyt selkeämpi, eikö?", LEADING),
    ("Tämä on parempi, vai mitä?", LEADING),
    ("Miksi sähköinen lasku on parempi kuin paperinen?", LEADING),
    ("Miksi on hyvä, että huolto käy kuukausittain?", LEADING),
    ("Kuinka hyvä uusi portaali on?", LEADING),
    ("Kuinka helppoa maksaminen oli?", LEADING),
    ("Miten turhauttavaa odottaminen oli?", LEADING),
    ("Kuinka paljon pidit uudesta sovelluksesta?", LEADING),
    ("Oletko samaa mieltä, että hinta on kohdallaan?", LEADING),
    ("Käytät varmaan portaalia?", LEADING),
    ("Olethan tyytyväinen huoltoon?", LEADING),
    ("Moni pitää raporttia pitkänä, pidätkö sinäkin?", LEADING),
    ("Ostaisitko tällaisen palvelun?", SUPPOSING),
    ("Käyttäisitkö sovellusta, jos se olisi ilmainen?", SUPPOSING),
    ("Suosittelisitteko meitä muille?", SUPPOSING),
    ("Kuinka paljon maksaisit tästä?", SUPPOSING),
    ("Mitä tekisit, jos huolto lopetettaisiin?", SUPPOSING),
    ("Olisitko valmis vaihtamaan yhtiötä?", SUPPOSING),
    ("Olisiko teillä käyttöä varauskalenterille?", SUPPOSING),
    ("Miten luet raportin ja mitä teet sille sen jälkeen?", DOUBLE),
    ("Milloin lasku saapuu ja kuka sen hyväksyy?", DOUBLE),
    ("Luetko laskut ja arkistoitko ne?", "closed double"),
    ("Mitä teit ja miksi?", GOOD),
    ("Mikä toimii ja mikä ei?", GOOD),
    ("Kauanko korjaus kesti?", GOOD),
    ("Montako laskua saatte kuussa?", GOOD),
    ("Paljonko siihen menee aikaa?", GOOD),
    ("Onko jotain, mitä emme ole kysyneet?", GOOD),
    ("Mitä tekisit toisin?", GOOD),
    ("Oliko aloituspalaveria?", CLOSED),
    ("Annatko huollolle avaimen?", CLOSED),
    ("Mitä muuttaisit ensimmäisenä?", GOOD),
    ("", GOOD),
]

ENGLISH = [
    ("Tell me how the last invoice got paid.", GOOD),
    ("How did the last invoice get paid?", GOOD),
    ("What did you do when the fault was noticed?", GOOD),
    ("When did you last contact us?", GOOD),
    ("Who approves the invoices?", GOOD),
    ("Why did you decide to ring?", GOOD),
    ("Why is that important to you?", GOOD),
    ("Could you tell me about a usual day?", GOOD),
    ("Can you walk me through the last visit?", GOOD),
    ("Would you describe what happened?", GOOD),
    ("Do you remember the last time it broke down?", GOOD),
    ("May I record this interview?", GOOD),
    ("Is it OK if we begin?", GOOD),
    ("Is there anything else you would like to tell us?", GOOD),
    ("Do you have any questions for us?", GOOD),
    ("How often do you check the temperature?", GOOD),
    ("How many people handle the invoice?", GOOD),
    ("What was the first week as a customer like?", GOOD),
    ("When the invoice arrives, what do you do first?", GOOD),
    ("What happened next?", GOOD),
    ("And then?", GOOD),
    ("Did the technician come on time.", GOOD),
    ("Have a look at this page and think aloud.", GOOD),
    ("How would you describe working with us?", GOOD),
    ("How good are you at reading contracts?", GOOD),
    ("Whom did you talk with about it?", GOOD),
    ("What works and what does not?", GOOD),
    ("Where were you at the time?", GOOD),
    ("Which parts of the report do you read?", GOOD),
    ("What were you hoping for?", GOOD),
    ("Do you pay the invoice at once?", CLOSED),
    ("Is the invoice clear?", CLOSED),
    ("Are you happy with the service?", CLOSED),
    ("Did the technician come on time?", CLOSED),
    ("Have you used the portal?", CLOSED),
    ("And do you read the monthly report?", CLOSED),
    ("So, was it what you expected?", CLOSED),
    ("When the invoice arrives, do you check its rows?", CLOSED),
    ("Can you find the contract in the portal?", CLOSED),
    ("Do you ring or write?", CLOSED),
    ("Tell me about the last visit. Was it on time?", CLOSED),
    ("Has the price gone up?", CLOSED),
    ("Does anyone else read it?", CLOSED),
    ("Should the report be shorter?", CLOSED),
    ("Don't you think the invoice is confusing?", LEADING),
    ("Don’t you find it slow?", LEADING),
    ("Isn't the new portal better?", LEADING),
    ("Wouldn't you rather pay online?", LEADING),
    ("How great was the new portal?", LEADING),
    ("How easy was it to pay?", LEADING),
    ("How frustrating was the wait?", LEADING),
    ("How much did you like the new app?", LEADING),
    ("Would you agree that the price is fair?", LEADING),
    ("Do you agree with the new terms?", LEADING),
    ("Would you say that the invoice is clear?", LEADING),
    ("The invoice is clearer now, isn't it?", LEADING),
    ("It was quick, right?", LEADING),
    ("Why is our portal better than the telephone?", LEADING),
    ("Surely you read the report?", LEADING),
    ("Most customers find the report long; how about you?", LEADING),
    ("Would you buy a service like this?", SUPPOSING),
    ("Would you use the app if it were free?", SUPPOSING),
    ("How much would you pay for it?", SUPPOSING),
    ("How likely would you be to switch?", SUPPOSING),
    ("What would you do if the service ended?", SUPPOSING),
    ("If we offered a calendar, would you use it?", SUPPOSING),
    ("Will you recommend us?", SUPPOSING),
    ("How do you read the report and what do you do with it?", DOUBLE),
    ("When does the invoice arrive and who approves it?", DOUBLE),
    ("Do you read and file the invoices?", "closed double"),
    ("What did you do, and why?", GOOD),
    ("What would you do differently?", GOOD),
    ("Does that still work for you?", GOOD),
    ("Would you be open to speaking with us again?", GOOD),
    ("How long did the repair take?", GOOD),
    ("Has anybody looked into it?", CLOSED),
    ("", GOOD),
]


def told(words):
    return " ".join(dict.fromkeys(flag.kind for flag in flags(words)))


@pytest.mark.parametrize(("question", "expected"), FINNISH)
def test_a_finnish_question_is_flagged_for_what_is_amiss_and_nothing_else(question, expected):
    assert told(Words(fi=question)) == expected


@pytest.mark.parametrize(("question", "expected"), ENGLISH)
def test_an_english_question_is_flagged_for_what_is_amiss_and_nothing_else(question, expected):
    assert told(Words(en=question)) == expected


@pytest.mark.parametrize("question", ["Onko lasku selkeä?", "Is the invoice clear?"])
def test_one_text_for_both_languages_is_read_in_its_own(question):
    (flag,) = flags(Words(fi=question, en=question))
    assert (flag.kind, flag.language) == ("closed", "fi" if "ä" in question else "en")


def test_both_languages_are_looked_at_and_each_flag_says_how_to_open_it():
    found = flags(Words(fi="Onko lasku selkeä?", en="Don't you think it is clear?"))
    assert [(flag.language, flag.kind) for flag in found] == [("fi", "closed"), ("en", "leading")]
    assert all(flag.hint.fi and flag.hint.en for flag in found)
