"""Work of the dex area; importing a module attaches its functions to their kinds."""

from blueprints.dex.jobs import cards  # noqa: F401
