"""Backup and restore of the whole station: databases, stored files, and what was received but not stored yet.

contents : what areas have to be saved. copying : tables as text. place : a folder or bucket.
manifest : what a backup says of itself. create, restore, upkeep : the verbs.
"""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register what belongs to no area: the database's tables and the bytes of unfinished uploads."""
    # Tables first exist when the application does.
    from core.backup import contents  # noqa: PLC0415

    contents.register_own()
