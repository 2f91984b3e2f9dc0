"""Whether it lives, is ready and how it does; and who may know."""

import pytest
from django.test import Client

from comity.wiring import health, metrics
from comity.wiring.health import Finding


def test_alive_needs_nothing(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_names_every_part(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.PARTS, "index", lambda: Finding(True, "fresh"))
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.json()
    assert answer.json()["ready"] is True
    assert set(answer.json()["parts"]) == {"database", "migrations", "index", "journal"}


@pytest.mark.django_db
def test_one_part_that_is_not_well_is_enough(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Finding:
        raise OSError("secret path")

    monkeypatch.setitem(health.PARTS, "journal", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["journal"] == {"ok": False, "detail": "does not answer"}
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_an_index_that_is_missing_is_not_ready(client: Client, settings, tmp_path) -> None:
    settings.CHECK_INDEX = tmp_path
    assert client.get("/readyz").json()["parts"]["index"]["ok"] is False


@pytest.mark.django_db
def test_metrics_are_for_this_machine(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"comity_ready" in answer.content and b"comity_ledger_unsealed_entries" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "caller",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_AUTHORIZATION": "Bearer x", "REMOTE_ADDR": "::2"},
    ],
)
def test_metrics_are_hidden_from_others(client: Client, caller: dict[str, str]) -> None:
    assert client.get("/metrics", **caller).status_code == 404


@pytest.mark.django_db
def test_metrics_open_to_the_token(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_METRICS_TOKEN", "let-me-in")
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer let-me-in").status_code == 200


def test_requests_are_counted_by_route_not_by_path(client: Client) -> None:
    client.get("/no/such/place/7c9e6679")
    labels = {sample.labels.get("route") for family in metrics.REQUESTS.collect() for sample in family.samples}
    assert "none" in labels
    assert not any("7c9e6679" in (label or "") for label in labels)
