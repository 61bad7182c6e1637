"""The Redis connection every process shares its work through."""

from functools import cache

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

__all__ = ["RedisError", "connect"]


@cache
def connect(address: str) -> Redis:
    """A pooled connection that rides out a restart of the server for a moment, then raises RedisError."""
    return Redis.from_url(
        address,
        socket_connect_timeout=2,
        socket_timeout=None,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=4),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
