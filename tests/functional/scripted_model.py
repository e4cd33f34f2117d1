"""A model endpoint that speaks all four APIs and says what the test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = str | Callable[[dict[str, Any]], str]


@dataclass
class ScriptedModel:
    """`answers` are given in order, the last one again and again; `asked` is what arrived, with
    `headers`.

    A function among them makes its answer from what was asked.
    """

    answers: Sequence[Answer]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def next_answer(self, request: dict[str, Any]) -> str:
        self.asked.append(request)
        self.may_answer.wait(30)
        said = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return said if isinstance(said, str) else said(request)


@contextmanager
def scripted_model(*answers: Answer, held: bool = False) -> Iterator[ScriptedModel]:
    """Run the endpoint; with `held` it answers once `may_answer` is set."""
    model = ScriptedModel(answers)
    if not held:
        model.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            model.headers.append({name.lower(): value for name, value in self.headers.items()})
            text = model.next_answer(json.loads(self.rfile.read(length)))
            body = json.dumps(_ENVELOPES[self.path](text)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    model.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _responses(text: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    message = {"type": "message", "role": "assistant", "status": "completed", "content": content}
    usage = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    return {"object": "response", "status": "completed", "output": [message], "usage": usage}


def _chat(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return {"choices": [choice], "usage": {"prompt_tokens": 7, "completion_tokens": 3}}


def _generate(text: str) -> dict[str, Any]:
    return {"response": text, "done": True, "prompt_eval_count": 7, "eval_count": 3}


def _ollama_chat(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"message": message, "done": True, "prompt_eval_count": 7, "eval_count": 3}


_ENVELOPES = {
    "/v1/responses": _responses,
    "/v1/chat/completions": _chat,
    "/api/generate": _generate,
    "/api/chat": _ollama_chat,
}
