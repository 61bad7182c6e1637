"""The blueprint that the route modules of this area share."""

from core.api import area

api = area("annotation", __name__, "Task batches, labelling, review and agreement")
