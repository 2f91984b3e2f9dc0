"""What the application's database role may do to the ledger: add and read, nothing else."""

from typing import Any, Final

from psycopg import sql

TABLES: Final = ("audit_entry", "audit_node", "audit_seal")


def restrict_application_role(cursor: Any, role: str) -> None:
    """Takes every right on the ledger's tables from `role` but INSERT and SELECT. Call it after the general grants."""
    for table in TABLES:
        names = {"table": sql.Identifier(table), "role": sql.Identifier(role)}
        cursor.execute(sql.SQL("REVOKE ALL ON TABLE {table} FROM {role}").format(**names))
        cursor.execute(sql.SQL("GRANT SELECT, INSERT ON TABLE {table} TO {role}").format(**names))
