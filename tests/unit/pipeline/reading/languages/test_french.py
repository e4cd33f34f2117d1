import pytest

from app.pipeline.reading.plain import in_plain_words
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("french", "english"),
    [
        (
            "Quel est le débit des requêtes par service ?",
            "which is the throughput of requests per service",
        ),
        ("requêtes par seconde par instance", "requests per second per instance"),
        (
            "taux d'erreur par service sur les 5 dernières minutes",
            "error rate per service in the last 5 minutes",
        ),
        ("Depuis combien de temps tourne redis ?", "how long has been running redis"),
        ("mémoire disponible par nœud", "available memory per node"),
        ("memoire disponible par noeud", "available memory per node"),
        (
            "moyenne de la latence pendant la dernière heure",
            "average of the latency in the last hour",
        ),
        ("95e centile de la latence par route", "95th percentile of the latency per route"),
        ("centile 95 de la latence par route", "95th percentile of the latency per route"),
        ("Combien de pods sont en panne ?", "how many pods are down"),
        ("les 5 pods avec le plus de mémoire", "the 5 pods with the most memory"),
        ("espace disque disponible sur web-1", "available disk space on web-1"),
        (
            "Quels certificats expirent dans les 10 prochains jours ?",
            "which certificates expire in the next 10 days",
        ),
        ("erreurs il y a deux heures", "errors two hours ago"),
        ("plus de 90 % d’utilisation du CPU", "more than 90 % cpu usage"),
    ],
)
def test_a_question_is_read_as_the_english_one(french: str, english: str) -> None:
    assert in_plain_words(french) == in_plain_words(english)
    assert read(french) == read(english)
