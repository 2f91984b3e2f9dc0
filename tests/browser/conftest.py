"""A real browser against a real demo: `comity up` in a folder and on ports of its own, with a small made-up world."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from comity.wiring import database, environment
from tests.folders import own_folder
from tests.ports import two_free_ports

PATIENCE_SECONDS = 240
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
    """A running demo: its address, its ports, its folder, and what var/demo.json says of it."""

    address: str
    folder: Path
    environment: dict[str, str]
    demo: dict[str, Any]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs `comity ...` on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "comity.wiring.cli", *arguments],
            cwd=environment.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )


def _wait_until(is_so: Callable[[], bool], what: str, process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen:\n{said.read_text()[-3000:]}")
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{address}/readyz", timeout=5).status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def live(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The demo, running. Asks for the browser first, so that nothing is started where no browser can be had."""
    if not database.is_embedded():
        _missing("the demo of these tests needs the embedded database (unset COMITY_DATABASE_URL)")
    with own_folder(tmp_path_factory.mktemp("live")) as folder:
        yield from _running(folder)


def _running(folder: Path) -> Iterator[Live]:
    port, said = two_free_ports(), folder / "said"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    surroundings = kept | {"COMITY_VAR": str(folder), "COMITY_PORT": str(port), "COMITY_DEMO": "1"}
    address = f"http://127.0.0.1:{port}"
    with said.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "comity.wiring.cli", "up"],
            cwd=environment.ROOT,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until(lambda: _answers(address), "`comity up` being ready", process, said)
        running = Live(address, folder, surroundings, {})
        built = running.command("demo", "--scale", "0.01")
        assert built.returncode == 0, built.stderr
        yield Live(address, folder, surroundings, json.loads((folder / "demo.json").read_text()))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


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
