"""`comity init`: makes or upgrades the tables, gives the roles their rights, and founds the network of members."""

from datetime import datetime

import click

from comity.core import clock
from comity.wiring import database

SECONDS_FOR_LOCKS = 60


@click.command(epilog="Example: COMITY_DATABASE_OWNER_URL=postgresql://... comity init")
@click.option("--quiet", is_flag=True, help="Say nothing unless something changes.")
def init(quiet: bool) -> None:
    """Make or upgrade the tables (as their owner), give the application's role its rights, and found the network.

    Safe to repeat: run it after every upgrade, before the new processes start.
    """
    _wait_no_longer_than(SECONDS_FOR_LOCKS)
    migrated = _migrate()
    _grant()
    founded = _found(clock.now())
    if not quiet or migrated:
        click.echo(f"Tables: {migrated} migrations applied." if migrated else "Tables: up to date.")
    if not quiet:
        click.echo(f"Network: {founded} members and offices entered." if founded else "Network: complete.")


def _wait_no_longer_than(seconds: int) -> None:
    """Whoever holds a lock for that long will not let go by itself: better a sentence than silence."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{seconds}s"])


def _migrate() -> int:
    """Applies what is pending; how many migrations that was."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    return pending


def _grant() -> None:
    from django.db import connection, transaction

    role, owner = database.application_role(), connection.settings_dict["USER"]
    if role == owner:
        click.echo('The application connects as the owner of its tables: see docs/operations.md, "Roles".', err=True)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        database.grant(cursor, role)


def _found(now: datetime) -> int:
    from comity.network import actions as network

    return network.found(now)
