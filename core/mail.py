"""Outgoing mail: posted within a transaction, delivered after its commit.

The only mailer so far writes messages into a folder and the log; an SMTP mailer takes its place in `mailer`.
"""

import logging
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from flask import current_app

from core.after_commit import do_after_commit
from core.clock import new_id, now
from core.config import Settings

log = logging.getLogger(__name__)


class Mail(NamedTuple):
    """One message to one person, as plain text."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Takes a message to where people read it; never raises, because the commit has happened."""

    def deliver(self, mail: Mail) -> None: ...


class FolderMailer:
    """Keeps each message as a file, so that codes and links can be read where no mail server is set up."""

    def __init__(self, folder: Path, *, is_text_logged: bool) -> None:
        self.folder = folder
        self.is_text_logged = is_text_logged

    def deliver(self, mail: Mail) -> None:
        path = self.folder / f"{new_id()}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(_message(mail).as_bytes())
        except OSError as exc:
            log.error("mail %r is lost: %s", mail.subject, exc)
            return
        log.info("mail %r kept as %s%s", mail.subject, path.name, f"\n{mail.text}" if self.is_text_logged else "")


def _message(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["To"] = mail.to
    message["From"] = "Fieldstation <fieldstation@localhost>"
    message["Date"] = format_datetime(now())
    message["Subject"] = mail.subject
    message.set_content(mail.text)
    return message


def mailer(settings: Settings) -> Mailer:
    """The mailer these settings ask for. The text of a message (codes, links) is never logged in production."""
    return FolderMailer(settings.data_dir / "mail", is_text_logged=not settings.is_production)


def post(mail: Mail) -> None:
    """Send a message once the present transaction is committed."""
    do_after_commit(object(), mailer(current_app.config["SETTINGS"]).deliver, mail)


def post_to_operator(subject: str, text: str) -> None:
    """Send a message to whoever runs the station, at OPERATOR_EMAIL; without an address it is logged."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.operator_email:
        post(Mail(settings.operator_email, subject, text))
    else:
        log.error("%s (set OPERATOR_EMAIL to have this mailed): %s", subject, text)
