"""Command line: run a worker, run the scheduler, look at the queues."""

from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from core import scheduler
from core.jobs import recovery, tickets, worker

jobs = AppGroup("jobs", help="Background work.")


@jobs.command("work")
@click.option("--queue", "queues", multiple=True, help="Queue to serve; default: all, short ones first.")
@click.option("--burst", is_flag=True, help="Stop when the queues are empty.")
def work_command(queues: tuple[str, ...], burst: bool) -> None:
    """Run one worker in the foreground."""
    worker.preload()
    worker.work(_app(), queues=list(queues) or None, burst=burst)


@jobs.command("schedule")
def schedule_command() -> None:
    """Run the scheduler in the foreground; any number may be started, one ticks."""
    scheduler.run(_app())


@jobs.command("recover")
def recover_command() -> None:
    """Give back silent jobs and send missing tickets once."""
    recovery.recover()


@jobs.command("queues")
def queues_command() -> None:
    """Print how many tickets wait in each queue."""
    for queue, n in tickets.waiting().items():
        click.echo(f"{queue} {n}")


def _app() -> Flask:
    """The application itself instead of the proxy that stands for it in this context."""
    return cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
