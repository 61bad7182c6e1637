"""Request budgets per person and address, counted in Redis."""

import logging
import time
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request

from core.config import Settings
from core.errors import AppError
from core.redis import RedisError, connect

log = logging.getLogger(__name__)


class Budget(NamedTuple):
    """At most `limit` requests in each window of `window_s` seconds."""

    name: str
    limit: int
    window_s: int


class Spent(NamedTuple):
    """What a budget has left after a request."""

    budget: Budget
    remaining: int
    reset_s: int


def spend(settings: Settings, budget: Budget, who: str) -> Spent:
    """Take one request from the budget. Without Redis nothing is limited: reading must go on.

    Raises AppError 429 with Retry-After when the budget is used up.
    """
    moment = time.time()
    reset_s = budget.window_s - int(moment) % budget.window_s
    key = f"rate:{budget.name}:{who}:{int(moment) // budget.window_s}"
    try:
        pipe = connect(settings.redis_address).pipeline(transaction=False)
        pipe.incr(key)
        pipe.expire(key, budget.window_s + 1)
        count = int(pipe.execute()[0])
    except RedisError as exc:
        log.warning("request budgets are off, Redis does not answer: %s", exc)
        return Spent(budget, budget.limit, reset_s)
    if count > budget.limit:
        raise AppError(
            429,
            "rate-limited",
            f"More than {budget.limit} requests in {budget.window_s} s. Try again in {reset_s} s.",
            headers=_headers(Spent(budget, 0, reset_s)) | {"Retry-After": str(reset_s)},
        )
    return Spent(budget, budget.limit - count, reset_s)


def _headers(spent: Spent) -> dict[str, str]:
    name = spent.budget.name
    return {
        "RateLimit-Policy": f'"{name}";q={spent.budget.limit};w={spent.budget.window_s}',
        "RateLimit": f'"{name}";r={spent.remaining};t={spent.reset_s}',
    }


def address() -> str:
    return request.remote_addr or "unknown"


def login_attempt() -> None:
    """Count one attempt to sign in or use a code from this address."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.rate_limits:
        g.rate_spent = spend(settings, Budget("login", settings.rate_login_per_minute, 60), address())


def count_request(app: Flask) -> None:
    """Charge the present request to the anonymous, session, user or bulk budget."""
    settings: Settings = app.config["SETTINGS"]
    is_counted = request.path.startswith("/api/v1/") and request.method != "OPTIONS"
    if not settings.rate_limits or not is_counted:
        return
    found = g.get("principal")
    view = app.view_functions.get(request.endpoint or "")
    if found is None and getattr(view, "is_bulk", False) and getattr(view, "is_public", False):
        # What is public on purpose and looked at closely, such as a shared chart, asks more often than a stranger may.
        budget, who = Budget("visitor", settings.rate_user_per_hour, 3600), address()
    elif found is None:
        budget, who = Budget("anonymous", settings.rate_anonymous_per_hour, 3600), address()
    elif getattr(view, "is_bulk", False):
        budget, who = Budget("bulk", settings.rate_bulk_per_hour, 3600), str(found.user_id)
    elif found.api_key_id is None:
        # A page that follows a night's work live asks more often than any script should.
        budget, who = Budget("session", settings.rate_session_per_hour, 3600), str(found.user_id)
    else:
        budget, who = Budget("user", settings.rate_user_per_hour, 3600), str(found.user_id)
    g.rate_spent = spend(settings, budget, who)


def show_budget(response: Response) -> Response:
    """Add the RateLimit headers of the budget this request was charged to."""
    spent = g.get("rate_spent")
    if spent is not None:
        for name, value in _headers(spent).items():
            response.headers.setdefault(name, value)
    return response
