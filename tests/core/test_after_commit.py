"""Things put off until the commit: done once, forgotten with what was rolled back, savepoints included."""

import pytest
from sqlalchemy import text

from core.after_commit import do_after_commit
from core.db import db


@pytest.fixture
def done():
    return []


def put_off(done, name):
    db.session.execute(text("SELECT 1"))
    do_after_commit(name, done.append, name)


def test_they_are_done_after_the_commit_and_only_once(app, done):
    put_off(done, "a")
    assert done == []
    db.session.commit()
    db.session.commit()
    assert done == ["a"]


def test_a_rollback_forgets_them(app, done):
    put_off(done, "a")
    db.session.rollback()
    db.session.commit()
    assert done == []


def test_a_released_savepoint_is_not_a_commit(app, done):
    put_off(done, "a")
    with db.session.begin_nested():
        put_off(done, "b")
    assert done == []
    db.session.commit()
    assert done == ["a", "b"]


def test_a_rolled_back_savepoint_forgets_only_its_own(app, done):
    put_off(done, "a")
    savepoint = db.session.begin_nested()
    put_off(done, "b")
    savepoint.rollback()
    db.session.commit()
    assert done == ["a"]
