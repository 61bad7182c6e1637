"""Words of everyday language that stand where a name could stand, and the shapes Latin words have.

A name is told from prose by its form alone, without a checklist. Two things give prose away: a word that people use
for animals, colours, places or answers, and an ending that Latin names do not have.
"""

import re

FIRST_WORDS = frozenset(
    """
    a an the this that these those there here it its his her their our your my we you they he she i one two three four
    some any all no none not nothing never neither nor each every both another other several many few more most much
    less least and or but if then else when where while who whom whose which what why how is are was were be been being
    am has have had do does did done can could may might must shall should will would cannot let please sorry hello ok
    okay yes yeah sure thanks thank maybe perhaps possibly probably likely unlikely clearly definitely certainly
    apparently presumably approximately about above across after against along among around as at before behind below
    beneath beside between beyond by despite down during except for from in inside into like near of off on onto out
    outside over past per since through throughout till to toward towards under until up upon with within without via
    unable unidentified unknown undetermined indeterminate unidentifiable unclear uncertain unsure unspecified
    unrecognised unrecognized unconfirmed ambiguous inconclusive insufficient multiple various mixed misc miscellaneous
    empty blank blurry blurred dark nothing null nan nil error failed failure warning note answer result results output
    response based given according also additionally however therefore because although though unfortunately image
    images photo photos picture pictures photograph camera trap frame video scene background foreground subject object
    species animal animals bird birds mammal mammals insect insects reptile reptiles amphibian amphibians fish fishes
    plant plants tree trees flower flowers creature specimen individual individuals organism wildlife human humans
    person people man men woman women child children adult juvenile immature male female young baby old new first
    second third last next same different similar identification identified confidence confident high medium low
    very quite rather too so such only just even still already again always often sometimes rarely usually scientific
    common name names genus family order class kingdom phylum latin possible probable potential suspected alleged
    red orange yellow green blue purple violet pink brown black white grey gray golden gold silver silvery bronze copper
    scarlet crimson rufous ruddy chestnut tawny buff cream olive azure indigo rosy rose pale bright light dull glossy
    plain striped spotted barred banded ringed collared crested hooded masked tufted bearded horned tailed winged
    great greater big bigger large larger little lesser small smaller tiny giant dwarf pygmy pigmy lesser least long
    short tall fat thin broad narrow slender stout royal imperial king queen prince emperor noble sacred holy domestic
    domesticated feral wild tame stray captive house home garden barn farm field meadow forest woodland wood woods
    jungle desert savanna savannah prairie steppe tundra mountain mountains hill alpine lowland highland upland marsh
    swamp bog fen moor heath river stream lake pond water freshwater saltwater marine sea ocean oceanic coastal coast
    shore beach island reef coral ice snow polar arctic antarctic tropical subtropical temperate rock rocky stone sand
    sandy mud cave tree bush ground burrowing flying swimming jumping running walking sitting sleeping eating night
    day evening morning dawn dusk summer winter spring autumn northern southern eastern western north south east west
    central middle upper lower inner outer american european african asian australian indian chinese japanese
    siberian himalayan eurasian mexican brazilian canadian cuban egyptian ethiopian madagascan malayan burmese persian
    arabian syrian turkish russian german french spanish italian english british irish scottish welsh danish swedish
    norwegian finnish dutch polish greek roman iberian caucasian mediterranean atlantic pacific caribbean california
    californian florida texas carolina virginia canada america europe africa asia australia england germany france spain
    italy nile ganges amazon amazonian andean patagonian galapagos hawaiian philippine indonesian bornean sumatran
    javan ceylon bengal cape congo sahara kalahari nubian masai plains barbary
    bald hairy furry fluffy woolly feathered scaly smooth rough spiny prickly soft hard poisonous venomous edible
    harmless dangerous aggressive friendly shy cute beautiful pretty lovely ugly rare endangered extinct threatened
    native exotic invasive introduced migratory resident solitary social true false typical normal regular standard
    honey bumble carpenter paper bottle needle saw saddle fire army bullet leaf stick grass hay corn rice fruit nectar
    blood milk vampire ghost devil hermit cleaner clown parrot tiger lion leopard bear wolf fox dog cat cow horse sheep
    goat pig donkey mule camel elephant rhino hippo monkey ape deer moose elk rabbit hare mouse rat bat squirrel beaver
    otter badger weasel skunk raccoon hedgehog mole shrew seal whale dolphin shark ray eel salmon trout carp tuna cod
    eagle hawk falcon owl vulture kite duck goose swan gull tern heron stork crane pigeon dove cuckoo swift swallow
    lark wren robin thrush tit finch sparrow crow raven jay magpie starling warbler flycatcher woodpecker kingfisher
    hummingbird penguin pelican ostrich emu chicken hen rooster turkey quail pheasant partridge snake lizard turtle
    tortoise crocodile frog toad newt salamander spider scorpion tick mite crab lobster shrimp snail slug
    squid jellyfish starfish worm leech beetle butterfly moth fly bee wasp ant termite cricket grasshopper
    locust dragonfly damselfly mosquito louse flea bug cockroach mantis
    monarch swallowtail fritillary painted peacock mourning laughing singing whistling screech burrow mule brush
    ein eine einen kein keine der die das den dem des und oder nicht unbekannt unbekannter unbekannte unbestimmt bild
    tier tiere vogel insekt pflanze gemeine gemeiner gemeines rot rote roter schwarz weiss grosse grosser kleine
    kleiner mann frau es ist hier
    un une le la les de du aucun aucune pas oiseau inconnu inconnue animaux insecte poisson plante image espece
    un una el los las ningun ninguna no pajaro animal animales pez planta imagen especie desconocida desconocido
    um uma nenhum nenhuma o os as passaro animais desconhecido il lo gli nessun nessuna uccello pesce immagine
    een geen het onbekende onbekend vogel dier dieren
    lorem test todo foo hello example sample unnamed untitled undefined true false none select insert drop delete
    script alert http https www com
    """.split()  # noqa: SIM905 (a table of words reads better than a list of strings)
)
"""Words no genus is called, though they may stand first: answers, articles, colours, sizes, places, animals."""

LAST_WORDS = frozenset(
    """
    is are was were be been being has have had do does did can could may might must will would should seems appears
    looks shows contains includes suggests indicates means of in on at to for from with without by and or but not no
    it this that these those here there the a an as if so than then too very also only just which who what where when
    a found detected visible present absent seen shown identified identifiable unidentified unknown uncertain unclear
    available applicable sure possible probable likely confidence name names species specie genus family order class
    subspecies taxon taxa level image picture photo scene frame area region site zone place view side one ones
    animal bird mammal insect reptile amphibian fish plant tree flower fungus mushroom creature organism individual
    specimen human person people man woman child adult male female juvenile baby chick cub pup calf kitten puppy foal
    life wildlife nature vogel tier insekt oiseau animaux ave pajaro pez inconnu inconnue desconocida desconocido
    desconhecido
    ape baboon bee beetle bobcat bonobo buffalo bumblebee butterfly caribou caterpillar cattle centipede chameleon
    cheetah chimpanzee cicada cobra cockatoo condor cormorant cougar coyote crane crocodile cuckoo deer dingo dove
    dragon dragonfly drake eagle eider elephant elk emu ewe falcon ferret finch flamingo flycatcher fox gazelle
    gazette gibbon giraffe gnat gnu goose geese grasshopper grebe grouse guanaco gorilla hamster hare hedge hermit
    heron hippo hippopotamus horse hummingbird hyena hyaena iguana boa impala jaguar kangaroo kestrel kingfisher kite
    kiwi koala kookaburra lemur leopard lion llama lobster locust louse lice lynx macaque mantis marmoset mongoose
    monarch monkey moose mosquito mouse mice mule nightingale octopus okapi opossum orangutan orca ostrich otter owl
    ox oxen oyster panda panther parakeet parrot partridge peacock peafowl pelican penguin petrel pheasant pigeon
    platypus polecat pony porcupine porpoise possum puma python quail quetzal raccoon raven reindeer rhino rhinoceros
    roadrunner robin rooster salamander salmon sandpiper scorpion seagull seahorse serpent shrimp snake snipe spider
    spoonbill squid starling steer stoat stork sunbird swallow swan tapir tarantula tarsier termite tern tiger
    tortoise toucan treefrog trogon tuna turtle viper vole vulture wallaby walrus warbler warthog wasp weasel
    whale wildebeest wolverine wombat woodpecker worm wren yak zebra plover pipit dunlin curlew redstart
    rhea babirusa avahi monitor antelope amazon myna corella guenon maleo mouflon peyote aloe paphiopedilum jawa corcho
    lampmussel mussel clam naiad pangolin bustard terrapin cycad starcactus rosewood root wood lampshell cowrie conch
    alligator sturgeon sminthopsis megapode langur colobus mangabey indri sifaka loris galago tamarin capuchin saki
    serow goral takin ibis jabiru caiman gharial tuatara skink anole basilisk mamba adder asp krait boomslang
    mackerel marlin halibut sardine anchovy herring mullet perch barracuda piranha tilapia
    rojo roja blanco blanca negro negra grande chino china pequeno pequena amarillo amarilla azul rosado comun gris
    bravo brava dorado dorada europeo mexicano americano africano rosso bianco nero
    rouge blanche blanc noire noir verte vert jaune bleu grise dore royale rousse brune
    ladybird chaffinch bullfinch goldfinch dormouse cod perch pike eel ray sole
    rose iris lily tulip orchid daisy grass moss fern pine maple birch spruce cedar rhododendron geranium
    crocus cactus palm bamboo clover
    katze hund pferd kuh schaf ziege schwein maus ratte hase igel eule adler ente gans huhn fuchs wolf baer meise
    amsel sperling schmetterling spinne schlange frosch fisch
    chat chien cheval vache mouton chevre cochon souris lapin renard loup ours canard oie poule aigle mouette
    gato perro caballo vaca oveja cabra cerdo raton conejo zorro lobo oso pato aguila gaviota paloma mariposa
    com org net table users where passwd version
    """.split()  # noqa: SIM905
)
"""Words no species is called, though they may stand second; Latin epithets that are also English are not here."""

LATIN_DESPITE_ENGLISH = {
    "zebra": {"equus", "maylandia", "pseudotropheus"},
    "dingo": {"canis"},
    "lynx": {"felis"},
    "maleo": {"macrocephalon"},
    "serval": {"leptailurus", "felis"},
    "caracal": {"felis"},
    "gecko": {"gekko", "lacerta"},
    "orca": {"orcinus", "delphinus"},
    "puma": {"felis"},
    "panther": {"furcifer"},
    "indri": {"lemur"},
    "goral": {"naemorhedus", "nemorhaedus", "capricornis"},
    "monitor": {"varanus", "lacerta"},
    "jabiru": {"mycteria", "ciconia"},
    "basiliscus": {"lacerta"},
    "ibis": {"bubulcus", "tantalus", "mycteria", "ardea"},
    "gorilla": {"troglodytes"},
}
"""English words that are epithets too, and the genera of which they are; beside those named twice, `Bison bison`."""

ODD_EPITHETS = frozenset(
    """
    kob muntjak kiang serval caracal manul nilgal dugong ibex lynx fossor bengt quoll argali urial markhor pacarana
    yagouaroundi tajacu pecari gnou mutus leo bubo bufo gulo falco thylacinus paca agouti margay coati kudu indri dog
    iguana bison ammon gallopavo grisegena crex perdix coturnix nycticorax corax fulix atrox ferox velox simplex
    """.split()  # noqa: SIM905
) - {"dog"}
"""Epithets from other tongues than Latin whose endings Latin does not have."""

_GENUS_ENDING = re.compile(r".*[aeiousxnrml]|dugong")
_NOT_A_GENUS = re.compile(
    r".*(ing|ed|ern|ish|ful|less|ness|tion|ment|wards?|like|[ai]ble|[ie]an|ican|ese|ly|ss|ous|ght|mouse|worm|fish|"
    r"bird|bill|tail|back|head|neck|eyed|footed)"
)
_STRONG_GENUS = re.compile(r".*(us|a|is|es|um|ops|[^s]ur|yx|ix|ax|ex|odon|oides|ock)")
"""Endings that hardly any other word has: behind such a genus an epithet may come from any tongue."""
_EPITHET_ENDING = re.compile(
    r".*([aeiou]|us|is|as|es|os|ys|ns|ps|rs|x|um|or|men|par|on|"
    r"niger|ruber|aper|ater|glaber|asper|[^g]ger|fer|cher|acer|celer|passer|anser|mber|[sv]ter|venter|gaster)"
)
_NOT_AN_EPITHET = re.compile(r".*(ing|ness|tion|ment|less|ful|ish|ss|ous|ly|oo|ee|ious|ears?|irds?|ogs|ats|nimals)")


def is_genus_like(word: str) -> bool:
    """Whether a word, in lower case, can be the name of a genus: neither everyday language nor of un-Latin form."""
    bare = word.replace("-", "")
    if len(bare) < 2 or bare in FIRST_WORDS or _singular(bare) & FIRST_WORDS:
        return False
    return bool(_GENUS_ENDING.fullmatch(bare)) and not _NOT_A_GENUS.fullmatch(bare)


def is_epithet_like(word: str, genus: str = "") -> bool:
    """Whether a word, in lower case, can be the epithet of a species of this genus."""
    last = word.rsplit("-", 1)[-1]
    if word == genus or genus in LATIN_DESPITE_ENGLISH.get(word, ()):
        return True
    words = {word, last} | _singular(last)
    if len(last) < 2 or words & LAST_WORDS or words & FIRST_WORDS:
        return False
    if word in ODD_EPITHETS:
        return True
    if _NOT_AN_EPITHET.fullmatch(last):
        return False
    return bool(_EPITHET_ENDING.fullmatch(last)) or bool(_STRONG_GENUS.fullmatch(genus))


def _singular(word: str) -> set[str]:
    """What an English plural could be the plural of; Latin words in -us, -is and -os are no plurals."""
    found = set()
    if word.endswith("s") and not word.endswith(("us", "is", "os", "ss")):
        found.add(word[:-1])
        if word.endswith("es"):
            found.add(word[:-2])
        if word.endswith("ies"):
            found.add(word[:-3] + "y")
    return found
