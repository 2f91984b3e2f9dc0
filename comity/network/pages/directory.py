"""The directory: members and their bureaus, open to every officer, searched by a name in any of the four languages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.network import access, queries
from comity.network.forms import KIND_LABELS, DirectoryForm
from comity.network.models import Bureau

ON_A_PAGE = 50


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    access.actor_of(request)
    form = DirectoryForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"words": "", "kind": ""}
    page = Paginator(queries.directory(asked["words"].replace("\x00", ""), asked["kind"]), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [(bureau, _local_name(bureau), KIND_LABELS[bureau.kind]) for bureau in page]
    context = {
        "title": _("Directory"),
        "lead": _("%(count)d members, one vote each, and every office with a channel of its own.")
        % {"count": queries.members().count()},
        "filter_form": form,
        "page_obj": page,
        "rows": rows,
        "empty": _("No bureau has all these words in its name, city or code."),
    }
    return render(request, "network/directory.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    access.actor_of(request)
    bureau = access.get_bureau(code)
    context = {
        "title": _local_name(bureau),
        "back": reverse("network:directory"),
        "bureau": bureau,
        "kind": KIND_LABELS[bureau.kind],
        "under": [(below, _local_name(below)) for below in bureau.under.order_by("name")],
    }
    return render(request, "network/bureau_card.html", context)


def _local_name(bureau: Bureau) -> str:
    name: str = bureau.names.get(get_language() or "en") or bureau.name
    return name
