"""Words of everyday English that tell nothing of what is measured; data only.

They say how people ask, and where things are or stay. Words for a state, an event, a unit, a
product or a value do not belong here: without them another question would be answered.
"""

from app.catalogue.words import stem

_GREETINGS = """
    afaict afaik ah alright anybody anyone arent asap atm btw buddy cant cheers colleague
    colleagues dear didnt doesnt dont dude e.g eg eh etc everybody everyone folks friend
    friends fwiw fyi gimme gonna gotcha gotta guys hello hey heya hi hiya hm hmm howdy hows huh
    i'd i'll i'm i.e ie iirc im imo isnt ive kinda kindly lads lets lmk lol mate mates nah nope
    np oh okay omg one's oops people pls plz pronto rn sorry sorta sup tbh thank thats theres
    tho thx tia ty tysm ugh uh um wanna we'd we'll we're we've welp whats wheres whos wont wtf
    ya yall yeah yep yikes yo youre
"""
_VERBS = """
    amount amounts appear arrive ascertain assess assume avoid bear bearing belong belongs
    bring brings calculate calculated care cause caused causes chew chewing chews choose come
    comprise comprises compute computed consider constitute constitutes contain containing
    contains culprit culprits deal dealing depend depends describe determine devour devours
    discover discuss eat eater eaters eating eats encounter encountered enjoy enjoys estimate
    estimated evaluate examine execute executed executes executing exhibit exhibits expect
    experience experienced experiencing explore face facing feel figure gather glance gobble
    gobbles gobbling guess guzzler guzzlers hear help hog hogging hogs hold holding holds hurt
    identify imagine include included includes including incur incurred indicate inspect
    investigate involve involved judge judged judging laid lay lays lead lie lies look looks
    lying maintain manage matters mention mind monitor monitored monitoring negotiate
    negotiated negotiates negotiating notice observe observed obtain occupied occupies occupy
    offender offenders perform performs possess possesses prefer present provide provided
    provides providing reach reached reaches realise recall recognise refer reflect regard
    remain remains remember remind render represent require requires reveal said sat say see
    seem select serve serves sit sits sitting sound speak spend spending spends spent spread
    stand standing stands stay staying stays stood suffer suffering suggest summarise summarize
    suppose survive sustain sustained talk talking tally tell tend think touch touched touches
    treat undergo undergoes undergone understand verify wander wonder wondering worry yield
    yielded yields
"""
_QUALITIES = """
    able absolute absolutely accurate actual additional afterwards almost alone altogether
    amazing anyhow anywhere apart apparently appropriate approximate approximately aside
    associated aware awful barely basic basically beforehand big careful certain certainly
    clear clearly common concerned concerning constant constantly convenient correct
    corresponding crazy curious currently definitely desired detailed dreadful due easily easy
    elsewhere enough entire entirely equivalent especially essentially eventual eventually
    everywhere exact existing extreme extremely fair fairly familiar finally fine frankly
    frequent frequently fully general generally glad good great greatly happily happy hard
    hardly heavily hence honest honestly huge immediate immediately important incredible
    individual individually insane instead interested interesting jointly kindly lately latter
    likewise literally little loose lot lots mainly massive meantime meanwhile mere merely
    momentarily mostly mutual namely natural nearly necessary normal normally nowadays nowhere
    obvious obviously odd okay overly particular particularly partly personally plain pleasant
    plenty possibly potential precise precisely probable probably proper properly purely
    rapidly rare rarely readable reasonable regular regularly relative relatively relevant
    required rough roughly sad seldom separate separately serious seriously significant similar
    simple simply single solely somehow sometimes somewhat somewhere soon specific specifically
    strange strangely strictly strong substantial sudden suddenly sufficient sufficiently super
    supposed supposedly sure surely surprisingly terrible terribly therefore thorough tiny
    tough typical typically ultimately unfortunately unusual unusually urgent urgently useful
    usual usually various vast weird wise wonderful worse yet
"""
_NOUNS = """
    amount amounts anything aspect basis breakdown bunch case cases chance circumstance
    comparison concern couple course detail details discussion estimate evidence example
    examples extent fact facts feeling figures glance hand handful heck hell hint hurry idea
    ideas impression insight insights interest kind kinds meeting meetings moment moments
    nature need needs oncaller outlook pace people period periods person picture piece pieces
    pile piles places plenty postmortem purpose purposes quantities quantity question questions
    recap regard regards respect rundown sake sense situation slide slides span spans spell
    standup stretch stretches stuff summary survey tally term terms thing things thought
    timeframe timespan unit units way ways while word words
"""

_AS_WRITTEN = frozenset(["called", "named", "mean"])  # calls and means may well be measured

_STEMS = frozenset(
    stem(word) for words in (_GREETINGS, _VERBS, _QUALITIES, _NOUNS) for word in words.split()
)


def is_everyday(word: str) -> bool:
    """Say whether a word of a question tells nothing of what is meant."""
    return word in _AS_WRITTEN or stem(word) in _STEMS
