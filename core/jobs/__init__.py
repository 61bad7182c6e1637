"""Background work: the row is the truth, RQ the transport, Redis holds progress only.

kinds : what can be done, declared by areas. models : the rows. queue : submitting, cancelling, retrying.
claims : how a worker takes, keeps and ends a job. recovery : what was lost is sent again.
progress : live numbers. worker : the process that runs jobs. routes, cli : doors.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register tables, the after-commit hook, the live room, the command line and recovery."""
    # Tables and rooms first exist when an application is made, not when the package is named.
    from core import after_commit  # noqa: PLC0415
    from core.jobs import alarms, announce, cli, recovery  # noqa: PLC0415

    after_commit.install()
    announce.open_rooms()
    alarms.listen()
    recovery.schedule()
    app.cli.add_command(cli.jobs)
