"""Journeys over HTTP: a bureau makes its keys, unlocks, admits, dismisses; and what neither half of a session opens."""

import base64
import html
import json
import re
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from comity.audit.models import Entry
from comity.core.levels import Level
from comity.keys import founding, queries, rules, unlocking
from comity.keys.engine.ring import Keyring
from comity.keys.models import Holder, OfficerKey
from comity.network import actions as network
from comity.network.rules import COMMAND
from comity.sign_in.models import Attempts
from tests.keys.conftest import NOW, PASSPHRASE, actor, client, officer

OTHER = "a wholly different lantern song"
NEW = {"passphrase": OTHER, "again": OTHER}


def _shown(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def unlocked(username: str, passphrase: str = PASSPHRASE) -> Client:
    browser = client(username)
    assert browser.post("/keys/unlock/", {"passphrase": passphrase}).status_code == 302
    return browser


def test_a_bureau_from_its_first_passphrase_to_its_second_holder(cast: None) -> None:
    head, desk = client("ke.head"), client("ke.bureau")
    assert head.get("/keys/unlock/?next=/notices/").url == "/keys/passphrase/?next=%2Fnotices%2F"
    assert head.post("/keys/passphrase/?next=/keys/", NEW).url == "/keys/"
    sheet = head.post("/keys/found/").content.decode()
    code = re.search(r"<code dir=\"ltr\">([0-9A-Z ]{60,})</code>", sheet)
    assert code and "shown this once" in html.unescape(sheet)
    desk.post("/keys/passphrase/", NEW)
    assert "has not admitted you" in desk.get("/keys/unlock/").content.decode()
    page = head.get("/keys/").content.decode()
    groups = queries.own_fingerprint(actor("ke.bureau"))
    assert groups in page and groups in desk.get("/keys/unlock/").content.decode()
    assert head.post(f"/keys/holders/{officer('ke.bureau').pk}/admit/").status_code == 302
    assert desk.get("/keys/unlock/?next=/notices/").url == "/notices/"


def test_unlocking_leads_back_and_nowhere_else(kenya: Keyring) -> None:
    browser = client("ke.bureau")
    answer = browser.post("/keys/unlock/?next=/keys/others/", {"passphrase": PASSPHRASE}, follow=True)
    assert answer.redirect_chain[-1][0] == "/keys/others/"
    cookie = browser.cookies[unlocking.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"
    assert browser.get("/keys/unlock/?next=https://elsewhere.example/").url == "/"
    assert browser.get("/keys/unlock/?next=NaN").url == "/"
    browser.post("/keys/lock/")
    assert browser.get("/keys/unlock/").status_code == 200
    assert [Entry.objects.filter(verb=verb).count() for verb in ("keys.unlocked", "keys.locked")] == [1, 1]


def test_a_wrong_passphrase_is_said_counted_and_slowed(kenya: Keyring) -> None:
    browser = client("ke.bureau")
    for _attempt in range(5):
        answer = browser.post("/keys/unlock/", {"passphrase": "not it"})
        assert answer.status_code == 422 and "does not open it" in answer.content.decode()
    answer = browser.post("/keys/unlock/", {"passphrase": PASSPHRASE})
    assert answer.status_code == 422 and "Too many wrong passphrases" in answer.content.decode()
    # A colleague is not slowed by it.
    unlocked("ke.head")
    assert Entry.objects.filter(verb="keys.unlocked", outcome="refused").count() == 5


def test_neither_the_cookie_nor_the_session_opens_anything_alone(kenya: Keyring) -> None:
    browser = unlocked("ke.bureau")
    key = base64.urlsafe_b64decode(browser.cookies[unlocking.COOKIE].value)
    kept = json.dumps([row.get_decoded() for row in Session.objects.all()])
    assert "AGE-SECRET" not in kept and base64.b64encode(key).decode() not in kept
    # The cookie without the session's box, and the session without the cookie.
    other = client("ke.bureau")
    other.cookies[unlocking.COOKIE] = browser.cookies[unlocking.COOKIE].value
    assert other.get("/keys/unlock/").status_code == 200
    del browser.cookies[unlocking.COOKIE]
    assert browser.get("/keys/unlock/").status_code == 200


def test_a_box_moved_to_another_officer_or_given_more_time_stays_shut(kenya: Keyring) -> None:
    browser, other = unlocked("ke.bureau"), client("ke.head")
    kept = browser.session["unlocked"]
    session = other.session
    session["unlocked"] = kept
    session.save()
    other.cookies[unlocking.COOKIE] = browser.cookies[unlocking.COOKIE].value
    assert other.get("/keys/unlock/").status_code == 200
    session = browser.session
    session["unlocked"] = kept | {"ends_at": "2126-01-01T00:00:00+00:00"}
    session.save()
    assert browser.get("/keys/unlock/").status_code == 200


def test_broken_cookies_and_boxes_are_locked_keys(kenya: Keyring) -> None:
    browser = unlocked("ke.bureau")
    good = browser.cookies[unlocking.COOKIE].value
    for broken in ("", "!", "äöü", good[:-4], good[4:]):
        browser.cookies[unlocking.COOKIE] = broken
        assert browser.get("/keys/unlock/").status_code == 200
    browser.cookies[unlocking.COOKIE] = good
    for box in ({}, {"box": "!"}, {"box": "", "ends_at": "soon"}):
        session = browser.session
        session["unlocked"] = box
        session.save()
        assert browser.get("/keys/unlock/").status_code == 200


def test_nothing_readable_is_left_in_the_database(kenya: Keyring) -> None:
    unlocked("ke.bureau")
    bundle = kenya.bundle
    kept = json.dumps([list(table.objects.values()) for table in (Session, OfficerKey, Holder, Entry)], default=_shown)
    for secret in (bundle.signing.hex(), *bundle.sealing, PASSPHRASE):
        assert secret not in kept
    assert "AGE-SECRET" not in repr([kenya, bundle]) and bundle.signing.hex() not in repr(kenya)


def test_no_log_and_no_refusal_says_what_was_typed(
    kenya: Keyring, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    browser = client("ke.bureau")
    wrong = browser.post("/keys/unlock/", {"passphrase": OTHER}).content.decode()
    browser.post("/keys/unlock/", {"passphrase": PASSPHRASE})
    browser.post("/keys/passphrase/", {"old": PASSPHRASE, "passphrase": "short", "again": OTHER})
    # A fault of ours while the keys are open.
    monkeypatch.setattr(queries, "everyone", lambda: {}[unlocking.own_secret])
    browser.raise_request_exception = False
    assert browser.get("/keys/others/").status_code == 500
    written = caplog.text + wrong + repr(caplog.records)
    assert "Traceback" not in wrong and "keys/unlock/" in written
    for secret in (PASSPHRASE, OTHER, "AGE-SECRET", *kenya.bundle.sealing, kenya.bundle.signing.hex()):
        assert secret not in written


def test_a_lost_post_locks_at_once(kenya: Keyring) -> None:
    browser = unlocked("ke.bureau")
    assert browser.get("/keys/unlock/").status_code == 302
    posts = frozenset({rules.Post.FRONTLINE})
    network.change_posts(
        actor=COMMAND, officer_id=officer("ke.bureau").pk, posts=posts, clearance=Level.RESTRICTED, now=NOW
    )
    page = browser.get("/keys/unlock/")
    assert page.status_code == 200 and "does not hold" in page.content.decode()


def test_the_head_rotates_dismisses_and_revokes_from_the_page(kenya: Keyring) -> None:
    locked = client("ke.head")
    assert locked.post("/keys/rotate/").url.startswith("/keys/unlock/")
    head = unlocked("ke.head")
    head.post("/keys/rotate/")
    head.post(f"/keys/holders/{officer('ke.bureau').pk}/dismiss/")
    assert "recovery" in head.post("/keys/revoke/", {"reason": "suspected"}).content.decode().lower()
    assert [key.generation for key in queries.history("KE")] == [4, 3, 2, 1]
    page = head.get("/keys/").content.decode()
    assert "It may be in other hands" in page and "Did not sign it" in page
    others = client("fr.bureau")
    assert "Compare by telephone" in others.get("/keys/others/").content.decode()
    current = queries.current("KE")
    assert current is not None and current.fingerprint in others.get("/keys/others/KE/").content.decode()
    assert others.post(f"/keys/compared/{current.id}/").url == "/keys/others/KE/"
    assert "Compare by telephone" not in others.get("/keys/others/").content.decode()


def test_changing_and_losing_a_passphrase(kenya: Keyring) -> None:
    browser = unlocked("ke.bureau")
    wrong = browser.post("/keys/passphrase/", {"old": OTHER, **NEW})
    assert wrong.status_code == 422 and "does not open it" in wrong.content.decode()
    short = browser.post("/keys/passphrase/", {"old": PASSPHRASE, "passphrase": "short", "again": "short"})
    assert short.status_code == 422 and "too short" in short.content.decode()
    assert browser.post("/keys/passphrase/?next=/notices/", {"old": PASSPHRASE, **NEW}).url == "/notices/"
    assert unlocked("ke.bureau", OTHER).get("/keys/unlock/").status_code == 302
    again = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert browser.post("/keys/passphrase/lost/", again).status_code == 302
    assert "has not admitted you" in browser.get("/keys/unlock/").content.decode()


def test_a_demo_shows_its_passphrase_and_an_installation_does_not(kenya: Keyring, settings: object) -> None:
    browser = client("ke.bureau")
    assert rules.DEMO_PASSPHRASE in browser.get("/keys/unlock/").content.decode()
    browser = client("ke.bureau")
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 9_999_999_999}]
    session.save()
    settings.DEMO = False  # type: ignore[attr-defined]
    assert rules.DEMO_PASSPHRASE not in browser.get("/keys/unlock/").content.decode()


@pytest.mark.parametrize("username", ["ke.border", "gs.translator", "gs.administrator"])
def test_who_reads_no_messages_has_no_passphrase_and_no_keys(cast: None, username: str) -> None:
    browser = client(username)
    assert "does not hold" in browser.get("/keys/unlock/").content.decode()
    assert browser.get("/keys/passphrase/").status_code == 404
    assert browser.get("/keys/").status_code == 403
    assert browser.post("/keys/found/").status_code == 403


def test_the_secretariat_has_two_rings_and_a_bureau_one(cast: None) -> None:
    director = client("gs.director")
    director.post("/keys/passphrase/", NEW)
    director.post("/keys/found/", {"role": "compliance"})
    assert queries.current("GS", "compliance") and not queries.current("GS")
    reviewer = client("gs.reviewer")
    assert reviewer.get("/keys/unlock/").url.startswith("/keys/passphrase/")
    head = client("ke.head")
    assert head.get("/keys/?role=compliance").status_code == 404


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", "keys", check=True, dry_run=True, stdout=StringIO())


def test_who_unlocks_in_between_comes_back_to_the_page_the_form_stood_on(kenya: Keyring) -> None:
    head = client("ke.head")
    for referrer, onward in (
        ("http://localhost/keys/?a=1", "next=%2Fkeys%2F%3Fa%3D1"),
        ("https://elsewhere.example/keys/", "next=%2Fkeys%2Frotate%2F"),
        ("", "next=%2Fkeys%2Frotate%2F"),
    ):
        answer = head.post("/keys/rotate/", headers={"referer": referrer})
        assert answer.status_code == 302 and answer.url == f"/keys/unlock/?{onward}"


def test_a_reviewer_unlocks_the_ring_of_disclosures_and_no_other(cast: None) -> None:
    founding.found_hosted("GS", [officer("gs.director"), officer("gs.duty")], PASSPHRASE, NOW)
    members = [officer("gs.director"), officer("gs.reviewer")]
    founding.found_hosted("GS", members, PASSPHRASE, NOW, role="compliance")
    reviewer = client("gs.reviewer")
    answer = reviewer.post("/keys/unlock/?next=/keys/others/", {"passphrase": PASSPHRASE}, follow=True)
    assert answer.redirect_chain[-1][0] == "/keys/others/"
    held = {(row.officer.username, row.ring.role) for row in Holder.objects.select_related("officer", "ring")}
    assert held == {
        ("gs.director", "messages"),
        ("gs.duty", "messages"),
        ("gs.director", "compliance"),
        ("gs.reviewer", "compliance"),
    }
    # The director, who holds both, unlocks once for both.
    director = unlocked("gs.director")
    for role in ("messages", "compliance"):
        assert "Unlocked here" in director.get(f"/keys/?role={role}").content.decode()


def test_the_sheet_opens_from_the_page_and_guesses_at_it_are_slowed(cast: None) -> None:
    head = client("ke.head")
    head.post("/keys/passphrase/", NEW)
    code = re.search(r"<code dir=\"ltr\">([0-9A-Z ]{60,})</code>", head.post("/keys/found/").content.decode())
    assert code is not None
    head.post("/keys/passphrase/lost/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    for _attempt in range(5):
        wrong = head.post("/keys/recover/", {"code": "QQQQQQ"})
        assert wrong.status_code == 422 and "not the code" in html.unescape(wrong.content.decode())
    slowed = head.post("/keys/recover/", {"code": code[1]})
    assert slowed.status_code == 422 and "Too many" in slowed.content.decode()
    Attempts.objects.all().delete()
    right = head.post("/keys/recover/", {"code": code[1]})
    assert right.status_code == 200 and "shown this once" in right.content.decode()
    assert head.get("/keys/unlock/?next=/notices/").url == "/notices/"
    assert not Attempts.objects.filter(failures__gt=0).exists()
