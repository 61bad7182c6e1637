"""One of many: the process that holds a lease in Redis does the work, the others wait for it to fall silent."""

from core.redis import RedisError, connect


def hold(address: str, key: str, token: bytes, *, life_s: int) -> bool:
    """Take the lease, or keep it; false when another process has it or Redis does not answer."""
    try:
        connection = connect(address)
        if connection.set(key, token, nx=True, ex=life_s):
            return True
        if connection.get(key) != token:
            return False
        return bool(connection.expire(key, life_s))
    except RedisError:
        return False


def release(address: str, key: str, token: bytes) -> None:
    """Give the lease up, so that the next need not wait for it to run out."""
    try:
        if connect(address).get(key) == token:
            connect(address).delete(key)
    except RedisError:
        return
