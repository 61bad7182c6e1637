"""Live news about forecast sessions, to the room of their group, once they are committed."""

from typing import Any

from blueprints.forecasting.models import ForecastSession
from core.after_commit import do_after_commit
from core.realtime import emit


def announce(row: ForecastSession, **more: Any) -> None:
    """Tell the group that a session arrived, changed, went, or has news of its windows, runs or forecasts."""
    payload = {
        "id": str(row.id),
        "project_id": str(row.project_id),
        "chosen_model_id": str(row.chosen_model_id) if row.chosen_model_id else None,
        "n_runs": row.n_runs or 0,
        "version": row.version or 1,
        **more,
    }
    name = "forecast-session.changed"
    do_after_commit((name, payload["id"]), emit, name, f"group:{row.group_id}", payload)
