"""What workers do for the similarity area."""

from blueprints.similarity.jobs.cluster import cluster_calls
from blueprints.similarity.jobs.index import build_index

__all__ = ["build_index", "cluster_calls"]
