"""What both notices and diffusions ask for beside the content: level, conditions of use, urgency."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.core.languages import LANGUAGES
from comity.core.levels import Level
from comity.notices.forms.content import ContentForm, Extra
from comity.notices.manifests.shape import Manifest
from comity.records.manifests.shape import CONDITIONS


def sharing_fields() -> dict[str, forms.Field]:
    """Level, conditions of use and urgency, with what was typed read by `sharing_of`."""
    return {
        "level": forms.ChoiceField(
            label=_("Level"),
            choices=[(level.slug, gettext(level.label)) for level in Level],
            help_text=_("Who may read it, and how it is kept."),
        ),
        "conditions": forms.MultipleChoiceField(
            label=_("Conditions of use"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(slug, gettext(sentence)) for slug, sentence in CONDITIONS.items()],
        ),
        "own_conditions": forms.CharField(
            label=_("Further conditions"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            help_text=_("One on each line."),
        ),
        "is_urgent": forms.BooleanField(
            label=_("Urgent"), required=False, help_text=_("It is read first. Say so only where hours count.")
        ),
    }


def sharing_of(form: ContentForm) -> dict[str, Any]:
    """What was typed into `sharing_fields`."""
    own = [line.strip() for line in str(form.value("own_conditions") or "").splitlines()]
    return {
        "level": str(form.value("level") or Level.OFFICIAL_USE_ONLY.slug),
        "conditions": [*form.value("conditions"), *filter(None, own)],
        "is_urgent": bool(form.value("is_urgent")),
    }


def shared(level: int, conditions: Iterable[str], *, is_urgent: bool) -> dict[str, Any]:
    """What is stored of it, as it could be typed again."""
    slugs = {sentence: slug for slug, sentence in CONDITIONS.items()}
    said = list(conditions)
    return {
        "level": Level(level).slug,
        "conditions": [slugs[one] for one in said if one in slugs],
        "own_conditions": "\n".join(one for one in said if one not in slugs),
        "is_urgent": is_urgent,
    }


def notice_extra(manifest: Manifest) -> Extra:
    """What a notice asks for beside its content."""
    language = forms.ChoiceField(label=_("Language of the free texts"), choices=list(LANGUAGES.items()))
    fields: dict[str, forms.Field] = {"language": language, **sharing_fields()}
    if manifest.may_be_public == "with_consent":
        fields["is_public"] = forms.BooleanField(
            label=_("An extract may be shown to the public"),
            required=False,
            help_text=_("Identity, description, photograph and offences. You can take this back at any time."),
        )
    if manifest.database:
        fields["record"] = forms.CharField(
            label=_("Own record it rests on"),
            required=False,
            widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
            help_text=_("Its id, where you recorded the subject already. Without one, the notice makes its own."),
        )
    return Extra("sharing", _("Sharing"), fields)
