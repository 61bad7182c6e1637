"""Fixtures of the accounts tests."""

import pytest
from flask import Flask

from tests.accounts.mailbox import Mailbox


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    """Where this test's mail arrives; empty at first."""
    return Mailbox(app)
