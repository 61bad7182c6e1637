"""Numeric work on arrays and tables: no web, no database, no settings, no clock."""
