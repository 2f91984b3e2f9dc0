"""Browsers are told to load only what is ours and to keep nothing."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_closes_the_doors(client: Client) -> None:
    answer = client.get("/account/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_styles_may_be_kept(client: Client) -> None:
    answer = client.get("/static/look/css/tokens.css")
    answer.close()
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(("given", "kept"), [("proxy-1234", True), ("a b\tc", False), ("<script>alert(1)", False)])
def test_a_request_has_a_number(client: Client, given: str, kept: bool) -> None:
    number = client.get("/healthz", headers={"x-request-id": given}).headers["X-Request-Id"]
    assert (number == given) is kept
    assert len(number) >= 8
