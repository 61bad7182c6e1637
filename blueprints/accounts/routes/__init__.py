"""The HTTP routes of accounts, one module for each part of the page."""

from blueprints.accounts.routes import (
    audit,
    closing,
    groups,
    invitations,
    keys,
    me,
    notifications,
    people,
    second_factor,
    sign_in,
)
from blueprints.accounts.routes.area import api

__all__ = [
    "api",
    "audit",
    "closing",
    "groups",
    "invitations",
    "keys",
    "me",
    "notifications",
    "people",
    "second_factor",
    "sign_in",
]
