"""Posts on Bluesky (AT protocol: com.atproto.server.createSession, com.atproto.repo.putRecord)."""

from __future__ import annotations

import hashlib
import unicodedata

from blueprints.telemetry.posting import addresses
from blueprints.telemetry.posting.registry import Field, Note, SendError, Sent, Settings, target
from core.clock import iso

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
"""Of record keys of the kind TID: base 32 that sorts."""

DEFAULT_SERVER = "https://bsky.social"

FIELDS = (
    Field("handle", "Handle", "For example station.bsky.social"),
    Field("password", "App password", "Made for this station in the account's settings", is_secret=True),
    Field("address", "Server", f"Empty: {DEFAULT_SERVER}", is_required=False),
)


def length(text: str) -> int:
    """Graphemes, nearly: marks, joiners and what follows a joiner belong to the character before."""
    n, joins = 0, False
    for character in text:
        is_part = (
            unicodedata.combining(character) or character in "\u200d\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"
        )
        if not is_part and not joins:
            n += 1
        joins = character == "\u200d"
    return n


def record_key(note: Note) -> str:
    """A TID that follows from the announcement: 53 bits of its time, 10 bits of its key."""
    clock = int.from_bytes(hashlib.sha256(note.key.encode()).digest()[:2], "big") & 0x3FF
    value = (int(note.created_at.timestamp() * 1e6) << 10) | clock
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(60, -1, -5))


@target("bluesky", label="Bluesky", about="A post on Bluesky.", limit=300, fields=FIELDS, length=length)
class Bluesky:
    """Puts the record under a key of its own choice: a repetition writes the same record again."""

    def __init__(self, settings: Settings) -> None:
        self.server = (settings.get("address") or DEFAULT_SERVER).rstrip("/")
        self.handle, self.password = settings["handle"], settings["password"]

    def send(self, note: Note) -> Sent:
        session = self._call("com.atproto.server.createSession", {"identifier": self.handle, "password": self.password})
        record = {"$type": "app.bsky.feed.post", "text": note.text, "createdAt": iso(note.created_at)}
        put: dict[str, object] = {
            "repo": session["did"],
            "collection": "app.bsky.feed.post",
            "rkey": record_key(note),
            "record": record,
        }
        made = self._call("com.atproto.repo.putRecord", put, token=session["accessJwt"])
        return Sent(made.get("uri"), f"https://bsky.app/profile/{self.handle}/post/{record_key(note)}")

    def find(self, _note: Note) -> Sent | None:
        return None

    def _call(self, method: str, body: dict[str, object], *, token: str | None = None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = addresses.call("POST", f"{self.server}/xrpc/{method}", headers=headers, as_json=body)
        found = answer.json()
        if answer.status != 200:
            raise addresses.refuse(answer, "Bluesky")
        if not isinstance(found, dict):
            raise SendError("bad-answer", "Bluesky answered something else than an object", is_passing=False)
        return found
