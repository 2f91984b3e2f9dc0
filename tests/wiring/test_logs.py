"""Logs tell operators what happened and nothing about anybody."""

import json
import logging

import pytest
import structlog
from django.test import Client

from comity.wiring import logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the handler writes, as lines."""
    lines: list[str] = []
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=logs.LOGGING["formatters"]["json"]["processors"], foreign_pre_chain=logs.SHARED
    )

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keep = Keep()
    keep.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(keep)
    yield lines
    root.removeHandler(keep)


@pytest.mark.django_db
def test_a_request_is_one_line_without_its_path_or_query(written: list[str], client: Client) -> None:
    client.get("/account/login/?next=/records/7c9e6679&name=Amara")
    [line] = [json.loads(text) for text in written if '"event": "request"' in text]
    assert line["route"] and line["status"] == 200 and line["method"] == "GET" and line["ms"] >= 0 and line["request"]
    assert "Amara" not in "".join(written) and "7c9e6679" not in "".join(written)


def test_an_exception_is_its_class_and_its_places(written: list[str]) -> None:
    try:
        raise ValueError("Amara Diallo, born 1985")
    except ValueError:
        structlog.get_logger("comity.test").exception("step failed", step="ingest")
    line = json.loads(written[-1])
    assert line["exception"] == "ValueError" and "test_logs.py" in line["at"][-1] and line["step"] == "ingest"
    assert "Amara" not in "".join(written)


def test_the_same_of_a_library_that_logs_by_itself(written: list[str]) -> None:
    try:
        raise ValueError("Amara Diallo")
    except ValueError:
        logging.getLogger("some.library").exception("it failed")
    assert json.loads(written[-1])["exception"] == "ValueError"
    assert "Amara" not in "".join(written)


def test_djangos_own_messages_lose_their_path(written: list[str]) -> None:
    logging.getLogger("django.request").error("%s: %s", "Internal Server Error", "/records/7c9e6679")
    assert json.loads(written[-1])["event"] == "Internal Server Error"
