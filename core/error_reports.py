"""Reports of faults to a collector (Sentry's protocol), when SENTRY_DSN names one. Nothing personal leaves."""

from typing import Any

from core.config import Settings

HIDDEN = ("authorization", "cookie", "x-api-key", "token", "password", "secret", "code")
"""Parts of names whose values are never sent."""


def init_error_reports(settings: Settings, *, version: str, role: str) -> None:
    """Send what is logged as an error, with its place in the code; a web process, a worker and the scheduler alike."""
    if not settings.sentry_dsn:
        return
    # The collector's library is loaded only where one is named.
    import sentry_sdk  # noqa: PLC0415

    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        release=f"fieldstation@{version}",
        environment=settings.fieldstation_env.value,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=0.0,
        before_send=without_secrets,  # type: ignore[arg-type]
        before_breadcrumb=lambda crumb, _hint: crumb if crumb.get("type") != "http" else None,
    )
    sentry_sdk.set_tag("role", role)


def without_secrets(event: dict[str, Any], _hint: object = None) -> dict[str, Any]:
    """The event without tokens, cookies, addresses of people and what stands behind a question mark."""
    event.pop("user", None)
    event.pop("server_name", None)
    request = event.get("request")
    if isinstance(request, dict):
        headers = request.get("headers") or {}
        kept = {name: value for name, value in headers.items() if not _is_hidden(name)}
        event["request"] = {"method": request.get("method"), "url": request.get("url"), "headers": kept}
    return event


def _is_hidden(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(("x-forwarded", "x-real", "forwarded")) or any(part in lower for part in HIDDEN)
