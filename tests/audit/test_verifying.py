"""What a superuser of the database does to the ledger is found, whatever it is."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from comity.audit import actions as audit
from comity.audit import keys, rules, sealing
from comity.audit.grants import TABLES, restrict_application_role
from comity.audit.models import Entry, Seal
from comity.audit.verifying import Report, verify
from comity.core import clock
from tests.audit.conftest import NOW, event

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def ledger(db: None) -> None:
    """600 entries under two seals, and five that are not sealed yet."""
    for count, now in ((300, NOW), (300, NOW + timedelta(seconds=1))):
        with transaction.atomic():
            audit.write_many([event(number) for number in range(count)])
        sealing.seal_ledger(now)
    with transaction.atomic():
        audit.write_many([event(number) for number in range(5)])


@pytest.fixture
def superuser(ledger: None) -> Callable[..., None]:
    """Runs SQL as one for whom triggers and roles are no obstacle."""

    def run(statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            cursor.execute(statement, values)

    return run


def kinds(report: Report) -> list[tuple[str, int]]:
    return [(finding.kind, finding.at) for finding in report.findings]


def test_a_ledger_that_nobody_touched_is_clean() -> None:
    seen: list[tuple[int, int]] = []
    report = verify(LATER, lambda done, total: seen.append((done, total)))
    assert report.is_clean, report.findings
    assert (report.entries, report.sealed, report.seals, report.anchored) == (605, 600, 2, 2)
    assert seen[-1] == (605, 605)


@pytest.mark.parametrize("column", ["verb", "outcome", "actor", "bureau", "entity", "subject", "body"])
@pytest.mark.parametrize("seq", [1, 256, 450, 605])
def test_a_changed_word_is_found(superuser: Callable[..., None], column: str, seq: int) -> None:
    superuser(f"UPDATE audit_entry SET {column} = 'other' WHERE seq = %s", seq)
    assert ("changed", seq) in kinds(verify(LATER))


@pytest.mark.parametrize("change", ["at = at + interval '1 microsecond'", "mac = leaf", "leaf = mac"])
def test_a_changed_time_code_or_leaf_is_found(superuser: Callable[..., None], change: str) -> None:
    superuser(f"UPDATE audit_entry SET {change} WHERE seq = 17")
    assert ("changed", 17) in kinds(verify(LATER))


def test_a_removed_entry_is_found(superuser: Callable[..., None]) -> None:
    superuser("DELETE FROM audit_entry WHERE seq = 40")
    superuser("DELETE FROM audit_entry WHERE seq BETWEEN 50 AND 60")
    report = verify(LATER)
    assert kinds(report) == [("removed", 40), ("removed", 50)]
    assert [finding.sentence for finding in report.findings] == [
        "Entry 40 was removed.",
        "Entries 50 to 60 were removed.",
    ]


def test_a_removed_entry_is_found_although_the_others_moved_up(superuser: Callable[..., None]) -> None:
    superuser("DELETE FROM audit_entry WHERE seq = 600")
    superuser("UPDATE audit_entry SET seq = seq - 1 WHERE seq > 600")
    assert ("changed", 600) in kinds(verify(LATER))


def test_two_entries_that_changed_places_are_found(superuser: Callable[..., None]) -> None:
    superuser("UPDATE audit_entry SET seq = -1 WHERE seq = 10")
    superuser("UPDATE audit_entry SET seq = 10 WHERE seq = 11")
    superuser("UPDATE audit_entry SET seq = 11 WHERE seq = -1")
    assert {("changed", 10), ("changed", 11)} <= set(kinds(verify(LATER)))


@pytest.mark.parametrize(("seq", "kind"), [(606, "changed"), (0, "inserted"), (-7, "inserted")])
def test_an_inserted_entry_is_found(superuser: Callable[..., None], seq: int, kind: str) -> None:
    superuser(
        "INSERT INTO audit_entry SELECT %s, at, verb, outcome, actor, bureau, entity, subject, body, mac, leaf"
        " FROM audit_entry WHERE seq = 17",
        seq,
    )
    assert kinds(verify(LATER)) == [(kind, seq)]


def test_a_tail_cut_below_a_seal_is_found_even_when_the_seals_are_cut_as_well(superuser: Callable[..., None]) -> None:
    superuser("DELETE FROM audit_entry WHERE seq > 400")
    superuser("DELETE FROM audit_seal WHERE size > 400")
    assert kinds(verify(LATER)) == [("removed", 401), ("seal_missing", 600)]


def test_an_emptied_ledger_is_found(superuser: Callable[..., None]) -> None:
    superuser("TRUNCATE audit_entry, audit_seal, audit_node")
    assert [kind for kind, _ in kinds(verify(LATER))] == ["removed", "seal_missing", "seal_missing"]


def test_a_ledger_rewritten_with_the_key_is_found_by_its_seals(superuser: Callable[..., None]) -> None:
    """Someone with the entries' key (but not the seals') changes an entry and mends code, leaf and tree."""
    entry = Entry.objects.get(seq=350)
    changed = event(1, subject="other")
    body = rules.body_of(changed.details)
    mac, leaf = audit.code(keys.entry_key(), rules.entry_bytes(350, changed, body))
    superuser(
        "UPDATE audit_entry SET at = %s, actor = %s, bureau = %s, subject = %s, body = %s, mac = %s, leaf = %s"
        " WHERE seq = 350",
        *(changed.at, changed.actor, changed.bureau, changed.subject, body, mac, leaf),
    )
    assert entry.subject != "other"
    report = verify(LATER)
    assert ("root_differs", 600) in kinds(report)
    assert "Entries 301 to 600" in report.findings[-1].sentence + report.findings[0].sentence


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM audit_seal WHERE size = 300", "seal_missing"),
        ("UPDATE audit_seal SET root = decode(repeat('00', 32), 'hex') WHERE size = 300", "seal_forged"),
        ("UPDATE audit_seal SET at = at + interval '1 second' WHERE size = 300", "seal_forged"),
        ("UPDATE audit_seal SET key = '0000000000000000' WHERE size = 300", "seal_forged"),
        ("UPDATE audit_seal SET size = 301 WHERE size = 300", "seal_forged"),
    ],
)
def test_a_rewritten_seal_is_found(superuser: Callable[..., None], statement: str, kind: str) -> None:
    superuser(statement)
    assert kind in {found for found, _ in kinds(verify(LATER))}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_node WHERE index = 0",
        "UPDATE audit_node SET hash = decode(repeat('00', 32), 'hex') WHERE index = 1",
        "INSERT INTO audit_node (level, \"index\", hash) VALUES (1, 2, decode(repeat('00', 32), 'hex'))",
        "INSERT INTO audit_node (level, \"index\", hash) VALUES (9, 0, decode(repeat('00', 32), 'hex'))",
    ],
)
def test_a_rewritten_tree_is_found(superuser: Callable[..., None], statement: str) -> None:
    superuser(statement)
    assert [kind for kind, _ in kinds(verify(LATER))] == ["tree_changed"]


def change_anchor(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    path = folder / "seals" / "2026-05-03.jsonl"
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lines: lines[1:], ("anchor_missing", 300)),
        (lambda lines: lines[:1], ("anchor_missing", 600)),
        (lambda lines: [], ("anchor_missing", 300)),
        (lambda lines: lines[::-1], ("anchor_damaged", 0)),
        (lambda lines: [lines[0].replace('"root":"', '"root":"00')[:-3] + "\n", lines[1]], ("anchor_damaged", 0)),
        (lambda lines: [lines[0].replace("02:30", "02:31"), lines[1]], ("anchor_differs", 300)),
    ],
)
def test_a_rewritten_anchor_is_found(ledger_folder: Path, change: Any, expected: tuple[str, int]) -> None:
    change_anchor(ledger_folder, change)
    assert expected in kinds(verify(LATER))


def test_a_seal_not_yet_anchored_is_no_finding_for_a_moment(ledger_folder: Path) -> None:
    change_anchor(ledger_folder, lambda lines: lines[:1])
    assert verify(NOW + timedelta(seconds=5)).is_clean


@pytest.mark.django_db(transaction=True)
def test_a_ledger_that_grows_meanwhile_is_clean() -> None:
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with transaction.atomic():
                audit.write_many([event(number) for number in range(130)])
            sealing.seal_ledger(clock.now())
        connection.close()

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        reports = [verify(clock.now()) for _ in range(10)]
        while reports[-1].entries == reports[0].entries and thread.is_alive():
            reports.append(verify(clock.now()))
    finally:
        stop.set()
        thread.join()
    assert [finding for report in reports for finding in report.findings] == []
    assert reports[-1].entries > reports[0].entries


def test_missing_keys_are_said_and_not_made(ledger_folder: Path) -> None:
    (ledger_folder / "keys" / "ledger_entries").unlink()
    assert kinds(verify(LATER)) == [("keys_missing", 0)]
    assert not (ledger_folder / "keys" / "ledger_entries").exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_itself_refuses_to_change_the_ledger(table: str, statement: str) -> None:
    column = {"audit_entry": "verb", "audit_node": "level", "audit_seal": "key"}[table]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET verb = verb", "DELETE FROM audit_seal", "TRUNCATE audit_node"]
)
def test_the_applications_role_has_no_right_to_change_the_ledger(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO comity_app")
        restrict_application_role(cursor, "comity_app")
        cursor.execute("SET LOCAL ROLE comity_app")
        cursor.execute("SELECT count(*) FROM audit_entry")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_applications_role_can_write_and_seal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO comity_app")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO comity_app")
        restrict_application_role(cursor, "comity_app")
        cursor.execute("SET LOCAL ROLE comity_app")
    with transaction.atomic():
        audit.write_many([event(number) for number in range(300)])
    sealing.seal_ledger(NOW + timedelta(seconds=2))
    assert Seal.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert verify(LATER).is_clean
