"""Targets of announcements: each knows how long a text may be, how to send it, and how to find it again."""

from blueprints.telemetry.posting import bluesky, in_app, mail, mastodon, webhook, x  # noqa: F401 (each adds its kind)
from blueprints.telemetry.posting.registry import KINDS, Kind, known

__all__ = ["KINDS", "Kind", "known"]
