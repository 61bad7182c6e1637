"""However many schedulers are started, one ticks."""

from core import leases, scheduler
from core.redis import connect


def test_the_lease_is_held_by_one_and_passes_on(app, redis_address):
    assert leases.hold(redis_address, scheduler.LEASE_KEY, b"first", life_s=scheduler.LEASE_S)
    assert not leases.hold(redis_address, scheduler.LEASE_KEY, b"second", life_s=scheduler.LEASE_S)
    assert leases.hold(redis_address, scheduler.LEASE_KEY, b"first", life_s=scheduler.LEASE_S)
    leases.release(redis_address, scheduler.LEASE_KEY, b"first")
    assert leases.hold(redis_address, scheduler.LEASE_KEY, b"second", life_s=scheduler.LEASE_S)


def test_a_holder_that_vanished_is_waited_for_only_a_moment(app, redis_address):
    leases.hold(redis_address, scheduler.LEASE_KEY, b"first", life_s=scheduler.LEASE_S)
    assert 0 < connect(redis_address).ttl(scheduler.LEASE_KEY) <= scheduler.LEASE_S


def test_nobody_releases_a_lease_that_is_not_theirs(app, redis_address):
    leases.hold(redis_address, scheduler.LEASE_KEY, b"first", life_s=scheduler.LEASE_S)
    leases.release(redis_address, scheduler.LEASE_KEY, b"second")
    assert not leases.hold(redis_address, scheduler.LEASE_KEY, b"second", life_s=scheduler.LEASE_S)


def test_everything_periodic_is_registered_once(app):
    names = [tick.name for tick in scheduler.ticks()]
    assert len(names) == len(set(names))
    assert {"jobs.recover", "uploads.sweep"} <= set(names)
