"""Work for later. The only room that imports the job library: `later.do(name, **arguments)` and `@later.job(name)`.

Promises that a job deferred in a transaction that rolls back never existed.
"""

from collections.abc import Callable
from typing import Any


def do(name: str, **arguments: Any) -> None:
    """Defers a job; see comity.later.queue."""
    from comity.later import queue  # noqa: PLC0415 - Django must be ready before the queue is

    queue.do(name, **arguments)


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers a job; see comity.later.queue."""
    from comity.later import queue  # noqa: PLC0415 - as above

    return queue.job(name)
