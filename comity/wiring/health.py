"""Whether this process lives, is ready, and how it does. No personal data in any answer."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from secrets import compare_digest

import msgspec
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from comity.audit import actions as ledger
from comity.audit import queries as ledger_queries
from comity.checks.engine.index import Index
from comity.checks.models import JournalPosition
from comity.core import changes
from comity.wiring import environment, metrics, problems

OLDEST_INDEX = 60.0  # seconds behind the database after which an index is not to be answered from unnoticed
log = structlog.get_logger("comity.health")
_migrated = False


class Finding(msgspec.Struct, frozen=True):
    """One part of the installation: is it well, and a word on how."""

    ok: bool
    detail: str


def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when every part is well, else 503; the body says which part is not."""
    findings = look()
    body = {name: {"ok": finding.ok, "detail": finding.detail} for name, finding in findings.items()}
    is_well = all(finding.ok for finding in findings.values())
    return JsonResponse({"ready": is_well, "parts": body}, status=200 if is_well else 503)


def show_metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: from this machine itself, or with the token of COMITY_METRICS_TOKEN."""
    if not _may_read_metrics(request):
        return problems.of_status(request, 404)
    for name, finding in look().items():
        metrics.READY.labels(name).set(finding.ok)
    with suppress(DatabaseError):  # what is counted in the database is left as it was while that is away
        _measure()
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def look() -> dict[str, Finding]:
    """Looks at every part; a look that fails is a part that is not well."""
    return {name: _try(name, part) for name, part in PARTS.items()}


def _measure() -> None:
    metrics.BEHIND.set(max(0, changes.head() - Index(settings.CHECK_INDEX).seq))
    sealed = ledger_queries.head()
    metrics.UNSEALED.set(ledger.last_seq() - (sealed.size if sealed else 0))
    written = sum(file.stat().st_size for file in settings.CHECK_JOURNAL.glob("*.journal"))
    ingested = JournalPosition.objects.aggregate(total=Sum("offset"))["total"] or 0
    metrics.WAITING.set(max(0, written - ingested))


def _try(name: str, part: Callable[[], Finding]) -> Finding:
    try:
        return part()
    except Exception as fault:
        log.warning("not ready", part=name, exception=type(fault).__name__)
        return Finding(False, "does not answer")


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding(True, "answers")


def _migrations() -> Finding:
    global _migrated
    if not _migrated:  # tables do not go back to older ones while we run
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if pending:
            return Finding(False, f"{pending} to apply: run comity init")
        _migrated = True
    return Finding(True, "applied")


def _index() -> Finding:
    index = Index(settings.CHECK_INDEX)
    if index.current() is None:
        return Finding(False, "is not built yet: the worker builds it, or comity index build")
    age = index.age()
    return Finding(age < OLDEST_INDEX, f"{age:.1f} s since it last held everything")


def _journal() -> Finding:
    folder: Path = settings.CHECK_JOURNAL
    folder.mkdir(exist_ok=True)
    probe = folder / f".probe-{os.getpid()}"
    probe.write_text(str(time.time()))
    probe.unlink(missing_ok=True)  # another thread of ours may have looked at the same moment
    return Finding(True, "can be written")


PARTS: dict[str, Callable[[], Finding]] = {
    "database": _database,
    "migrations": _migrations,
    "index": _index,
    "journal": _journal,
}


def _may_read_metrics(request: HttpRequest) -> bool:
    token = environment.metrics_token()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and compare_digest(given.encode(), token.encode()):
        return True
    # Behind a proxy every request comes from loopback: then only the token opens.
    return "X-Forwarded-For" not in request.headers and ip_address(request.META["REMOTE_ADDR"]).is_loopback
