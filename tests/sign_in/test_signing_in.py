"""Signing in over HTTP: a password, one's own password, a second factor; and what happens when it goes wrong."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comity.audit.models import Entry
from comity.network import actions as network
from comity.network.appointments import Appointment
from comity.network.models import Officer
from comity.network.rules import COMMAND, Post
from comity.sign_in.adapters import DEVICE_COOKIE
from comity.sign_in.models import Attempts
from tests.network.conftest import NOW, PASSWORD, entries

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN, CODE = "/account/login/", "/account/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _calm() -> None:
    cache.clear()


@pytest.fixture
def officer(appoint) -> Officer:
    """Has a password and an authenticator app."""
    made = appoint("fr.head", "FR", Post.BUREAU_HEAD)
    totp.TOTP.activate(made, SECRET)
    return made


def code(secret: str = SECRET, offset: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + offset))


def wrong_code() -> str:
    good = {code(offset=offset) for offset in (-2, -1, 0, 1, 2)}
    return next(f"{n:06}" for n in range(10) if f"{n:06}" not in good)


def log_in(client: Client, username: str = "fr.head", password: str = PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password})


def sign_in(client: Client, username: str = "fr.head") -> None:
    assert log_in(client, username).headers["Location"] == CODE
    answer = client.post(CODE, {"code": code()})
    assert answer.status_code == 302, answer.content


def directory(client: Client):
    return client.get(reverse("network:directory"))


def test_a_stranger_is_led_to_the_door_and_back(client) -> None:
    answer = directory(client)
    assert answer.headers["Location"] == f"{LOGIN}?next=/network/"


def test_password_then_code_then_the_page(client, officer) -> None:
    assert log_in(client).headers["Location"] == CODE
    assert directory(client).status_code == 302, "a password alone opens nothing"
    client.post(CODE, {"code": code()})
    assert directory(client).status_code == 200
    assert entries("session.begun") == [("done", f"officer:{officer.pk}")]


def test_a_wrong_code_opens_nothing_and_a_code_works_once(client, officer) -> None:
    log_in(client)
    assert "This code is wrong" in client.post(CODE, {"code": wrong_code()}).content.decode()
    assert directory(client).status_code == 302
    good = code()
    client.post(CODE, {"code": good})
    assert directory(client).status_code == 200
    again = Client()
    log_in(again)
    again.post(CODE, {"code": good})
    assert directory(again).status_code == 302, "the same code, seen over the shoulder"


@pytest.mark.parametrize("text", ["", " ", "abc", "１２３４５６", "9" * 500, "\x00", "'; --"])
def test_nonsense_for_a_code_is_refused_calmly(client, officer, text) -> None:
    log_in(client)
    calm = 422 if "\0" in text else 200  # no page of the house takes NUL
    assert client.post(CODE, {"code": text}).status_code == calm
    assert client.post(CODE, {"credential": text}).status_code == calm
    assert directory(client).status_code == 302


@pytest.mark.parametrize("text", ["", "\x00", "é" * 300, "fr.head\x00", "{", "%00"])
def test_nonsense_for_a_name_is_refused_calmly(client, officer, text) -> None:
    assert log_in(client, text, text).status_code == (422 if "\0" in text else 200)


def test_a_recovery_code_signs_in_once(client, officer) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    spare = RecoveryCodes.activate(officer).get_unused_codes()[0]
    log_in(client)
    client.post(CODE, {"code": spare})
    assert directory(client).status_code == 200
    again = Client()
    log_in(again)
    again.post(CODE, {"code": spare})
    assert directory(again).status_code == 302


def test_secrets_of_factors_are_sealed_in_the_database(officer) -> None:
    assert SECRET not in str(list(Authenticator.objects.values()))


def test_a_new_officer_sets_a_password_enrols_and_gets_recovery_codes(client, world, now) -> None:
    from comity.core import clock

    appointment = Appointment(username="fr.new", name="Aude Vignal", posts=frozenset({Post.FRONTLINE}))
    made = network.appoint_officer(actor=COMMAND, bureau="FR", appointment=appointment, now=clock.now())
    log_in(client, "fr.new", made.password)
    assert directory(client).headers["Location"] == reverse("account_change_password")
    own = {"oldpassword": made.password, "password1": "a quiet harbour 12", "password2": "a quiet harbour 12"}
    assert client.post(reverse("account_change_password"), own).status_code == 302
    assert directory(client).headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = client.session[totp.SECRET_SESSION_KEY]
    assert secret in page
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    shown = client.get(answer.headers["Location"]).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", shown)) == 10
    assert not re.findall(r"<code>\d{8}</code>", client.get(answer.headers["Location"]).content.decode()), "shown once"
    assert directory(client).status_code == 200
    assert entries("officer.second_factor_added")[0][0] == "done"


def test_who_held_the_password_alone_is_out_once_a_factor_is_enrolled(client, appoint) -> None:
    officer = appoint("fr.head", "FR", Post.BUREAU_HEAD)
    thief = Client()
    log_in(thief)
    log_in(client)
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code(client.session[totp.SECRET_SESSION_KEY])})
    assert directory(client).status_code == 200
    assert LOGIN in directory(thief).headers["Location"]
    assert UserSession.objects.filter(user_id=officer.pk).count() == 1


def test_a_weak_password_is_refused_with_a_reason(client, world) -> None:
    from comity.core import clock

    appointment = Appointment(username="fr.new", name="Aude Vignal", posts=frozenset({Post.FRONTLINE}))
    made = network.appoint_officer(actor=COMMAND, bureau="FR", appointment=appointment, now=clock.now())
    log_in(client, "fr.new", made.password)
    weak = {"oldpassword": made.password, "password1": "short", "password2": "short"}
    assert "at least 12 characters" in client.post(reverse("account_change_password"), weak).content.decode()
    assert Officer.objects.get(username="fr.new").initial_password_ends_at is not None


def test_an_initial_password_ends(client, world) -> None:
    appointment = Appointment(username="fr.new", name="Aude Vignal", posts=frozenset({Post.FRONTLINE}))
    made = network.appoint_officer(actor=COMMAND, bureau="FR", appointment=appointment, now=NOW - timedelta(days=400))
    assert log_in(client, "fr.new", made.password).status_code == 200


def test_nothing_tells_whether_a_name_exists(client, officer, head_dismissed) -> None:
    pages = []
    for name in ("fr.head", "nobody.here", "fr.gone"):
        page = log_in(Client(), name, "wrong password 1").content.decode()
        pages.append(re.sub(r"[A-Za-z0-9]{64}", "", page).replace(name, ""))
    assert pages[0] == pages[1] == pages[2]
    assert "do not go together" in pages[0]


@pytest.fixture
def head_dismissed(appoint, now) -> Officer:
    gone = appoint("fr.gone", "FR", Post.FRONTLINE)
    return network.dismiss_officer(actor=COMMAND, officer_id=gone.pk, now=now)


def test_a_stranger_who_guesses_slows_strangers_but_not_the_officers_own_device(client, officer) -> None:
    sign_in(client)
    assert DEVICE_COOKIE in client.cookies
    client.post(reverse("account_logout"))
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    answers = [log_in(stranger, password=f"guess number {n}").content.decode() for n in range(8)]
    assert "do not go together" in answers[4] and "Too many wrong answers" in answers[5]
    assert "Too many wrong answers" in log_in(Client(REMOTE_ADDR="198.51.100.9")).content.decode()
    cache.clear()
    assert log_in(client).headers["Location"] == CODE


def test_a_forged_device_cookie_is_a_stranger(client, officer) -> None:
    for n in range(5):
        log_in(Client(), password=f"guess number {n}")
    client.cookies[DEVICE_COOKIE] = "WyJ4IixbXV0:forged"
    assert "Too many wrong answers" in log_in(client).content.decode()


def test_a_door_closed_by_guessing_opens_again_by_itself(client, officer) -> None:
    for n in range(7):
        log_in(client, password=f"guess number {n}")
    assert log_in(client).status_code == 200
    for row in Attempts.objects.all():
        row.last_at -= timedelta(minutes=15)
        Attempts.objects.filter(pk=row.pk).update(last_at=row.last_at)
    assert log_in(client).headers["Location"] == CODE


def test_yesterdays_failures_and_expired_sessions_are_forgotten_at_the_next_sign_in(client, officer) -> None:
    for n in range(3):
        log_in(Client(), f"nobody.{n}", "wrong password 1")
    stale = Client()
    sign_in(stale)
    Attempts.objects.update(last_at=NOW - timedelta(days=400))
    Session.objects.filter(pk=stale.session.session_key).update(expire_date=NOW - timedelta(days=400))
    cache.clear()
    sign_in(client)
    assert not Attempts.objects.filter(last_at__lt=NOW).exists()
    assert not Session.objects.filter(pk=stale.session.session_key).exists()


def test_refused_sign_ins_are_in_the_ledger_without_a_name(client, officer) -> None:
    log_in(client, password="wrong password 1")
    log_in(client, "nobody.here")
    assert entries("session.begun") == [("refused", "stranger"), ("refused", "stranger")]
    known, unknown = Entry.objects.filter(verb="session.begun").order_by("seq")
    assert (known.subject, unknown.subject) == (str(officer.pk), "")
    assert "nobody" not in unknown.body


def test_a_dismissed_officer_is_out_with_the_next_request(client, officer, now) -> None:
    sign_in(client)
    assert directory(client).status_code == 200
    network.dismiss_officer(actor=COMMAND, officer_id=officer.pk, now=now)
    assert LOGIN in directory(client).headers["Location"]


def test_a_dangerous_page_asks_again_after_ten_minutes_then_carries_on(client, officer) -> None:
    sign_in(client)
    appoint_page = reverse("network:appoint_officer")
    assert client.get(appoint_page).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 601} for record in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.get(appoint_page)
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).status_code == 302, "a password does not step up"
    cache.clear()
    answer = client.post(answer.headers["Location"], {"code": code(offset=1)})
    assert answer.headers["Location"] == appoint_page
    assert client.get(appoint_page).status_code == 200


def test_the_last_second_factor_stays(client, officer) -> None:
    sign_in(client)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "last second factor" in page.content.decode()
    assert Authenticator.objects.filter(user_id=officer.pk, type="totp").exists()


def test_passkeys_may_be_enrolled_and_used(client, officer) -> None:
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["userVerification"] == "required"
    for nonsense in ("", "{}", "[]", '{"response": {}}', '{"id": 1}', '{"response": {"userHandle": "AAAA"}}'):
        assert client.post(reverse("mfa_login_webauthn"), {"credential": nonsense}).status_code == 302
        cache.clear()
    sign_in(client)
    page = client.get(reverse("mfa_add_webauthn"))
    assert "Sign in with this key alone" in page.content.decode()
    assert "imposes" not in page.content.decode(), "the library's words"
    assert "creation_options" in page.content.decode()
    assert client.post(reverse("mfa_add_webauthn"), {"credential": "{}"}).status_code == 200


def test_signing_out_ends_the_session(client, officer) -> None:
    sign_in(client)
    client.post(reverse("account_logout"))
    assert LOGIN in directory(client).headers["Location"]


def test_there_is_no_signing_up(client, world) -> None:
    for path in ("/account/signup/", "/account/password/reset/", "/account/email/"):
        assert client.get(path).status_code == 404


def test_the_language_of_the_officer_is_the_language_of_the_page(client, officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(language="ar")
    sign_in(client)
    assert 'dir="rtl"' in directory(client).content.decode()


# --- The demo's one click ---


@pytest.fixture
def demo(settings, world, now) -> Officer:
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    appointment = Appointment(
        username="ke.border", name="Zawadi Mwangare", posts=frozenset({Post.FRONTLINE}), is_demo=True
    )
    return network.appoint_officer(
        actor=COMMAND, bureau="KE", appointment=appointment, password="demo", now=now
    ).officer


def one_click(client: Client, **more):
    return client.post("/account/demo/ke.border/", headers={"host": "localhost:8000"}, **more)


def test_one_click_signs_in_as_one_of_the_cast(client, demo) -> None:
    page = client.get(LOGIN, headers={"host": "localhost:8000"}).content.decode()
    assert "Zawadi Mwangare" in page and "/account/demo/ke.border/" in page
    assert one_click(client).status_code == 302
    assert directory(client).status_code == 200
    assert "signed in by one click" in client.get(reverse("network:my_account")).content.decode()
    assert '"how":"demo"' in Entry.objects.get(verb="session.begun").body


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "comity.example"},
        {"HTTP_HOST": "localhost.example"},
        {"HTTP_HOST": "192.0.2.1:8000"},
    ],
)
def test_one_click_works_from_this_very_machine_only(client, demo, where) -> None:
    extra = {"HTTP_HOST": "localhost:8000", **where}
    assert client.post("/account/demo/ke.border/", **extra).status_code == 404
    assert directory(client).status_code == 302
    if extra.get("REMOTE_ADDR") != "":
        assert "Zawadi Mwangare" not in client.get(LOGIN, **extra).content.decode()


def test_one_click_is_for_the_cast_alone_and_for_a_demo_alone(client, demo, officer, settings) -> None:
    assert client.post("/account/demo/fr.head/", headers={"host": "localhost"}).status_code == 404
    assert client.get("/account/demo/ke.border/", headers={"host": "localhost"}).status_code == 405
    one_click(client)
    assert directory(client).status_code == 200
    settings.DEMO = False
    assert directory(client).status_code == 302, "a demo session counts in a demo only"
    assert one_click(Client()).status_code == 404


def test_one_click_needs_the_forms_token(demo) -> None:
    assert one_click(Client(enforce_csrf_checks=True)).status_code == 403


def test_end_ones_own_sessions(client, officer) -> None:
    sign_in(client)
    other = Client()
    cache.clear()
    sign_in(other)
    assert client.post(reverse("network:end_other_sessions")).status_code == 302
    assert directory(client).status_code == 200
    assert LOGIN in directory(other).headers["Location"]
