"""Which addresses a source may connect to: not the station's own network, unless the operator allows it."""

import socket
from urllib.parse import urlsplit

from flask import current_app

from blueprints.telemetry.schemas.sources import LightstreamerSettings, MqttSettings, SourceSettings
from core.addresses import is_public
from core.errors import invalid


class AddressForbiddenError(OSError):
    """A name leads into the station's own network."""


def require_public(host: str) -> None:
    """Raise AddressForbiddenError when a host name leads to an address that is not on the public internet."""
    for *_family, place in socket.getaddrinfo(host, None):
        if not is_public(str(place[0])):
            raise AddressForbiddenError(f"{host} is an address of the station's own network ({place[0]})")


def require_allowed(settings: SourceSettings) -> None:
    """Refuse what is plainly inside when a source is set up; names are looked up again at each connection.

    Raises AppError 422 `address-not-allowed`.
    """
    if isinstance(settings, LightstreamerSettings):
        parts = urlsplit(settings.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise invalid("/settings/url", "expected an address such as https://push.lightstreamer.com")
        host, pointer = parts.hostname, "/settings/url"
    elif isinstance(settings, MqttSettings):
        host, pointer = settings.host, "/settings/host"
    else:
        return
    if current_app.config["SETTINGS"].telemetry_private_addresses:
        return
    if is_inside(host):
        raise invalid(
            pointer,
            "this address lies in the station's own network; the setting TELEMETRY_PRIVATE_ADDRESSES allows it",
            "address-not-allowed",
        )


def _number_of(host: str) -> str:
    """The address that resolvers make of a host without asking anyone: `127.1` and `0x7f000001` are numbers too."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return host


def is_inside(host: str) -> bool:
    """Whether a host is inside without asking a name server: such addresses, and names without a dot."""
    bare = host.strip("[]").rstrip(".").lower()
    try:
        return not is_public(_number_of(bare))
    except ValueError:
        return "." not in bare or bare.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))
