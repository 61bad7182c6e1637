"""Mail over a real connection: sent at once, or kept until the server takes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import smtp
from core.config import Settings, SettingsError, load_settings
from core.mail import FolderMailer, Mail, SmtpMailer, mailer
from tests.conftest import make_settings
from tests.core.smtp_server import MailServer, mail_server

MAIL = Mail("ada@example.org", "Ein Gruß", "Hello from the pond.")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as found:
        yield found


def settings_for(folder: Path, **more: Any) -> Settings:
    values = {"smtp_host": "127.0.0.1", "smtp_security": "none", "mail_from": "Station <station@example.org>"} | more
    return make_settings(folder, database_url="", redis_url="redis://127.0.0.1:1", **values)


def test_a_message_reaches_the_server(server: MailServer, tmp_path: Path) -> None:
    mailer(settings_for(tmp_path, smtp_port=server.port)).deliver(MAIL)
    (text,) = server.messages
    assert "To: ada@example.org" in text
    assert "From: Station <station@example.org>" in text
    assert "Hello from the pond." in text


def test_what_the_server_does_not_take_waits_and_is_sent_later(server: MailServer, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, smtp_port=server.port)
    server.is_refusing = True
    mailer(settings).deliver(MAIL)
    (kept,) = smtp.waiting_folder(settings).iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert smtp.send_kept(settings) == 0
    server.is_refusing = False
    assert smtp.send_kept(settings) == 1
    assert "Hello from the pond." in server.messages[0]
    assert list(smtp.waiting_folder(settings).iterdir()) == []


def test_a_server_that_is_not_there_loses_nothing(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, smtp_port=1)
    mailer(settings).deliver(MAIL)
    assert len(list(smtp.waiting_folder(settings).glob("*.eml"))) == 1


def test_a_line_break_in_a_subject_makes_no_header(server: MailServer, tmp_path: Path) -> None:
    mail = Mail("a@example.org", "x\nBcc: b@example.org", "x")
    with pytest.raises(ValueError, match="linefeed"):
        SmtpMailer(settings_for(tmp_path, smtp_port=server.port)).deliver(mail)
    assert server.messages == []


def test_without_a_server_mail_stays_in_the_folder(tmp_path: Path) -> None:
    assert isinstance(mailer(settings_for(tmp_path, smtp_host="")), FolderMailer)
    assert smtp.send_kept(settings_for(tmp_path, smtp_host="")) == 0


def test_a_password_is_not_sent_in_the_clear_in_production() -> None:
    with pytest.raises(SettingsError, match="SMTP_SECURITY"):
        load_settings(
            fieldstation_env="production", secret_key="abcdefgh" * 6, jwt_secret_key="ijklmnop" * 6,
            smtp_security="none", smtp_password="x",
        )  # fmt: skip
