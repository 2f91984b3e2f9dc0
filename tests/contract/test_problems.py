"""Whatever goes wrong at whatever address of the API, the answer is problem details."""

import json

import pytest

from comity.testing.stage import Stage
from tests.contract.conftest import WRITING
from tests.contract.outside import HITS, LIST, MANY, ONE, RECORDS, Outside, problem_of

# An id that nothing has; the same in every process, which must collect the same tests.
NOBODYS = "0198c0de-0000-7000-8000-000000000000"
NOT_A_TOKEN = ("", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "\u00e9", "Bearer " + "x" * 9000)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
ALLOWED = {
    ONE: {"POST"},
    MANY: {"POST"},
    LIST: {"POST"},
    RECORDS: {"GET", "POST"},
    f"{RECORDS}/{NOBODYS}": {"GET", "PUT", "DELETE"},
    HITS: {"GET"},
    f"{HITS}/{NOBODYS}": {"GET"},
    f"{HITS}/{NOBODYS}/steps": {"POST"},
    "/api/v1/keys": {"GET", "POST"},
}
ABSENT = (
    "/api/",
    "/api/v1",
    "/api/v1/",
    "/api/v1/check",
    "/api/v1/checks/",
    "/api/v1/checks/batch/",
    "/api/v1/records/",
    "/api/v1/records/1",
    f"/api/v1/records/{NOBODYS}/x",
    "/api/v1/hits/x",
    "/api/v2/checks",
    "/api/v1/%00",
    "/api/v1/records/%ff%fe",
    "/api/v1/" + "x" * 5000,
)


@pytest.mark.parametrize("address", ALLOWED)
def test_a_method_that_is_not_accepted(writing: Outside, address: str) -> None:
    for method in METHODS:
        answer = writing.request(method, address)
        if method in ALLOWED[address]:
            assert answer.status_code != 405
            continue
        assert answer.status_code == 405, (method, answer.status_code)
        assert ALLOWED[address] <= {one.strip() for one in answer.headers["allow"].split(",")}
        if method != "HEAD":
            problem_of(answer)


@pytest.mark.parametrize("address", ABSENT)
def test_an_address_that_is_not_there(writing: Outside, address: str) -> None:
    for system in (writing, Outside()):
        answer = system.get(address)
        assert answer.status_code == 404
        problem_of(answer)


@pytest.mark.parametrize("authorization", NOT_A_TOKEN)
@pytest.mark.parametrize("address", ALLOWED)
def test_who_asks_must_be_known(stage: Stage, address: str, authorization: str) -> None:
    method = "GET" if "GET" in ALLOWED[address] else "POST"
    headers = {"authorization": authorization.encode("latin-1")} if authorization else {}
    answer = Outside().request(method, address, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    problem_of(answer)


@pytest.mark.parametrize("address", [RECORDS, f"{HITS}/{NOBODYS}/steps", ONE, MANY])
def test_a_request_that_is_too_long(writing: Outside, address: str) -> None:
    body = json.dumps({"reason": "x" * 5_000_000}).encode()
    answer = writing.post(address, content=body)
    assert answer.status_code == 413
    problem_of(answer)


@pytest.mark.parametrize("length", ["x", "-1", "9" * 30, "1e9", "", "²"])
@pytest.mark.parametrize("address", [RECORDS, f"{HITS}/{NOBODYS}/steps", ONE])
def test_a_length_that_is_no_number(writing: Outside, address: str, length: str) -> None:
    answer = writing.post(address, content=b"{}", headers={"content-length": length.encode()})
    problem_of(answer)


@pytest.mark.parametrize("kind", ["text/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("address", [RECORDS, f"{HITS}/{NOBODYS}/steps", ONE, MANY])
def test_content_that_is_not_read_here(writing: Outside, address: str, kind: str) -> None:
    answer = writing.post(address, content=b"--x\r\n\r\n--x--", headers={"content-type": kind})
    assert answer.status_code == 415
    problem_of(answer)


def test_no_language_or_cookie_makes_an_error_a_page(stage: Stage) -> None:
    headers = {"accept": "text/html", "accept-language": "ar", "cookie": "sessionid=x; django_language=ar; \x7f=;"}
    for address in (*ALLOWED, "/api/v1/nowhere"):
        answer = Outside(stage.tokens[WRITING]).request("PATCH", address, headers=headers)
        problem_of(answer)
