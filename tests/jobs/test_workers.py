"""The guarantees that need real workers: killing, cancelling, restarting; effects exactly once.

That an effect comes once rests on the database; limits, retries and cancelling do not, and run on one.
"""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from core.db import db
from core.jobs.queue import cancel
from tests.databases import on_one_database
from tests.jobs import probe
from tests.jobs.conftest import count_effects, is_ended, kill_group, state_of, wait_for
from tests.processes import wait_until

pytestmark = pytest.mark.workers


def signs(path: Path) -> list[int]:
    """Process numbers of the attempts that started."""
    return [int(line) for line in path.read_text().split()] if path.exists() else []


@on_one_database
def test_a_worker_runs_what_is_asked_for(app, ask, start):
    job = ask("plain", steps=2)
    start()
    done = wait_for(job.id, "succeeded")
    assert done.attempt == 1
    assert count_effects("plain") == 1


@on_one_database
def test_a_running_job_is_stopped_within_a_second(app, ask, start, tmp_path):
    sign = tmp_path / "sign"
    job = ask("endless", steps=1000, step_s=0.1, sign_path=str(sign))
    start()
    wait_until(lambda: signs(sign), what="the first attempt")
    cancel(db.session.get_one(type(job), job.id))
    db.session.commit()
    wait_until(lambda: not is_alive(signs(sign)[0]), seconds=3, what="the end of the work process")
    assert state_of(job.id) == "cancelled"
    assert count_effects("endless") == 0


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_a_killed_work_process_is_replaced_and_the_effect_comes_once(app, ask, start, tmp_path):
    sign = tmp_path / "sign"
    job = ask("killed", steps=20, step_s=0.1, sign_path=str(sign))
    start()
    wait_until(lambda: signs(sign), what="the first attempt")
    os.kill(signs(sign)[0], signal.SIGKILL)
    done = wait_for(job.id, "succeeded")
    assert done.attempt == 2
    assert count_effects("killed") == 1


def test_a_killed_worker_and_work_process_are_survived(app, ask, start, tmp_path):
    sign = tmp_path / "sign"
    job = ask("orphan", steps=20, step_s=0.1, sign_path=str(sign))
    first = start()
    wait_until(lambda: signs(sign), what="the first attempt")
    pid = signs(sign)[0]
    kill_group(first)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    start("scheduler")
    start()
    done = wait_for(job.id, "succeeded", seconds=90)
    assert done.attempt == 2
    assert count_effects("orphan") == 1


def test_a_work_process_whose_worker_was_killed_cannot_double_its_effect(app, ask, start, tmp_path):
    sign = tmp_path / "sign"
    job = ask("double", steps=40, step_s=0.1, sign_path=str(sign))
    first = start()
    wait_until(lambda: signs(sign), what="the first attempt")
    os.kill(first.pid, signal.SIGKILL)
    start("scheduler")
    start()
    wait_until(lambda: is_ended(job.id), seconds=90, what="the end of the job")
    assert state_of(job.id) == "succeeded"
    assert count_effects("double") == 1


def test_what_follows_the_commit_of_a_job_is_not_cut_short(app, ask, start, tmp_path):
    sign = tmp_path / "sign"
    job = ask("bells", sign_path=str(sign), after_s=1.5)
    start()
    wait_for(job.id, "succeeded")
    wait_until(lambda: len(signs(sign)) == 2, what="the sign after the commit")


@on_one_database
def test_a_job_that_takes_too_long_fails_and_the_worker_lives(app, ask, start):
    slow = ask("slow", kind=probe.HASTY, steps=100, step_s=0.1)
    start()
    failed = wait_for(slow.id, "failed")
    assert failed.error_code == "time-limit"
    after = ask("after")
    wait_for(after.id, "succeeded")


@on_one_database
def test_a_job_that_takes_too_much_memory_fails_and_the_worker_lives(app, ask, start):
    fat = ask("fat", kind=probe.SLIM, megabytes=1200, steps=50, step_s=0.1)
    start()
    failed = wait_for(fat.id, "failed")
    assert failed.error_code == "memory-limit"
    assert [path for path in app.config["SETTINGS"].dump_dir.glob("*.json") if str(fat.id) in path.name]
    after = ask("after")
    wait_for(after.id, "succeeded")


@on_one_database
def test_a_passing_fault_is_tried_again_by_itself(app, ask, start):
    job = ask("again", fault="once")
    start("scheduler")
    start()
    done = wait_for(job.id, "succeeded")
    assert done.attempt == 2
    assert count_effects("again") == 1
