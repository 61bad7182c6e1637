"""People hear how the work they asked for ended, once, and not of each of its parts."""

import pytest

from blueprints.accounts.models import Notification
from core.db import db
from core.jobs.ending import end
from core.jobs.kinds import JobState


def news(user):
    return [row.kind for row in db.session.query(Notification).filter_by(user_id=user.id)]


@pytest.fixture
def owner(make):
    return make.user()


@pytest.mark.parametrize(
    ("state", "told"),
    [(JobState.SUCCEEDED, ["job-finished"]), (JobState.FAILED, ["job-failed"]), (JobState.CANCELLED, [])],
)
def test_the_owner_hears_of_the_end(make, owner, state, told):
    job = make.job(owner_id=owner.id, state="running")
    end(job, state, error_code=None, error_detail=None)
    db.session.commit()
    assert news(owner) == told


def test_parts_of_a_batch_are_told_by_their_batch(make, owner):
    batch = make.job(owner_id=owner.id, kind="batch", queue=None, state="running")
    parts = [make.job(owner_id=owner.id, parent_id=batch.id, state="running") for _ in range(2)]
    for part in parts:
        end(part, JobState.SUCCEEDED)
    db.session.commit()
    assert news(owner) == ["job-finished"]


def test_a_recording_taken_in_without_trouble_is_no_news(make, owner):
    job = make.job(owner_id=owner.id, kind="chain", queue=None, state="running")
    end(job, JobState.SUCCEEDED)
    db.session.commit()
    assert news(owner) == []
