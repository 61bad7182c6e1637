"""Posts on X, formerly Twitter, through tweepy."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from blueprints.telemetry.posting.registry import CannotTell, Field, Note, SendError, Sent, Settings, target

OFFICIAL = "https://api.twitter.com"
"""The address tweepy has built in."""

TIMEOUT_S = 20.0

LINK = re.compile(r"https?://\S+")

LINK_LENGTH = 23
"""Characters a link counts for."""

LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count once; all others twice (twitter-text, configuration 3)."""

FIELDS = (
    Field("consumer_key", "API key", is_secret=True),
    Field("consumer_secret", "API key secret", is_secret=True),
    Field("access_token", "Access token", is_secret=True),
    Field("access_token_secret", "Access token secret", is_secret=True),
)


def length(text: str) -> int:
    """The weighted length."""
    links = LINK.findall(text)
    rest = LINK.sub("", text)
    weights = (1 if any(low <= ord(c) <= high for low, high in LIGHT) else 2 for c in rest)
    return sum(weights) + LINK_LENGTH * len(links)


@target("x", label="X", about="A post on X (Twitter).", limit=280, fields=FIELDS, length=length)
class X:
    """X knows no idempotency key: before anything is sent again the account's last posts are read."""

    def __init__(self, settings: Settings) -> None:
        self.client = _client(settings, current_app.config["SETTINGS"].x_api_url)

    def send(self, note: Note) -> Sent:
        made = self._ask(lambda: self.client.create_tweet(text=note.text, user_auth=True))
        number = str(made.data["id"])
        return Sent(number, f"https://x.com/i/web/status/{number}")

    def find(self, note: Note) -> Sent | None:
        try:
            me = self._ask(lambda: self.client.get_me(user_auth=True))
            # A minute earlier: the clocks of both sides need not agree.
            since = note.created_at - timedelta(minutes=1)
            mine = self._ask(
                lambda: self.client.get_users_tweets(me.data.id, start_time=since, max_results=50, user_auth=True)
            )
        except SendError as exc:
            if exc.is_passing:
                raise
            # Cheaper plans may post and not read.
            raise CannotTell from exc
        for tweet in mine.data or ():
            if " ".join(LINK.sub("", tweet.text).split()) == " ".join(LINK.sub("", note.text).split()):
                return Sent(str(tweet.id), f"https://x.com/i/web/status/{tweet.id}")
        return None

    def _ask(self, request: Any) -> Any:
        # tweepy takes a fifth of a second to import, and only jobs that post to X need it.
        import requests  # noqa: PLC0415

        # (as above)
        import tweepy  # noqa: PLC0415

        try:
            return request()
        except tweepy.HTTPException as exc:
            status = exc.response.status_code
            is_passing = status == 429 or status >= 500
            told = f"X answered {status}: {exc}"
            raise SendError(f"http-{status}", told, is_passing=is_passing, may_have_arrived=status >= 500) from exc
        except requests.ConnectTimeout as exc:
            raise SendError("no-connection", f"X cannot be reached: {exc}", is_passing=True) from exc
        except requests.RequestException as exc:
            told = f"X broke off: {exc}"
            raise SendError("no-answer", told, is_passing=True, may_have_arrived=True) from exc


def _client(settings: Settings, address: str) -> Any:
    """The real client; with another address its requests go there unchanged."""
    # As in `_ask`.
    import requests  # noqa: PLC0415

    # (as above)
    import tweepy  # noqa: PLC0415

    class Adapter(requests.adapters.HTTPAdapter):
        """Gives every request a time limit, which tweepy does not, and another host if one is set."""

        def send(self, request: Any, *arguments: Any, **options: Any) -> Any:
            options["timeout"] = TIMEOUT_S
            if address:
                parts = urlsplit(request.url)
                request.url = address.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")
            return super().send(request, *arguments, **options)

    names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    client = tweepy.Client(**{name: settings[name] for name in names})
    client.session.mount(OFFICIAL, Adapter())
    return client
