"""`flask sample load`: the sample project from the command line."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from blueprints.accounts.models import User
from blueprints.sample import service
from core.db import db
from core.errors import AppError

sample = AppGroup("sample", help="The sample project.")


@sample.command("load")
@click.option("--user", "login", help="User name or e-mail; default: the first administrator.")
def load(login: str | None) -> None:
    """Ask the running station to make the sample project in the person's active group."""
    wanted = select(User).order_by(User.is_operator.desc(), User.created_at).limit(1)
    if login:
        wanted = select(User).where((User.username == login.lower()) | (User.email == login.lower()))
    user = db.session.scalar(wanted)
    if user is None:
        raise click.ClickException("there is no such account yet; open the first-run link that `make run` prints")
    try:
        job = service.request(user.active_group_id or user.personal_group_id, user.id)
    except AppError as exc:
        raise click.ClickException(exc.detail) from exc
    db.session.commit()
    click.echo(f"The sample project is being made; its progress is on the page of job {job.id}.")
