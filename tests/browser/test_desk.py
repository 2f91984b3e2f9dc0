"""The desk in a real browser: two officers, keys alone, news that come by themselves, three widths, right to left."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from comity.desk import world
from tests.browser.conftest import serious

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]


@pytest.fixture
def desk(live: Any, open_page: Open, sign_in: SignIn) -> Page:
    """The duty officer's desk."""
    page = open_page()
    sign_in(page, "gs.duty")
    page.goto(f"{live.address}/desk/")
    expect(page.locator("#live-state")).to_have_text("Live")
    expect(page.locator("#rows [data-row]").first).to_be_visible()
    return page


def _escalate(live: Any, page: Page, sign_in: SignIn) -> str:
    """Something in nobody's hands, opened by another officer; its id."""
    sign_in(page, "gs.duty2")
    page.goto(f"{live.address}/desk/?state=open")
    row = page.locator("#rows [data-row]").first
    row.locator("a").click()
    expect(page.locator("#item[data-item]")).to_be_visible()
    return str(page.locator("#item").get_attribute("data-item"))


def test_what_another_officer_claims_shows_without_reloading(
    live: Any, desk: Page, open_page: Open, sign_in: SignIn
) -> None:
    other = open_page()
    key = _escalate(live, other, sign_in)
    desk.keyboard.press("j")
    focused = desk.evaluate("document.activeElement.id")
    other.keyboard.press("c")
    expect(other.locator("#item .badge", has_text="Claimed")).to_be_visible()
    expect(desk.locator(f"#row-{key}")).to_contain_text("Babajide Okonkwoji")
    assert desk.evaluate("document.activeElement.id") == focused, "the focus stays where it was"


def test_keys_alone_open_claim_and_resolve(desk: Page) -> None:
    desk.goto(f"{desk.url.split('?')[0]}?state=open")
    desk.keyboard.press("j")
    row = desk.locator("#rows .is-here")
    key = str(row.get_attribute("id")).removeprefix("row-")
    desk.keyboard.press("c")
    expect(desk.locator("#item .badge", has_text="Claimed")).to_be_visible()
    expect(desk.locator("#live-state")).to_have_text("Live")
    desk.keyboard.press("r")
    expect(desk.locator('#item [data-verb="resolve"] textarea')).to_be_focused()
    desk.keyboard.type("Called the bureau: it answers by telephone.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#item")).to_contain_text("Called the bureau: it answers by telephone.")
    expect(desk.locator(f"#rows #row-{key}")).to_have_count(0)
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()


def test_rows_do_not_move_under_a_pointer(live: Any, desk: Page, open_page: Open, sign_in: SignIn) -> None:
    other = open_page()
    key = _escalate(live, other, sign_in)
    desk.locator(f"#row-{key}").hover()
    other.keyboard.press("c")
    expect(desk.locator("#held")).to_be_visible()
    assert "Babajide" not in desk.locator(f"#row-{key}").inner_text()
    desk.keyboard.press(".")
    expect(desk.locator(f"#row-{key}")).to_contain_text("Babajide Okonkwoji")


def test_what_is_typed_is_not_taken_away_and_not_taken_for_keys(
    live: Any, desk: Page, open_page: Open, sign_in: SignIn
) -> None:
    desk.goto(f"{live.address}/desk/?state=open")
    expect(desk.locator("#live-state")).to_have_text("Live")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    sheet = desk.locator('#item [data-verb="escalate"] textarea')
    desk.keyboard.type("The other chief calls here.")
    expect(sheet).to_be_focused()
    other = open_page()
    key = _escalate(live, other, sign_in)
    other.keyboard.press("c")
    expect(desk.locator(f"#row-{key}")).to_have_count(0)
    expect(sheet).to_have_value("The other chief calls here.")
    expect(sheet).to_be_focused()


def test_a_shift_is_handed_over_in_the_browser(live: Any, open_page: Open, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, "gs.duty")
    page.goto(f"{live.address}/desk/shifts/")
    accept = page.locator("summary", has_text="Accept")
    accept.click()
    page.locator("details[open] button", has_text="Accept").click()
    expect(page.get_by_role("heading", name="Your shift")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "dark"), (1440, "light"), (1440, "dark")])
def test_the_desk_is_whole_and_readable(live: Any, open_page: Open, sign_in: SignIn, width: int, scheme: str) -> None:
    page = open_page(width=width, scheme=scheme)
    sign_in(page, "gs.duty")
    for path in ("/desk/", "/desk/map/", "/desk/shifts/", "/desk/incidents/"):
        page.goto(f"{live.address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert not serious(page), path
    page.goto(f"{live.address}/desk/")
    page.goto(page.locator("#rows [data-row] a").first.evaluate("link => link.href"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not serious(page)


def test_the_desk_mirrors_and_the_map_does_not(live: Any, open_page: Open, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, "gs.duty")
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": live.address}])
    page.goto(f"{live.address}/desk/")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    queue, side = page.locator(".desk-queue").bounding_box(), page.locator(".desk-side").bounding_box()
    assert queue and side and queue["x"] > side["x"], "the queue stands where reading begins"
    west, east = (page.evaluate(f"document.querySelectorAll('.world-place')[{place}].getBoundingClientRect().x")
                  for place in _far_apart(page))  # fmt: skip
    assert west < east
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert not serious(page)


def _far_apart(page: Page) -> tuple[int, int]:
    """The places of Brazil and of Australia among those drawn; both have shapes, which come by their codes."""
    codes = [code for code in sorted(world.outlines().points) if code in world.outlines().shapes]
    return codes.index("BR"), codes.index("AU")
