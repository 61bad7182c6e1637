"""Accounts: people, how they sign in, the groups they work in, what they are told, and the audit log."""

from flask import Flask
from flask_jwt_extended import JWTManager

from blueprints.accounts import job_news, live, models
from blueprints.accounts.cli import second_factor_off, setup_link
from blueprints.accounts.service.sessions import read_token
from blueprints.accounts.service.sweep import SWEEP_EVERY_S, sweep_expired
from core import authentication, scheduler

__all__ = ["init_app", "job_news", "live", "models"]


def init_app(app: Flask) -> None:
    """Read tokens for every request and socket, tell people of their jobs, sweep what has run out."""
    JWTManager(app)
    authentication.use(app, read_token)
    job_news.listen()
    scheduler.every(SWEEP_EVERY_S, "accounts.sweep", sweep_expired)
    app.cli.add_command(setup_link)
    app.cli.add_command(second_factor_off)
