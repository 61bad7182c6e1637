"""Statistics of annotators."""

from typing import Any

from blueprints.annotation.routes.blueprint import api
from blueprints.annotation.schemas.agreement import StatisticsOut, StatisticsQuery
from blueprints.annotation.service import statistics
from core.access import principal


@api.get("/annotation/statistics", responses={200: StatisticsOut})
def show_statistics(query: StatisticsQuery) -> dict[str, Any]:
    """How much everybody of a group has answered: today, this week and in all, and how fast.

    Answers that were taken back, or given anew by somebody else, do not count. The week begins on Monday, days
    by the clock of whoever asks.
    """
    return statistics.statistics(principal(), query)
