"""Requests of every shape beside the plain asking of a query: targets, bodies, headers, methods."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from tests.conformance.exchange import Headers, Sent
from tests.conformance.exporter import EXEMPLAR_SECONDS

_AT = "time=1700011800"
_WINDOW = "start=1700010000&end=1700011800"
_GZIP = (("Accept-Encoding", "gzip"),)


@dataclass(frozen=True, slots=True)
class Case:
    """A request and its name; `steady` where the answer does not change while servers run."""

    name: str
    sent: Sent
    steady: bool = True

    def __str__(self) -> str:
        """Return the name."""
        return self.name


def cases() -> list[Case]:
    """Return all of them."""
    return [
        *(*_targets(), *_large(), *_discovery(), *_moving()),
        *(*_bodies(), *_headers(), *_methods(), *_differing()),
    ]


def _targets() -> list[Case]:
    """Targets that a URL library would write anew."""
    queries = {
        "a plus is a space": "1+%2B+1",
        "an escaped plus": "1%2B1",
        "spaces as %20": "1%20%2B%201",
        "lower-case escapes": "1%2b1%3d%3dbool%202",
        "escapes of letters": "%75%70",
        "nothing escaped": "sum(up{job=~'a.+|b',instance!=\"\"})/2^3*[5m]",
        "brackets and quotes": 'count_over_time(up{job="api"}[5m])',
        "UTF-8 escaped": quote('temperature_celsius{room="屋根裏"}'),
        "a percent sign alone": "10%3",
        "a broken escape": "up%zz",
        "a cut escape": "up%2",
        "an escaped percent sign": "10%25+4",
        "an escaped escape": "odd_labels{path%3D%22%252F%22}",
        "not UTF-8": "up%FF%FE",
        "a null byte": "up%00",
        "an escaped line break": "up%0A%2B%0Aup",
        "a semicolon": "up;same",
        "an escaped semicolon": "up%3Bsame",
        "an equals sign": "up==1",
        "a question mark": "up?up",
        "a slash and dots": "up/../up",
        "a hash escaped": "up%20%23%20comment",
    }
    kinds = {name: Sent.get(f"/api/v1/query?query={text}&{_AT}") for name, text in queries.items()}
    kinds |= {
        "no query string": Sent.get("/api/v1/query"),
        "an empty query string": Sent.get("/api/v1/query?"),
        "empty pairs": Sent.get(f"/api/v1/query?&&query=up&&{_AT}&"),
        "a name without value": Sent.get(f"/api/v1/query?query&{_AT}"),
        "the same query twice": Sent.get(f"/api/v1/query?query=up&query=up&{_AT}"),
        "two queries": Sent.get(f"/api/v1/query?query=up&query=same&{_AT}"),
        "an escaped name": Sent.get(f"/api/v1/query?%71uery=up&{_AT}"),
        "unknown parameters": Sent.get(
            f"/api/v1/query?query=up&{_AT}&dedup=true&nocache=1&extra_label=a%3Db&x&max_source_resolution=5m"
        ),
        "a limit": Sent.get(f"/api/v1/query?query=up&{_AT}&limit=1"),
        "a timeout": Sent.get(f"/api/v1/query?query=up&{_AT}&timeout=5s"),
    }
    return [Case(name, sent) for name, sent in kinds.items()]


def _large() -> list[Case]:
    def text(length: int) -> str:
        alternatives = "|".join(f"job-{number:05d}" for number in range(length // 10))
        return f'up{{job=~"api|{alternatives}"}}'

    long = urlencode({"query": text(60_000)})
    body = urlencode({"query": text(30_000), "time": "1700011800"})
    window = f"{_WINDOW}&step=5"
    return [
        Case("a GET of 60 KB", Sent.get(f"/api/v1/query?{long}&{_AT}")),
        Case("a POST of 30 KB", Sent.form("/api/v1/query", body)),
        Case("a POST of 30 KB for gzip", Sent.form("/api/v1/query", body, _GZIP)),
        Case("a POST of 1 MB", Sent.form("/api/v1/query", f"{_AT}&query=up%23{'x' * 1_000_000}")),
        *(
            Case(
                f"a large answer{kind}",
                Sent.get(f"/api/v1/query_range?query={query}&{window}", headers),
            )
            for query in ("%7Bjob%3D~%22.%2B%22%7D",)
            for kind, headers in (("", ()), (" for gzip", _GZIP))
        ),
    ]


def _discovery() -> list[Case]:
    get, form = Sent.get, Sent.form
    several = "match[]=up&match[]=same&match[]=up&match%5B%5D=late"
    found = {
        "series": get(f"/api/v1/series?match[]=up&{_WINDOW}"),
        "series, several selectors in order": get(f"/api/v1/series?{several}&{_WINDOW}"),
        "series by POST": form("/api/v1/series", f"{several}&{_WINDOW}"),
        "series by POST and URL": form(f"/api/v1/series?match[]=same&{_WINDOW}", "match[]=up"),
        "series of odd labels": get(f"/api/v1/series?match[]=odd_labels&{_WINDOW}", _GZIP),
        "series with a limit": get(f"/api/v1/series?match[]=same&{_WINDOW}&limit=2"),
        "series without selector": get("/api/v1/series"),
        "series of a broken selector": get("/api/v1/series?match[]=up{"),
        "series that are none": get(f"/api/v1/series?match[]=missing&{_WINDOW}"),
        "labels": get(f"/api/v1/labels?{_WINDOW}"),
        "labels by POST": form("/api/v1/labels", _WINDOW, _GZIP),
        "labels of selectors": get(f"/api/v1/labels?match[]=same&match[]=late&{_WINDOW}"),
        "labels with a limit": get(f"/api/v1/labels?{_WINDOW}&limit=2"),
        "labels of a broken time": get("/api/v1/labels?start=never"),
        "the query formatted": get("/api/v1/format_query?query=sum++by(a)(rate(b[5m]))%23c"),
        "the query formatted by POST": form("/api/v1/format_query", "query=a%2Bb*c"),
        "a broken query formatted": get("/api/v1/format_query?query=a%2B"),
        "the query parsed": get("/api/v1/parse_query?query=sum%20by(a)(rate(b%5B5m%5D))"),
        "a broken query parsed": form("/api/v1/parse_query", "query=sum("),
        "features": get("/api/v1/features"),
        "build information": get("/api/v1/status/buildinfo"),
        "exemplars": get(_exemplars("/api/v1/query_exemplars?")),
        "exemplars by POST": form("/api/v1/query_exemplars", _exemplars(""), _GZIP),
        "exemplars of nothing": get(f"/api/v1/query_exemplars?query=missing&{_WINDOW}"),
        "exemplars of a broken query": get(f"/api/v1/query_exemplars?query=up{{&{_WINDOW}"),
    }
    found |= {
        f"values of {label}": get(f"/api/v1/label/{label}/values?{_WINDOW}")
        for label in (
            *("job", "__name__", "path", "missing", "U__my_2e_label", "U__http_2e_method", "U__"),
            *("http.method", "pi%C3%A8ce", "a%2Fb", "a%2fb", "a%3Fb", "a%23b", "a+b"),
            *("a%20b", "a:b", "job;x", "a,b", "%6Aob", "0", "%F0%9F%99%82", "%FF", "-"),
        )
    }
    found["values of a label of selectors"] = get(
        f"/api/v1/label/instance/values?match[]=up&match[]=memory_bytes&{_WINDOW}&limit=2", _GZIP
    )
    return [Case(name, sent) for name, sent in found.items()]


def _exemplars(start: str) -> str:
    query = quote('{__name__=~"orders_total|wait_seconds_bucket"}')
    return f"{start}query={query}&start={EXEMPLAR_SECONDS - 60}&end={EXEMPLAR_SECONDS + 600}"


def _moving() -> list[Case]:
    """Answers that tell about now, or in an order that changes."""
    paths = (
        *("metadata", "metadata?metric=orders", "metadata?limit=2", "metadata?limit_per_metric=1"),
        *("rules", "rules?type=alert", "rules?type=record&rule_name[]=job:up:sum", "rules?type=x"),
        *("alerts", "labels", "label/__name__/values", "series?match[]=up", "query?query=up"),
        *("query?query=time()", f"query?query=sum(up)&{_AT}&stats=all"),
        f"query_range?query=sum(up)&{_WINDOW}&step=60&stats=true",
    )
    plain = [Case(path, Sent.get(f"/api/v1/{path}"), steady=False) for path in paths]
    zipped = [
        Case(f"{path} for gzip", Sent.get(f"/api/v1/{path}", _GZIP), steady=False)
        for path in ("metadata", "rules", "alerts", "label/__name__/values")
    ]
    return [*plain, *zipped]


def _bodies() -> list[Case]:
    form = "application/x-www-form-urlencoded"
    post, path = _post, "/api/v1/query"
    bodies = {
        "parameters in body and URL": post(f"{path}?{_AT}&x=1", form, "query=up&time=1700010000"),
        "the same query in both": post(f"{path}?query=up", form, f"query=up&{_AT}"),
        "all in the URL": post(f"{path}?query=up&{_AT}", form, ""),
        "nothing at all": post(path, form, ""),
        "a charset": post(path, f"{form}; charset=UTF-8", f"query=up&{_AT}"),
        "type in capitals": post(path, form.upper(), f"query=up&{_AT}"),
        "no type": Sent("POST", path.encode(), (), f"query=up&{_AT}".encode()),
        "JSON": post(f"{path}?query=up&{_AT}", "application/json", '{"query":"same"}'),
        "a broken escape": post(path, form, f"query=up%zz&{_AT}"),
        "a semicolon": post(path, form, f"query=up;{_AT}"),
        "UTF-8 in bytes": post(path, form, f'query=temperature_celsius{{room="Küche"}}&{_AT}'),
        "line breaks": post(path, form, f"query=up\r\n%2B\r\nup&{_AT}"),
        "two queries": post(path, form, f"query=up&query=same&{_AT}"),
        "a body of a GET": Sent("GET", f"{path}?query=up&{_AT}".encode(), (), b"query=same"),
        "a range in body and URL": post(
            "/api/v1/query_range?timeout=5s", form, f"query=up&{_WINDOW}&step=60"
        ),
    }
    return [Case(f"body: {name}", sent) for name, sent in bodies.items()]


def _post(target: str, content_type: str, body: str) -> Sent:
    return Sent("POST", target.encode(), (("Content-Type", content_type),), body.encode())


def _headers() -> list[Case]:
    target = f"/api/v1/query?query=http_requests_total&{_AT}"
    encodings = (
        *("", "gzip", "deflate", "identity", "gzip, deflate, br", "deflate, gzip", "br", "*"),
        *("gzip;q=1.0", "gzip;q=0", "GZIP", "x-gzip", "zstd, gzip", " gzip ", "gzip,identity"),
    )
    accepted: dict[str, Headers] = {
        f"Accept-Encoding: {value}": (("Accept-Encoding", value.strip()),) for value in encodings
    }
    others: dict[str, Headers] = {
        "a header twice": (("X-Custom", "1"), ("X-Custom", "2")),
        "an origin": (("Origin", "http://dashboards.example"),),
        "a user agent": (("User-Agent", "client/1.0 (é)"),),
        "what a browser accepts": (("Accept", "text/html, */*;q=0.8"), ("Accept-Language", "fr")),
        "headers of their own": (("X-Custom", "1"), ("x-custom-too", "a, b"), ("X-Empty", "")),
        "a tenant": (("X-Scope-OrgID", "team-a"),),
        "caching": (("Cache-Control", "no-cache"), ("If-None-Match", '"x"')),
        "a range": (("Range", "bytes=0-9"),),
        "a trace": (("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),),
        "no keep-alive": (("Connection", "close"),),
    }
    return [Case(name, Sent.get(target, headers)) for name, headers in (accepted | others).items()]


def _methods() -> list[Case]:
    paths = ("query?query=up", "query_range", "series?match[]=up", "labels", "label/job/values")
    more = ("metadata", "rules", "alerts", "status/buildinfo", "format_query", "query_exemplars")
    origin = (("Origin", "http://dashboards.example"), ("Access-Control-Request-Method", "POST"))
    return [
        Case(f"{method} {path}", Sent(method, f"/api/v1/{path}".encode(), headers, b""))
        for method, headers in (("HEAD", ()), ("OPTIONS", ()), ("OPTIONS", origin))
        for path in (*paths, *more)
    ]


# Prometheus reads the first header of a name alone, WSGI joins them: what was sent plain may arrive
# compressed, for a client that takes both.
_LONG_ANSWER = "/api/v1/label/__name__/values"


def _differing() -> list[Case]:
    twice = (("Accept-Encoding", "br"), ("Accept-Encoding", "gzip"))
    by_bytes = Sent.get(f'/api/v1/query?query=temperature_celsius{{room="Küche"}}&{_AT}')
    return [
        Case("UTF-8 in bytes", by_bytes),
        Case("a label in UTF-8 bytes", Sent.get("/api/v1/label/pièce/values")),
        Case("Accept-Encoding twice", Sent.get(_LONG_ANSWER, twice)),
    ]
