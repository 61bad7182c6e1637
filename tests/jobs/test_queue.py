"""What asking for work promises, without a worker."""

from core.db import db
from core.jobs import claims, recovery, tickets
from core.jobs.queue import cancel, open_batch, retry, submit
from core.jobs.worker import run_job_now
from tests.jobs import probe
from tests.jobs.conftest import count_effects, new_person, state_of


def test_a_rolled_back_request_enqueues_nothing(app, person):
    submit(probe.PROBE, probe.ProbeParams(name="gone"), title="x", owner_id=person.user_id, group_id=person.group_id)
    db.session.rollback()
    assert tickets.waiting()["short"] == 0


def test_a_committed_job_has_a_ticket(app, ask):
    ask()
    assert tickets.waiting()["short"] == 1


def test_a_job_runs_and_its_effect_and_success_come_together(app, ask):
    job = ask("one", steps=3)
    run_job_now(job.id)
    assert state_of(job.id) == "succeeded"
    assert count_effects("one") == 1
    assert job.results[0]["rel"] == "probe"
    assert "probe one begins" in job.log


def test_a_fault_of_the_input_fails_at_once_and_keeps_nothing(app, ask):
    job = ask(fault="input")
    run_job_now(job.id)
    assert (state_of(job.id), job.error_code, job.attempt) == ("failed", "probe-bad", 1)
    assert count_effects("one") == 0


def test_a_fault_of_ours_fails_the_job_without_showing_its_insides(app, ask):
    job = ask(fault="bug")
    run_job_now(job.id)
    assert (state_of(job.id), job.error_code) == ("failed", "internal")
    assert "Traceback" not in job.error_detail


def test_a_passing_fault_is_tried_again_three_times_then_fails(app, ask):
    job = ask(fault="always")
    for attempt in range(1, 5):
        run_job_now(job.id)
        db.session.refresh(job)
        assert job.attempt == attempt
    assert (job.state, job.error_code) == ("failed", "probe-passing")


def test_a_postponed_job_waits_for_its_time(app, ask):
    job = ask(fault="once")
    run_job_now(job.id)
    db.session.refresh(job)
    assert job.state == "queued"
    assert job.not_before is not None
    assert claims.count_claimable("short") == 0


def test_a_queued_job_is_cancelled_at_once(app, ask):
    job = ask()
    cancel(job)
    db.session.commit()
    run_job_now(job.id)
    assert state_of(job.id) == "cancelled"
    assert count_effects("one") == 0


def test_a_follower_waits_for_what_it_needs(app, ask):
    first = ask("first")
    second = ask("second", after=[first])
    assert claims.claim_job(second.id, rq_id=None, worker="w") is None
    run_job_now(first.id)
    run_job_now(second.id)
    assert state_of(second.id) == "succeeded"


def test_followers_of_a_failed_job_are_given_up_and_come_back_with_its_retry(app, ask):
    first = ask("first", fault="input")
    second = ask("second", after=[first])
    third = ask("third", after=[second])
    run_job_now(first.id)
    assert [state_of(job.id) for job in (first, second, third)] == ["failed", "cancelled", "cancelled"]
    assert third.error_code == "dependency-failed"
    retry(first)
    db.session.commit()
    assert [state_of(job.id) for job in (first, second, third)] == ["queued", "queued", "queued"]
    assert (second.n_waiting, third.n_waiting) == (1, 1)


def test_a_batch_ends_with_its_last_child(app, ask, person):
    batch = open_batch("two", owner_id=person.user_id, group_id=person.group_id)
    children = [ask(name, parent=batch) for name in ("a", "b")]
    run_job_now(children[0].id)
    assert state_of(batch.id) == "running"
    run_job_now(children[1].id)
    assert state_of(batch.id) == "succeeded"


def test_a_batch_with_a_failed_child_says_so_and_can_be_retried(app, ask, person):
    batch = open_batch("two", owner_id=person.user_id, group_id=person.group_id)
    good, bad = ask("good", parent=batch), ask("bad", parent=batch, fault="input")
    run_job_now(good.id)
    run_job_now(bad.id)
    db.session.refresh(batch)
    assert (batch.state, batch.error_code) == ("failed", "children-failed")
    retry(batch)
    db.session.commit()
    assert [state_of(job.id) for job in (batch, good, bad)] == ["running", "succeeded", "queued"]


def test_cancelling_a_batch_cancels_what_is_open(app, ask, person):
    batch = open_batch("two", owner_id=person.user_id, group_id=person.group_id)
    done, open_child = ask("done", parent=batch), ask("open", parent=batch)
    run_job_now(done.id)
    cancel(batch)
    db.session.commit()
    assert [state_of(job.id) for job in (batch, done, open_child)] == ["cancelled", "succeeded", "cancelled"]


def test_one_person_with_many_jobs_does_not_block_another_with_one(app, ask):
    for n in range(20):
        ask(f"many {n}")
    single = ask("single", by=new_person("other"))
    first = claims.claim_next("short", rq_id=None, worker="w")
    second = claims.claim_next("short", rq_id=None, worker="w")
    assert single.id in (first.job_id, second.job_id)


def test_a_claim_is_given_to_one_only(app, ask):
    job = ask()
    assert claims.claim_job(job.id, rq_id=None, worker="a") is not None
    assert claims.claim_job(job.id, rq_id=None, worker="b") is None


def test_recovery_sends_tickets_that_were_lost(app, ask):
    ask("a")
    ask("b")
    tickets.redis_queue("short").empty()
    recovery.recover()
    assert tickets.waiting()["short"] == 2
    recovery.recover()
    assert tickets.waiting()["short"] == 2
