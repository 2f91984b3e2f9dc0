"""The stage, met from outside: over HTTP, through the very applications that the servers run.

One stage serves a file of tests, in a transaction that is never committed; each test acts in a part of it of its own.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from comity.core import clock
from comity.testing.stage import Stage, set_up
from comity.wiring import openapi
from comity.wiring.operations import OPERATIONS
from tests.contract.outside import Outside, Schemas, durable

ASKING = "Passenger control, Tana airport"
WRITING = "Vehicle register"


@pytest.fixture(scope="module")
def whole_stage(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("contract")
    places = override_settings(DEMO=True, CHECK_INDEX=folder / "index", CHECK_JOURNAL=folder / "journal")
    with pytest.MonkeyPatch.context() as patched, places, django_db_blocker.unblock(), durable():
        patched.setenv("COMITY_VAR", str(folder))
        stage = set_up(folder, clock.now())
        stage.post("/api/v1/checks", stage.tokens[ASKING], b"{}")
        yield stage
        stage.close()
        transaction.set_rollback(True)


@pytest.fixture
def stage(whole_stage: Stage, db: None) -> Stage:
    """The stage as set up: what a test does to the database is undone after it."""
    return whole_stage


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    """The description of the API, as answers are held against it."""
    return Schemas(openapi.describe(OPERATIONS))


@pytest.fixture
def asking(stage: Stage) -> Outside:
    """A border's system, which may ask and read."""
    return Outside(stage.tokens[ASKING])


@pytest.fixture
def writing(stage: Stage) -> Outside:
    """A bureau's register, which may also add records and answer hits."""
    return Outside(stage.tokens[WRITING])
