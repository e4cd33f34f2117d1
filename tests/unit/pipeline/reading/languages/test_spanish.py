import pytest

from app.pipeline.reading.plain import in_plain_words
from app.pipeline.reading.reading import read


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        (
            "¿Cuántas peticiones por segundo hay por servicio?",
            "how many requests per second are per service",
        ),
        (
            "tasa de errores por servicio en los últimos 5 minutos",
            "error rate per service in the last 5 minutes",
        ),
        ("¿Desde cuándo está funcionando redis?", "how long has been running redis"),
        ("¿Cuánto tiempo lleva funcionando redis?", "how long has been running redis"),
        ("memoria disponible por nodo", "available memory per node"),
        (
            "promedio de la latencia durante la última hora",
            "average of the latency in the last hour",
        ),
        ("percentil 95 de la latencia por ruta", "95th percentile of the latency per route"),
        ("¿Cuántos pods están caídos?", "how many pods are down"),
        ("los 5 pods con más memoria", "the 5 pods with the most memory"),
        ("número de reinicios por pod", "number of restarts per pod"),
        ("numero de reinicios por pod", "number of restarts per pod"),
        ("espacio libre en disco en web-1", "available disk space in web-1"),
        (
            "¿Qué certificados caducan en los próximos 10 días?",
            "which certificates expire in the next 10 days",
        ),
        ("las 3 rutas más lentas", "the 3 slowest routes"),
        ("más de 100 conexiones por base de datos", "more than 100 connections per database"),
    ],
)
def test_a_question_is_read_as_the_english_one(spanish: str, english: str) -> None:
    assert in_plain_words(spanish) == in_plain_words(english)
    assert read(spanish) == read(english)
