"""How questions are phrased, as regular expressions over lower-case text."""

import re

from app.pipeline.reading import lexicon
from app.pipeline.reading.durations import COUNTED_DURATION, DURATION, NUMBER
from app.pipeline.reading.units import UNITS

_CLOSING = "|".join(sorted(lexicon.STOP_WORDS | lexicon.CLOSING_WORDS))
_WEAK = "|".join(sorted(lexicon.WEAK_WORDS))
# What may stand before the noun to group by without telling another label.
_OF_PRODUCT = (
    r"(?:(?:postgres|postgresql|mysql|redis|kafka|rabbitmq|kubernetes|k8s|etcd|istio|nginx|envoy"
    r"|tomcat|jvm|java|prometheus|alertmanager|coredns|elasticsearch|mongodb|probed)"
    rf" (?!(?:{_CLOSING})\b))?"
)
NOUN = _OF_PRODUCT + (
    r"(?!(?:grouped|split|broken|divided|separated|excluding|excludes|except|without|ignoring|not"
    r"|but|neither|nor|leaving|other|besides|apart|aside)\b)(?!(?<=by )\w+ing\b)[a-z_][\w-]*"
    r"(?: (?:codes?|groups?|class(?:es)?|points?|reasons?|types?|kinds?|names?"
    r"|services?|namespaces?|workloads?|sets?|claims?|clusters?))?"
)
# What things do, behind the noun for them: how many keys each redis server holds.
_DOES = (
    r"(?:ha(?:s|ve|d)|holds?|contains?|gets?|got|uses?|runs?|serves?|handles?|makes?|takes?|needs?"
    r"|keeps?|stores?|reports?|sees?|shows?|sends?|receives?|produces?|causes?|occup(?:y|ies)"
    r"|consumes?|writes?|reads?|generates?|delivers?|processes|contributes?)"
)
# The word behind the first one where both together name the thing: coredns pod, go version.
KIND = (
    rf"(?!(?:{_CLOSING}|{_WEAK})\b)(?!\w+(?:ing|ed)\b)(?!(?:usage|utili[sz]ation|latency|traffic|load"
    r"|memory|cpu|consumption|size|time|limits?|requests?|errors?)\b)[a-z_]{3,}(?<!s)\b"
    r"(?=\s*(?:$|[,;]| and | in | over | for | of | on | with | by | from | during | last "
    rf"| {_DOES}\b))"
)
GROUPS = re.compile(
    r"\b(?:(?:grouped|broken down|split|separated|divided) by|by each|by every|by|per"
    r"|for each|for every|each|every"
    rf"|each of the|of all|on all|for all)\s+(?:the\s+|different\s+|single\s+"
    rf"|individual\s+)?({NOUN}(?:\s+{KIND})?"
    rf"(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+)(?:by\s+|per\s+|each\s+)?(?:the\s+)?"
    rf"{NOUN}(?:\s+{KIND})?)*)"
)
EACH = r"(?:for |by |of )?(?:each|every)\b"
_BESIDE_ONE = r"[a-z_]+(?: (?!and\b)[a-z_]+)?"
# What is to stand beside each value: with its model and depot, together with the version it runs.
BESIDE = re.compile(
    r"(?:\b(?:with|including|showing|and) (?:its|their)|(?:, |\btogether |\balong )with the)\s+"
    rf"(?!(?:{lexicon.MOST}|{lexicon.LEAST}|own)\b)({_BESIDE_ONE}"
    rf"(?:(?:\s*,\s*|\s+and\s+)+(?:(?:its|their|the) )?{_BESIDE_ONE})*)"
)
SPLIT_BESIDE = re.compile(r"(?:\s*,\s*|\s+and\s+)+(?:(?:its|their|the) )?")
MEASURE = re.compile(
    r"\s+(?:usage|utili[sz]ation|rate|count|time|latency|consumption|size|load|traffic)\b"
)
SPLIT_GROUPS = re.compile(r"(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:by\s+|per\s+|each\s+)?(?:the\s+)?")
WINDOWS = (
    rf"\b(?:(?:over|in|during|within|for|across|of|from|on)\s+)?(?:the\s+)?"
    rf"(?:last|past|previous|recent|preceding|trailing)\s+({DURATION})",
    rf"(?<!changed )\b(?:over|during|averaged over|measured over"
    rf"|across)\s+(?:the\s+)?({COUNTED_DURATION})",
    rf"\[({COUNTED_DURATION})\]",
    rf"(?:\b(?:over|in|with|as|on)\s+)?(?:\ban?\s+)?({COUNTED_DURATION})[- ]"
    r"(?:window|rate|average|avg|mean|interval|period|moving average|peak|max)",
    rf"\bwindow (?:of )?({COUNTED_DURATION})",
    rf"\b(?:in|within)\s+({COUNTED_DURATION})(?!\s+(?:from now|time))",
)
# The window of a rate that is looked at over a longer one: the peak 5-minute rate of a day.
OWN_WINDOW = (
    rf"(?:\b(?:over|in|with|as|on)\s+)?(?:\ban?\s+)?({COUNTED_DURATION})[- ]"
    r"(?=(?:(?!load\b)[\w-]+ ){0,2}(?:rates?|averages?|avg|mean|ratios?|shares?|percentages?"
    r"|fractions?|proportions?|utili[sz]ation|availability)\b)"
)
# What shows a course over time, so that the time it covers is the graph's.
GRAPH = (
    r"^(?:(?:can|could|would) you |i(?:'d| would)? (?:like|want) to see |show (?:me )?)?(?:a )?"
    r"(?:graph|plot|chart|draw|visuali[sz]e|curve|time ?line|time ?series)\b"
    r"|\bas an? (?:time series )?(?:line|graph|chart|curve|plot|panel)\b"
    r"|,? (?:graph|chart|time ?line)$"
)
AGO = (
    rf"\b(?:as of |from |at |and )?({DURATION})\s+(?:ago|earlier|before now|before|back)\b",
    r"\b(?:compared (?:to|with)|than|vs\.?|versus|same time|as of|from)\s+(?:the same time )?"
    r"(yesterday|last week|last hour|last month|the day before|(?:the )?previous day|an hour"
    r" ago)\b",
    r"\b(yesterday)\b",
)
LONG_AGO = r"\bhow (?:long|many (?:seconds|minutes|hours|days|weeks|months)) ago\b"
OLDER = re.compile(rf"\b(?:(more|longer|older)|less|younger|fewer) than\s+({DURATION})\s+ago\b")
# How long something is, or has not been, so: down for 5 minutes, not vacuumed for over a week.
LASTING = re.compile(
    rf"\bfor\s+(?:(?:over|more than|longer than|at least|about)\s+)?({COUNTED_DURATION})"
    rf"(?! (?:average|avg|mean|rate|window))"
)
SINCE = re.compile(rf"\bsince\s+({DURATION})\s+(?:ago|before)\b")
BETWEEN = re.compile(
    rf"\bbetween\s+({DURATION}|{NUMBER})\s+(?:ago\s+)?and\s+({COUNTED_DURATION})\s+(?:ago|before)\b"
)
CALENDAR_STEPS = {"yesterday": 86400.0, "last week": 604800.0, "last hour": 3600.0}
AHEAD = (
    rf"\b(?:in|within|over|during|for)\s+(?:the\s+)?(?:next|coming|following)\s+({DURATION})",
    rf"\b(?:in|within)\s+(?:about\s+)?({COUNTED_DURATION})(?:\s+(?:from now|time))?",
    rf"\b({COUNTED_DURATION})\s+(?:from now|ahead|into the future)",
    rf"\bnext\s+({DURATION})",
)
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
COMPARISONS = {
    ">=": r"at least|>=|(?:no|not) (?:less|fewer|lower|smaller|shorter|younger) than"
    r"|not (?:below|under)|or more|minimum of",
    "<=": r"at most|<=|(?:no|not) (?:greater|more|higher|larger|bigger|longer|older|slower) than"
    r"|not (?:above|over|exceed(?:s|ed|ing)?)|up to",
    ">": r"(?:greater|more|higher|larger|bigger|longer|older|hotter|slower|worse) than|above|over"
    r"|exceed(?:s|ed|ing)?|>|beyond|past",
    "<": r"(?:less|fewer|lower|smaller|shorter|younger|faster|cooler) than|below|under|<",
    "==": r"equal(?:s|ing)?(?: to)?|==|exactly",
    "!=": r"other than|not equal to|!=|different from",
}
BOUND = re.compile(
    r"(?:\b|(?<=[\s(]))(?:"
    + "|".join(f"(?P<o{n}>{words})" for n, words in enumerate(COMPARISONS.values()))
    # "over a" is a bound only where a unit follows: a day, but not a window.
    + rf")\s*(?!an?\b(?!\s*(?:{UNIT})(?!\w)|\s+(?:dozen|hundred)\b))"
    rf"(?P<number>{NUMBER})\s*(?P<unit>(?:{UNIT})(?!\w))?(?!\w)"
)
# What stands before a number that is the value of a label: status other than 200.
OF_A_LABEL = re.compile(
    r"\b(?:status(?:es)?|codes?|respon\w+|requests?|calls?|partitions?|shards?|cpus?|cores?|priority"
    r"|(?:end|answer|return)\w*)(?: (?:is|are|was|were|with|in|any|an|anything|something))*\s+$"
)
TOP = (
    rf"\btop[- ]?({NUMBER})?\b",
    rf"\b({NUMBER})(?=\s+(?:\w+\s+)?(?:the\s+)?(?:{lexicon.MOST})\b)",
    rf"\b(\d+|two|three|four|five|ten)(?=\s+(?:\w+\s+){{2,4}}(?:the\s+)?(?:{lexicon.MOST})\b)",
    rf"\b{lexicon.MOST}\s+({NUMBER})\b(?!\s*-?\s*(?:%|percent|sec|min|hour|day))",
)
BOTTOM = (
    rf"\b(?:bottom)[- ]?({NUMBER})?\b",
    rf"\b({NUMBER})(?=\s+(?:\w+\s+)?(?:the\s+)?(?:{lexicon.LEAST})\b)",
    rf"\b(\d+|two|three|four|five|ten)(?=\s+(?:\w+\s+){{2,4}}(?:the\s+)?(?:{lexicon.LEAST})\b)",
    rf"\b{lexicon.LEAST}\s+({NUMBER})\b(?!\s*-?\s*(?:%|percent|sec|min|hour|day))",
)
QUANTILE = re.compile(
    r"\bp(\d{1,4})(?:\.(\d+))?(?![\w.])"
    r"|\b(\d{1,2}(?:\.\d+)?)\s*(?:th|st|nd|rd|%|percent)?[- ]?"
    r"(?:percentiles?|quantiles?|pctl?|%?iles?)\b"
    r"|\b(9\d(?:\.\d+)?|75|80|85)(?:th|st|nd|rd)\b"
    r"|\b(0\.\d+)[- ](?:quantiles?|percentiles?)\b|\b(?:percentile|quantile) (?:of"
    r" )?(\d+(?:\.\d+)?)\b"
    r"|\b(median)\b"
)
PLURAL = re.compile(
    r"(?!(?:postgres|kubernetes|redis|status|istio\w*)$)\w*[^su]s|(?:v?[cgtn]p|sk)us"
)
# The part of a distribution that begins or ends at a quantile: the slowest 1 %.
TAIL = re.compile(
    r"\b(slowest|worst|longest|fastest|shortest)\s+(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)"
)
COUNTED = re.compile(
    r"\b(?:how many|number of|count of)\s+(?:different |distinct |of the |the )?"
    r"((?:[a-z_][\w-]*\s*){1,4})"
)
WHICH = re.compile(rf"\b(?:which|what|whose)\s+(?:of the\s+)?({NOUN})")
# The words between which and what it does: of "which vault nodes are sealed" vault nodes.
WHICH_DOES = re.compile(
    rf"\b(?:which|what)\s+(?:of\s+(?:the|our|my)\s+)?(?:{NUMBER}\s+)?"
    r"((?:[a-z_][\w-]*\s+){2,4}?)"
    r"(?=(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|use[sd]?|that|with|got"
    r"|needs?|takes?|runs?|gets?|answers?|responds?|went|goes|go|lost|\w{3,}ed)\b)"
)
SUPERLATIVE = rf"(?:{lexicon.MOST}|{lexicon.LEAST})"
RANKED = re.compile(
    rf"\b(?:which|what)\s+(?:{NUMBER}\s+)?({NOUN})"
    rf"|\b(?:top|bottom)[- ]?{NUMBER}?\s+(?:{SUPERLATIVE}\s+)?({NOUN})"
    rf"|\b{NUMBER}\s+({NOUN})\s+(?:with|that|using|having|by)\b"
    rf"|\b{NUMBER}\s+{SUPERLATIVE}\s+({NOUN})"
    rf"|\b{SUPERLATIVE}\s+{NUMBER}\s+({NOUN})"
)
AMONG = re.compile(r"\b(?:among|amongst|of all) (?:all )?(?:the |our |my )?([a-z]+s)\b")
SUBJECT = re.compile(
    r"(?:show |list |find |give |get |me |all |the |any |my )*(?:[a-z_-]+ ){0,2}?([a-z_-]+s) "
    r"(?:that|with|which|where|whose|having|using|above|below|under|without|not"
    r"|over(?! (?:the )?(?:last|past|previous|course))"
    r"|running longer)\b"
)
# One thing is asked for: the biggest database, the table with the most dead rows.
SUPERLATIVE_ONE = re.compile(
    r"(?:(?:what|which)(?:'s| is| are)?|show|find|give|me|the|\s)*"
    rf"(?:{lexicon.BEST_ONE}|({lexicon.WORST_ONE}))\s+(?:(?!of|in|on|by)\w+\s+){{0,2}}?"
    r"((?!\w*(?:ss|us)\b|(?:value|number|amount|size|one)\b)\w{3,}[^s\W])(?!\w)"
    r"(?!\s+(?:of|over|in the (?:last|past)|during|value|number)\b)"
)
# The highest number within a time, and not the things that have it.
EXTREME_OF_TIME = (
    r"^(?:what (?:is|was|were|are) |show (?:me )?)?(?:the )?"
    r"(?:highest|lowest|peak|longest|shortest)\b"
)
SUPERLATIVE_PLURAL = re.compile(
    rf"(?!\b(?:max|min|maximum|minimum|worst)\b)\b(?:{lexicon.MOST}|({lexicon.LEAST}))\s+"
    r"(?:(?!of|in|on|by)\w+\s+){0,2}((?!\w*(?:ss|us|is|postgres|kubernetes|seconds|bytes|hours|days|minutes)\b)\w{3,}s)\b"
)
WITH_MOST = re.compile(
    rf"(?:what is |what's |show |me |the )*(?:[a-z_-]+ ){{0,3}}?({NOUN}) (?:with|\w+ing) (?:the )?"
    rf"(?:{lexicon.MOST}|{lexicon.LEAST})\b"
)
# How hot the hottest one is: a number, and not the thing.
HOW_MUCH_AT_MOST = re.compile(
    r"\bhow (?!many\b)\w+ (?:is|are|was|were) (?:the |our |my )?"
    rf"(?:{lexicon.MOST}|({lexicon.LEAST}))(?! (?:of|value)\b)\b"
)
TOKEN = re.compile(
    r'"[^"]+"|`[^`]+`|(?<!\w)[a-z]:(?!\S)|[^\W_]+(?:[-.:@_]+\w+)*|(?<!\w)/(?:[\w./{}*-]|:(?=\w))*|\d+'
)


STAND_ALONE = lexicon.STOP_WORDS | {"up", "down"}
OPERATION_WORDS = (
    lexicon.AVERAGE,
    lexicon.DEVIATION,
    r"standard",
    lexicon.MAXIMUM,
    lexicon.MINIMUM,
    lexicon.EVERYTHING,
    lexicon.SHARE,
    lexicon.RATE,
    lexicon.INCREASE,
    lexicon.PREDICT,
    lexicon.AGE,
    lexicon.UNTIL,
    lexicon.STATE_WORDS,
    lexicon.COUNT,
    lexicon.FLAPS,
    r"across|number|count|many|runs?|versus|vs|chang\w*|grow\w*|grew|compar\w*|differ\w*|delta"
    r"|fast|availability|full|fill\w*|derivative|slope|trend|rising",
    r"against|less|fewer|shr[aiu]nk\w*|falling|fell|twice|double|rose|trailing|ended|develop\w*|threshold"
    r"|distinct|different|unique|higher|lower|larger|smaller|bigger|greater|grand"
    r"|drop(?:s|ped)?(?= (?:since|by|below)\b)"
    r"|first|soonest|falls?|fallen|ris(?:e|es|en)|increas\w*|decreas\w*|declin\w*|exhausted|empty|longer",
)
WHICH_ONE = re.compile(rf"\b(?:which|what|who)\b(?! (?:is|are|was|were) the\b)\s*({NOUN}|)")
