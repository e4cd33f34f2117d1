"""Words of everyday English that tell nothing of what is measured; data only.

They say how people ask, and where things are or stay. Words for a state, an event, a unit, a
product or a value do not belong here: without them another question would be answered.
"""

from app.catalogue.words import stem

_GREETINGS = """
    asap afaik ah alright anyone anybody btw buddy cheers colleague colleagues dear dude e.g eg
    eh etc everybody everyone folks friend friends fyi gimme guys hello hey hi hm hmm huh i'd
    i'll i'm i.e ie imo kindly lads lol mate mates nah nope oh okay omg one's oops people plz
    pls sorry thank thx tia um uh wanna we'd we'll we're we've wtf ya yeah yep yo
"""
_VERBS = """
    appear arrive ascertain assess assume avoid bear bearing belong belongs calculate calculated
    care choose come compute computed consider contain contains containing deal dealing depend
    depends describe determine discover discuss eat eating eats estimate estimated evaluate
    examine expect explore face facing feel figure gather glance guess hear help hold holding
    holds hurt identify imagine include included includes including indicate inspect investigate
    involve involved judge judged judging laid lay lays lead lie lies look looks lying manage
    maintain matters mention mind monitor monitored monitoring notice observe observed obtain
    occupy occupied occupies prefer present provide provided provides providing reach reached
    reaches realise recall recognise refer reflect regard remain remains remember remind render
    represent require requires reveal said sat say see seem select sit sits sitting sound speak
    spend spending spends spent spread stand standing stands stay staying stays stood suffer
    suffering suggest summarise summarize suppose survive talk talking tell tend think touch
    touched touches treat understand verify wander wonder wondering worry
"""
_QUALITIES = """
    able absolute accurate actual additional alone amazing apart appropriate approximate
    approximately apparently aside associated aware awful basic basically careful certain
    certainly clear clearly common concerned concerning constant constantly convenient correct
    corresponding crazy curious definitely desired detailed dreadful due easily easy entire
    entirely equivalent especially essentially eventual eventually exact existing extreme
    extremely fair fairly familiar fine finally frankly frequent frequently fully general
    generally glad good great greatly happily happy hard hardly heavily hence honest honestly
    huge immediate immediately important incredible individual individually insane instead
    interested interesting jointly kindly latter likewise literally little loose lot lots mainly
    massive mere merely meantime momentarily mostly mutual namely natural nearly necessary
    normal normally obvious obviously odd okay overly particular particularly partly personally
    plain pleasant possibly potential precise precisely probable probably proper properly purely
    rapidly rare rarely readable reasonable regular regularly relevant required rough roughly
    sad seldom separate separately serious seriously significant similar simple simply sometimes
    somewhat somewhere soon specific specifically strange strangely strong substantial sudden
    suddenly super supposed supposedly sure surely surprisingly terrible terribly therefore
    thorough tiny tough typical typically ultimately unfortunately unusual unusually urgent
    urgently useful usual usually various vast weird wise wonderful worse yet
"""
_NOUNS = """
    anything aspect basis breakdown case cases chance circumstance comparison concern course
    detail details discussion estimate evidence example examples extent fact facts feeling
    figures glance hand heck hell hint hurry idea ideas impression insight insights interest
    kind kinds meeting meetings moment moments nature need needs outlook oncaller people person
    picture places postmortem purpose purposes question questions regard regards respect sake
    situation slide slides standup stuff survey sense term terms thing things thought way ways
    while word words
"""

_AS_WRITTEN = frozenset(["called", "named", "mean"])  # calls and means may well be measured

_STEMS = frozenset(
    stem(word) for words in (_GREETINGS, _VERBS, _QUALITIES, _NOUNS) for word in words.split()
)


def is_everyday(word: str) -> bool:
    """Say whether a word of a question tells nothing of what is meant."""
    return word in _AS_WRITTEN or stem(word) in _STEMS
