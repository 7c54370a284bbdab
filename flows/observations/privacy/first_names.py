"""First names: what people are called in Finnish, Swedish and English, to notice somebody whom no register knows.

Most stand in the fi_FI, sv_SE, en_GB and en_US lists of Faker (MIT, copyright 2012 Daniele Faraglia and contributors; see LICENSES/Faker.txt).
"""

from __future__ import annotations

from functools import cache

_NAMES = """
aada aapeli aapo aarne aaro aaron aatos aatu abbas abbie abby abdi abdirahman abdul abdullah abdullahi abigail adam adele adnan adrian
adriana adrienne agne agnes agneta agnieszka ahmad ahmed ahti aija aila aili ailsa aimee aimo aina aino ainomaija airi aisha aki akseli
akusti alan alba albert alberto albin alec alejandra alejandro aleksandra aleksanteri aleksei aleksi alex alexa alexander alexandra
alexandria alexis alf alfons alfred algot ali alice alicia aliisa alina alisa alisha alison allan allen alli allison alma alpo alva alvar
alve alvin alyssa amadeus amalia amanda amber amelia amelie amin amina amir amira amy ana anas anastasia anders andre andrea andreas
andres andrew andrzej andré andréas andy anelma anette angel angela angelica angelika angelina angharad angie anita anitta anja anjali ann
anna anne anneke annele anneli annelie annemari annette anni annica annie anniina annika annikki annukka anselmi anssi antero anthony
anton antonia antonio antony antti anu aoife april arabella ari ariana ariel arja armas armi arne arnold aron arthur arto arttu artturi
artur arvid arvo ashlee ashleigh ashley asko aslak assar asta aston astrid atte audrey august aukusti auli aulikki aulis aune aurora
austin autumn axel ayaan bailey barbara barbro barry beata beatrice beatrix becky belinda bella ben bengt benjamin benny berit bernard
berndt bernhard bernt bert bertil bertta beth bethan bethany betty beverley beverly bianca bill billy birger birgit birgitta bjarne björn
blake bob bobby bodil boel bonnie boris brad bradley brady brandi brandon brandy breanna brenda brendan brent brett brian briana brianna
bridget brita britt britta brittany brittney bronwyn brooke bror bruce bruno bryan bryce börje caitlin caitlyn cajsa caleb callum calvin
cameron camilla candace candice carin carina carita carl carla carlos carly carmen carol carola carole carolin carolina caroline carolyn
carrie casey casper cassandra cassidy cassie catarina catharina catherine cathrine cathy catrin cecilia celine cerys cesar chad charlene
charles charlie charlott charlotta charlotte chase chelsea chelsey cheryl cheyenne chloe chris christel christer christian christie
christin christina christine christofer christoffer christopher christy cindy claes claire clara clare clarence clas claudia clayton
clementine clifford clinton clive cody cole colin colleen collin colton connie connor conny conor cordelia corey cornelia cory courtney
craig cristian cristina crystal curt curtis cynthia daavid dag dagmar dagny daisy dakota dale dalton damian damien damon dan dana daniel
daniela daniella danielle danny dante darin darius darlene darrell darren darryl daryl dave david dawn dean deanna debbie deborah debra
declan deepak denis denise dennis derek derrick desiree desirée destiny devin devon diamond diana diane dick dillon dmitri dominic
dominique don donald donna doris dorothy douglas drew duane duncan dustin dwayne dylan earl ebba ebbe ebony eddie edgar edit edith eduardo
edvard edvin edward edwin eelin eelis eemeli eemi eemil eerik eero eetu eeva eevert egon eija eila eileen einar einari eine eino eira
eivor elaine eleanor elena eleonor eleonora elias eliina eliisa elijah elin elina elinor elis elisa elisabet elisabeth elise elizabeth
ella elle ellen elli ellie ellinor elliot elliott elly elma elmer elmeri elmo elna elof elsa else elsie elsy elton elviira elvin elvira
elvis elvy emanuel emelie emil emilia emilie emilio emily emma emmi emmy enar engla enni ensio eoin eppu eric erica erik erika erin erja
erkki erland erling erna ernest erno ernst esa eskil esko essi estelle ester esteri esther ethan ethel eugen eugene eva evald evan
eveliina evelina evelyn evert evy ewa ewan fabian faith fanni fanny fatima fatuma felicia felix ferdinand fergus fernando filip filippa
fiona florence folke frances francesca francis francisco frank franklin frans fred frederick fredric fredrik fredrika freja frida fritz
gabriel gabriela gabriella gabrielle gail gareth garrett garry gary gavin gemma gene geoffrey georg george georgia georgina gerald
geraldine gerard gerd gerda gerhard gert gertrud gilbert gillian gillis gina gisela glen glenda glenn gloria gordon gottfrid grace graeme
graham grant greg greger gregg gregory greta gudrun gun gunborg gunhild gunilla gunnar gunnel gunvor gustaf gustav guy gwendolyn göran
gösta göte hailey haley hamid hamish hampus hamza hanna hannah hannele hannes hanni hannu hans harald harold harri harriet harry hasan
hassan hayden hayley hazel heather hector hedda hedvig heidi heikki heini helen helena helene helga helge heli helinä heljä helka hellevi
hellin helmer helmi helvi helén heléne hemmo henna henni henning henri henric henrietta henrik henrikki henry herbert herkko herman
hermanni hertta hetti hilary hilda hilding hilkka hillamaija hillevi hilma hilppa hiroshi hjalmar hjördis hodan holger hollie holly howard
hugh hugo hunter hussein håkan iain ian ibrahim ida idun iida iidaliina iina iiris iiro iisakki iivari iivo ilari ilkka ilma ilmari ilona
ilpo ilse immanuel imogen ina inari ines inez ing inga ingalill inge ingeborg ingegerd ingegärd ingela ingemar inger ingmar ingrid ingvar
inkeri irene irina iris irja irma irmeli iréne isa isaac isabel isabell isabella isabelle isac isaiah isak isko isla ismail ismo isto ivan
ivar jaakkima jaakko jaakob jaana jack jackie jackson jaclyn jacob jacqueline jade jaime jake jakob jalmari jamal james jami jamie jan
jane janet janette jani janice janika janina janita janna janne jared jari jarkko jarl jarmo jarno jasmin jasmine jason jasperi javier jay
jayne jean jeanette jeanne jeff jeffery jeffrey jekaterina jemima jemina jemma jen jenna jenni jennie jennifer jenny jens jere jeremiah
jeremy jerker jermaine jerome jerry jesper jess jesse jessica jesus jill jillian jim jimi jimmie jimmy jirina joachim joacim joakim joan
joann joanna joanne jocelyn jodi jodie jody joe joel johan johanna johannes john johnathan johnny joline jon jonas jonatan jonathan
jonathon joni jonna jonne jonny joona joonas joonatan jordan jorge jorma jose josef josefiina josefin josefina josefine joseph josephine
josh joshua josé jouko jouni joy joyce juan judith judy juha juhana juhani juho jukka julia julian julie julius julle june juni jussi
justin jutta juulia juuso jyri jyrki jörgen kaapo kaappo kaarina kaarle kaarlo kai kaija kaino kaisa kaisu kaitlin kaitlyn kaj kajsa
kalervo kalevi kalle kara karen kari karim karin karina karita karl karla karoliina karolina karri kasper kasperi kata katariina katarina
katarzyna kate katelyn katharina katherine kathleen kathryn kathy kati katie katja katri katriina katrin katrina katy kauko kauno kaur
kayla kaylee kayleigh keijo keisha keith kelli kellie kelly kelsey kendra kenji kennet kenneth kenny kent kenth kerkko kerri kerry kerstin
kerttu kerttuli kevin khadija khaled khalid kian kiara kieran kiira kikka kim kimberley kimberly kimmo kirk kirsi kirsikka kirsten kirsti
kirsty kjell klara klas klaus knut konrad konsta kosti krista kristen krister kristi kristian kristie kristiina kristin kristina kristine
kristjan kristo kristofer kristoffer kristopher kristy krystal krzysztof kuisma kukka kullervo kumar kurt kustaa kyle kylie kyllikki
kyösti lacey lage lahja laila lance lara lari larry lars lasse lassi latasha latoya laura lauren lauri laurie lawrence layla lea leah
leanne lee leea leena leeni leevi leia leif leigh leila lempi lena lennart lenni leo leon leona leonard leonardo leopold leroy lesley
leslie levi lewis liam liinu liis liisa lilian lilja lill lillemor lilli lilly lily lina linda lindsay lindsey ling linh linn linnea
linnéa linus lis lisa lisbet lisbeth lise liselott liselotte liv livia liz logan loke lonnie loretta lori lorraine lott lotta lotte loui
louie louis louise lova love lovis lovisa lowe lucas lucia lucy ludmila ludvig ludwig luis lukas luke luna luukas lydia lykke lynda lynn
lynne maaret maaria maarika maarit maaru mackenzie madeleine madelene madeline madison magdalena maggie magnus mahdi mahmoud maija maini
maire maj maja majken majvor makayla malcolm malgorzata malik malin malla mallory malte malva mandy manfred manta manu manuel marc marcia
marcin marco marcus marek margaret margareta margaretha margit margot margret mari maria mariah mariam marian mariana mariann marianna
marianne marie mariella marietta mariia marika marilyn marina mario marion marisa mariska marissa marit marita maritta marja marjaana
marjatta marjo marjukka marjut mark marketta markku marko markus marleena marlene marta martha martin martina martta martti martyn marvin
mary maryam mason matheo mathew mathias mathilda matias matilda matleena mats matt matteo matthew matti mattias matts maud mauno maura
maureen mauri maurice mauritz max maximilian maxwell may maya mckenzie meagan meeri meg megan meghan mehmet mei meja melanie melina
melinda melissa melker melody melvin melwin mercedes meredith meri merja mervi mette mia micael michael michaela michal micheal michel
michele michelle miguel miia miika miikkael mika mikael mikaela mikayla mike mikko mila milan milla millie milo milton mimmi mimosa mina
mindy minea minh minna mio mira miranda mirella miriam mirja mirjam mirjami mirkka miro mirva misty mitchell moa mohamad mohamed mohammad
mohammed molly mona monica monika monique moona morag morgan muhammad mustafa märta märtha måns mårten nadia nadja nancy nanna naomi
natalia natalie natanael natasha nathalie nathan nathaniel nea neil nella nelli nellie nelly neo nguyen niamh nicholas nichole nick
nicklas niclas nicola nicolas nicole nigel niila niilo niina niklas niko nikola nils nina ninni noa noah noel noora nora norma norman nour
nova nuutti oili oiva okko ola olav olavi ole oleg olga oliver olivia oliwer olle olli olof olov omar onerva onni oona orvokki oscar oskar
oskari osman osmo ossi ossian otso ottilia otto outi ove owe owen paavali paavo padraig paige pam pamela parker pasi patric patricia
patrick patrik patty paul paula pauli pauliina paulina pauline pawel peder pedro peetu peggy pekka pekko pelle penny pentti peppi per
pernilla perry pertti peter petja petra petri petter petteri philip phillip phyllis pia pierre pietari pihla piia pinja piotr piritta
pirjo pirkko pontus preston priscilla priya päivi päivikki päiviö pär raakel rachael rachel rafael ragnar ragnhild rahul raija raili raimo
raine rainer raisa ralf ralph rami ramona randall randy rasmus rauha rauni rauno raven ray raymond rebecca rebecka rebekah reece reeta
reetta regina reginald reijo reima reine reinhold reino reita reko rene renee renée reza rhonda rhys ricardo richard rick rickard rickey
ricky rigmor riia riikka riina riitta rikard riku riley rinna risto rita ritva rob robert roberta roberto robin robyn rodney roger roland
rolf ronald roni ronja ronnie ronny roope roosa rosa rosalind rose rosemary rosie rosita ross roy ruben rudolf rune russell rut ruth ryan
saana saara sabina sabrina saga said saija saila saimi sakari saleh salla salli sally sam samantha sami samir samira samppa samu samuel
samuli sandra sandy sanjay sanna sanni santeri santtu saoirse sara sarah sari saska satu savannah scott sean sebastian seela seelia seidi
seija selena selma senja seppo sergei sergio seth severi shane shannon shari sharon shaun shawn shawna sheena sheila shelby shelia shelley
shelly sheri sherri sherry sheryl shirley sian sierra sigfrid sigge signe sigrid sigurd sigvard siim siina siiri silja silva silvia
simeoni simo simon simone sinead sini sinikka siobhan siri sirje sirkka sirkku sirpa sirre siru sisko siv sivert sixten sofi sofia sofie
soili sointu solja solveig sonia sonja sonny sonya sophia sophie spencer stacey stacie stacy staffan stanley stefan stefanie stella
stellan sten stephanie stephen steve steven stewart stig stina stuart sture sue sulevi sulo summer sune susan susann susanna susanne suvi
suzanne svante svea sven svetlana sydney sylvi sylvia sören taavetti taavi tabitha tage taija taimi taina taisto tamara tami tammie tammy
taneli tanja tanner tanya tapani tapio tara tarja taru tasha tatjana tatu tauno taylor tea ted teea teemu teija tellervo teodor terence
teresa terese teresia terhi tero terrance terrence terri terry terttu tess teuvo thea theo theodor theodore theres theresa therese
theresia therése thomas thor thore thure tiffany tiia tiina tiit tilda tilde tim timo timothy tina tindra tinja tobias toby todd toini
toivo tom tomas tomasz tomi tommi tommy toni tony tonya topias tor tora torbjörn tord tore torgny torsten torsti tova tove tracey traci
tracie tracy travis trevor tricia trish tristan troy tuija tuire tuomas tuomo ture tuukka tuula tuuli tuulia tuulikki tuva tyler tyra
tyrone tytti ulf ulla ulrica ulrik ulrika uno uolevi urban urho urmas urpo usko uuno valborg valdemar valentin valentina valerie valter
valtteri vanessa vanja vappu varma varpu veera veeti vega veijo veikko veini veli velimatti vendela venla vera verna verner verneri vernon
veronica veronika vesa vicki vickie vicky victor victoria vidar vide vieno viggo viivi viki viking viktor viktoria vilgot vilhelm
vilhelmiina vilhelmina vilho vili viljami viljo ville vilma vilmer vincent viola virginia virpi visa viveka vivianne vladimir voitto
vuokko väinämö väinö waldemar walter wanda warren wayne wei wendy werner wesley whitney wilhelm wilhelmina wille william willie willy
wilma wilmer winifred wyatt xavier yasmin yelena yesenia ylermi ylva yngve yolanda yousef yrjänä yrjö yuki yusuf yvette yvonne zach
zachary zahra zoe åke åsa åse örjan östen
"""


@cache
def first_names() -> frozenset[str]:
    """First names, casefolded; parts of double names apart. Which of them are everyday words too: `homonyms`."""
    return frozenset(_NAMES.split())
