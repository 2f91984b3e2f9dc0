"""The list of notices: one's own in every state, or what circulates; narrowed in the address."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.network.access import actor_of
from comity.network.rules import Actor, Right, require_right
from comity.notices import access, manifests, queries, rules
from comity.notices.forms import ListFilter
from comity.notices.models import Notice
from comity.notices.rules import STATE_LABELS, State

PAGE: Final = 50
_LAST_PAGE: Final = 200  # beyond this, one narrows the list


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Tabs: what circulates, and, for who keeps them, one's own."""
    actor = actor_of(request)
    require_right(actor, Right.READ_NOTICES)
    keeps_own = rules.may_read_own(actor)
    is_own = keeps_own and request.GET.get("whose", "" if access.own(actor).exists() else "all") != "all"
    colours = {manifest.colour: manifest.label for manifest in manifests.all()}
    states = {state.value: label for state, label in STATE_LABELS.items()} if is_own else {}
    asked = request.GET.copy()
    asked["whose"] = "own" if is_own else "all"
    form = ListFilter(asked, colours, states)
    rows, page, has_more = _page(request, _found(actor, form, is_own=is_own))
    context = {
        "title": _("Notices"),
        "tabs": _tabs(is_own=is_own) if keeps_own else [],
        "filter_form": form,
        "rows": [(one, _(STATE_LABELS[State(one.state)])) for one in rows],
        "is_own": is_own,
        "may_ask": rules.may_write(actor),
        "may_translate": actor.may(Right.TRANSLATE_NOTICES),
        "next_page": _address(request, page + 1) if has_more else "",
        "previous_page": _address(request, page - 1) if page > 1 else "",
        "empty": _("Your bureau has asked for no notice yet. Ask for one with the button above.")
        if is_own
        else _("No notice like this circulates. What members ask for appears here once it has been reviewed."),
    }
    return render(request, "notices/list.html", context)


def _found(actor: Actor, form: ListFilter, *, is_own: bool) -> QuerySet[Notice]:
    colour, text = form.chosen("colour"), form.chosen("text")
    if is_own:
        return queries.own(actor, colour=colour, state=form.chosen("state"), text=text).select_related("requester")
    return queries.published(actor, colour=colour, requester=form.chosen("requester").upper(), text=text)


def _page(request: HttpRequest, found: QuerySet[Notice]) -> tuple[list[Notice], int, bool]:
    given = request.GET.get("page", "1")
    page = min(int(given), _LAST_PAGE) if given.isdecimal() and len(given) < 6 and int(given) else 1
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    return rows[:PAGE], page, len(rows) > PAGE and page < _LAST_PAGE


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{request.path}?{query.urlencode()}"


def _tabs(*, is_own: bool) -> list[Any]:
    address = reverse("notices:list")
    return [
        (_("Our own"), f"{address}?whose=own", is_own),
        (_("In circulation"), f"{address}?whose=all", not is_own),
    ]
