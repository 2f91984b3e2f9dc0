"""The job queue, on PostgreSQL: a job is a row of the same transaction as the fact that called for it."""

import asyncio
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# After 3, 9, 27 ... seconds: about an hour in all, then the job stays in the table as failed.
RETRY: Final = RetryStrategy(max_attempts=7, exponential_wait=3)
AT_ONCE: Final = 2
SECONDS_TO_FINISH: Final = 10.0


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers a function as the job `name` ("room.verb"). Jobs take plain keyword arguments and may run twice."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(**arguments: Any) -> None:
            close_old_connections()  # the thread may have slept longer than its connection lived
            try:
                function(**arguments)
            finally:
                close_old_connections()

        app.task(name=name, retry=RETRY)(run)
        return function

    return register


def do(name: str, **arguments: Any) -> None:
    """Defers the job `name` with JSON-able arguments; it exists only if the surrounding transaction commits.

    Raises procrastinate's TaskNotFound for a name that no room has registered.
    """
    app.configure_task(name, allow_unknown=False).defer(**arguments)


def work(stop: threading.Event, once: bool = False) -> None:
    """Runs jobs until `stop` is set (or, `once`, those that wait now); jobs under way get ten seconds to finish."""
    asyncio.run(_work(stop, once))


async def _work(stop: threading.Event, once: bool) -> None:
    # A twin of the app with a connection of its own to listen on. The app itself keeps Django's connection, so what a
    # job defers still belongs to that job's transaction.
    twin = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with twin.open_async():
        worker = asyncio.create_task(
            twin.run_worker_async(
                wait=not once,
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=SECONDS_TO_FINISH,
            )
        )
        while not stop.is_set() and not worker.done():
            await asyncio.sleep(0.1)
        worker.cancel()
        try:
            await worker
        except asyncio.CancelledError:
            if not stop.is_set():
                raise
