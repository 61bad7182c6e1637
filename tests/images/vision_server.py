"""A server that speaks OpenAI's protocol on this machine, and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Speaker:
    """What the server is to say, and what it was asked. Each request takes the next answer; the last one stays."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.url = ""
        self.is_silent = threading.Event()
        """While it is set, requests wait for it to be cleared by `let_go`."""
        self.let_go = threading.Event()

    def says(self, *answers: Any) -> None:
        self.answers = list(answers)

    def next_answer(self) -> Any:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def completion(
    content: str | None, *, finish: str = "stop", refusal: str | None = None, tokens: tuple[int, int] = (900, 100)
) -> dict[str, Any]:
    """A whole answer as the protocol has it."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)},
    }


def animals(*items: dict[str, Any]) -> dict[str, Any]:
    """A structured answer of these animals; what an item leaves out is filled in."""
    usual = {
        "scientific_name": "", "common_name": "", "rank": "species", "count": 1, "box": None, "confidence": None,
        "reason": "", "look_alikes": [],
    }  # fmt: skip
    return completion(json.dumps({"animals": [usual | item for item in items]}))


def failure(status: int, message: str, *, code: str | None = None, param: str | None = None, **headers: str) -> Any:
    """A refusal: status, body and headers."""
    body = {"error": {"message": message, "type": "error", "code": code, "param": param}}
    return status, body, {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def speaking() -> Iterator[Speaker]:
    speaker = Speaker()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            speaker.requests.append(json.loads(body))
            speaker.keys.append(self.headers.get("Authorization", ""))
            if speaker.is_silent.is_set():
                speaker.let_go.wait(20)
                return
            said = speaker.next_answer()
            status, answer, headers = said if isinstance(said, tuple) else (200, said, {})
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    speaker.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield speaker
    finally:
        speaker.let_go.set()
        server.shutdown()
        server.server_close()
