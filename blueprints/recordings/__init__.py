"""Recordings: sound files, how they look and sound, and the segments found in them.

models : tables. policy : who may see and change what. service : what can be done, by noun.
jobs : what workers do. routes : doors. cli : missing spectrograms.
"""

from flask import Flask

from blueprints.recordings import cli, models
from blueprints.recordings.service import intake, outcomes

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Register the kinds of uploads, what ended jobs mean, and the command line."""
    intake.register_kinds()
    outcomes.listen()
    app.cli.add_command(cli.spectrograms)
