"""The look in a real browser: accessible, never wider than its screen, mirrored in Arabic, and quick at the scanner."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from comity.look.guide.kinds import KINDS
from tests.browser.conftest import Live, serious

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
BORDER = "ke.border"  # the cast: a frontline officer who reads English
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
EXAMINED = ((360, "light", "en"), (360, "dark", "ar"), (1440, "light", "ar"), (1440, "dark", "en"))


def _too_wide(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _use(page: Page, live: Live, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live.address}])


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_style_guide_is_accessible_and_fits(
    live: Live, open_page: Open, sign_in: SignIn, width: int, scheme: str, language: str
) -> None:
    page = open_page(width, scheme, language)
    sign_in(page, BORDER)
    _use(page, live, language)
    wrong = {}
    for kind in ("", *KINDS):
        page.goto(f"{live.address}/look/{kind}{'/' if kind else ''}")
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        # The page of parts shows every component; the pages of each kind are examined once per width and scheme.
        is_examined = not kind or (width, scheme, language) in EXAMINED
        if is_examined and (findings := serious(page)):
            wrong[kind] = findings
        if pixels := _too_wide(page):
            wrong[f"{kind}: width"] = [str(pixels)]
    assert not wrong


def test_the_import_of_records_fits_a_phone(live: Live, open_page: Open, sign_in: SignIn) -> None:
    page = open_page(width=360)
    sign_in(page, "fr.bureau")
    page.goto(f"{live.address}/records/import/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert _too_wide(page) == 0


def _record_sent(page: Page, live: Live) -> None:
    """Opens the ask page with a form that notes what it sends instead of sending it."""
    page.goto(f"{live.address}/look/ask/")
    page.evaluate(
        """() => {
          window.sent = [];
          document.querySelector("[data-ask]").addEventListener("submit", (event) => {
            if (event.defaultPrevented) return;
            event.preventDefault();
            window.sent.push(new FormData(event.target).get("question"));
            event.target.dataset.count = window.sent.length;
          });
        }"""
    )


@pytest.fixture
def ask(live: Live, open_page: Open, sign_in: SignIn) -> Page:
    page = open_page()
    sign_in(page, BORDER)
    _record_sent(page, live)
    return page


@pytest.mark.parametrize("zone", [ZONE, CARD], ids=["passport", "card"])
@pytest.mark.parametrize("after_line", ["Enter", "Tab"])
def test_a_reader_that_types_lines_sends_one_whole_zone(ask: Page, zone: tuple[str, ...], after_line: str) -> None:
    for line in zone:
        ask.keyboard.type(line)
        if line is not zone[-1]:
            ask.keyboard.press(after_line)
    expect(ask.locator("[data-ask]")).to_have_attribute("data-count", "1")
    assert [sent.split() for sent in ask.evaluate("window.sent")] == [list(zone)]


def test_the_readers_last_enter_does_not_send_twice(ask: Page) -> None:
    for line in ZONE:
        ask.keyboard.type(line)
        ask.keyboard.press("Enter")
    ask.wait_for_timeout(400)
    assert len(ask.evaluate("window.sent")) == 1


def test_enter_after_the_first_line_waits_for_the_second(ask: Page) -> None:
    ask.keyboard.type(ZONE[0])
    ask.keyboard.press("Enter")
    ask.wait_for_timeout(400)
    assert ask.evaluate("window.sent") == []


def test_what_is_typed_is_sent_by_enter(ask: Page) -> None:
    ask.keyboard.type("AB-123-CD")
    ask.wait_for_timeout(300)
    assert ask.evaluate("window.sent") == []
    ask.keyboard.press("Enter")
    assert ask.evaluate("window.sent") == ["AB-123-CD"]


def test_a_zone_that_was_misread_can_still_be_sent(ask: Page) -> None:
    ask.keyboard.type(ZONE[0])
    ask.keyboard.press("Enter")
    ask.keyboard.type(ZONE[1][:-3])
    ask.keyboard.press("Enter")
    assert ask.evaluate("window.sent") == []
    ask.keyboard.press("Enter")
    assert len(ask.evaluate("window.sent")) == 1


def test_a_scan_finds_the_box_wherever_the_focus_is(ask: Page) -> None:
    ask.evaluate("document.activeElement.blur()")
    ask.keyboard.type("X1234567")
    expect(ask.locator("[data-scan]")).to_have_value("X1234567")


def test_a_zone_never_wraps_on_a_phone(live: Live, open_page: Open, sign_in: SignIn) -> None:
    page = open_page(360)
    sign_in(page, BORDER)
    page.goto(f"{live.address}/look/ask/")
    box = page.locator("[data-scan]")
    box.fill("\n".join(ZONE)[:-1])
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_j_k_and_enter_move_through_a_list(live: Live, open_page: Open, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, BORDER)
    page.goto(f"{live.address}/look/list/")
    here = page.locator("[data-row].is-here")
    for key, number in (("j", "19XY55550"), ("j", "19XY55551"), ("k", "19XY55550")):
        page.keyboard.press(key)
        expect(here).to_contain_text(number)
    page.keyboard.press("Enter")
    page.wait_for_url("**/look/thing/")


def test_a_draft_survives_a_reload_and_leaves_with_the_officer(live: Live, open_page: Open, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, BORDER)
    page.goto(f"{live.address}/look/form/")
    page.locator("[name=note]").fill("Half a sentence")
    kept = "Object.keys(sessionStorage).filter((key) => key.startsWith('comity-draft:')).length"
    assert page.evaluate(kept) == 1
    page.goto(f"{live.address}/look/sign-in/")
    assert page.evaluate(kept) == 0


def test_times_are_the_readers_own(live: Live, open_page: Open, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, BORDER)
    page.goto(f"{live.address}/look/thing/")
    moment = page.locator("time").first
    shown = page.evaluate(
        """(at) => new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "short", year: "numeric", hour: "2-digit",
           minute: "2-digit", hourCycle: "h23", timeZoneName: "short"}).format(new Date(at))""",
        moment.get_attribute("datetime"),
    )
    expect(moment).to_have_text(shown)
    assert (moment.get_attribute("title") or "").endswith("UTC")


def test_the_language_is_switched_in_the_bar(live: Live, open_page: Open, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, BORDER)
    page.goto(f"{live.address}/look/list/")
    page.locator("summary", has=page.locator(".icon-globe")).click()
    page.locator("button[name=language][value=ar]").click()
    page.wait_for_url("**/look/list/")
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_the_page_works_without_scripts(live: Live, browser: object, open_page: Open, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, BORDER)
    cookies = page.context.cookies()
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    context.add_cookies(cookies)
    plain = context.new_page()
    plain.goto(f"{live.address}/look/thing/")
    plain.locator("summary", has_text="Withdraw").click()
    expect(plain.locator(".verb-sheet textarea")).to_be_visible()
    context.close()
