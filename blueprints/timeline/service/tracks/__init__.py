"""The kinds of track there are; each module adds its own to the registry, in the order in which they are offered."""

from blueprints.timeline.service.tracks import calls, pictures, entries, channels, series, forecasts, events  # isort: skip

__all__ = ["calls", "channels", "entries", "events", "forecasts", "pictures", "series"]
