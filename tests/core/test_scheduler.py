"""However many schedulers are started, one ticks."""

from core import scheduler
from core.redis import connect


def test_the_lease_is_held_by_one_and_passes_on(app, redis_address):
    assert scheduler._hold_lease(redis_address, b"first")
    assert not scheduler._hold_lease(redis_address, b"second")
    assert scheduler._hold_lease(redis_address, b"first")
    scheduler._release_lease(redis_address, b"first")
    assert scheduler._hold_lease(redis_address, b"second")


def test_a_holder_that_vanished_is_waited_for_only_a_moment(app, redis_address):
    scheduler._hold_lease(redis_address, b"first")
    assert 0 < connect(redis_address).ttl(scheduler.LEASE_KEY) <= scheduler.LEASE_S


def test_nobody_releases_a_lease_that_is_not_theirs(app, redis_address):
    scheduler._hold_lease(redis_address, b"first")
    scheduler._release_lease(redis_address, b"second")
    assert not scheduler._hold_lease(redis_address, b"second")


def test_everything_periodic_is_registered_once(app):
    names = [tick.name for tick in scheduler.ticks()]
    assert len(names) == len(set(names))
    assert {"jobs.recover", "uploads.sweep"} <= set(names)
