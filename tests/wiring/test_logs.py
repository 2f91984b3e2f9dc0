"""Logs tell operators what happened and nothing about anybody."""

import json
import logging
import subprocess
import sys

import pytest
import structlog
from django.test import Client

from comity.wiring import environment, logs
from comity.wiring.cli import up


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the handler writes, as lines."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keep = Keep()
    keep.setFormatter(logs.formatter())
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


CHECK_SERVICE = """
import json, logging, sys
import uvicorn
config = uvicorn.Config("comity.checks.asgi:app", log_config=sys.argv[1], access_log=False)
config.load()
logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
logging.getLogger("uvicorn.access").error("127.0.0.1 - GET /api/v1/checks?token=comity_secret")
try:
    raise ValueError("Amara Diallo")
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
print("django" in sys.modules)
"""


def test_the_check_service_writes_the_same_lines_without_django() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHECK_SERVICE, up.CHECK_LOGS],
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["Started server process [7]", "Exception in ASGI application"]
    assert all({"level", "logger", "timestamp"} <= line.keys() for line in lines)
    assert lines[1]["exception"] == "ValueError"
    assert "Amara" not in done.stderr and "comity_secret" not in done.stderr
    assert done.stdout.strip() == "False"


def test_the_check_service_is_started_with_them() -> None:
    [command] = [program.command for program in up.programs() if program.name == "checks"]
    assert command[command.index("--log-config") + 1] == up.CHECK_LOGS
