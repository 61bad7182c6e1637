"""Statistics of annotators: only answers that stand, by the clock of whoever asks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.annotation.models import TaskBatch
from core.clock import iso, now
from tests.annotation.conftest import BASE, Lab
from tests.factories import Factory
from tests.queries import recorded_queries


@pytest.fixture
def batch(lab: Lab, make: Factory) -> TaskBatch:
    """Twelve tasks."""
    segmentation = make.segmentation(
        make.recording(lab.project), segments=[(0.05 * i + 0.01, 0.05 * i + 0.02) for i in range(12)]
    )
    found: TaskBatch = make.task_batch(lab.project, segmentation=segmentation)
    return found


@pytest.fixture
def answer(batch: TaskBatch, next_tasks: Callable[..., Any], decide: Callable[..., Any]) -> Callable[..., list[int]]:
    """`answer(headers, *ages_s, spent_ms=…)` answers a task for each age of an answer, in seconds before now."""

    def _answer(headers: dict[str, str], *ages_s: float, spent_ms: int | None = None) -> list[int]:
        tasks = next_tasks(batch, headers, n=len(ages_s))
        for task, age_s in zip(tasks, ages_s, strict=True):
            at = iso(now() - timedelta(seconds=age_s))
            decide(batch, headers, task["id"], label="fall", spent_ms=spent_ms, decided_at=at)
        return [task["id"] for task in tasks]

    return _answer


@pytest.fixture
def statistics(client: FlaskClient, lab: Lab) -> Callable[..., Any]:
    def _statistics(headers: Any = None, **query: Any) -> Any:
        url = f"{BASE}/annotation/statistics"
        return client.get(url, query_string={"group_id": str(lab.group.id)} | query, headers=headers or lab.ann).json

    return _statistics


DAY_S = 86_400


def test_today_total_and_pace_from_the_time_spent_looking(
    answer: Callable[..., Any], statistics: Callable[..., Any], lab: Lab
) -> None:
    answer(lab.ann, 0, 0, 0, spent_ms=1500)
    me = statistics()["me"]
    assert (me["today"], me["week"], me["total"], me["streak_days"]) == (3, 3, 3, 1)
    assert (me["calls_per_minute"], me["pace_from"]) == (40, "looks")


def test_pace_without_times_is_told_from_short_gaps(
    answer: Callable[..., Any], statistics: Callable[..., Any], lab: Lab
) -> None:
    # Pauses of 10 s and 20 s, and one of an hour, which is no work.
    answer(lab.ann, 3700, 3690, 30, 10)
    me = statistics()["me"]
    assert (me["calls_per_minute"], me["pace_from"]) == (pytest.approx(4, abs=0.3), "gaps")


def test_a_streak_reaches_back_from_today_or_yesterday(
    answer: Callable[..., Any], statistics: Callable[..., Any], lab: Lab
) -> None:
    answer(lab.ben, DAY_S, 2 * DAY_S, 4 * DAY_S)
    found = statistics(lab.ben)
    assert (found["me"]["streak_days"], found["me"]["today"], found["me"]["total"]) == (2, 0, 3)
    assert [day["n"] for day in found["by_day"][-5:]] == [1, 0, 1, 1, 0]
    assert len(found["by_day"]) == 60


def test_days_begin_by_the_clock_of_whoever_asks(
    answer: Callable[..., Any], statistics: Callable[..., Any], lab: Lab
) -> None:
    moment = now()
    since_midnight_s = moment.hour * 3600 + moment.minute * 60 + moment.second
    answer(lab.ann, since_midnight_s + 60)
    assert statistics()["me"]["today"] == 0
    # Where the clock is behind, the last midnight was later or earlier; two minutes before it is the same day there.
    behind = -(since_midnight_s // 60 + 10)
    if behind >= -14 * 60:
        assert statistics(utc_offset_min=behind)["me"]["today"] == 1


def test_what_was_taken_back_or_answered_anew_by_others_does_not_count(
    answer: Callable[..., Any], decide: Callable[..., Any], statistics: Callable[..., Any], lab: Lab,
    batch: TaskBatch, client: FlaskClient,
) -> None:  # fmt: skip
    first, second, third = answer(lab.ann, 30, 20, 10, spent_ms=1000)
    decide(batch, lab.ann, first, "undo")
    decide(batch, lab.ann, second, label="rise", spent_ms=3000)
    body = {"action": "reject", "task_ids": [third]}
    assert client.post(f"{BASE}/task-batches/{batch.id}/bulk", json=body, headers=lab.editor).json["n_changed"] == 1
    found = statistics()
    assert (found["me"]["total"], found["me"]["calls_per_minute"]) == (1, 20)
    ranks = {row["user"]["id"]: (row["total"], row["n_reviewed"]) for row in found["leaderboard"]}
    assert ranks == {str(lab.ann_person.id): (1, 0), str(lab.editor_person.id): (1, 1)}


def test_a_grid_full_of_confirmed_calls_is_no_pace(
    client: FlaskClient, statistics: Callable[..., Any], lab: Lab, batch: TaskBatch
) -> None:
    body = {"action": "reject", "filter": {}}
    client.post(f"{BASE}/task-batches/{batch.id}/bulk", json=body, headers=lab.ann)
    me = statistics()["me"]
    assert (me["total"], me["n_reviewed"], me["calls_per_minute"], me["pace_from"]) == (12, 12, None, None)


def test_the_leaderboard_is_of_one_group_or_project(
    answer: Callable[..., Any], statistics: Callable[..., Any], lab: Lab, make: Factory, client: FlaskClient
) -> None:
    answer(lab.ann, 0, 0)
    answer(lab.ben, 0, 0, 0)
    assert [row["total"] for row in statistics()["leaderboard"]] == [3, 2]
    other = make.project(lab.group)
    assert statistics(project_id=str(other.id))["leaderboard"] == []
    url = f"{BASE}/annotation/statistics"
    assert client.get(f"{url}?group_id={lab.group.id}", headers=lab.stranger).status_code == 404
    assert client.get(url, headers=lab.stranger).json["leaderboard"] == []
    assert client.get(f"{url}?utc_offset_min=9999", headers=lab.ann).status_code == 422


def test_statistics_take_a_few_statements(answer: Callable[..., Any], client: FlaskClient, lab: Lab) -> None:
    answer(lab.ann, 0, 0)
    answer(lab.ben, 0, 0)
    with recorded_queries() as statements:
        client.get(f"{BASE}/annotation/statistics", headers=lab.ann)
    assert len(statements) <= 8
