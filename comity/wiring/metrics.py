"""Figures for Prometheus: counted as requests pass, and measured when asked. Never a name, an id or a place."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("comity_requests", "Requests answered by the web process", ["method", "route", "status"])
SECONDS = Histogram(
    "comity_request_seconds",
    "Seconds to answer a request",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
READY = Gauge("comity_ready", "1 when the named part is ready", ["part"])
BEHIND = Gauge("comity_index_changes_behind", "Changes in the log that the index does not hold yet")
UNSEALED = Gauge("comity_ledger_unsealed_entries", "Ledger entries that no seal covers yet")
WAITING = Gauge("comity_journal_bytes_waiting", "Bytes of check journals not yet ingested into the ledger")
