"""Builders of committed rows for tests, one module an area; each module's `build_<noun>` becomes `make.<noun>`."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask

from core.db import db

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


class Factory:
    """Finds builders by name: a function `build_user(make, **fields)` is called as `make.user(**fields)`."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.n = 0

    def number(self) -> int:
        """A number not used before in this test, for unique names."""
        self.n += 1
        return self.n

    def save(self, row: Any) -> Any:
        db.session.add(row)
        db.session.commit()
        return row

    def __getattr__(self, noun: str) -> Callable[..., Any]:
        for name in MODULES:
            module = import_module(f"tests.factories.{name}")
            builder = getattr(module, f"build_{noun}", None)
            if builder is not None:
                return partial(builder, self)
        raise AttributeError(f"no factory builds a {noun}")
