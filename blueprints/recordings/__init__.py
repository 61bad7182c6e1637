"""Not furnished yet."""

from flask import Flask


def init_app(_app: Flask) -> None:
    return None
