"""Homonyms: first names and surnames that are everyday words too, or names of companies and places: alone they prove nothing."""

from __future__ import annotations

from functools import cache

_FIRST = """
aamu aarre ahti aino aki alku anna armas armi arvo aura auri auvo hanna helmi hely hilja hilla hymy ilma ilo ilta immi impi inka
into iris jalo jani joki kai kaiku kaino kaisla kanerva kari kauko kauno keijo kesä kielo kirsikka kosti kukka kulta lahja laina
laulu lemmikki lempi lilja loimu lumi lyyli maini mainio mari marja marjo meri mielikki nuppu nurmi oiva oma onni orvokki otso
otto paju pilvi päivi päivikki päivö raita rauha rauni rauno retu ruusu ruut sade salama sampo sani sari satu sini sisu soile
sointu sulo suoma suvi taika taimi taisto tapio tarmo taru tatu terhi terho terttu toivo tuisku tuki tuli tulppu tuomi tuttu tuuli
tuulia tyyne uljas unelma untuva urho utu valto vanamo vapaa varma varpu vaula veikko venla veri vesa vieno vilho vilja viljo
villi virpi visa visi voitto vuokko
"""
_LAST = """
aalto aho ahola alho haapa hakala halla hanhi hauki heino heinä hiekka hirsi hirvi holma honka huhta hukka joki juva järvi kaisla kallio
kangas karhu kari kaski kataja kekki kettu kivi koivu korpi koski kotka kulma kunnas kurki kuusi käki kärki laakso lahti laine lampi lapsi lehti
lehto leino lepistö leppä linna lintu lohi louhi lovi luoma luoto maa metsä mäki mänty niemi niitty noro nurmi oja oksa orava orsi paasi pelto
peura piha pihlaja puisto puro pursi rae raja ranta rauta rinne ruusu saari sainio salama salmi salo sarvi seppä sillanpää silta suo suomi
susi suutari syrjä sääksi sääski tammi tarkka tikka tuomi turpa tähti uusi vaara valli valo valta varis vesi virta vuori
"""
_ENGLISH = """
abbot ace angel april archer art ash august autumn baker banks barber basil bass bay bell berry best bill bishop black bloom blue
bond bow brook brooks brown buck buddy bush butcher carol carpenter carter case cash chance chase cherry christian church clay
cliff cook cooper crystal daisy dale dawn day dean destiny dick don drake drew duke earl eve faith farmer field fields finch
fisher floor flower ford forest fox france frank frost gale gardener gene ginger gold grace grant gray green grey guy hall hardy
harmony hazel heath heather hill holly honey hope hunt hunter iris ivy jack jade jasmine jay jean jewel joy judge june
justice kay kelly king kitty knight lake lance lane lily little london long love luck major marina mark marsh marshall martin
mason max may melody mercy merry miles miller mills mint misty moon moss nick noble norm north olive page paris park parker parks
pat patience pearl penny pepper pierce piper poppy porter power price prince queen rain ray red reed rich rivers rob robin rock
rod roman rose ruby rusty sage sandy savage sharp shepherd short silver skip sky small smart smith snow sonny south speed spencer
spring star stone storm strong sue summer summers sunny swan tanner taylor temple thorn tim trinity turner violet wade walker wall
ward waters watts weaver weeks wells west white will willow winter wise wolf wood woods worth young
"""

_NAMES_OF_THINGS = """
alan alexa ali alli alma alva asko aurora bor boris britt cassandra chelsea dallas edit elin elisa florence francisco georgia gun
heini helen ina inari ing israel jemina joe jordan kaisu kata kate lea lean lista loke luke mercedes milan miro mona neo nova ole
olle ove owe paige per perry phoenix pietari robin saga salla salli san santa simo siri sophia stella sten sydney tesla tor tora
troy urban usko valencia vera viking virginia
"""


@cache
def common_words() -> frozenset[str]:
    """Names, casefolded, that are everyday words as well."""
    return frozenset(f"{_FIRST} {_LAST} {_NAMES_OF_THINGS}".split()) | _english()


def everyday(plain: str, bases: frozenset[str]) -> bool:
    """Whether a form of these names may be an everyday word. An English word with a Finnish ending (`Smithin`) is one no longer."""
    foreign = frozenset(base for base in bases & _english() if len(base) > 4 and plain.startswith(base) and plain != base)
    return bool((bases - foreign) & common_words())


@cache
def _english() -> frozenset[str]:
    return frozenset(_ENGLISH.split())
