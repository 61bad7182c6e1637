"""Commands for the operator of a station."""

import click
from flask import current_app
from flask.cli import with_appcontext

from blueprints.accounts.service import first_run_link


@click.command("setup-link")
@with_appcontext
def setup_link() -> None:
    """Print the link that creates the first administrator; needed where nobody sees the start-up's output."""
    link = first_run_link(current_app.config["SETTINGS"])
    click.echo(link or "This station has people already; there is no set-up link.")
