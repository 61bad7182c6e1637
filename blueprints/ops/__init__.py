"""The station's own state: alive, ready, status, metrics, backups."""

from flask_openapi3.openapi import OpenAPI

from core import metrics


def init_app(app: OpenAPI) -> None:
    """Count jobs everywhere, requests in web processes, and open the doors that lie outside the API."""
    # Tables first exist when the application does.
    from blueprints.ops import backups, cli, watch  # noqa: PLC0415

    metrics.listen()
    watch.schedule()
    backups.connect()
    app.cli.add_command(cli.backup)
    if app.config["ROLE"] == "web":
        from blueprints.ops.probes import probes  # noqa: PLC0415 (only web processes answer requests)

        metrics.init_metrics(app)
        app.register_api(probes)
