import pytest

from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Speicherauslastung pro Knoten", "memory usage per node"),
        ("CPU-Auslastung je Knoten", "cpu usage per node"),
        ("Festplattenauslastung", "disk usage"),
        ("Wie viele Anfragen gab es vor zwei Stunden?", "how many requests were there 2 hours ago"),
        ("Fehlerquote je Dienst", "error rate per service"),
        (
            "durchschnittliche Antwortzeit in den letzten fünf Minuten",
            "average latency in the last 5 minutes",
        ),
        ("95. Perzentil von der Antwortzeit", "95th percentile of the latency"),
        ("die 5 größten Datenbanken", "the 5 largest databases"),
        ("Fehler seit einer Stunde", "errors in the last 1 hour"),
        ("Anfragen in der letzten halben Stunde", "requests in the last half an hour"),
        ("Welche Zertifikate laufen in 10 Tagen ab?", "which certificates expire in 10 days"),
        ("wie groß ist die größte Warteschlange", "what is the largest queue"),
        ("maximale Last je Knoten im letzten Monat", "maximum load per node in the last month"),
        ("Wie lange ist das letzte Backup her?", "how long ago was the last backup"),
        ("Wann startet der nächste export in Stunden?", "time until the next export in hours"),
        ("95. Perzentil der HTTP-Antwortzeit", "95th percentile of the http latency"),
        ("erfolgreiche Anmeldungen bei jedem Dienst", "successful logins for each service"),
        ("wie viele Zeilen sind noch gesperrt", "how many rows are still locked"),
        ("wie viel Speicher hat die cart-Instanz", "how much memory has the cart instance"),
        ("mindestens 5 Neustarts pro Pod", "at least 5 restarts per pod"),
    ],
)
def test_a_question_is_read_as_the_english_one(german: str, english: str) -> None:
    assert _without_words(german) == _without_words(english)


@pytest.mark.parametrize(
    "question",
    [
        "groesste Datenbank nach Groesse",
        "grosste Datenbank nach Grosse",
        "GRÖSSTE DATENBANK NACH GRÖSSE",
    ],
)
def test_umlauts_may_be_spelled_out_or_left_out(question: str) -> None:
    assert read(question) == read("größte Datenbank nach Größe")


def _without_words(question: str) -> object:
    frame = read(question)
    # A number is a word here and digits there.
    return {name: getattr(frame, name) for name in frame.__slots__ if name != "words"}
