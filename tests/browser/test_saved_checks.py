"""Saved checks and likeness hints in a real browser: from an answer to the telling, and while a record is typed."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]
VIN = "VF1JETH82R5763170"


def _is_unbroken(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "no scrolling sideways"


def test_what_is_saved_from_an_answer_is_told_live_when_another_records_it(
    live: Any, open_page: Open, sign_in: SignIn
) -> None:
    desk, source = open_page(width=360), open_page(width=1280)
    sign_in(desk, "ke.bureau")
    desk.goto(f"{live.address}/checks/")
    desk.locator("[data-scan]").fill(VIN)
    desk.locator("[name=purpose]").select_option("locate")
    desk.locator("form[data-ask] button.button-primary").first.click()
    expect(desk.locator('[data-outcome="no_hit"]')).to_be_visible()
    desk.locator(".save-this button").click()
    if desk.locator("[name=looked_for]").count():
        desk.locator("[name=subject]").select_option("vehicle")
    desk.locator("[name=case_reference]").fill("KE-2026-17")
    desk.locator("[name=reason]").fill("Seen near the harbour on the night of the fire.")
    _is_unbroken(desk, 360)
    desk.locator("main form.form button.button-primary").click()
    expect(desk.locator("#live")).to_be_visible()

    sign_in(source, "fr.bureau")
    source.goto(f"{live.address}/records/add/vehicles/")
    for name, value in (("reference", "FR-SAVED-LIVE"), ("vin", VIN), ("make", "Renault")):
        source.locator(f"[name={name}]").fill(value)
    source.locator("[name=kind]").select_option("stolen")
    source.locator("main form.form button.button-primary").click()
    expect(desk.locator("#live li strong")).to_be_visible(timeout=90_000)
    _is_unbroken(desk, 360)

    source.goto(f"{live.address}/records/add/vehicles/")
    source.locator("[name=vin]").fill(VIN.lower())
    source.locator("[name=vin]").press("Tab")
    expect(source.locator(".alike")).to_contain_text("FR-SAVED-LIVE")
    expect(source.locator("[name=plate]")).to_be_focused()
    _is_unbroken(source, 1280)
