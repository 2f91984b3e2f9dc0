"""A real browser against a real demo: `comity up` in a folder and on ports of its own, with a small made-up world."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from comity.wiring import database
from tests.installation import Installation, installed

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What does not come at all is waited for so long; what comes is not timed here.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


def _missing(what: str) -> None:
    """Skips loudly; fails where browser tests are required (CI=true, COMITY_BROWSER=required)."""
    if os.environ.get("CI") == "true" or os.environ.get("COMITY_BROWSER") == "required":
        pytest.fail(f"Browser tests are required here, and {what}.")
    sys.__stderr__.write(f"\nBROWSER TESTS SKIPPED: {what}.\n")
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium: the one of COMITY_CHROMIUM, or Debian's."""
    candidates = (os.environ.get("COMITY_CHROMIUM"), "/usr/bin/chromium", shutil.which("chromium"))
    executable = next((path for path in candidates if path and Path(path).is_file()), None)
    if executable is None:
        _missing("there is no Chromium (install Debian's package, or name one in COMITY_CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Live:
    """A running demo: its address, the installation, and what var/demo.json says of it."""

    address: str
    installation: Installation
    demo: dict[str, Any]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs `comity ...` on this installation."""
        return self.installation.run(*arguments)


@pytest.fixture(scope="session")
def live(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The demo, running. Asks for the browser first, so that nothing is started where no browser can be had."""
    if not database.is_embedded():
        _missing("the demo of these tests needs the embedded database (unset COMITY_DATABASE_URL)")
    with installed(tmp_path_factory.mktemp("live"), COMITY_DEMO="1") as made:
        made.up()
        built = made.run("demo", "--scale", "0.01")
        assert built.returncode == 0, built.stderr
        demo = json.loads((made.folder / "demo.json").read_text())
        yield Live(f"http://127.0.0.1:{made.port}", made, demo)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """open_page(width=1440, scheme="light", language="en") -> a page of a new visitor, which fails on script errors."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(width: int = 1440, scheme: str = "light", language: str = "en") -> Page:
        is_phone = width < 700
        context = browser.new_context(
            viewport={"width": width, "height": 740 if is_phone else 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=language,
            has_touch=is_phone,
            is_mobile=is_phone,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def sign_in(live: Live) -> Callable[[Page, str], None]:
    """sign_in(page, username): by the demo's one click."""

    def signed(page: Page, username: str) -> None:
        page.goto(f"{live.address}/account/login/")
        page.locator(f'form[action$="/demo/{username}/"] button').click()
        page.wait_for_url(lambda address: "/account/login" not in address)

    return signed


def serious(page: Page) -> list[str]:
    """What a checker of accessibility finds serious on the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
