"""The door as the network dresses it: the demo's cast, grouped by post, one click each."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comity.network import queries
from comity.network.models import Officer
from comity.network.rules import POST_LABELS, POST_SUMMARIES, Post
from comity.sign_in import one_click, pages


class SignIn(pages.SignIn):
    """Name and password, a passkey, or one of the cast."""

    def cast(self) -> list[dict[str, Any]]:
        """The demo's officers grouped by post, in the order of the table of posts."""
        groups: dict[Post, list[dict[str, str]]] = {}
        for officer in queries.demo_cast():
            for post in officer.posts[:1]:
                groups.setdefault(Post(post), []).append(_person(officer))
        return [
            {"label": POST_LABELS[post], "summary": POST_SUMMARIES[post], "people": groups[post]}
            for post in Post
            if post in groups
        ]


@require_POST
def sign_in_as_demo(request: HttpRequest, username: str) -> HttpResponse:
    """Signs in as one of the cast. Only in a demo, only for who sits at this very machine; anywhere else: not found."""
    if not one_click.is_offered(request):
        raise Http404
    officer = queries.demo_cast().filter(username=username).first()
    if officer is None:
        raise Http404
    one_click.enter(request, officer)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _person(officer: Officer) -> dict[str, str]:
    address = reverse("network:sign_in_as_demo", args=[officer.username])
    return {"name": officer.name, "bureau": officer.bureau_id, "address": address}
