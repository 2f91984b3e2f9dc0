"""The tour in a real browser: a reader types a stolen passport's zone, the source's list follows."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from comity.testing import sought

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]


@pytest.fixture
def desk(open_page: Open, sign_in: SignIn) -> Page:
    """The source's desk, with its list of hits open."""
    page = open_page()
    sign_in(page, "fr.bureau")
    return page


def test_a_scanned_passport_is_answered_on_a_phone_and_the_source_sees_it_live(
    live: Any, open_page: Open, sign_in: SignIn, desk: Page
) -> None:
    desk.goto(f"{live.address}/hits/")
    known = desk.locator("[data-row]").count()
    phone = open_page(width=360)
    sign_in(phone, "ke.border")
    phone.goto(f"{live.address}/checks/")
    box = phone.locator("[data-scan]")
    expect(box).to_be_focused()
    # A keyboard-wedge reader: the characters, and Enter after each line.
    for line in live.demo["stolen_document"]["mrz"]:
        phone.keyboard.type(line)
        phone.keyboard.press("Enter")
    expect(phone.locator('[data-outcome="hit"]')).to_be_visible()
    expect(phone.get_by_text("This is not an arrest request.")).to_be_visible()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, "the answer must not scroll sideways on a phone"
    expect(desk.locator("[data-row]")).to_have_count(known + 1)

    desk.locator("[data-row] a").first.click()
    confirm = desk.locator("details", has=desk.locator('form[action$="/confirm"]'))
    confirm.locator("summary").click()
    confirm.locator("button").click()
    expect(desk.locator("h1 ~ * .badge-good, .head-verbs .badge-good").first).to_be_visible()


def test_the_page_works_without_scripts(live: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live.address}/account/login/")
    page.locator('form[action$="/demo/ke.border/"] button').click()
    page.goto(f"{live.address}/checks/")
    page.locator("[data-scan]").fill("\n".join(live.demo["clean_document"]["mrz"]))
    page.locator("form[data-ask] button").last.click()
    expect(page.locator('[data-outcome="no_hit"]')).to_be_visible()
    context.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_name_typed_in_arabic_finds_the_fugitive_on_the_smallest_phone(
    live: Any, open_page: Open, sign_in: SignIn, direction: str
) -> None:
    phone = open_page(width=320)
    sign_in(phone, "ke.border")
    phone.goto(f"{live.address}/checks/")
    phone.locator("[data-scan]").fill(f"{sought.FUGITIVE_ARABIC}، {sought.FUGITIVE_BORN}")
    phone.keyboard.press("Enter")
    expect(phone.locator('[data-outcome="possible"]')).to_be_visible()
    phone.evaluate(f"document.documentElement.dir = '{direction}'")
    match = phone.locator(".match").first
    expect(match.locator(".beside").get_by_text("قاسم", exact=True)).to_be_visible()
    expect(match.locator(".beside").get_by_text("Qasim", exact=True)).to_be_visible()
    match.locator(".match-sum summary").focus()
    phone.keyboard.press("Enter")
    expect(match.locator(".sum-total")).to_be_visible()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, "the answer must not scroll sideways on a phone"


def test_the_form_for_a_person_works_with_the_keyboard_alone_and_leads_to_what_is_wrong(
    live: Any, browser: Any, sign_in: SignIn
) -> None:
    context = browser.new_context()  # of its own: a refusal stands in the console as an error
    page = context.new_page()
    sign_in(page, "ke.border")
    page.goto(f"{live.address}/checks/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_person-name")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("م")
    page.keyboard.press("Enter")
    expect(page.locator("[data-problems]")).to_be_focused()
    page.locator("[data-problems] a").first.click()
    expect(page.locator("#id_person-name")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(sought.FUGITIVE_ARABIC)
    page.keyboard.press("Enter")
    expect(page.locator('[data-outcome="possible"]')).to_be_visible(timeout=30_000)
    context.close()
