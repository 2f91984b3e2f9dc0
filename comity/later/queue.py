"""The job queue, on PostgreSQL: a job is a row of the same transaction as the fact that called for it."""

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers a function as the job `name` ("room.verb"). Jobs take plain keyword arguments and may run twice."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        app.task(name=name, retry=5)(function)
        return function

    return register


def do(name: str, **arguments: Any) -> None:
    """Defers the job `name` with JSON-able arguments; it exists only if the surrounding transaction commits."""
    app.configure_task(name).defer(**arguments)


def work() -> None:
    """Runs jobs until told to stop."""
    app.run_worker(concurrency=2, install_signal_handlers=False)
