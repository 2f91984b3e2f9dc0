"""The page of a refusal: a way back to where one came from, and never to another site."""

import pytest
from django.test import Client

HOST = "localhost"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost/account/login/?next=%2F", "/account/login/?next=%2F"),
        ("https://elsewhere.example/account/login/", ""),
        ("http://localhost//elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
        ("http://[localhost/", ""),
        ("http://localhost/no-such-page/", ""),
        ("", ""),
    ],
)
def test_a_refusal_leads_back_within_this_site_only(referrer: str, back: str) -> None:
    headers = {"host": HOST} | ({"referer": referrer} if referrer else {})
    page = Client(headers=headers).get("/no-such-page/")
    assert page.status_code == 404
    assert page.context["came_from"] == back
    said = page.content.decode()
    assert ("To the page before" in said) == bool(back)
    assert "elsewhere.example" not in said
    assert "To the front page" in said
