"""The tests' database server: embedded, unless COMITY_DATABASE_URL names one."""

import os


def pytest_configure() -> None:
    from comity.wiring import embedded

    if not os.environ.get("COMITY_DATABASE_URL"):
        embedded.start()
