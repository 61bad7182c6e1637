"""Statuses on a Mastodon server (API of version 4: POST /api/v1/statuses)."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from blueprints.telemetry.posting import addresses
from blueprints.telemetry.posting.registry import Field, Note, SendError, Sent, Settings, target
from core.clock import now

LINK = re.compile(r"https?://\S+")

LINK_LENGTH = 23
"""Characters a link counts for, however long it is."""

KEY_LIFE = timedelta(minutes=55)
"""Mastodon remembers an idempotency key for an hour."""

FIELDS = (
    Field("address", "Server", "For example https://mastodon.social"),
    Field("token", "Access token", "With the scopes write:statuses and read:accounts, read:statuses", is_secret=True),
    Field("visibility", "Visibility", "public, unlisted, private or direct", is_required=False, most=10),
)


def length(text: str) -> int:
    return len(LINK.sub("x" * LINK_LENGTH, text))


@target("mastodon", label="Mastodon", about="A status on a Mastodon server.", limit=500, fields=FIELDS, length=length)
class Mastodon:
    """Within the life of the key a repetition gives the first status; later the account is looked through."""

    def __init__(self, settings: Settings) -> None:
        self.address = settings["address"].rstrip("/")
        self.visibility = settings.get("visibility") or "public"
        self.headers = {"Authorization": f"Bearer {settings['token']}", "Accept": "application/json"}

    def send(self, note: Note) -> Sent:
        body = {"status": note.text, "visibility": self.visibility}
        headers = self.headers | {"Idempotency-Key": note.key}
        answer = addresses.call("POST", f"{self.address}/api/v1/statuses", headers=headers, as_json=body)
        if answer.status != 200:
            raise addresses.refuse(answer, "Mastodon")
        status = answer.json()
        return Sent(str(status.get("id", "")) or None, status.get("url"))

    def find(self, note: Note) -> Sent | None:
        if note.last_try_at is not None and now() - note.last_try_at < KEY_LIFE:
            return None
        me = self._get("/api/v1/accounts/verify_credentials")
        since = note.created_at - timedelta(minutes=5)
        for status in self._get(f"/api/v1/accounts/{me.get('id')}/statuses?limit=40&exclude_reblogs=true"):
            if plain(status.get("content", "")) == " ".join(note.text.split()) and status[
                "created_at"
            ] >= since.strftime("%Y-%m-%dT%H:%M:%S"):
                return Sent(str(status["id"]), status.get("url"))
        return None

    def _get(self, path: str) -> Any:
        answer = addresses.call("GET", f"{self.address}{path}", headers=self.headers)
        if answer.status != 200:
            error = addresses.refuse(answer, "Mastodon")
            raise SendError(error.code, error.message, is_passing=True)
        return answer.json()


def plain(content: str) -> str:
    """The words of a status, which the server gives as HTML."""
    text = re.sub(r"<br ?/?>|</p>", " ", content)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())
