"""The tests' database server (embedded, unless COMITY_DATABASE_URL names one), and the rights of the application."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

# No test is timed, also not example by example: a machine that does other things meanwhile is no finding. Every run
# draws other examples; COMITY_FULL=1 draws ten times as many.
EXAMPLES = 400 if os.environ.get("COMITY_FULL") == "1" else 40
settings.register_profile("house", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_configure() -> None:
    from django.conf import settings as installation

    from comity.wiring import database, embedded

    installation.PASSPHRASE_COST = (64, 1, 1)  # what guards a passphrase in earnest would only slow the tests down
    if database.is_embedded():
        embedded.start(embedded.FOR_TESTS)


@pytest.fixture
def as_application(db: None) -> Iterator[None]:
    """Runs the test with the database rights of the running application instead of those of the tables' owner."""
    from django.db import connection

    from comity.wiring import database

    role = database.APP_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role}")
        database.grant(cursor, role)
        cursor.execute(f"SET ROLE {role}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database. Tests that commit are cleaned up by TRUNCATE, which the ledger refuses: here alone it may."""
    from django.db import connection

    from comity.audit.grants import TABLES

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
