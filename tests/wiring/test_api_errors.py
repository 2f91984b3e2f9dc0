"""Every error under /api/ is problem details; every error elsewhere is a page; no error is a traceback."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from comity.core.errors import Conflict, Invalid, NotFound, Problem
from comity.wiring import urls


def _raise(error: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


@require_POST
def _only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


FAULT = ValueError("secret of a person")
PROBLEM = Invalid(Problem("birth_date", "There is no 31 February.", "A date such as 1985-04-12."))
CASES = {
    "absent": (NotFound(), 404),
    "conflict": (Conflict(), 409),
    "invalid": (PROBLEM, 422),
    "django-404": (Http404("path/with/name"), 404),
    "django-403": (PermissionDenied("who"), 403),
    "django-400": (SuspiciousOperation("what"), 400),
    "fault": (FAULT, 500),
    "away": (OperationalError("the server at 10.1.2.3 closed the connection"), 503),
}

urlpatterns = [
    *(
        path(f"{place}/{name}", _raise(error))
        for place in ("api/v1/x", "account/x")
        for name, (error, _status) in CASES.items()
    ),
    path("api/v1/x/post", _only_post),
    path("account/x/post", _only_post),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def browser() -> Iterator[Client]:
    yield Client(raise_request_exception=False)


@pytest.mark.parametrize("name", CASES)
def test_an_error_of_the_api_is_problem_details(browser: Client, name: str) -> None:
    answer = browser.get(f"/api/v1/x/{name}")
    body = answer.json()
    assert answer.status_code == body["status"] == CASES[name][1]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert body["type"].startswith("urn:comity:problem:") and body["title"] and body["detail"].endswith(".")
    _says_nothing_it_should_not(answer)


@pytest.mark.parametrize("name", CASES)
def test_an_error_of_a_page_is_a_page(browser: Client, name: str) -> None:
    answer = browser.get(f"/account/x/{name}")
    assert answer.status_code == CASES[name][1]
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"<h1" in answer.content
    _says_nothing_it_should_not(answer)


def test_what_is_wrong_with_a_field_is_said(browser: Client) -> None:
    assert browser.get("/api/v1/x/invalid").json()["errors"] == [
        {"field": "birth_date", "problem": "There is no 31 February.", "accepted": "A date such as 1985-04-12."}
    ]
    assert "There is no 31 February." in browser.get("/account/x/invalid").content.decode()


def test_an_address_that_is_not_there(browser: Client) -> None:
    answer = browser.get("/api/v1/nowhere")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert browser.get("/account/nowhere").status_code == 404


def test_a_method_that_is_not_accepted(browser: Client) -> None:
    answer = browser.get("/api/v1/x/post")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "POST"


def test_a_host_that_is_not_ours(browser: Client) -> None:
    answer = browser.get("/api/v1/nowhere", headers={"host": "elsewhere.example"})
    assert answer.status_code in (400, 404)
    _says_nothing_it_should_not(answer)


def _says_nothing_it_should_not(answer) -> None:
    for word in (b"Traceback", b"secret of a person", b"path/with/name", b"ValueError"):
        assert word not in answer.content
