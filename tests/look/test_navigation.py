"""The navigation shows what a post may do, and nothing else."""

from typing import Any

import pytest
from django.test import override_settings
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st

from comity.look import navigation, pages
from comity.network.rules import Actor, Post, Right
from tests.look.conftest import actor_with, request_of

urlpatterns = [path("", pages.front, name="front")]


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Every address is mounted, at its own name; no room counts what is new in it, or hides its place."""
    monkeypatch.setattr(navigation, "address_of", lambda name: f"/{name}/")
    settings.NAVIGATION_COUNTS = settings.NAVIGATION_WHEN = {}


def _labels(*posts: Post) -> list[str]:
    return [place.label for place in navigation.places(actor_with(*posts), "/")]


def test_the_table_names_rights_that_exist() -> None:
    assert {right for task in navigation.TASKS for right in task.rights} <= set(Right)


@given(st.sets(st.sampled_from(Post)))
def test_a_task_is_shown_exactly_to_those_who_may(posts: set[Post]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(navigation, "address_of", lambda name: f"/{name}/")
        shown = set(_labels(*posts))
    actor = actor_with(*posts)
    for task in navigation.TASKS:
        assert (task.label in shown) == (not task.rights or any(Right(right) in actor.rights for right in task.rights))


@pytest.mark.usefixtures("everywhere")
def test_the_administrator_sees_no_police_data() -> None:
    assert not {"Check", "Hits", "Records"} & set(_labels(Post.ADMINISTRATOR))


@pytest.mark.usefixtures("everywhere")
def test_the_deepest_address_that_holds_the_path_is_where_one_is() -> None:
    places = navigation.places(actor_with(Post.BUREAU_HEAD), "/checks:hits/42/")
    assert [place.label for place in places if place.is_here] == ["Hits"]


def test_a_task_that_is_not_mounted_is_not_shown() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        assert not _labels(Post.BUREAU_HEAD)


def count_for(actor: Actor) -> int:
    """Stands for a room that counts what is new in it."""
    return 3 if Post.BUREAU_HEAD in actor.posts else 0


@pytest.mark.usefixtures("everywhere")
def test_what_is_new_at_a_place_is_counted_for_whoever_looks(settings: Any) -> None:
    settings.NAVIGATION_COUNTS = {"checks:hits": f"{__name__}.count_for"}
    for post, new in ((Post.BUREAU_HEAD, 3), (Post.BUREAU_OFFICER, 0)):
        page = pages.front(request_of(actor_with(post))).content.decode()
        assert [place.new for place in navigation.of(request_of(actor_with(post))) if place.new] == [new] * bool(new)
        assert ('<span class="count">3<' in page) == bool(new)


def shows_for(actor: Actor) -> bool:
    """Stands for a room that has nothing to show to some."""
    return Post.BUREAU_HEAD in actor.posts


@pytest.mark.usefixtures("everywhere")
def test_a_place_with_nothing_to_show_is_shown_only_while_one_is_there(settings: Any) -> None:
    settings.NAVIGATION_WHEN = {"records:list": f"{__name__}.shows_for"}
    shown = {
        post: {place.label for place in navigation.of(request_of(actor_with(post)))}
        for post in (Post.BUREAU_HEAD, Post.BUREAU_OFFICER)
    }
    assert "Records" in shown[Post.BUREAU_HEAD] and "Records" not in shown[Post.BUREAU_OFFICER]


@pytest.mark.usefixtures("everywhere")
def test_the_front_page_takes_a_frontline_officer_to_the_check_page() -> None:
    response = pages.front(request_of(actor_with(Post.FRONTLINE)))
    assert (response.status_code, response["Location"]) == (302, "/checks:ask/")


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("post", sorted(set(Post) - {Post.FRONTLINE, Post.SYSTEM}))
def test_the_front_page_offers_the_others_their_tasks(post: Post) -> None:
    response = pages.front(request_of(actor_with(post)))
    assert response.status_code == 200
    for label in _labels(post):
        assert f'<span class="task-name">{label}</span>' in response.content.decode()


def test_the_front_page_lets_a_stranger_sign_in() -> None:
    response = pages.front(request_of(None))
    assert (response.status_code, response["Location"]) == (302, "/account/login/")


def test_the_style_guide_is_for_demos_only(settings: object) -> None:
    from django.http import Http404

    with override_settings(DEMO=False), pytest.raises(Http404):
        pages.guide(request_of(actor_with(Post.BUREAU_HEAD)))
    with override_settings(DEMO=True):
        assert pages.guide(request_of(actor_with(Post.BUREAU_HEAD))).status_code == 200


@pytest.mark.usefixtures("everywhere")
def test_a_page_of_a_task_belongs_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bureau's officers live under the directory's address."""
    monkeypatch.setattr(
        navigation,
        "address_of",
        {"network:directory": "/n/", "network:bureau": "/n/bureau/", "network:officers": "/n/officers/"}.get,
    )
    places = navigation.places(actor_with(Post.BUREAU_HEAD), "/n/officers/42/")
    assert [place.label for place in places if place.is_here] == ["Bureau"]
