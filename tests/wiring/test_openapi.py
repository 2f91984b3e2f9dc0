"""The API is described truly: every address is in the description, and the description is valid OpenAPI."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from openapi_spec_validator import validate

from comity.wiring import asgi, openapi
from comity.wiring.operations import OPERATIONS

UNDESCRIBED = {"/api/v1/openapi.json"}


@pytest.fixture(scope="module")
def document() -> dict:
    return openapi.describe(OPERATIONS)


def _addresses() -> set[str]:
    """Every address under /api/ that Django routes, written as OpenAPI writes it."""

    def walk(patterns, prefix: str):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
            else:
                yield from walk(pattern.url_patterns, route)

    return {address for address in walk(get_resolver().url_patterns, "") if address.startswith("/api/")}


def test_it_is_valid(document: dict) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_address_is_described_and_every_description_has_an_address(document: dict) -> None:
    assert set(document["paths"]) == (_addresses() - UNDESCRIBED) | asgi.CHECKS


def test_operations_have_names_of_their_own() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_the_contract_of_a_check_is_in_it(document: dict) -> None:
    """What national systems rely on (README, "Contracts"): these fields may be joined by others, never renamed."""
    schemas = document["components"]["schemas"]
    assert {"purpose", "place", "mrz", "document", "person", "vehicle", "firearm"} <= set(
        schemas["Question"]["properties"]
    )
    assert {"number", "issuer", "type"} <= set(schemas["Document"]["properties"])
    assert {"name", "family_name", "given_name", "birth_date", "sex", "nationality"} <= set(
        schemas["Person"]["properties"]
    )
    assert {"vin", "plate", "country"} <= set(schemas["Vehicle"]["properties"])
    assert {"serial", "make", "model", "calibre"} <= set(schemas["Firearm"]["properties"])
    assert {"check", "at", "outcome", "answers"} <= set(schemas["Answer"]["properties"])
    assert {"database", "outcome", "matches"} <= set(schemas["DatabaseAnswer"]["properties"])
    match = {"record", "source", "kind", "score", "reasons", "conditions", "level", "next_steps"}
    assert match <= set(schemas["Match"]["properties"])
    assert {"type", "title", "status", "detail", "errors"} <= set(schemas["ProblemDetails"]["properties"])


@pytest.mark.django_db
def test_it_is_open_to_everyone(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["info"]["title"] == "Comity"
