"""The tests' database server: embedded, unless COMITY_DATABASE_URL names one."""

import pytest
from pytest_django import DjangoDbBlocker


def pytest_configure() -> None:
    from comity.wiring import database, embedded

    if database.is_embedded():
        embedded.start(embedded.FOR_TESTS)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database. Tests that commit are cleaned up by TRUNCATE, which the ledger refuses: here, and only here, it may."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_node", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
