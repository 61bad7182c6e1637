"""The sample project: something to look at on every page, made by the station itself."""

from flask import Flask


def init_app(app: Flask) -> None:
    from blueprints.sample import cli  # noqa: PLC0415 (tables first exist when the application does)

    app.cli.add_command(cli.sample)
