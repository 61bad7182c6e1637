"""Accounts: people, how they sign in, the groups they work in, what they are told, and the audit log."""

from flask import Flask
from flask_jwt_extended import JWTManager

from blueprints.accounts import job_news, live, models
from blueprints.accounts.service.sessions import read_token
from core import authentication

__all__ = ["init_app", "job_news", "live", "models"]


def init_app(app: Flask) -> None:
    """Read tokens for every request and socket; open the rooms `user:` and `group:`."""
    JWTManager(app)
    authentication.use(app, read_token)
    job_news.listen()
