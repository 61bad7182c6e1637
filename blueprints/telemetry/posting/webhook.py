"""A signed POST to an address of one's own."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

from blueprints.telemetry.posting import addresses
from blueprints.telemetry.posting.registry import Field, Note, Sent, Settings, target

FIELDS = (
    Field("address", "Address", "Gets a POST with the event as JSON"),
    Field("key", "Signing key", "Both sides know it; 16 characters or more", is_secret=True),
)


def signature(key: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the time, a dot and the body, in hexadecimal."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@target(
    "webhook",
    label="Webhook",
    about="A POST with the event as JSON, signed with a key you choose.",
    limit=4000,
    fields=FIELDS,
)
class Webhook:
    """Sends the same `Idempotency-Key` at every try, by which the receiver tells a repetition."""

    def __init__(self, settings: Settings) -> None:
        self.address, self.key = settings["address"], settings["key"]

    def send(self, note: Note) -> Sent:
        body = json.dumps(
            {"id": note.key, "text": note.text, "title": note.title, "link": note.link, "event": dict(note.event)},
            separators=(",", ":"), ensure_ascii=False,
        ).encode()  # fmt: skip
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": note.key,
            "Fieldstation-Timestamp": timestamp,
            "Fieldstation-Signature": f"sha256={signature(self.key, timestamp, body)}",
        }
        answer = addresses.call("POST", self.address, headers=headers, body=body)
        if not 200 <= answer.status < 300:
            raise addresses.refuse(answer, "The address")
        return Sent()

    def find(self, _note: Note) -> Sent | None:
        return None
