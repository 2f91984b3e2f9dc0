"""Input shapes of the pages of diffusions. What is allowed is for the rules to say; a form reads."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.diffusions.codes import DONE_LABELS, REPORT_LABELS
from comity.diffusions.models import Diffusion
from comity.diffusions.reading import NAMING, bureaus_that_receive
from comity.diffusions.rules import STATUS_LABELS
from comity.diffusions.stating import Stated
from comity.look.words import DIFFUSIONS
from comity.network.rules import Actor
from comity.notices.forms import ContentForm, DocumentForm, Extra, PhotographForm, shared, sharing_fields, sharing_of
from comity.notices.manifests.shape import Manifest

ALL = mark("All")


class ListFilter(forms.Form):
    """Narrows a box; lives in the address."""

    box = forms.CharField(required=False, widget=forms.HiddenInput)
    colour = forms.ChoiceField(
        label=_("Colour"), required=False, choices=[("", _(ALL)), *((one, _(said)) for one, said in DIFFUSIONS.items())]
    )
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _(ALL)), *((one.value, _(said)) for one, said in STATUS_LABELS.items())],
    )


class AnswerForm(forms.Form):
    """What a recipient answers."""

    kind = forms.ChoiceField(label=_("Answer"), choices=[(one.value, _(said)) for one, said in REPORT_LABELS.items()])
    text = forms.CharField(
        label=_("In words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("Only if you want the sender to know it."),
    )


class AcknowledgeForm(forms.Form):
    """What became of one that was taken back."""

    done = forms.ChoiceField(
        label=_("What was done"), choices=[(one.value, _(said)) for one, said in DONE_LABELS.items()]
    )
    on = forms.DateField(
        label=_("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day of deletion."),
    )


def reach_of(actor: Actor, manifest: Manifest) -> Extra:
    """To whom it goes and for how long; and, where no person is sought, whether anybody is named in it."""
    fields: dict[str, forms.Field] = {
        "to_all": forms.BooleanField(label=_("To every bureau"), required=False),
        "recipients": forms.MultipleChoiceField(
            label=_("To these bureaus"),
            required=False,
            choices=_bureaus(actor),
            help_text=_("Only they learn of it. Several can be chosen."),
            widget=forms.SelectMultiple(attrs={"size": 8}),
        ),
        "ends_on": forms.CharField(
            label=_("Last day"),
            required=False,
            help_text=_("It ends by itself after this day. None means the longest period allowed."),
            widget=forms.DateInput(attrs={"type": "date"}),
        ),
    }
    if manifest.subject not in NAMING:
        fields["names_nobody"] = forms.BooleanField(
            label=_("It names no person"),
            required=False,
            help_text=_("Neither in a field, nor in its words, nor in a file. Only then does it go out at once."),
        )
    return Extra("recipients", _("Recipients"), fields, first=True)


def _bureaus(actor: Actor) -> list[tuple[str, str]]:
    spoken = get_language() or "en"
    others = (one for code, one in bureaus_that_receive().items() if code != actor.bureau)
    named = [(one.pk, f"{one.names.get(spoken) or one.name} ({one.pk})") for one in others]
    return sorted(named, key=lambda choice: choice[1])


class BehindForm(DocumentForm):
    """A document behind a diffusion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shared"].label = _("Its recipients may download it while the diffusion is in force")


Files = tuple[PhotographForm, DocumentForm]


def files_of(request: HttpRequest | None = None) -> Files:
    """The two forms of a file: empty, or as they were sent."""
    given = (request.POST, request.FILES) if request is not None and request.method == "POST" else ()
    return PhotographForm(*given), BehindForm(*given)


def form_of(
    manifest: Manifest, actor: Actor, data: QueryDict | None = None, diffusion: Diffusion | None = None
) -> ContentForm:
    """The form of a draft: empty, as the draft stands, or as it was typed."""
    extra = [reach_of(actor, manifest), Extra("sharing", _("Sharing"), sharing_fields())]
    if diffusion is None:
        return ContentForm(manifest, data, {}, extra=extra)
    initial = shared(diffusion.level, diffusion.conditions, is_urgent=diffusion.is_urgent)
    initial |= {name: getattr(diffusion, name) for name in ("to_all", "recipients", "names_nobody")}
    initial["ends_on"] = diffusion.ends_on.isoformat()
    return ContentForm(manifest, data, diffusion.content, extra=extra, initial=initial)


def stated_in(form: ContentForm) -> Stated:
    """What was typed. Raises Invalid for a last day that is no day."""
    shared_as = sharing_of(form)
    try:
        typed = str(form.value("ends_on") or "")
        ends_on = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid(Problem("ends_on", mark("This is not a day."), mark("A day, such as 2027-03-31."))) from None
    return Stated(
        content=form.content(),
        recipients=tuple(form.value("recipients")),
        to_all=bool(form.value("to_all")),
        level=shared_as["level"],
        conditions=tuple(shared_as["conditions"]),
        is_urgent=shared_as["is_urgent"],
        names_nobody=bool(form.value("names_nobody")) if "names_nobody" in form.fields else False,
        ends_on=ends_on,
    )
