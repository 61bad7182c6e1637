"""The work of the species area, carried out by workers."""

from blueprints.species.jobs import checklist_import

__all__ = ["checklist_import"]
