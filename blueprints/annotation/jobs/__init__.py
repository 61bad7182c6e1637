"""What workers do for the annotation area."""

from blueprints.annotation.jobs.build import build_batch, reorder_batch

__all__ = ["build_batch", "reorder_batch"]
