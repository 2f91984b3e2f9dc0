"""The translators' queue, and one text: the original beside its translation, each in its own direction."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.core import clock
from comity.core.errors import Conflict, Invalid, NotFound
from comity.core.languages import LANGUAGES
from comity.network.access import actor_of
from comity.notices import access, queries
from comity.notices import actions as notices
from comity.notices.forms.content import sentence
from comity.notices.manifests.reading import fields_of
from comity.notices.models import Text

PAGE: Final = 50
_RIGHT_TO_LEFT: Final = frozenset({"ar"})


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a language: the urgent first, then the oldest."""
    actor = actor_of(request)
    language = request.GET.get("language", "")
    language = language if language in LANGUAGES else ""
    page = Paginator(queries.to_translate(actor, language=language), PAGE).get_page(request.GET.get("page"))
    here = reverse("notices:texts")
    tabs = [(_("All"), here, not language)]
    tabs += [(name, f"{here}?language={code}", code == language) for code, name in LANGUAGES.items()]
    context = {
        "title": _("Translations"),
        "lead": _("The free texts of notices, in every language in which they do not stand yet."),
        "tabs": tabs,
        "page_obj": page,
        "rows": [(one, _label(one), LANGUAGES[one.language]) for one in page],
        "empty": _("Nothing waits. Texts arrive here when a request is in review."),
    }
    return render(request, "notices/texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, text_id: int) -> HttpResponse:
    """One text. What is saved is kept as a draft; what is approved, readers of the language see."""
    actor = actor_of(request)
    found = access.texts_for(actor).select_related("notice__requester").filter(pk=text_id).first()
    if found is None:
        raise NotFound
    typed, problems, status = found.text, [], 200
    if request.method == "POST":
        typed = request.POST.get("text", "")
        verb = notices.approve_text if request.POST.get("do") == "approve" else notices.save_text
        try:
            verb(actor=actor, text_id=text_id, text=typed, of=_as_sent(request.POST.get("of")), now=clock.now())
        except Invalid as refusal:
            problems, status = [sentence(one) for one in refusal.problems], 422
        except Conflict as refusal:
            problems, status = [_(refusal.message)], 409
        else:
            is_done = request.POST.get("do") == "approve"
            messages.success(request, _("Approved.") if is_done else _("Kept. It is not shown to readers yet."))
            return redirect(f"{reverse('notices:texts')}?language={found.language}")
    context = {
        "title": _label(found),
        "text": found,
        "typed": typed,
        "problems": problems,
        "from_language": LANGUAGES[found.notice.language],
        "to_language": LANGUAGES[found.language],
        "from_direction": _direction(found.notice.language),
        "to_direction": _direction(found.language),
        "is_taken": bool(found.taken_by) and found.taken_by != actor.id and found.state != Text.State.DONE,
        "back": f"{reverse('notices:texts')}?language={found.language}",
        "back_label": _("Translations"),
    }
    return render(request, "notices/text.html", context, status=status)


def _as_sent(original: str | None) -> str | None:
    """Browsers send line ends their own way."""
    return None if original is None else original.replace("\r\n", "\n")


def _direction(language: str) -> str:
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def _label(one: Text) -> str:
    """Which text of the notice it is, in words."""
    for path, group, field, _value in fields_of(queries.manifest_of(one.notice), one.notice.content):
        if path == one.place:
            number = f" {int(path.split('[')[1].split(']')[0]) + 1}" if group.is_list else ""
            return f"{_(group.label)}{number} · {_(field.label)}"
    return one.place
