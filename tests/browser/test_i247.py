"""I-24/7 and the desk in real browsers: two bureaus write each other, nobody else can read, the desk sees it move."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, serious

SignIn = Callable[[Page, str], None]
OpenPage = Callable[..., Page]

QUESTION = "سفينة شراعية خضراء اسمها ألتاير"
BODY = "هل رست السفينة في ميناء لاكور يوم 14/11؟\n\nThe registration is FK 318 QT."
ANSWER = "Oui, le 14 novembre, quai 7. La capitainerie le confirme."


@pytest.fixture
def unlocked(live: Live, open_page: OpenPage, sign_in: SignIn) -> Callable[..., Page]:
    """unlocked(username, ...) -> a page of somebody of the cast who has signed in and unlocked."""

    def opened(username: str, **how: object) -> Page:
        page = open_page(**how)
        sign_in(page, username)
        page.goto(f"{live.address}/keys/unlock/")
        page.locator("#id_passphrase").fill(live.demo["passphrase"])
        page.locator("#id_passphrase").press("Enter")
        page.wait_for_url(lambda address: "/unlock" not in address)
        return page

    return opened


def write(page: Page, live: Live, to: str, subject: str, body: str, **chosen: str) -> None:
    """Fills in a letter to a bureau, up to the button."""
    page.goto(f"{live.address}/messages/write/?to={to}")
    for name, value in chosen.items():
        page.locator(f"#id_{name}").select_option(value)
    page.locator("#id_subject").fill(subject)
    page.locator("#id_body").fill(body)


def send(page: Page) -> str:
    """Presses the button; the address of the thread."""
    page.locator("button[value=send]").click()
    page.wait_for_url(re.compile("/messages/threads/"))
    return page.url.partition("#")[0]


def test_two_bureaus_write_each_other_and_nobody_else_can_read(
    live: Live, unlocked: Callable[..., Page], tmp_path: Path
) -> None:
    """One of them in Arabic, with a file; receipts on both sides; a third bureau and the Secretariat are nobody."""
    drawing = tmp_path / "رسم.txt"
    drawing.write_text("A green hull, two masts.")
    france, morocco = unlocked("fr.bureau"), unlocked("ma.bureau")
    france.goto(f"{live.address}/messages/")

    write(morocco, live, "FR", QUESTION, BODY, kind="request", asks="information", language="ar")
    expect(morocco.locator("#kept")).to_contain_text("Draft kept, sealed")
    morocco.locator("#id_files").set_input_files(drawing)
    thread = send(morocco)
    expect(morocco.locator(".letter-receipts")).to_contain_text("not yet seen")

    # It comes to an open page by itself, or with the next look at it.
    expect(france.get_by_text(QUESTION)).to_be_visible()
    france.get_by_text(QUESTION).click()
    france.wait_for_url(re.compile("/messages/threads/"))
    arabic = france.locator(".letter-body p").first
    assert arabic.evaluate("node => getComputedStyle(node).direction") == "rtl"
    latin = france.locator(".letter-body p").nth(1)
    assert latin.evaluate("node => getComputedStyle(node).direction") == "ltr"
    with france.expect_download() as begun:
        france.get_by_text("رسم.txt").click()
    assert begun.value.path().read_text() == "A green hull, two masts."
    assert not serious(france)

    morocco.reload()
    expect(morocco.locator(".letter-receipts")).to_contain_text("read")
    france.get_by_role("link", name="Answer", exact=True).click()
    france.locator("#id_body").fill(ANSWER)
    send(france)
    morocco.reload()
    expect(morocco.locator(".letter-receipts").first).to_contain_text("answered")
    expect(morocco.get_by_text(ANSWER)).to_be_visible()

    for username in ("br.bureau", "gs.duty", "gs.director"):
        other = unlocked(username)
        answer = other.request.get(thread)
        assert answer.status == 404
        assert QUESTION not in answer.text()
        other.goto(f"{live.address}/messages/?folder=all")
        expect(other.locator("main")).not_to_contain_text(QUESTION)


def test_a_hit_at_a_border_is_confirmed_within_its_clock(
    live: Live, open_page: OpenPage, sign_in: SignIn, unlocked: Callable[..., Page]
) -> None:
    """A scan in Kenya, a page in France, and the conversation that says so to both."""
    border, france = open_page(width=390), unlocked("fr.bureau")
    newest = france.locator("tbody th a").first
    france.goto(f"{live.address}/hits/")
    before = newest.get_attribute("href")
    sign_in(border, "ke.border")
    border.goto(f"{live.address}/checks/")
    expect(border.locator("[data-scan]")).to_be_focused()
    for line in live.demo["stolen_document"]["mrz"]:
        border.keyboard.type(line)
        border.keyboard.press("Enter")
    expect(border.locator("main")).to_contain_text(re.compile("stolen", re.IGNORECASE))

    for _attempt in range(60):
        france.goto(f"{live.address}/hits/")
        if newest.get_attribute("href") != before:
            break
        france.wait_for_timeout(500)
    newest.click()
    france.wait_for_url(re.compile(r"/hits/[0-9a-f-]+/"))
    hit = france.url
    france.locator("summary", has_text="Confirm").click()
    france.locator("details[open] form button").click()
    expect(france.locator("main")).to_contain_text("Done: the other side sees it now.")

    def conversation() -> Page:
        france.goto(hit)
        france.get_by_role("link", name="Conversation").click()
        return france

    # The worker opens the thread and writes each step into it, within seconds.
    for _attempt in range(60):
        if "/messages/threads/" in conversation().url and france.locator(".letter").count() > 1:
            break
        france.wait_for_timeout(500)
    expect(france.locator(".letters")).to_contain_text(re.compile("confirm", re.IGNORECASE))


def test_the_duty_officer_sees_it_move_and_hands_over(
    live: Live, open_page: OpenPage, sign_in: SignIn, unlocked: Callable[..., Page]
) -> None:
    """A flash appears on the open page; the night's notes are accepted, the day's offered and accepted in turn.

    The demo is every test's: another may have accepted the night's notes before, and answered its flash.
    """
    desk, night = open_page(), open_page()
    sign_in(desk, "gs.duty")
    sign_in(night, "gs.duty2")
    desk.goto(f"{live.address}/desk/")
    flashes = desk.locator("#rows [data-flash]")
    expect(desk.locator("#rows")).to_be_visible()
    before = flashes.count()

    kenya = unlocked("ke.bureau")
    write(kenya, live, "GS", "A second boat", "Another launch is missing.", kind="request", asks="other")
    kenya.locator("input[name=priority][value=flash]").check()
    kenya.locator("#id_is_flash").check()
    send(kenya)
    expect(flashes).to_have_count(before + 1)
    expect(desk.locator("main")).not_to_contain_text("A second boat")

    desk.goto(f"{live.address}/desk/shifts/")
    if desk.locator("summary", has_text="Accept").count():
        expect(desk.locator(".shift-notes").first).to_contain_text("Quiet until three")
        desk.locator("summary", has_text="Accept").first.click()
        desk.locator("details[open] form button").click()
    expect(desk.locator(".is-mine")).to_contain_text("Melina Karamitsos")
    desk.goto(f"{live.address}/desk/shifts/")
    desk.locator("#id_notes, [name=notes]").first.fill("The ferry is in hand. A second boat is missing.")
    desk.locator("button[name=offer]").click()
    expect(desk.locator("main")).to_contain_text("offered to")

    night.goto(f"{live.address}/desk/shifts/")
    expect(night.locator(".shift-notes").first).to_contain_text("The ferry is in hand.")
    night.locator("summary", has_text="Accept").first.click()
    night.locator("details[open] form button").click()
    expect(night.locator(".is-mine")).to_contain_text("Babajide Okonkwoji")


def test_a_simulated_day_moves_the_desk_and_ends_by_itself(live: Live, open_page: OpenPage, sign_in: SignIn) -> None:
    """Checks, sealed messages and hits by real systems, without an error; nobody stays cut off."""
    desk = open_page()
    sign_in(desk, "gs.duty")
    desk.goto(f"{live.address}/desk/")
    expect(desk.locator("#live-state")).to_contain_text("Live")
    options = ("--rate", "600", "--messages", "120", "--minutes", "0.2", "--one-hit-in", "20")
    done = live.command("simulate", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "messages were sent" in done.stdout
    assert re.search(r"due: [1-9]\d* hits", done.stdout)
    assert "errors" not in done.stdout.lower()
