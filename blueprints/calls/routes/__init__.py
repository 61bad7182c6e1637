"""Classification, classifiers and results over HTTP."""

from blueprints.calls.routes import classifiers, results, runs, summaries  # noqa: F401 (they add their routes)
from blueprints.calls.routes.blueprint import api

__all__ = ["api"]
