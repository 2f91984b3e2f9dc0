"""Writing the ledger: the decorator that makes a function a verb, and the bulk path for journals."""

import hmac
import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import Max

from comity.audit import keys, rules
from comity.audit.engine import merkle
from comity.audit.models import Entry
from comity.audit.rules import Event, Outcome
from comity.core import changes
from comity.core.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")

# Every verb the code knows, and the function that does it: docs/audit-events.md is held against this.
VERBS: Final[dict[str, str]] = {}

log = logging.getLogger(__name__)


@dataclass
class _Running:
    """A verb under way: what its entry will say."""

    verb: str
    subject: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)


_running: ContextVar[_Running | None] = ContextVar("running_verb", default=None)


def verb(name: str, *, subject: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a keyword-only function with `actor` and `now` a verb: one transaction, one ledger entry.

    - It returns: its writes and an entry "done" are committed together. The subject is what `about` said, else the key
      of the row it returned, else the argument named by `subject` (an id or a row).
    - It raises Refused: everything is rolled back, an entry "refused" with the refusal's code is written, and it is
      raised again.
    - It raises anything else: the same with "failed" and the name of the exception's class.
    - Called inside another verb it is a step of that verb: a savepoint, and a line in the outer entry's body.
    Started inside a transaction that is no verb's, it raises RuntimeError: a rollback there would lose the refusal.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        _require_shape(name, function, subject)

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            running = _Running(name, subject=_key_of(kwargs.get(subject)) if subject else "")
            outer = _running.get()
            token = _running.set(running)
            try:
                if outer is None:
                    return _run_alone(function, running, args, kwargs)
                return _run_inside(function, running, outer, args, kwargs)
            finally:
                _running.reset(token)

        return run

    return register


def about(*, subject: object = None, details: Mapping[str, Any] | None = None) -> None:
    """Says what the running verb is about: the subject (an id or a row) and details without personal data.

    Raises ValueError for details that could carry personal data, LookupError outside a verb.
    """
    running = _running.get()
    if running is None:
        raise LookupError("audit.about() was called outside a verb")
    if subject is not None:
        running.subject = _key_of(subject)
    if details:
        rules.require_plain(details)
        running.details.update(details)


def write_many(events: Sequence[Event]) -> int:
    """Appends events in bulk, in the order given, and returns the last number used (0 if there were none).

    Must run in the caller's transaction, as late as possible: it takes the log lock until the commit.
    """
    if not events:
        return 0
    if not connection.in_atomic_block:
        raise RuntimeError("audit.write_many needs a transaction: its numbers have no gap only under the lock")
    # Outside the lock: everything that does not need the number.
    bodies = [rules.body_of(event.details) for event in events]
    changes.take_log_lock()
    first = last_seq() + 1
    key = keys.entry_key()
    with (
        # Django wraps what a query raises, but not what COPY does: a database that went away must be known as that.
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(
            "COPY audit_entry (seq, at, verb, outcome, actor, bureau, entity, subject, body, mac, leaf)"
            " FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.set_types(
            ["int8", "timestamptz", *["varchar"] * 6, "text", "bytea", "bytea"],
        )
        for seq, (event, body) in enumerate(zip(events, bodies, strict=True), first):
            mac, leaf = code(key, rules.entry_bytes(seq, event, body))
            copy.write_row(
                (
                    seq,
                    event.at,
                    event.verb,
                    event.outcome,
                    event.actor,
                    event.bureau,
                    event.entity,
                    event.subject,
                    body,
                    mac,
                    leaf,
                )
            )
    return seq


def last_seq() -> int:
    """The highest number in the ledger; 0 when it is empty."""
    return Entry.objects.aggregate(last=Max("seq"))["last"] or 0


def code(key: bytes, data: bytes) -> tuple[bytes, bytes]:
    """The keyed code of an entry's bytes, and the leaf of the tree.

    The leaf covers the code as well: hashes of neighbours are handed out with every proof, and without the key in them
    a short entry could be guessed from its hash.
    """
    mac = hmac.digest(key, data, "sha256")
    return mac, merkle.leaf_hash(data + mac)


def _run_alone(function: Callable[..., R], running: _Running, args: Any, kwargs: Any) -> R:
    try:
        with transaction.atomic(durable=True):
            result = function(*args, **kwargs)
            _write(running, Outcome.DONE, kwargs, subject=running.subject or _key_of_row(result))
            return result
    except Refused as refusal:
        with transaction.atomic(durable=True):
            running.details["refusal"] = refusal.code
            _write(running, Outcome.REFUSED, kwargs)
        raise
    except Exception as fault:
        _write_fault(running, fault, kwargs)
        raise


def _run_inside(function: Callable[..., R], running: _Running, outer: _Running, args: Any, kwargs: Any) -> R:
    step: dict[str, Any] = {"verb": running.verb}
    outer.steps.append(step)
    try:
        with transaction.atomic():
            result = function(*args, **kwargs)
    except Refused as refusal:
        step |= {"subject": running.subject, "refusal": refusal.code}
        raise
    step["subject"] = running.subject or _key_of_row(result)
    if running.details:
        step["details"] = running.details
    if running.steps:
        step["steps"] = running.steps
    return result


def _write(running: _Running, outcome: Outcome, kwargs: Mapping[str, Any], subject: str = "") -> None:
    """Writes the one entry of a verb, as the last thing before its commit."""
    actor, bureau, entity = rules.of_actor(kwargs["actor"])
    details = running.details | ({"steps": running.steps} if running.steps else {})
    event = Event(
        verb=running.verb,
        at=kwargs["now"],
        actor=actor,
        bureau=bureau,
        entity=entity,
        subject=subject or running.subject,
        outcome=outcome.value,
        details=details,
    )
    write_many([event])


def _write_fault(running: _Running, fault: Exception, kwargs: Mapping[str, Any]) -> None:
    """An entry for a fault of ours. If even that cannot be written (no database), the first fault is raised."""
    try:
        with transaction.atomic(durable=True):
            running.details, running.steps = {"fault": type(fault).__name__}, []
            _write(running, Outcome.FAILED, kwargs)
    except Exception:
        log.exception("The ledger could not record that %s failed", running.verb)


def _key_of(thing: object) -> str:
    """The id of a row, or the id itself; "" for None. What a stranger typed in place of an id is not kept."""
    key = getattr(thing, "pk", thing)
    return "" if key is None else rules.subject_of(str(key))


def _key_of_row(result: object) -> str:
    """The id of a row that a verb returned; never the result itself, which may be a secret shown once."""
    return _key_of(getattr(result, "pk", None))


def _require_shape(name: str, function: Callable[..., Any], subject: str) -> None:
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is not parameter.KEYWORD_ONLY for parameter in parameters.values()):
        raise TypeError(f"{name}: a verb takes keyword arguments only")
    missing = {"actor", "now", *filter(None, [subject])} - parameters.keys()
    if missing:
        raise TypeError(f"{name}: a verb needs {', '.join(sorted(missing))}")
    if VERBS.setdefault(name, place := f"{function.__module__}.{function.__qualname__}") != place:
        raise TypeError(f"{name}: already the verb of {VERBS[name]}")
