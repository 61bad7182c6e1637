"""The work of this area: training and classifying."""

from blueprints.calls.jobs import classify, train  # noqa: F401 (they attach themselves to their kinds)
