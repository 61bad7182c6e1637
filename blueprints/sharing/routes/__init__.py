"""Public links over HTTP, and the pages they open."""

from blueprints.sharing.routes import links, public  # noqa: F401 (they add their routes)
from blueprints.sharing.routes.blueprint import api

__all__ = ["api"]
