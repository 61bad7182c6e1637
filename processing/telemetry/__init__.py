"""Telemetry as plain values and arrays: decoding messages, roll-ups, decimation, limits."""
