"""The learning loop with a real worker: label, wait, and the queue is another."""

import pytest

from blueprints.annotation.models import TaskBatch
from core.db import db
from tests.annotation.nights import BASE, answer, nights, rounds_of, tasks_of
from tests.databases import on_one_database
from tests.jobs.conftest import start
from tests.processes import wait_until

__all__ = ["answer", "nights", "start"]

pytestmark = pytest.mark.workers


@on_one_database
def test_after_enough_labels_a_worker_makes_a_round_and_the_open_tasks_move(client, lab, nights, answer, start):
    batch, truth = nights()
    answer(batch, tasks_of(batch, is_held_out=True)[:6], truth)
    before = [task.id for task in tasks_of(batch, state="open")]
    answer(batch, tasks_of(batch, is_held_out=False)[:8], truth)
    start("areas")
    wait_until(lambda: rounds_of(batch)[0].finished_at is not None, seconds=120, what="the end of the round")
    (one,) = rounds_of(batch)
    assert (one.problem_code, one.n_labels, one.n_held_out) == (None, 8, 6)
    assert one.macro_f1 > 0.9
    after = [task.id for task in tasks_of(batch, state="open")]
    assert after != [number for number in before if number in after]
    assert db.session.get_one(TaskBatch, batch.id).classifier_id == one.classifier_id
    shown = client.get(f"{BASE}/task-batches/{batch.id}/learning", headers=lab.viewer).json
    assert [row["state"] for row in shown["rounds"]] == ["ready"]
