"""Commands for the operator of a station."""

import click
from flask import current_app
from flask.cli import with_appcontext

from blueprints.accounts.service import first_run_link, second_factor
from blueprints.accounts.service.users import find_user
from core.db import db
from core.errors import AppError


@click.command("setup-link")
@with_appcontext
def setup_link() -> None:
    """Print the link that creates the first administrator; needed where nobody sees the start-up's output."""
    link = first_run_link(current_app.config["SETTINGS"])
    click.echo(link or "This station has people already; there is no set-up link.")


@click.command("second-factor-off")
@click.argument("login")
@with_appcontext
def second_factor_off(login: str) -> None:
    """Take the second factor away from whoever has this user name or address: the way back for an administrator."""
    user = find_user(login)
    if user is None:
        raise click.ClickException(f"Nobody here has the user name or address {login}.")
    try:
        second_factor.take_from(user.id, by=None)
    except AppError as exc:
        raise click.ClickException(f"{user.username} has no second factor.") from exc
    db.session.commit()
    click.echo(f"{user.username} signs in with the password alone now, and was told so.")
