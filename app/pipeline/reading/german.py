"""German words of questions and the English ones that they are read as; data only."""

import re

# Enough of these and the question is German.
_MARKS = frozenset(
    "wie viele viel der die das den dem des im und ist sind welche welcher welches pro auf für von"
    " gibt es hat haben wird werden zeige letzten seit über mit nicht jede jeder jedem"
    " jedes".split()
)
_STRONG = ("wieviel", "seit wann", "wie voll", "anzahl", "fehlt ")
_ENGLISH_TOO = frozenset(
    "die in median minimal maximal code total service pods im an so war".split()
)
_PHRASES = {
    r"wie\s?viele?": "how many",
    r"seit wann (?:läuft|laufen|ist|sind)": "how long has been running",
    r"wie voll": "how full",
    r"wie hoch ist die last": "what is the load",
    r"anzahl (?:der|an|von)": "number of",
    r"fehlt die metrik": "is missing",
    r"wie viele": "how many",
    r"wie viel": "how much",
    r"wie lange (?:läuft|laufen)": "how long has been running",
    r"wie lange": "how long",
    r"wie oft": "how often",
    r"wie hoch (?:ist|sind|war)": "what is",
    r"in den (?:letzten|vergangenen)": "in the last",
    r"in der (?:letzten|vergangenen)": "in the last",
    r"vor (?:einer|einem) (stunde|tag|woche|minute)": r"1 \1 ago",
    r"vor (\d+) (\w+)": r"\1 \2 ago",
    r"pro sekunde": "per second",
    r"pro minute": "per minute",
    r"(?:die|der|zur) last": "the load",
    r"insgesamt": "in total",
    r"am meisten": "most",
    r"am wenigsten": "least",
    r"mehr als": "more than",
    r"weniger als": "less than",
}
_WORDS = dict(
    pair.split("=")
    for pair in """
    abfragen=queries anfragen=requests anfrage=request anteil=share anzahl=number
    arbeitsspeicher=memory aufrufe=calls ausgefallen=down auslastung=usage
    auslastungen=usage belegt=used belegter=used benutzt=used bestellungen=orders
    betriebszeit=uptime code=code dateideskriptoren=fds dateisystem=filesystem
    dateisysteme=filesystems datenbank=database datenbanken=databases dauer=duration
    der=the die=the das=the durchschnitt=average durchschnittlich=average
    durchschnittliche=average durchschnittlicher=average empfangen=received
    empfangene=received fehler=errors fehlerhafte=failed fehlerquote=error-rate
    fehlerrate=error-rate festplatte=disk festplatten=disk frei=available freie=available
    freien=available freier=available freies=available gesamt=total gesendet=transmitted
    gesendete=transmitted gibt=are größten=largest größte=largest höchste=highest
    höchsten=highest hauptspeicher=memory heute=today jede=each jedem=each jeden=each
    jeder=each jedes=each je=per knoten=node knotens=node kleinste=smallest
    langsamste=slowest langsamsten=slowest latenz=latency laufen=running läuft=running
    laufende=running laufzeit=uptime letzte=last letzten=last maschine=machine
    maximal=maximum maximale=maximum median=median minimale=minimum mittlere=average
    mittelwert=average nachrichten=messages netzwerk=network netzwerkverkehr=network-traffic
    neustarts=restarts nicht=not offene=open offenen=open platte=disk platz=space
    plattenplatz=disk-space prozent=percent prozessor=cpu prozessorlast=cpu-load pro=per
    schnell=fast sekunde=second sekunden=seconds speicher=memory speicherplatz=disk-space
    speicherverbrauch=memory-usage stunde=hour stunden=hours tag=day tage=days tagen=days
    temperatur=temperature und=and verbindungen=connections verbrauch=usage
    verbraucht=using verbrauchen=using verfügbar=available verfügbare=available
    verfügbarer=available von=of warteschlange=queue warteschlangen=queues welche=which
    welcher=which welches=which werden=are wird=is woche=week zeige=show zeit=time
    zertifikat=certificate zertifikate=certificates ziele=targets im=in auf=on für=for
    gab=were gabs=were vom=of voll=full volle=full instanzen=instances instanz=instance
    pausiert=suspended pausierten=suspended pausierte=suspended aktive=active aktiven=active
    umsatz=revenue kunden=customers warenkörbe=carts warenkorb=cart zahlungen=payments
    rückerstattungen=refunds anmeldungen=logins fehlgeschlagene=failed fehlgeschlagen=failed
    fehlgeschlagenen=failed abgelehnte=rejected wurden=were wurde=was zu=at war=was waren=were
    durchsatz=throughput füllstand=usage größe=size grösse=size ältesten=oldest älteste=oldest
    bereit=ready kaputt=failed zwischen=between vor=before gestern=yesterday lesend=read
    schreibend=write geschrieben=written gelesen=read verzögerung=lag rückstand=lag
    schlimmste=worst schlimmsten=worst neueste=newest seit=since abgelaufen=expired ablaufen=expire
    läuft=running ab=off kern=core kerne=cores limit=limit grenze=limit
    ist=is sind=are haben=have hat=has gerade=now momentan=now aktuell=now
    aktuelle=current es=there den=the dem=the des=of mit=with ohne=without über=over
    unter=below nach=by antwortzeit=latency antwortzeiten=latency minuten=minutes alle=all
    aller=all dienst=service pods=pods ein=a eine=a einer=a zur=to zum=to bis=until
    """.split()
)


def in_english(text: str) -> str:
    """Return a German question (lower case) word by word in English, any other as it is."""
    words = [word.strip("?,.!") for word in text.split()]
    marks = sum(word in _MARKS or (word in _WORDS and word not in _ENGLISH_TOO) for word in words)
    if marks < 2 and not any(phrase in text for phrase in _STRONG):
        return text
    for phrase, english in _PHRASES.items():
        text = re.sub(rf"\b{phrase}\b", english, text)
    return re.sub(r"[^\W\d_]+", lambda word: _english(word.group()), text)


def _english(word: str) -> str:
    return _WORDS.get(word, word).replace("-", " ")
