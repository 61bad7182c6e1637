"""Accounts: people, how they sign in, the groups they work in, what they are told, and the audit log."""

from flask import Flask
from flask_jwt_extended import JWTManager

from blueprints.accounts import live, models
from blueprints.accounts.cli import setup_link
from blueprints.accounts.service.sessions import read_token
from blueprints.accounts.service.sweep import SWEEP_EVERY_S, sweep_expired
from core import authentication, scheduler

__all__ = ["init_app", "live", "models"]


def init_app(app: Flask) -> None:
    """Read tokens for every request and socket, sweep what has run out, offer the set-up link on the command line."""
    JWTManager(app)
    authentication.use(app, read_token)
    scheduler.every(SWEEP_EVERY_S, "accounts.sweep", sweep_expired)
    app.cli.add_command(setup_link)
