"""The pages of a bureau's administration and the directory: they work, refuse calmly, and show nobody else's things."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from comity.core import clock
from comity.network import access
from comity.network import actions as network
from comity.network.models import Bureau, Entity, Officer, Restriction, Token
from comity.network.rules import Actor, Post
from comity.sign_in import step_up
from tests.network.conftest import officer_of, reach, terms

pytestmark = pytest.mark.django_db
FORMS = ["appoint_officer", "authorise_entity", "issue_token", "restrict", "contact"]
LISTS = ["bureau", "officers", "entities", "tokens", "restrictions", "directory", "my_account"]


@pytest.fixture
def sign_in(settings):
    """A client signed in as an officer, second factor and all."""
    settings.DEMO = True

    def make(actor: Actor) -> Client:
        client = Client()
        client.force_login(officer_of(actor))
        session = client.session
        session[step_up.DEMO_KEY] = True
        session.save()
        return client

    return make


def fields(**more: object) -> dict[str, object]:
    return {"databases": ["vehicles"], "purposes": ["border_control"], "clearance": "2", **more}


@pytest.mark.parametrize("name", LISTS)
def test_every_page_is_there_for_a_head(sign_in, head, name) -> None:
    assert sign_in(head).get(reverse(f"network:{name}")).status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_there_and_names_what_is_wrong(sign_in, head, name) -> None:
    client = sign_in(head)
    address = reverse(f"network:{name}")
    assert client.get(address).status_code == 200
    for bad in ({"x": "y"}, {"name": "\x01", "clearance": "99", "posts": "x", "against": "XX", "contact": " "}):
        answer = client.post(address, bad)
        assert answer.status_code == 422
        assert "field-wrong" in answer.content.decode()


@pytest.mark.parametrize("name", [*FORMS, "bureau", "officers", "entities", "tokens", "restrictions"])
def test_none_of_it_is_open_to_the_frontline(sign_in, frontline, name) -> None:
    assert sign_in(frontline).get(reverse(f"network:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["officer", "entity", "token"])
def test_what_is_anothers_and_what_is_not_there_are_the_same_page(sign_in, head, kenya, now, name) -> None:
    soon = clock.now() + timedelta(days=9)
    theirs = {
        "officer": officer_of(kenya).pk,
        "entity": network.authorise_entity(actor=kenya, bureau="KE", name="X", reach=reach("vehicles"), now=now).pk,
        "token": network.issue_token(actor=kenya, bureau="KE", terms=terms(soon, "vehicles"), now=clock.now()).token.pk,
    }
    client = sign_in(head)
    pages = [client.get(reverse(f"network:{name}", args=[pk])) for pk in (theirs[name], uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    plain = [re.sub(r"[A-Za-z0-9]{64}|[0-9a-f-]{36}", "", page.content.decode()) for page in pages]
    assert plain[0] == plain[1]


def test_appoint_change_reset_dismiss(sign_in, head) -> None:
    client = sign_in(head)
    form = {"name": "Aude Vignal", "username": "FR.aude", "posts": ["frontline"], "clearance": "1", "language": "fr"}
    shown = client.post(reverse("network:appoint_officer"), form).content.decode()
    officer = Officer.objects.get(username="fr.aude")
    passwords = re.findall(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){4}\b", shown)
    assert officer.check_password(passwords[0])
    posts = reverse("network:change_posts", args=[officer.pk])
    assert client.get(posts).status_code == 200
    assert client.post(posts, {"posts": ["bureau_officer"], "clearance": "3"}).status_code == 302
    assert client.get(reverse("network:officer", args=[officer.pk])).status_code == 200
    again = client.post(reverse("network:reset_sign_in", args=[officer.pk])).content.decode()
    assert passwords[0] not in again
    assert client.post(reverse("network:end_sessions", args=[officer.pk])).status_code == 302
    assert client.post(reverse("network:dismiss_officer", args=[officer.pk])).status_code == 302
    officer.refresh_from_db()
    assert (officer.is_active, officer.posts) == (False, ["bureau_officer"])
    assert client.post(reverse("network:dismiss_officer", args=[officer.pk])).status_code == 409


def test_authorise_change_end_an_entity(sign_in, head) -> None:
    client = sign_in(head)
    client.post(reverse("network:authorise_entity"), fields(name="Road police"))
    entity = Entity.objects.get(name="Road police")
    assert client.get(reverse("network:entity", args=[entity.pk])).status_code == 200
    assert client.post(reverse("network:authorise_entity"), fields(name="Road police")).status_code == 422
    change = reverse("network:change_entity", args=[entity.pk])
    assert client.get(change).status_code == 200
    client.post(change, fields(name="Road police", databases=["firearms"]))
    assert Entity.objects.get(pk=entity.pk).databases == ["firearms"]
    client.post(reverse("network:end_entity", args=[entity.pk]))
    assert Entity.objects.get(pk=entity.pk).ends_at is not None


def test_issue_show_once_revoke_a_token(sign_in, head) -> None:
    client = sign_in(head)
    soon = (clock.now() + timedelta(days=30)).date().isoformat()
    form = fields(name="Gate", rate="10", expires_on=soon)
    shown = client.post(reverse("network:issue_token"), form)
    text = re.findall(r"comity_[A-Za-z0-9_-]{43}", shown.content.decode())[0]
    assert "no-store" in shown.headers["Cache-Control"]
    assert access.actor_from_bearer(text, clock.now()).rate == 10
    token = Token.objects.get(name="Gate")
    page = client.get(reverse("network:token", args=[token.pk])).content.decode()
    assert text not in page
    client.post(reverse("network:revoke_token", args=[token.pk]))
    with pytest.raises(access.TokenNotGood):
        access.actor_from_bearer(text, clock.now())


@pytest.mark.parametrize("ends", ["2020-01-01", "2999-01-01", "nonsense", ""])
def test_a_token_with_a_wrong_end_is_refused_at_the_field(sign_in, head, ends) -> None:
    page = sign_in(head).post(reverse("network:issue_token"), fields(name="Gate", rate="0", expires_on=ends))
    assert page.status_code == 422
    assert not Token.objects.exists()


def test_restrict_and_lift(sign_in, head) -> None:
    client = sign_in(head)
    form = {"against": "KE", "database": "vehicles", "reason": "By letter"}
    assert client.post(reverse("network:restrict"), form).status_code == 302
    assert client.post(reverse("network:restrict"), form).status_code == 409
    row = Restriction.objects.get()
    assert "By letter" in client.get(reverse("network:restrictions")).content.decode()
    client.post(reverse("network:lift", args=[row.pk]))
    assert Restriction.objects.get().ends_at is not None


def test_disconnect_and_reconnect(sign_in, head) -> None:
    client = sign_in(head)
    client.post(reverse("network:disconnect"))
    assert "Your bureau is disconnected" in client.get(reverse("network:bureau")).content.decode()
    assert client.post(reverse("network:disconnect")).status_code == 409
    client.post(reverse("network:reconnect"))
    assert Bureau.objects.get(pk="FR").connected
    client.post(reverse("network:contact"), {"contact": "+33 4 00", "hits_not_wanted": ["vehicles"]})
    assert Bureau.objects.get(pk="FR").contact == "+33 4 00"


def test_verbs_are_not_for_reading_an_address(sign_in, head) -> None:
    client = sign_in(head)
    assert client.get(reverse("network:disconnect")).status_code == 405
    assert client.get(reverse("network:dismiss_officer", args=[uuid4()])).status_code == 405


def test_the_directory_is_open_to_every_officer_and_survives_any_words(sign_in, frontline) -> None:
    client = sign_in(frontline)
    address = reverse("network:directory")
    assert "Germany" in client.get(address, {"words": "Alemania"}).content.decode()
    for words in ("\x01", "%", "'\"", "x" * 400, "( [ \\"):
        assert client.get(address, {"words": words, "kind": "zzz", "page": "-9"}).status_code == 200
    assert client.get(reverse("network:bureau_card", args=["CN-HK"])).status_code == 200
    assert client.get(reverse("network:bureau_card", args=["ZZ"])).status_code == 404


def test_ones_account_shows_and_changes_ones_language(sign_in, frontline) -> None:
    client = sign_in(frontline)
    assert client.post(reverse("network:my_account"), {"language": "fr"}).status_code == 302
    assert officer_of(frontline).language == "fr"
    assert client.post(reverse("network:my_account"), {"language": "xx"}).status_code == 422
    assert client.post(reverse("network:end_session", args=[987654])).status_code == 404


def test_sessions_are_named_in_words(sign_in, frontline) -> None:
    client = sign_in(frontline)
    UserSession.objects.create(
        user=officer_of(frontline), ip="192.0.2.1", session_key="x" * 32, user_agent="(Android 15) Firefox/140.0"
    )
    page = client.get(reverse("network:my_account")).content.decode()
    assert "Firefox on Android" in page
    assert "Firefox/140.0" not in page


def test_a_bureau_that_is_told_of_every_hit_is_not_called_untold(sign_in, head) -> None:
    page = sign_in(head).get(reverse("network:bureau")).content.decode()
    assert "None: your bureau is told of every hit" in page
    assert "Not told of hits in" not in page


def test_every_post_has_an_account_page_and_a_directory(sign_in, appoint, now) -> None:
    posts = {
        "FR": [Post.DELEGATE, Post.BUREAU_OFFICER],
        "GS": [Post.REVIEWER, Post.TRANSLATOR],
        "CCF": [Post.COMMISSION_MEMBER],
    }
    for bureau, held in posts.items():
        for post in held:
            client = sign_in(access.actor_for(appoint(f"x.{post.value}", bureau, post), now))
            assert client.get(reverse("network:my_account")).status_code == 200
            assert client.get(reverse("network:directory")).status_code == 200


def test_a_session_writes_nothing_under_the_api(sign_in, head) -> None:
    """No page of another site may write with an officer's cookie: under /api/ only a token writes."""
    from django.test import RequestFactory

    from comity.network.middleware import ActorMiddleware

    seen = []
    door = ActorMiddleware(lambda request: seen.append(request.actor) or _nothing())
    client = sign_in(head)
    for method in ("get", "post"):
        request = getattr(RequestFactory(), method)("/api/v1/hits")
        request.session, request.user = client.session, officer_of(head)
        door(request)
    assert [actor is not None for actor in seen] == [True, False]


def test_a_bad_token_is_a_problem_with_a_challenge(world) -> None:
    answer = Client().get("/api/v1/openapi.json", headers={"authorization": "Bearer comity_nonsense"})
    assert answer.status_code in (401, 404)
    if answer.status_code == 401:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def _nothing():
    from django.http import HttpResponse

    return HttpResponse()
