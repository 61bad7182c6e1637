"""What workers do for the annotation area."""

from blueprints.annotation.jobs.build import build_batch, reorder_batch
from blueprints.annotation.jobs.learning import learn_from_batch

__all__ = ["build_batch", "learn_from_batch", "reorder_batch"]
