"""Work of the exchange area; importing a module attaches its functions to their kinds."""

from blueprints.exchange.jobs import call_files, project_export, project_import  # noqa: F401
