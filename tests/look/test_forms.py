"""Every form is drawn alike: labelled, hinted, its errors tied to their fields."""

import re

from django import forms
from django.conf import settings
from django.template.loader import render_to_string

from comity.look.guide.forms import SampleForm


class Small(forms.Form):
    number = forms.CharField(help_text="As <printed>.")
    secret = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(required=False)


def test_the_house_draws_its_forms() -> None:
    assert settings.FORM_RENDERER == "comity.look.rendering.Renderer"


def test_a_field_names_its_hint_and_its_error() -> None:
    html = str(Small({"secret": "x"}))
    tied = re.search(r'<input type="text" name="number"[^>]*aria-describedby="([^"]+)"', html)
    assert tied
    assert tied[1].split() == ["id_number_helptext", "id_number_error"]
    for name in tied[1].split():
        assert f'id="{name}"' in html
    assert "As &lt;printed&gt;." in html
    assert '<label for="id_number">' in html


def test_a_field_that_may_stay_empty_says_so() -> None:
    html = str(Small())
    assert html.count("optional") == 2, "once as a class, once as a word: only the note"


def test_choices_are_a_fieldset_with_a_legend() -> None:
    html = str(SampleForm())
    assert re.search(r'<fieldset class="field field-radioselect">\s*<legend>Level</legend>', html)


def test_groups_hold_every_field_once() -> None:
    form = SampleForm()
    html = str(form)
    for name in form.fields:
        assert f'name="{name}"' in html
    assert html.count('name="number"') == 1
    assert "<legend>The document</legend>" in html


def test_the_errors_of_a_form_stand_above_it_and_lead_to_their_fields() -> None:
    html = render_to_string("look/form.html", {"form": Small({})})
    assert html.index('role="alert"') < html.index('<form class="form"')
    assert '<a href="#id_number">Number</a>: This field is required.' in html
    assert html.index("This field is required.</li>") < html.index('<form class="form"'), "the hidden field's too"


def test_a_form_with_secrets_is_not_drafted() -> None:
    assert "data-draft" in render_to_string("look/form.html", {"form": Small()})
    assert "data-draft" not in render_to_string("look/form.html", {"form": Small(), "no_draft": True})
