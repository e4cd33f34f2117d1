"""The words that say what is done with a metric, as opposed to which one; data only, English."""

import re

# Words that carry no meaning for the choice of a metric.
STOP_WORDS = frozenset(
    """
    a about above actual actually again all along anywhere everywhere nowhere somewhere
    already also although altogether always am among
    amongst an and any anybody anyone anything are aren around as ask at away back be became because
    become been before being below beside between both but by came can cannot check come comes could
    currently de did didn display do does doesn doing don done down during each either else ever
    every everything exactly exist exists far few find for from gave generally get gets getting give
    given gives go goes going gone got graph had happen happened happening happens has hasn have
    having he help her here hers him his how however i if in into is isn it its itself just keep
    keeps kind know known last latest lately least let like likely list ll long look looking looks
    made make makes many may maybe me mean meanwhile might mine more moment most much must my near
    need needed needs neither never next no nor not now occur occurred occurring occurs of off
    often on once one ones only onto or other others our ours out over own part per perhaps please
    plot possible pretty previous put quite quickly rather re really recent recently related
    respective respectively right same saw say see seem seems seen several shall she should show
    showing shown shows side since so some somebody someone something still such take taken takes
    tell than thanks that the their theirs them then there these they thing things this those
    though through throughout thus till times to together too toward towards two under until up
    upon us use used uses using ve very via view want wanted wants was wasn way we well were weren
    what whatever when where whether which while who whole whom whose why will with within without
    won would yes yet you your yours present presently visualise visualize chart panel dashboard
    overview report return returns metric metrics s t d m isn't it's what's happend occured
    hold holds lie lies lying sit sits sitting reside resides residing
    except excepting excluding excludes excl ignoring neither besides apart aside disregarding
    outside
    true false timeline trend trends history line carry carries
    """.split()
) - {"used", "use", "up", "down"}

# Words that help to tell metrics apart, and are not missed where a metric lacks them.
WEAK_WORDS = frozenset(
    """
    use used usage uses consumption consume consumes consumed consuming utilization utilisation
    count counts number numbers amount amounts quantity value values level levels size sizes figure
    current time times duration long server servers service services system systems status state
    states instance instances data activity activities statistics
    total max min maximum minimum average rate ratio percent percentage up down new process
    different distinct individual running run runs serving served handled handling processed
    milliseconds minute minutes hour hours day days week weeks kilobytes megabytes gigabytes mb gb
    mib gib kb bits bit happening overall world entire cluster environment performing performed
    perform reported measured seen got having app application applications component components
    bytes per second left remaining kubernetes k8s cluster's member members id ids
    seconds spend spends spent speed trend volume growth exporter work working answer answered
    answering piece pieces pcs unit units
    """.split()
)

AVERAGE = r"(?<!load )\b(?:average|averaged|avg|mean)\b"
DEVIATION = r"\b(?:standard deviation|std ?dev|stddev|deviation)\b"
MAXIMUM = r"\b(?:max|maximum|maximal|peak|peaked|highest|largest|longest|worst|biggest|greatest)\b"
MINIMUM = r"\b(?:min|minimum|minimal|lowest|smallest|shortest|fewest|least)\b"
OVER_TIME = rf"{AVERAGE}|{MAXIMUM}|{MINIMUM}|{DEVIATION}"
EVERYTHING = (
    r"\b(?:in total|total|totals|overall|combined|altogether|together(?! with\b)"
    r"|(?:summed|added)(?: up)?|sum(?: of)?"
    r"|aggregated?|(?:across|over) (?:all|every)|across the|cluster[- ]?wide|in all|whole|entire"
    r"|of everything|(?:one|a single) (?:number|figure)|add(?:ed|s|ing)? up)\b"
)

# What becomes of some of many; of these a rate is a share of all, and not so much a second.
OUTCOMES = (
    r"(?:(?:abandon|deliver|enroll?|settle|fulfil+)(?:ment|y)?|acceptance|activation|approval"
    r"|attrition|authori[sz]ation|bounc(?:e|ing)|cancell?ation|chargeback|churn|clearance"
    r"|click(?:-?through)?|completion|compliance|conversion|declin(?:e|ing)|defect|denial|dispute"
    r"|failure|fraud|hit|miss|loss|no-?show|occupancy|open|opt-?(?:in|out)|pass|redemption|refund"
    r"|refusal|rejection|renewal|repeat|response|retention|return|reversal|success|unsubscribe"
    r"|abandonment|breakage|block(?:ing)?|spoilage|waste|attainment|win)"
)
OUTCOME_RATE = rf"\b{OUTCOMES}[- ](?:rate|ratio)s?\b"
PERCENT = r"\b(?:percent|percentages?|pct|per cent)\b|%"
SHARE = (
    r"\b(?:ratios?|fractions?|shares?|proportions?|portions?|utili[sz]ation|saturation|how full"
    r"|fullness|(?:what|which|'s) (?:part|slice|chunk) (?:of|in)"
    r"|(?:part|slice|chunk) of (?:the|all|its|their)"
    r"|relative to|availability|how much of (?:the|its|our|each|every|all|their)\b.{0,60}"
    r"\b(?:used|in use|free|left|taken|full|gone|occupied|consumed)\b"
    r"|hit[- ]?rates?|miss[- ]?rates?|success[- ]?rates?|percent\w*|pct)\b|%"
)
# A share by itself, and not by how many percent something else changed.
SHARE_ITSELF = (
    r"\b(?:errors?|failures?|hits?|miss(?:es)?|success)[- ](?:rate|ratio|share|percentage)s?\b"
    r"|\b(?:utili[sz]ation|saturation|how full|fullness|ratio|share|fraction|proportion)s? of\b"
)
ERRORS = (
    r"\b(?:5xx|4xx|(?:server |client )?errors?|errored|erroneous|failed|failing|failures?"
    r"|unsuccessful)\b"
)
SUCCEEDED = (
    r"\b(?:success(?:es|ful|fully)?|succeed(?:s|ed|ing)?|availability"
    r"|(?:non|not|without|no|aren't|isn't)[- ]?(?:a )?(?:5xx|errors?|failed|failing|failures?))\b"
)
ERROR_TERMS = frozenset(
    {"error", "errors", "failed", "failing", "failure", "failures", "errored", "unsuccessful"}
)
ERROR_SHARE = r"\b(?:errors?|failures?) (?:rate|ratio|percentage|share|budget)s?\b"

RATE = (
    r"(?:\bper[- ]?sec(?:ond)?s?\b|/ ?s(?:ec(?:ond)?)?\b|\b(?:a|each|every) second\b|\brates?\b"
    r"|\bthroughput\b|\bqps\b|\brps\b|\btps\b|\biops\b|\bbandwidth\b|\bfrequency\b|\bbps\b)"
)
PER_UNIT = r"(?:\b(?:per|a|each|every)[- ]|/ ?)(minute|min|hour|day)\b"
INCREASE = (
    r"\b(?:increases?|increased|increment\w*|occurred|happened|occurrences|grew by"
    r"|how many times|new)\b"
)
SLOPE = (
    r"\b(?:how (?:fast|quickly)|growth rate|rate of (?:change|growth)|derivative|slope"
    r"|per-second change"
    r"|growing|shrinking)\b"
)
CHANGE = (
    r"\b(?:chang(?:e|ed|es) (?:in|of|over|since|compared|during|by)|how (?:much"
    r"|many).{0,60}\bchanged?\b"
    r"|differences?|differ|growth|grown|grew|grow|delta)(?!\w)"
)
_ROSE = (
    r"(?:rise|rises|rose|risen|fall|falls|fell|fallen|increased?|decreased?|climb(?:ed)?|declined?"
    r"|drop(?:ped)?|shr[aiu]nk|grow|grew|grown|(?:go|went|gone|going|moved?) (?:up|down))"
)
MOVED = r"\b(?:go|went|gone|going|moved?) (?:up|down)(?: (?:or|and) (?:up|down))?\b"
BY_HOW_MUCH = (
    r"\bby (?:how (?:much|many)|what percent\w*)\b"
    rf"|\bhow (?:much|many percent|many %)\b.{{0,80}}\b{_ROSE}\b"
)
SHRINKS = (
    r"\b(?:shrink\w*|shrank|shrunk|falling|fell|fall|dropping|drop|decreas\w*|declin\w*|draining"
    r"|depleting|less|fewer|lower)\b"
)
GROWS = r"\b(?:more|higher|larger|bigger|up|grow\w*|grew|increas\w*|ris\w*|rose)\b"
SHRINKING = r"\b(?:shrinking|falling|dropping|decreasing|declining|draining|depleting)\b"
FILLING = r"\b(?:fill(?:s|ing)?(?: up)?|full|used up|run(?:s|ning)? out|exhausted|exhaust)\b"
TRENDS = (
    r"\bhow (?:fast|quickly|rapidly)\b.{0,80}\b(?:growing|grows?|shrink\w*|fill\w*|rising|rises?"
    r"|fall\w*|increas\w*|decreas\w*|drain\w*|declin\w*|dropping|changing|leak\w*)\b"
)
AS_MANY = r"\b(?:twice|double|half|times)\b.{0,60}\bas\b"
HOW_LONG_IS = (
    rf"\bhow long (?:is|are|was|were) (?:the |an? |our )?(?:{AVERAGE}|{MAXIMUM}|{MINIMUM})"
    rf"|\bhow long .{{1,60}} on {AVERAGE}"
)
TIME_UNITS = frozenset(
    "percent seconds minutes hours days weeks months milliseconds second minute hour day".split()
)
COMPARED = r"\b(?:than|compar\w+|versus|vs\.?|minus|relative to|now and|against|more|less)(?!\w)"
FLAPPED = (
    r"\b(?:fl[ai]p\w*|how often|how many times|number of \w* ?changes|times (?:did|has|have)"
    r"|toggl\w+|unstable|went (?:up|down)|switched(?! o(?:n|ff)\b))\b"
)
FLAPS = (
    r"\b(?:fl[ai]p\w*|how often|how many times|number of (?:changes|times)|times (?:did|has|have)"
    r"|chang(?:e|ed|es|ing)|switched(?! o(?:n|ff)\b)|went (?:up|down)|toggl\w+|unstable)\b"
)
PREDICT = (
    r"\b(?:predict\w*|forecast\w*|will|going to|projected|projection|expected to|extrapolat\w*"
    r"|at this rate|at the current rate|run(?:ning)? out|fill(?:s|ing)? up)\b"
)
FIRST_TO_END = (
    r"\b(?:expir\w*|runs? out|ends?|lapses?|up for renewal) (?:first|soonest|next)\b"
    r"|\b(?:first|soonest|next) (?:thing |one )?to (?:expire|run out|end|lapse)\b"
)
AGE = (
    r"\b(?:uptimes?|up time|how long (?:has|have|was|were|since|ago)|time since"
    r"|how long (?:is|are) .{1,60}?\b(?:up|running|alive|online|around|been|there|old|ago|since|her"
    r"|last|open|active|connected|down)"
    r"|seconds since"
    r"|(?:minutes|hours|days) since|since (?:the |its )?last|how old|ages?|been (?:up|running"
    r"|alive)"
    r"|since when|running for|when did|when was|when were|last started|time elapsed|old(?:est|er)?"
    r"|youngest|newest|ago)\b"
)
# How long each of many takes, not how long something lasts since it began.
HOW_LONG_ON_AVERAGE = (
    r"\bhow long (?:is|are|was|were) (?:the |an? |our )?(?:average|avg|mean|typical|usual|median"
    r"|longest|shortest|slowest)\b"
)
_LIMIT = r"(?:limits?|quotas?|capacity|max(?:imum|memory|imal)?|ceiling|cap|min(?:imum|imal)?)"
_OF_LIMIT = (
    r"(?:(?:their|its|the|configured|own|upper|lower|top|hard|soft|allowed|permitted|replica"
    r"|memory|cpu|connection|full|bottom|max(?:imum)?|min(?:imum)?) )*"
)
AT_LIMIT = (
    r"\b(?:compared (?:to|with)|relative to|against|versus|vs\.?|of|to|at|near|close to|reached"
    rf"|hit) {_OF_LIMIT}{_LIMIT}\b|\bmaxed out\b"
)
# What is compared with what was asked for or allowed: more memory than they request.
_WHOLE = r"(?:request\w*|limits?|limited|quotas?|capacity|reserv\w+|allocat\w+|allowed)\b"
BEYOND = (
    r"\b(?:(more|higher|greater|larger)|less|fewer|lower|smaller) (?:\w+ ){0,3}than"
    r" (?:what )?(?:(?:they|it|its|their|the|is|are|was|were|have|has|own) ){0,2}(?:\w+ )?"
    rf"(?={_WHOLE})"
)
REACHED = (
    r"\b(?:at|reached|reaching|reach|hit|hitting|exhausted)(?: already)?"
    rf" {_OF_LIMIT}{_LIMIT}\b|\bmaxed out\b"
)
# What something does at its limit, which names nothing that is measured.
REACHING = (
    rf"\b(?:reached|reaching|reach|hit|hitting|exhausted|maxed out)(?= {_OF_LIMIT}{_LIMIT}\b|$)"
)
CLOSING_WORDS = frozenset(
    "per exposing having serving using is are were was did does do have has had".split()
)
# What was there at another time, and is not now.
VANISHED = (
    r"\b(?:(?:but )?(?:(?:is|are|do|does|did|has|have) ?(?:not|n't)|not|no) "
    r"(?:(?:\w+ ){0,2}(?:any ?more|any longer)|now)"
    r"|(?:but )?(?:are |is |have |has )?no longer(?: \w+)?"
    r"|(?:have |has |had )?(?:since )?(?:stopped (?:reporting|sending|exporting|exposing|being"
    r" (?:there|scraped))|disappeared|vanished|gone missing"
    r"|gone(?! (?:up|down|over|beyond|above|below))(?: now)?)"
    r"|(?:but )?(?:are |is )?(?:missing|gone|absent) now)\b"
)
REPORTED = (
    r"\b(?:sent|sending|reported|reporting|exported|exporting|exposed|exposing|existed|scraped"
    r"|(?:was|were) there|had (?=metrics|series|data|samples)|metrics|series|samples)\b"
)
SAMENESS = r"(?:other than|not equal to|!=|different from|equal(?:s|ing)?(?: to)?|==|exactly)"
NONE = (
    r"\b(?:without(?: any| an?)?|(?:have|has|had|having|with|are|is|there's|get|gets|got"
    r"|\w+ed|sent|sends?|serves?|receives?|handles?|makes?|made|saw|sees?|did|do|does|shows?) no)\b"
    r"(?! (?:errors?|failures?))"
)
UNIT_NOUN = (
    r"\b(kilobytes|megabytes|gigabytes|terabytes|kib|mib|gib|tib|kb|mb|gb|tb|bits|mbit|megabits"
    r"|milliseconds)\b"
    r"|\b(minutes|hours|days|weeks) (?=until|till|since|left|remaining|to|before|ago)"
    r"|\bhow many (minutes|hours|days|weeks)\b"
)
ROOT = r"\b(?:on|for|of|at|in|under|mount(?:ed)?(?:point)?|filesystem|path|partition) /(?![\w/])"
# What is compared where only a superlative tells it.
QUALITIES = {r"\b(?:hottest|warmest|coldest|coolest)\b": "temperature"}
# What asks for a deed, not for a number.
DEED = re.compile(
    r"^(?:please |can you |could you )?(?:restart|delete|kill|drain|scale|stop|start|reboot|deploy"
    r"|redeploy|roll ?back|create|fix|silence|remove|drop|evict|cordon|upgrade|install|write|send"
    r"|open|close|explain|translate)\s+(?:the|all|my|our|a|an|this|that|these|up|down|me)\b"
)
YES_NO = r"^(?:is|are|does|do|has|have|was|were)\b"
UNTIL = (
    r"\b(?:expir\w*|until|till|when will|how long before"
    r"|remaining validity|valid(?:ity)?(?: for)?|time to (?:expiry|renewal)"
    r"|days left|hours left|how (?:long|much longer) (?:is|are) .{1,60} valid"
    r"|how (?:long|much longer) (?:will|does|do) .{1,60} last"
    r"|in how many (?:seconds|minutes|hours|days|weeks|months)"
    r"|(?:days|hours|weeks|minutes|months|seconds|time)(?: [\w']+){0,3} (?:left|remaining|to go))\b"
)
BAD = (
    r"\b(?:down|(?:switched|turned) off|disabled"
    r"|unreachable|offline|dead|unhealthy|unready|broken(?! down)|unavailable"
    r"|(?:not|isn't|aren't|n't|is not|are not) (?:currently |been |yet )?(?:up|ready|running"
    r"|healthy|reachable|available|responding|working|successful|succeeding|synced|in sync"
    r"|synchroni[sz]ed|scraped|schedulable|ok|passing)|without(?: an?)?|no longer|missing|lost"
    r"|out of sync|unsynchroni[sz]ed|failed|failing|fails?)\b"
)
GOOD = (
    r"\b(?:up|(?:switched|turned) on|enabled|online|reachable|alive|healthy|responding|ok"
    r"|passing)\b"
)
STATE_WORDS = r"\b(?:down|unreachable|offline|up|online|reachable|alive)\b"
CALENDAR = (
    r"\b(?:today|tonight|this (?:morning|afternoon|evening|week|month|year|quarter)|midnight|noon"
    r"|(?:on|since|last|next|until|every) (?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:since|until|on|in|before|after) (?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)|(?:19|20)\d\d-\d\d(?:-\d\d)?|\d{1,2}(?::\d\d)?"
    r" ?(?:am|pm)"
    r"|tomorrow|business hours|weekends?|black friday|christmas)\b"
)

COUNT = r"\b(?:how many|number of|count of|count|counts|amount of|no\. of|total number of)\b"
LISTING = r"\b(?:which|list|what are the|what|show (?:me )?(?:all |the )?|any|are there|find)\b"

MOST = (
    r"(?:most|highest|largest|biggest|greatest|busiest|slowest|heaviest|longest|hottest|worst"
    r"|fullest|warmest"
    r"|top|hungriest|oldest|max(?:imum)?)"
)
# Which ones are the hottest tells what is measured, too.
HOTTEST = r"\b(?:hottest|warmest|coldest|coolest)\b"
BEST_ONE = (
    r"(?:warmest|biggest|largest|busiest|slowest|hottest|fullest|heaviest|oldest|worst|hungriest)"
)
WORST_ONE = r"(?:smallest|fastest|coldest|coolest|quietest|emptiest|youngest|newest|lightest)"
LEAST = (
    r"(?:least|lowest|smallest|fewest|fastest|lightest|shortest|coldest|coolest|quietest|emptiest|newest"
    r"|youngest|bottom|min(?:imum)?)"
)
