"""Mail to a few addresses."""

from __future__ import annotations

from flask import current_app

from blueprints.telemetry.posting.registry import CannotTell, Field, Note, Sent, Settings, target
from core.mail import Mail, mailer

MOST_RECIPIENTS = 20

FIELDS = (Field("to", "To", f"Addresses, separated by commas, at most {MOST_RECIPIENTS}", most=2000),)


def recipients(listed: str) -> list[str]:
    return [address.strip() for address in listed.split(",") if address.strip()][:MOST_RECIPIENTS]


@target("email", label="E-mail", about="A mail to a few addresses.", limit=4000, fields=FIELDS)
class Email:
    """A mail server does not say what it has taken: after a crash in between a person decides."""

    def __init__(self, settings: Settings) -> None:
        self.to = recipients(settings["to"])

    def send(self, note: Note) -> Sent:
        post = mailer(current_app.config["SETTINGS"])
        for address in self.to:
            post.deliver(Mail(address, note.title.replace("\n", " "), f"{note.text}\n\n{note.link}\n"))
        return Sent()

    def find(self, _note: Note) -> Sent | None:
        raise CannotTell
