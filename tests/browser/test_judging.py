"""The innocent namesake in a real browser: possible, judged by the desk, and quick for the frontline's phone; while the
country that seeks somebody of that name sees one hit, before and after."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]


def scan(page: Page, live: Any) -> None:
    page.goto(f"{live.address}/checks/")
    # A whole zone sends itself.
    page.locator("[data-scan]").fill("\n".join(live.demo["namesake"]["mrz"]))


def test_the_namesake_passes_quickly_the_second_time(live: Any, open_page: Open, sign_in: SignIn) -> None:
    source = open_page()
    sign_in(source, "br.bureau")
    desk = open_page()
    sign_in(desk, "ke.bureau")
    scan(desk, live)
    expect(desk.locator('[data-outcome="possible"]').first).to_be_visible()
    source.goto(f"{live.address}/hits/")
    expect(source.locator("[data-row] .badge-possible").first).to_be_visible()
    told = source.locator("[data-row]").count()

    desk.get_by_role("link", name="This is not the person recorded").click()
    desk.get_by_label("Fingerprints were compared").check()
    desk.get_by_label("What was found").fill("Prints of both index fingers differ from those that were sent.")
    desk.get_by_role("button", name="Remember").click()
    expect(desk.get_by_text("Remembered.")).to_be_visible()

    phone = open_page(width=360)
    sign_in(phone, "ke.border")
    scan(phone, live)
    expect(phone.locator('[data-outcome="no_hit"]')).to_be_visible()
    expect(phone.get_by_text("An officer of your bureau found")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    source.reload()
    assert source.locator("[data-row]").count() == told

    scan(desk, live)
    desk.get_by_role("link", name="See on what evidence").click()
    withdraw = desk.locator("details", has=desk.locator('form[action$="/withdraw"]'))
    withdraw.locator("summary").click()
    withdraw.locator("textarea").fill("The prints were mixed up.")
    withdraw.locator("form button").click()
    expect(desk.get_by_text("Withdrawn. The next check")).to_be_visible()
    phone.wait_for_timeout(1500)
    scan(phone, live)
    expect(phone.locator('[data-outcome="possible"]').first).to_be_visible()
