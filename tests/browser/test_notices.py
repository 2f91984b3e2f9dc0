"""Notices in a real browser: a request kept while it is typed, every reader's page at every width, and on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, serious

SignIn = Callable[[Page, str], None]
OpenPage = Callable[..., Page]


def is_too_wide(page: Page) -> Any:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def first_published(page: Page, live: Live, colour: str = "red") -> str:
    """The address of one that circulates."""
    page.goto(f"{live.address}/notices/?whose=all&colour={colour}")
    found = page.locator("tbody th a").first.get_attribute("href")
    assert found
    return live.address + found


def begin(page: Page, live: Live, colour: str = "red") -> str:
    page.goto(f"{live.address}/notices/new/")
    page.locator(f'form[action$="/new/{colour}/"] button').click()
    page.wait_for_url(re.compile("/edit/$"))
    return page.url


def test_what_is_typed_is_kept_without_a_button_and_is_there_at_another_desk(
    live: Live, open_page: OpenPage, sign_in: SignIn
) -> None:
    page = open_page()
    sign_in(page, "br.bureau")
    edit = begin(page, live)
    page.fill("#id_person-family_name", "Vantorel")
    page.fill("#id_person-original_name", "Ванторел")
    page.fill("#id_person-birth_dates", "sometime")
    kept = page.locator("#kept")
    expect(kept).to_contain_text("Kept as a draft")
    expect(kept).to_contain_text("Dates of birth")
    desk = open_page()
    sign_in(desk, "br.head")
    desk.goto(edit)
    expect(desk.locator("#id_person-family_name")).to_have_value("Vantorel")
    expect(desk.locator("#id_person-original_name")).to_have_value("Ванторел")


def test_a_charge_is_added_in_place_and_what_is_typed_elsewhere_stays(
    live: Live, open_page: OpenPage, sign_in: SignIn
) -> None:
    page = open_page()
    sign_in(page, "br.bureau")
    begin(page, live)
    page.fill("#id_charges-0-law", "Penal Code, article 171")
    page.fill("#id_contact-name", "Bureau desk")
    page.locator('button[value="add:charges"]').click()
    expect(page.locator("#id_charges-1-law")).to_be_visible()
    page.fill("#id_charges-1-law", "Penal Code, article 299")
    page.locator('button[value="remove:charges:0"]').click()
    expect(page.locator("#id_charges-1-law")).to_have_count(0)
    expect(page.locator("#id_charges-0-law")).to_have_value("Penal Code, article 299")
    expect(page.locator("#id_contact-name")).to_have_value("Bureau desk")
    page.locator(".form-go button[value=save]").click()
    expect(page.locator(".messages")).to_contain_text("Kept as a draft")


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1440, "light", "en"), (768, "dark", "en"), (390, "light", "ar")]
)
def test_pages_of_notices_are_fit_for_every_reader(
    live: Live, open_page: OpenPage, sign_in: SignIn, width: int, scheme: str, language: str
) -> None:
    page = open_page(width=width, scheme=scheme, language=language)
    sign_in(page, "br.bureau")
    edit = begin(page, live)
    addresses = [f"{live.address}/notices/?whose=own", f"{live.address}/notices/new/", edit, f"{edit}?missing=1",
                 edit.replace("/edit/", "/check/"), first_published(page, live)]  # fmt: skip
    for address in addresses:
        page.goto(address)
        assert not serious(page), address
        assert not is_too_wide(page), address


def test_another_member_reads_a_red_notice_and_prints_it(live: Live, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, "ke.bureau")
    page.goto(first_published(page, live))
    expect(page.locator(".notice-status")).to_be_visible()
    expect(page.get_by_text("A notice is not an arrest warrant: your own law decides.")).to_be_visible()
    assert not serious(page)
    page.emulate_media(media="print")
    expect(page.locator(".notice-word")).to_be_visible()
    expect(page.locator(".notice-word")).to_contain_text("Red notice")
    expect(page.locator(".printed")).to_contain_text("Baraka Kamaundi")
    expect(page.locator(".thing-side")).to_be_hidden()
    expect(page.locator(".navigation")).to_be_hidden()


def test_a_translator_has_the_original_beside_the_translation(live: Live, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, "gs.translator")
    page.goto(f"{live.address}/notices/texts/?language=ar")
    page.locator("tbody th a").first.click()
    expect(page.locator("#id_text")).to_have_attribute("dir", "rtl")
    expect(page.locator(".original")).to_have_attribute("dir", "ltr")
    assert not serious(page)
