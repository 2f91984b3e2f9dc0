"""Two officers of two bureaus write to each other in a real browser, one in Arabic, with a file, and see receipts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from comity.keys.rules import DEMO_PASSPHRASE
from tests.browser.conftest import serious

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]
SUBJECT = "Trucks on the night ferry"
ARABIC = "نؤكد أن المركبتين غادرتا على العبّارة.\nالمرجع: 2026/417 Ras Amer"


def _unlock(page: Page, live: Any) -> None:
    page.goto(f"{live.address}/keys/unlock/?next=/messages/")
    page.locator("main input[type=password]").fill(DEMO_PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/keys/unlock" not in address)


def _is_unbroken(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "no scrolling sideways"


def test_two_officers_exchange_messages_with_a_file_and_see_receipts(
    live: Any, open_page: Open, sign_in: SignIn, tmp_path: Path
) -> None:
    france, morocco = open_page(width=1280), open_page(width=360)
    sign_in(france, "fr.bureau")
    sign_in(morocco, "ma.bureau")
    _unlock(morocco, live)
    morocco.goto(f"{live.address}/messages/?folder=needs_answer")

    _unlock(france, live)
    france.goto(f"{live.address}/messages/write/")
    france.locator("#id_find").fill("المغرب")
    france.locator('#recipients-found button[value="to:MA"]').click()
    expect(france.locator('input[name=to][value="MA"]')).to_be_checked()
    france.locator("#id_kind").select_option("request")
    france.locator("#id_asks").select_option("information")
    france.locator("#id_subject").fill(SUBJECT)
    france.locator("#id_body").fill("Did two trucks board on 20 November?")
    expect(france.locator("#kept .icon-tick")).to_be_visible()
    plan = tmp_path / "plan.txt"
    plan.write_text("Made-up plan of a quay.")
    france.locator("#id_files").set_input_files(plan)
    france.locator('button[value="file"]').click()
    expect(france.locator(".letter-files")).to_contain_text("plan.txt")
    expect(france.locator("#id_body")).to_have_value("Did two trucks board on 20 November?")
    france.locator('button[value="send"]').click()
    expect(france.locator(".letter-receipts")).to_contain_text("Morocco")

    # It comes by itself to the page that is open, on a phone.
    row = morocco.locator("#live [data-row]", has_text=SUBJECT)
    expect(row).to_be_visible()
    row.locator("a").click()
    expect(morocco.locator(".letter-body")).to_contain_text("Did two trucks board")
    with morocco.expect_download() as waited:
        morocco.locator(".letter-files a").click()
    assert Path(waited.value.path()).read_text() == plan.read_text()
    _is_unbroken(morocco, 360)
    morocco.locator(".verbs .button-primary").click()
    morocco.locator("#id_language").select_option("ar")
    morocco.locator("#id_body").fill(ARABIC)
    morocco.locator('button[value="send"]').click()
    answer = morocco.locator(".letter-ours .letter-body p")
    expect(answer).to_have_attribute("lang", "ar")
    assert answer.evaluate("one => getComputedStyle(one).direction") == "rtl"
    _is_unbroken(morocco, 360)

    france.reload()
    expect(france.locator(".letter-receipts").first).to_contain_text("answered")
    expect(france.locator(".letter-body").last).to_contain_text("المركبتين")
    assert serious(france) == []


@pytest.mark.parametrize("username", ["br.bureau", "gs.duty"])
def test_a_third_bureau_and_the_secretariat_find_nothing_of_it(
    live: Any, open_page: Open, sign_in: SignIn, username: str
) -> None:
    other = open_page()
    sign_in(other, username)
    _unlock(other, live)
    other.goto(f"{live.address}/messages/?folder=all")
    expect(other.locator("main h1")).to_be_visible()
    assert SUBJECT not in other.content()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "dark"), (1440, "light")])
def test_the_pages_hold_at_every_width_and_are_accessible(
    live: Any, open_page: Open, sign_in: SignIn, width: int, scheme: str
) -> None:
    page = open_page(width=width, scheme=scheme)
    sign_in(page, "ke.bureau")
    _unlock(page, live)
    for address in ("/messages/?folder=all", "/messages/?folder=sent", "/messages/write/?letter=alert&language=ar"):
        page.goto(live.address + address)
        _is_unbroken(page, width)
        assert serious(page) == []
    page.goto(f"{live.address}/messages/?folder=all")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".letter").first).to_be_visible()
    _is_unbroken(page, width)
    assert serious(page) == []
