"""Mail over SMTP (Amazon SES and any other server); what cannot be sent now is kept and sent later."""

import logging
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from core.clock import new_id
from core.config import Settings

log = logging.getLogger(__name__)

TIMEOUT_S = 15.0
"""How long the server may take to answer each step; a request may be waiting."""

RESEND_EVERY_S = 300.0
"""How often what was kept is tried again."""

MOST_RESENT = 100
"""Messages tried in one round, so that a long list does not hold the scheduler up."""


class SmtpError(Exception):
    """A message could not be handed to the server."""


def send(settings: Settings, message: EmailMessage) -> None:
    """Hand a message to the server of the settings. Raises SmtpError."""
    context = ssl.create_default_context()
    try:
        if settings.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_S)
        with server:
            if settings.smtp_security == "starttls":
                server.starttls(context=context)
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as exc:
        raise SmtpError(f"{settings.smtp_host}: {exc or type(exc).__name__}") from exc


def waiting_folder(settings: Settings) -> Path:
    return settings.data_dir / "mail" / "waiting"


def keep(settings: Settings, message: EmailMessage) -> None:
    """Put a message aside until the server answers again."""
    folder = waiting_folder(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{new_id()}"
    draft.touch(mode=0o600)
    draft.write_bytes(message.as_bytes())
    draft.rename(folder / f"{draft.name[1:]}.eml")


def send_kept(settings: Settings) -> int:
    """Send what was kept, oldest first, until the server fails again; returns how many went."""
    if not settings.smtp_host:
        return 0
    n_sent = 0
    for path in sorted(waiting_folder(settings).glob("*.eml"))[:MOST_RESENT]:
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        try:
            send(settings, message)
        except SmtpError as exc:
            log.warning("kept mail still waits: %s", exc)
            break
        path.unlink(missing_ok=True)
        n_sent += 1
    return n_sent
