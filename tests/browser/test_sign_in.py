"""Signing in with a real browser, an authenticator's codes and a passkey; and the pages of a bureau, accessible."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, serious

Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]

# What a head of bureau opens, as the pages stand in the menu and behind their buttons.
PAGES = (
    "/me/",
    "/account/2fa/",
    "/account/2fa/webauthn/add/",
    "/account/password/change/",
    "/network/",
    "/network/bureau/",
    "/network/bureau/contact",
    "/network/bureaus/CN-HK/",
    "/network/officers/",
    "/network/officers/appoint",
    "/network/entities/",
    "/network/entities/authorise",
    "/network/systems/",
    "/network/systems/issue",
    "/network/restrictions/",
    "/network/restrictions/set",
)


def _at_localhost(live: Live) -> str:
    """A passkey belongs to a name, and an address in numbers is none."""
    return live.address.replace("127.0.0.1", "localhost")


def _code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def _give_a_passkey(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_password_a_code_a_passkey_and_then_the_passkey_alone(live: Live, open_page: Open) -> None:
    page, address = open_page(), _at_localhost(live)
    officer = next(one for one in live.demo["sign_ins"] if one["username"] == "ke.head")
    page.goto(f"{address}/me/")
    page.locator("[name=login]").fill(officer["username"])
    page.locator("[name=password]").fill(officer["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("[name=code]").fill(_code(officer["totp_secret"]))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{address}/me/")

    _give_a_passkey(page)
    page.goto(f"{address}/account/2fa/webauthn/add/")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(f"{address}/account/2fa/recovery-codes/")
    expect(page.locator(".codes code")).to_have_count(10)

    page.goto(f"{address}/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(f"{address}/me/")
    expect(page.locator("main")).to_contain_text(officer["name"])


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "ar"), (1440, "dark", "en")])
def test_the_pages_of_a_bureau_are_accessible_and_fit(
    live: Live, open_page: Open, sign_in: SignIn, width: int, scheme: str, language: str
) -> None:
    page = open_page(width, scheme, language)
    faults = []
    page.goto(f"{live.address}/account/login/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live.address}])
    for path in ("/account/login/", *PAGES):
        page.goto(f"{live.address}{path}")
        faults += [f"{path} {one}" for one in serious(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{path} is {wide} pixels too wide"] if wide > 0 else []
        if path == "/account/login/":
            sign_in(page, "ke.head")
    assert not faults
