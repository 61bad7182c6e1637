"""Stand-ins of the places announcements go to, spoken to over HTTP by the real clients."""

import json
import os
import re
import signal
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Request(NamedTuple):
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class StandIn:
    """X, Mastodon, Bluesky and a webhook at one address; keeps what was posted as each of them would."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.posts: dict[str, str] = {}
        """Key by which the place tells posts apart → text."""
        self.statuses: list[int] = []
        """Answers to the next posts instead of success; a negative one posts all the same."""
        self.kill: int | None = None
        """A process to kill once a post is there, before it is told so."""
        self.may_read = True
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def _answer(self, method: str) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Request(method, self.path, dict(self.headers.items()), body)
                stand_in.requests.append(request)
                status, answer = stand_in.answer(request)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, request: Request) -> tuple[int, Any]:
        if request.path.startswith("/2/users") and not self.may_read:
            return 403, {"title": "Forbidden", "detail": "not on this plan"}
        routes = {
            ("POST", "/2/tweets"): self._tweet,
            ("GET", "/2/users/me"): lambda _: (200, {"data": {"id": "7", "name": "Station", "username": "station"}}),
            ("GET", "/2/users/7/tweets"): self._tweets,
            ("POST", "/api/v1/statuses"): self._status,
            ("GET", "/api/v1/accounts/verify_credentials"): lambda _: (200, {"id": "9"}),
            ("GET", "/api/v1/accounts/9/statuses"): self._statuses,
            ("POST", "/xrpc/com.atproto.server.createSession"): self._session,
            ("POST", "/xrpc/com.atproto.repo.putRecord"): self._record,
            ("POST", "/hook"): self._hook,
        }
        found = routes.get((request.method, request.path.partition("?")[0]))
        return found(request) if found else (404, {"error": request.path})

    def _post(self, key: str, text: str, success: Any) -> tuple[int, Any]:
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200 or status < 0:
            self.posts[key] = text
        if self.kill is not None and status == 200:
            os.kill(self.kill, signal.SIGKILL)
        return (abs(status), success if status == 200 else {"error": "as asked", "title": "as asked"})

    def _tweet(self, request: Request) -> tuple[int, Any]:
        text, number = request.json["text"], str(1000 + len(self.posts))
        return self._post(number, text, {"data": {"id": number, "edit_history_tweet_ids": [number], "text": text}})

    def _tweets(self, _request: Request) -> tuple[int, Any]:
        # X shows links as its own short ones.
        shown = [
            {"id": k, "edit_history_tweet_ids": [k], "text": re.sub(r"https?://\S+", "https://t.co/x", text)}
            for k, text in self.posts.items()
        ]
        return 200, {"data": shown, "meta": {"result_count": len(shown)}}

    def _status(self, request: Request) -> tuple[int, Any]:
        key, text = request.headers["Idempotency-Key"], request.json["status"]
        return self._post(key, text, {"id": key[:8], "url": f"{self.address}/@station/{key[:8]}"})

    def _statuses(self, _request: Request) -> tuple[int, Any]:
        moment = datetime.now(UTC).isoformat()
        found = [{"id": k, "content": f"<p>{t}</p>", "created_at": moment, "url": None} for k, t in self.posts.items()]
        return 200, found

    def _session(self, request: Request) -> tuple[int, Any]:
        is_right = request.json == {"identifier": "station.test", "password": "app-word-1234"}
        return (
            (200, {"did": "did:plc:x", "accessJwt": "jwt"}) if is_right else (401, {"error": "AuthenticationRequired"})
        )

    def _record(self, request: Request) -> tuple[int, Any]:
        body = request.json
        return self._post(body["rkey"], body["record"]["text"], {"uri": f"at://did:plc:x/post/{body['rkey']}"})

    def _hook(self, request: Request) -> tuple[int, Any]:
        return self._post(request.headers["Idempotency-Key"], request.json["text"], {})
