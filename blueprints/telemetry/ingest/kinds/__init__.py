"""The connectors there are; naming them registers them."""

from blueprints.telemetry.ingest.kinds import lightstreamer, mqtt, replay, simulator

__all__ = ["lightstreamer", "mqtt", "replay", "simulator"]
