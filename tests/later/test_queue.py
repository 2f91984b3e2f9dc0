"""A job is a row of the transaction that called for it, and runs at least once."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import TaskNotFound

from comity import later
from comity.later import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def done() -> Iterator[list[dict[str, Any]]]:
    """What the job "tests.note" was called with."""
    calls: list[dict[str, Any]] = []

    @later.job("tests.note")
    def note(**arguments: Any) -> None:
        calls.append(arguments)
        if arguments.get("then"):
            with transaction.atomic():
                later.do("tests.note", number=arguments["number"] + 1)
                if arguments["then"] == "fails":
                    raise OSError("the line is down")

    yield calls
    del app.tasks["tests.note"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int(cursor.fetchone()[0])


def work() -> None:
    """Runs the jobs that wait now, in a thread, as the worker process does."""
    thread = threading.Thread(target=queue.work, args=(threading.Event(), True))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_a_job_is_done_once_and_leaves_no_row(done: list[dict[str, Any]]) -> None:
    later.do("tests.note", number=7)
    assert waiting() == 1
    work()
    assert done == [{"number": 7}]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone()[0] == 0


def test_a_job_of_a_transaction_that_rolled_back_never_existed(done: list[dict[str, Any]]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        later.do("tests.note", number=1)
        assert waiting() == 1
        raise ZeroDivisionError
    assert waiting() == 0
    work()
    assert done == []


def test_a_job_may_defer_another(done: list[dict[str, Any]]) -> None:
    later.do("tests.note", number=1, then="more")
    work()
    work()
    assert done == [{"number": 1, "then": "more"}, {"number": 2}]


def test_what_a_failed_job_deferred_never_existed_and_the_job_is_tried_again(done: list[dict[str, Any]]) -> None:
    later.do("tests.note", number=1, then="fails")
    work()
    assert done == [{"number": 1, "then": "fails"}]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args, attempts, scheduled_at > now() FROM procrastinate_jobs WHERE status = 'todo'")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert rows[0][1:] == (1, True), "the same job, later; not the one it deferred"


def test_a_name_that_no_room_registered_is_refused() -> None:
    with pytest.raises(TaskNotFound):
        later.do("tests.nobody")


def test_the_worker_does_what_comes_in_and_stops_when_told(done: list[dict[str, Any]]) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=queue.work, args=(stop,))
    thread.start()
    later.do("tests.note", number=1)
    for _ in range(300):
        if done:
            break
        stop.wait(0.1)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    assert done == [{"number": 1}]
