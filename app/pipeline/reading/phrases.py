"""What people write, and the words by which metrics are named; data only."""

_BEFORE_ERRORS = "most|more|many|few|fewer|of|the|for|with|any|http|no|and|highest|worst"
_ONE_OF = r"((?:each|every|any|the|our|all|both) (?:[a-z]+ )?[a-z]+)"
# What somebody writes and the words that name it in metrics.
PHRASES: dict[str, str] = {
    r"(?:ms |microsoft )?sql[- ]server": "mssql",
    # whatever serves: the errors of a named server are its own
    rf"({_BEFORE_ERRORS}) server(?:[- ]side)? errors?": r"\1 5xx errors",
    rf"({_BEFORE_ERRORS}) client(?:[- ]side)? errors?": r"\1 4xx errors",
    r"(?:(?:broken|splitted|split) (?:down|up|out)|grouped|split|separated|itemi[sz]ed|segmented)"
    r" (?:by|per)": "by",
    r"(?:switched|turned|toggled|flipped) (on|off)": r"is \1",
    r"(is|are|was|were) (?:currently |still |now )?off(?! (?:of|by|to|from)\b)": r"\1 disabled",
    r"(is|are|was|were) (?:currently |still |now )?on(?=$| now\b| right now\b)": r"\1 enabled",
    r"how long (is|are) (the|our|each|every) ((?:[a-z]+ )?(?:queues?|backlogs?|lists?|lines?))": (
        r"length of \2 \3"
    ),
    # What is scraped and gives no answer, whatever the words for it.
    r"(targets?|exporters?|jobs?|endpoints?) (?:that |which )?(?:not|(?:do|does|did) not"
    r"|(?:is|are) not|cannot|isn't|aren't|don't|doesn't|no longer|stopped) (?:currently |be )?"
    r"(?:answer(?:s|ing)?|respond(?:s|ing)?|repl(?:y|ies|ying)|reachable)": r"\1 is down",
    r"(targets?|exporters?|jobs?|endpoints?|everything|anything|all) (?:that |which )?"
    r"(?:prometheus|we|it) (?:cannot|can't|could not|couldn't|fails? to|failed to|(?:is|are) unable"
    r" to|(?:does|do) not (?:manage to )?) ?(?:scrape|reach|contact|get to)": r"\1 targets down",
    # per node that the pods run on
    r"(nodes?|hosts?|machines?|namespaces?|clusters?|zones?|racks?|regions?)"
    r" (?:that |which |where )?(?:(?:the|its|their|these|those|each|every) [a-z]+|they|it)"
    r" (?:currently )?(?:sits?|runs?|lives?|is|are|resides?|lands?)(?: on| in)?"
    r"(?=$| over| in the| during|,)": r"\1",
    # articles (skus): what is in brackets says it in the words of the metrics
    r"[a-z]+s \((?=[a-z]+s\))": "",
    r"drive ([a-z])(?!:)": r"drive \1:",
    # Who takes most of something.
    r"(cpu|memory|ram|disk|space|storage|bandwidth|network)[- ]"
    r"(?:eaters?|hogs?|hoggers?|guzzlers?|burners?|eating|hogging|burning"
    r"|guzzling|hungry)": r"\1 usage",
    r"h[au]ng(?:s|ing)? up": "close",
    r"turned (on|off)": r"switched \1",
    # What hosts have is all of it, used or not.
    r"how much (memory|ram|swap|disk|storage|(?:disk |storage )?space) (do|does)"
    r" (?!.*\b(?:free|left|available|used?|remaining|in use)\b)(.{1,60}?) have": r"total \1 of \3",
    r"disks? (usage|use|used|space|capacity|fullness)": r"filesystem disk \1",
    r"file (?:descriptor|handle)s?": "filedescriptor",
    # the hottest each oven got, how cold did the cellar get
    rf"(?:the )?(?:hottest|warmest) {_ONE_OF} (?:got|gets|was|went|became|has been)": (
        r"maximum temperature of \1"
    ),
    rf"(?:the )?(?:coldest|coolest) {_ONE_OF} (?:got|gets|was|went|became|has been)": (
        r"minimum temperature of \1"
    ),
    rf"how (?:hot|warm) did {_ONE_OF} (?:get|become|go)": r"maximum temperature of \1",
    rf"how (?:cold|cool) did {_ONE_OF} (?:get|become|go)": r"minimum temperature of \1",
    # week over week
    r"(hour|day|week|month)[- ](?:over|on|to)[- ]\1(?: (?:change|growth|difference|delta)s?)?": (
        r"change compared to a \1 ago"
    ),
    r"open files?": "filedescriptor open",
    r"out[- ]of[- ]memory": "oom",
    r"garbage[- ]collect(?:ion|ions|or)": "gc",
    r"(?:persistent )?volume claims?": "persistentvolumeclaim",
    r"ssl certs?": "ssl certificate",
    r"time[- ]?outs?": "timeout",
    r"hard (?:disk|drive)s?": "disk",
    r"in[- ]flight": "inflight",
    r"read[- ]only": "readonly",
    r"round[- ]trip(?: time)?": "rtt",
    r"rps|reqs?/s": "requests per second",
    r"non[- ]heap": "nonheap",
    r"old[- ]gen(?:eration)?": "oldgen old gen",
    r"crash[- ]?loop(?:ing|s|backoff)?(?: back[- ]?off)?": "crashloopbackoff",
    r"kinds? of (?:their |its |the )?(owner|workload|controller)s?": r"\1 kind",
    r"free (?:(disk|storage|filesystem) )?space": r"available \1 space",
    r"(disk|storage|filesystem|space|room) (?:is )?(?:free|left|remaining)": r"\1 available",
    r"persistent volumes?": "volume",
    r"pv(?:c|cs|s)?": "persistentvolumeclaim volume",
}
