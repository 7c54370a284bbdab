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
puuttuu / tyhjä / sama / sama kuin edellä / ks edellinen / katso edellinen / ei koske minua
"""

ENGLISH = """
nothing / nothing really / nothing at all / nothing to add / nothing else / nothing comes to mind / nothing much / none / no /
nope / nah / n a / na / not applicable / no comment / no comments / no thanks / no thank you / not really / not sure / don't know
/ i don't know / dont know / i dont know / dunno / idk / no idea / no answer / no opinion / no problems / no issues / no
complaints / all good / all ok / all fine / everything is fine / everything is good / everything was fine / everything was good /
everything ok / all is well / fine / good / great / it's fine / it's good / yes / yeah / yep / yup / sure / right / uh huh /
thanks / thank you / thank you very much / thanks a lot / many thanks / hi / hello / same / same as above / see above / as above /
test / testi / null / nan / none really / nil
"""
