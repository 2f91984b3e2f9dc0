"""Every page and every form of the site, as every post, with whatever anybody might send: no fault of ours, ever."""

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from comity.audit.models import Entry
from comity.checks.engine.question import Document, Question
from comity.checks.models import Hit
from comity.network.models import Entity, Officer, Restriction, Token
from comity.records.models import Record
from comity.saved_checks import actions as saved_checks
from comity.saved_checks.models import SavedCheck
from comity.saved_checks.rules import Terms
from comity.testing import tour
from comity.testing.stage import Stage
from tests.contract import garbage
from tests.contract.outside import assert_says_nothing_inner, durable, scaled

POSTS = (
    "ke.border",
    "fr.bureau",
    "fr.head",
    "fr.dpo",
    "gs.reviewer",
    "gs.duty",
    "gs.translator",
    "gs.administrator",
    "ccf.member",
    "fr.delegate",
)
# The live stream has no end; no worker runs here, and the readiness address rightly says so.
LEFT_OUT = ("hits/stream", "account/demo/", "readyz")
# Parts of a page, which have no heading of the page's rank.
FRAGMENTS = ("/alike", "/desk/now")


class Forms(HTMLParser):
    """The forms of a page: where they go, and what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("method", "get").lower(), given.get("action", ""), {}))
        if not self.found:
            return
        fields = self.found[-1][2]
        if tag in ("input", "textarea", "button") and given.get("name"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                fields[given["name"]] = given.get("value", "")
            fields.setdefault(given["name"], given.get("value", ""))
        elif tag == "select":
            self._select = given.get("name", "")
            fields[self._select] = ""
        elif tag == "option" and (not fields.get(self._select) or "selected" in given):
            fields[self._select] = given.get("value", "")


def _routes() -> Iterator[str]:
    def walk(patterns: Any, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from walk(pattern.url_patterns, route)

    every = walk(get_resolver().url_patterns, "")
    return (route for route in every if not route.startswith(("api/", *LEFT_OUT)))


def _address(route: str, post: str, random: Random) -> str:
    """The route with something that exists in its place, or something that does not."""
    bureau = Officer.objects.get(username=post).bureau_id
    own = {
        "record_id": Record.objects.filter(source=bureau).first() or Record.objects.first(),
        "hit_id": Hit.objects.first(),
        "saved_check_id": SavedCheck.objects.filter(bureau=bureau).first() or SavedCheck.objects.first(),
        "officer_id": Officer.objects.filter(bureau=bureau).exclude(username=post).first(),
        "entity_id": Entity.objects.filter(bureau=bureau).first() or Entity.objects.first(),
        "token_id": Token.objects.filter(bureau=bureau).first() or Token.objects.first(),
        "restriction_id": Restriction.objects.filter(source=bureau).first() or Restriction.objects.first(),
    }
    words = {"code": bureau, "database": "persons", "kind": "answer", "verb": "confirm", "username": post}
    parts = []
    for part in route.split("/"):
        name = part.strip("<>").partition(":")[2]
        if not part.startswith("<"):
            parts.append(part)
        elif name in own:
            parts.append(str(getattr(own[name], "pk", None) or uuid4()))
        elif name in words:
            parts.append(random.choice((words[name], words[name], "nothing")))
        else:
            parts.append(str(random.choice((1, 10**6, 10**30, Entry.objects.count()))))
    return "/" + "/".join(parts)


@pytest.fixture
def hit(stage: Stage) -> Hit:
    """There is a hit to look at, and a saved check."""
    ends_on = stage.now.date() + timedelta(days=30)
    terms = Terms(case_reference="1", reason="It is sought by a court.", ends_on=ends_on)
    asked = Question(purpose="locate", document=Document(tour.STOLEN_NUMBER))
    saved_checks.add(actor=stage.actor("fr.bureau"), question=asked, terms=terms, now=stage.now)
    token = stage.tokens["Passenger control, Tana airport"]
    stage.ask_api(token, {"purpose": "border_control", "mrz": tour.stolen_zone()})
    stage.ingest()
    return Hit.objects.latest("at")


@pytest.mark.parametrize("post", POSTS)
def test_no_page_and_no_form_is_a_fault(stage: Stage, hit: Hit, post: str) -> None:
    random = Random(post)
    browser = Browser(stage.client(post))
    routes = sorted(_routes())
    forms: dict[str, dict[str, str]] = {}
    for route in routes:
        address = _address(route, post, random)
        page = browser.send("get", address, {})
        for method, action, fields in page:
            target = action.partition("?")[0] or address
            if method == "post":
                forms.setdefault(target, fields)
            else:
                browser.send("get", target, garbage.form(fields, random))
        names = ("page", "after", "before", "next", "q", "subject", "verb", "purpose", "database", "state", "side")
        browser.send("get", address, {name: random.choice(garbage.TEXTS)[:1500] for name in random.sample(names, 4)})
        if address not in forms:
            browser.send(
                "post", address, {"reason": random.choice(garbage.TEXTS), "name": random.choice(garbage.TEXTS)}
            )
    for address, fields in forms.items():
        for _ in range(scaled(1)):
            browser.send("post", address, garbage.form(fields, random))


class Browser:
    """One who has signed in. What a request did is undone after it, so that even signing out changes nothing."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self.client = client

    def send(self, method: str, address: str, values: dict[str, str]) -> list[tuple[str, str, dict[str, str]]]:
        """Sends it and looks at the answer; the forms on its page."""
        cookies = self.client.cookies.copy()
        with durable():
            answer = getattr(self.client, method)(address, values)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        assert answer.status_code < 500, (method, address, values)
        if answer.streaming or not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        text = answer.content.decode()
        assert_says_nothing_inner(text)
        is_part = answer.status_code in (301, 302) or address.endswith(FRAGMENTS)
        assert is_part or "<h1" in text, (method, address, answer.status_code)
        parser = Forms()
        parser.feed(text)
        return parser.found
