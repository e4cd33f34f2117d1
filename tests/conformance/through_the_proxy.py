"""Sends requests through the proxy and holds what came out against what upstream said."""

from dataclasses import dataclass

from tests.conformance.client import Client
from tests.conformance.exchange import Answer, Headers, Sent, recorded_answer, recorded_request
from tests.conformance.relay import Relay

# The proxy speaks to its upstream over a connection of its own.
_OF_THE_CONNECTION = frozenset({"host", "connection", "content-length", "x-llm-proxy-hops"})

_OWN = b"User-Agent: prometheus-llm-proxy\r\n"


@dataclass(frozen=True, slots=True)
class Observed:
    """A proxy with the relay behind it, and the upstream behind that, each with a client."""

    proxied: Client
    relay: Relay
    direct: Client

    def send(self, sent: Sent) -> Answer:
        """Send it through the proxy; fails where request or answer changed on the way."""
        self.relay.taken()
        answer = self.proxied.send(sent)
        # Meanwhile the proxy may read what there is, behind the scenes; of what was under way
        # before, only the answer is here.
        exchanges = [each for each in self.relay.taken() if each[0] and _OWN not in each[0]]
        assert len(exchanges) == 1, f"upstream was asked {len(exchanges)} times"
        request, reply = exchanges[0]
        received = recorded_request(request)
        assert (received.method, received.target) == (sent.method, _escaped(sent.target))
        assert received.body == sent.body
        assert _end_to_end(received.headers) == _end_to_end(sent.headers)
        said = recorded_answer(reply, sent.method)
        assert (answer.status, answer.reason) == (said.status, said.reason)
        assert answer.headers == said.headers
        assert answer.body == said.body
        return answer


def _escaped(target: bytes) -> bytes:
    """Return a target as HTTP wants it: bytes that are not ASCII arrive escaped."""
    return b"".join(b"%%%02X" % byte if byte > 0x7F else bytes([byte]) for byte in target)


def _end_to_end(headers: Headers) -> dict[str, str]:
    """Return the headers by name, those of one name joined: HTTP makes no difference."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in _OF_THE_CONNECTION:
            values.setdefault(name.lower(), []).append(value)
    return {name: ",".join(all_values) for name, all_values in values.items()}
