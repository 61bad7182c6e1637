"""What workers do with pictures."""

from blueprints.images.jobs import embed, identify

__all__ = ["embed", "identify"]
