"""Species, what groups keep about them, and the checklists they are named by: one table for what all areas see."""

from flask import Flask

from blueprints.species import models, saving
from blueprints.species.cli import group
from blueprints.species.listeners import listen
from blueprints.species.uploads import register_kinds

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Declare the files taken in, listen to the ends of jobs, add the command, and say what is to be saved."""
    register_kinds()
    listen()
    saving.register()
    app.cli.add_command(group)
