"""Nothings: whole answers that say nothing, as people write them to the last box of a form."""

from __future__ import annotations

FINNISH = """
ei / ei mitään / ei mitä / ei ole / ei oo / ei ole mitään / ei mitään erityistä / ei mitään mainittavaa / ei mitään lisättävää /
ei muuta / eipä erityistä / ei erityistä / ei mitään erityisempää / ei tule mieleen mitään /
ei tule mieleen / ei tule mitään mieleen / ei nyt tule mieleen / ei tule nyt mitään mieleen / en / en osaa sanoa / en
mitään / en tiedä / en keksi mitään / en osaa / en osaa vastata / en halua vastata / eos / ei kommentoitavaa / ei kommentteja / ei
lisättävää / ei valittamista / ei ongelmia / ei mitään valittamista / eipä mitään / eipä kai mitään / eipä juuri mitään / eipä /
joo / juu / kyllä / niin / no niin / aha / mm / mhm / hmm / kiitos / kiitti / kiitos paljon / kiitoksia / paljon kiitoksia /
kiitos kaikesta / ei kiitos / hyvä / hyvin / kaikki hyvin / kaikki hyvä / kaikki ok / kaikki kunnossa / kaikki on hyvin / ihan
hyvä / ihan ok / ok / okei / okay / jees / jep / moi / hei / terve / moikka / hyvää päivää / ei kysyttävää / ei vastausta /
puuttuu / ei tähän mitään / ei tällä hetkellä / ei tällä kertaa / ei tällä hetkellä mitään / ei mulla muuta / ei minulla muuta /
ei mitään muuta / ei mitään uutta / ei mitään kommentoitavaa / ei mitään kysyttävää / ei mitään ongelmia / ei muuta lisättävää / ei
ole mitään lisättävää / ei ole kysyttävää / ei ole ongelmia / ei ole ollut ongelmia / ei mitään valitettavaa / ei valitettavaa / en
muista / en oikein osaa sanoa / en osaa nyt sanoa / mä en osaa sanoa / en mä tiedä / en minä tiedä / vaikea sanoa / ei mielipidettä /
kaikki toimii / kaikki toimi / kaikki toimi hyvin / kaikki meni hyvin / kaikki sujui hyvin / kaikki ollut hyvin / kaikki on ollut
hyvin / ihan hyvin / oikein hyvä / oikein hyvin / tosi hyvä / hyvä näin /
hyvää päivänjatkoa / mukavaa päivää / tyhjä / sama / sama kuin edellä / ks edellinen / katso edellinen / ei koske minua
"""

ENGLISH = """
nothing / nothing really / nothing at all / nothing to add / nothing else / nothing comes to mind / nothing much / none / no /
nope / nah / n a / na / not applicable / no comment / no comments / no thanks / no thank you / not really / not sure / don't know
/ i don't know / dont know / i dont know / dunno / idk / no idea / no answer / no opinion / no problems / no issues / no
complaints / all good / all ok / all fine / everything is fine / everything is good / everything was fine / everything was good /
everything ok / all is well / fine / good / great / it's fine / it's good / yes / yeah / yep / yup / sure / right / uh huh /
thanks / thank you / thank you very much / thanks a lot / many thanks / hi / hello / same / same as above / see above / as above /
test / testi / null / nan / none really / nil /
nothing at the moment / nothing for now / nothing at this time / not at the moment / not at this time / nothing to report /
nothing to say / nothing more / nothing more to add / nothing else to add / nothing specific / nothing in particular / nothing
special / nothing i can think of / nothing that i can think of / can't think of anything / cannot think of anything / i can't think
of anything / can't say / i can't say / hard to say / i have nothing to add / i have no comments / i have no complaints / no further
comments / no other comments / no comments at this time / no suggestions / no concerns / no complaints at all / no problems at all /
everything is ok / everything is great / everything was great / everything was ok / everything is perfect / everything was perfect /
everything works / everything worked / everything works fine / everything went well / all went well / all was well / all was good /
all very good / very good / keep up the good work / have a nice day
"""
