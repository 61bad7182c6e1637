"""The little that differs where PostgreSQL has TimescaleDB: chunks instead of our partitions, compression.

Not tried here: the extension cannot be installed where this is developed. The statements follow TimescaleDB's
documentation (hypertables over integer times, `set_integer_now_func`, compression policies); roll-ups and
retention are the same as on plain PostgreSQL, so that results do not depend on the extension.
"""

from sqlalchemy import Connection, text

CHUNK_US = 86_400_000_000
"""One day."""

COMPRESS_AFTER_US = 7 * CHUNK_US
"""Chunks older than a week are compressed; late data is still taken."""

SETUP = (
    f"""SELECT create_hypertable('telemetry.readings', 'at_us', chunk_time_interval => {CHUNK_US},
    if_not_exists => TRUE)""",
    """CREATE OR REPLACE FUNCTION telemetry.now_us() RETURNS bigint LANGUAGE SQL STABLE AS
    $$ SELECT (extract(epoch FROM now()) * 1000000)::bigint $$""",
    "SELECT set_integer_now_func('telemetry.readings', 'telemetry.now_us', replace_if_exists => TRUE)",
    """ALTER TABLE telemetry.readings SET (timescaledb.compress, timescaledb.compress_segmentby = 'channel_id',
    timescaledb.compress_orderby = 'at_us')""",
    f"""SELECT add_compression_policy('telemetry.readings', compress_after => {COMPRESS_AFTER_US}::bigint,
    if_not_exists => TRUE)""",
)


def is_installed(connection: Connection) -> bool:
    found = connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'")).scalar()
    return found is not None


def make_hypertable(connection: Connection) -> bool:
    """Whether the readings lie in a hypertable; an empty or present one is made so, partitions stay partitions."""
    kind = connection.execute(text("SELECT relkind FROM pg_class WHERE oid = 'telemetry.readings'::regclass")).scalar()
    if kind == "p":
        return False
    for statement in SETUP:
        connection.execute(text(statement))
    return True
