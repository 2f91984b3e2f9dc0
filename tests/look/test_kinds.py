"""Every page kind can be drawn for everybody, with all of its context and with none."""

import re

import pytest
from django.template.loader import render_to_string

from comity.look import navigation
from comity.look.guide import kinds
from comity.network.rules import Post
from tests.look.conftest import Draw, actor_with, request_of

KINDS = ("page", "ask", "answer", "list", "thing", "form", "figures", "text", "refusal", "sign_in", "front")
ERRORS = ("400", "403", "403_csrf", "404", "500")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "answer"])
def test_a_kind_needs_no_context(kind: str, draw: Draw) -> None:
    assert '<main id="main"' in draw(f"look/{kind}.html")


@pytest.mark.parametrize("post", Post)
@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_kind_is_drawn_for_every_post(kind: str, post: Post, draw: Draw) -> None:
    template, context = kinds.KINDS[kind]()
    html = draw(template, {"navigation": navigation.places(actor_with(post), "/"), **context}, actor=actor_with(post))
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "<b>Example</b>" not in html, "a name is text"
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands once"
    for target in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', html):
        assert set(target.split()) <= set(ids)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_drawn_without_a_request(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert f">{name[:3]}</p>" in html
    assert "<h1></h1>" not in html


def test_absent_and_hidden_read_the_same(draw: Draw) -> None:
    assert "There is no such thing, or you may not see it." in draw("404.html")


def test_a_broken_page_says_that_nobody_was_cleared() -> None:
    assert "this is not a clearance" in render_to_string("500.html")


def test_a_refusal_says_its_sentence_and_its_status(draw: Draw) -> None:
    html = draw("look/refusal.html", {"status": 409, "message": "This has been decided <already>."})
    assert "This has been decided &lt;already&gt;." in html
    assert "409" in html


def test_an_empty_list_says_what_would_be_here(draw: Draw) -> None:
    html = draw("look/list.html", {"title": "Hits", "rows": [], "empty": "No hits yet."})
    assert "No hits yet." in html
    assert "<table" not in html


def test_paging_keeps_the_filters_of_the_address(draw: Draw) -> None:
    template, context = kinds.KINDS["list"]()
    html = draw(template, context, path="/hits/?state=open&page=1")
    assert "?state=open&amp;page=2" in html


def test_a_stranger_sees_no_frame_of_anybody(draw: Draw) -> None:
    html = draw("look/page.html", {"title": "Open"})
    assert "You act for" not in html
    assert "<nav" not in html


def test_the_bar_says_for_whom_and_for_what_one_acts() -> None:
    request = request_of(actor_with(Post.FRONTLINE))
    request.session["check_purpose"] = "wanted_person"
    html = render_to_string("look/page.html", {"title": "x"}, request)
    assert "<bdi>FR</bdi> · <bdi>Border police</bdi>" in html
    assert "<dd>Search for a wanted person</dd>" in html
