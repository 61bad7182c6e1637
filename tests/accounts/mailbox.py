"""Reading what the application mailed."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qs, urlparse

from flask import Flask


class Mailbox:
    """The messages kept in the data folder, oldest first."""

    def __init__(self, app: Flask) -> None:
        self.folder = app.config["SETTINGS"].data_dir / "mail"
        for path in self.folder.glob("*.eml"):
            path.unlink()

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(p.read_bytes(), policy=policy.default) for p in sorted(self.folder.glob("*.eml"))]

    def texts(self) -> list[str]:
        return [str(message.get_content()) for message in self.messages()]

    def code(self) -> str:
        """The six digits of the last message."""
        found = re.search(r"\b\d{6}\b", self.texts()[-1])
        assert found, "the last message holds no code"
        return found.group()

    def token(self) -> str:
        """The token of the link in the last message."""
        found = re.search(r"https?://\S+", self.texts()[-1])
        assert found, "the last message holds no link"
        return parse_qs(urlparse(found.group()).query)["token"][0]
