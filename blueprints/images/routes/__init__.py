"""The HTTP routes of pictures and of vision, one module for each noun."""

from blueprints.images.routes import files, images, naming, versions, vision
from blueprints.images.routes.area import api

__all__ = ["api", "files", "images", "naming", "versions", "vision"]
