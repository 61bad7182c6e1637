"""The databases tests run on, and the mark of those for which it makes no difference."""

import os

import pytest

DATABASES = os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(",")
"""The database servers every `app` test runs on."""

on_one_database = pytest.mark.parametrize("database", DATABASES[:1], indirect=True)
"""For tests of what is computed, documented or refused before a database is asked."""
