"""The application can do its work with the rights it has, and cannot rewrite what must not be rewritten."""

import pytest
from django.db import DatabaseError, connection, transaction

from comity.audit import actions as audit
from comity.audit.models import Entry
from comity.audit.sealing import seal_ledger
from comity.core import clock
from comity.core.models import Change
from comity.network import actions as network
from comity.network.models import Member

LEDGER = {"audit_entry", "audit_node", "audit_seal"}

pytestmark = pytest.mark.usefixtures("as_application")


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor.fetchall()]


def _may(table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, right])
        return bool(cursor.fetchone()[0])


def test_it_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone()[0] == 0


def test_it_reads_and_writes_every_table_but_the_ledger_and_the_list_of_migrations() -> None:
    for table in _tables():
        may = {right for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE") if _may(table, right)}
        if table in LEDGER:
            assert may == {"SELECT", "INSERT"}, table
        elif table == "django_migrations":
            assert may == {"SELECT"}
        else:
            assert may == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'other'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_seal SET size = 0",
        "DELETE FROM audit_seal",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TABLE audit_entry",
        "CREATE TABLE mine (a int)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_it_cannot_rewrite_the_ledger_or_the_tables(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_verb_with_its_entry_and_its_change_works() -> None:
    before = audit.last_seq()
    network.found(clock.now())
    assert Member.objects.count() == 196
    assert Entry.objects.filter(seq=before + 1, verb="network.founded").exists()
    assert Change.objects.exists()


def test_sealing_works() -> None:
    network.found(clock.now())
    seal = seal_ledger(clock.now())
    assert seal is not None and seal.size == audit.last_seq()
