"""Input shapes of the network's pages. What is allowed is for the rules to say: a form reads, and shows refusals."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from typing import Any, TypeVar

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from comity.core.databases import DATABASES
from comity.core.errors import Invalid
from comity.core.languages import LANGUAGES
from comity.core.levels import HIGHEST_FOR_SYSTEMS, Level
from comity.core.purposes import PURPOSES
from comity.network import appointments
from comity.network.appointments import Appointment, Reach, TokenTerms
from comity.network.models import Bureau, Entity, Member
from comity.network.rules import POST_LABELS, Post

Result = TypeVar("Result")


class RuleForm(forms.Form):
    """A form that can show what a rule refused, at the field it names."""

    def submit(self, act: Callable[[dict[str, Any]], Result]) -> Result | None:
        """Runs `act` on the cleaned data; None where something was wrong, which the form then shows."""
        if not self.is_valid():
            return None
        try:
            return act(self.cleaned_data)
        except Invalid as refusal:
            for problem in refusal.problems:
                sentence = gettext(problem.problem)
                if problem.accepted:
                    accepted = gettext(problem.accepted)
                    sentence = gettext("%(problem)s Accepted: %(accepted)s") % {
                        "problem": sentence,
                        "accepted": accepted,
                    }
                self.add_error(problem.field if problem.field in self.fields else None, sentence)
            return None


def _several(choices: Iterable[tuple[str, Any]], **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=list(choices), widget=forms.CheckboxSelectMultiple, **more)


def _translated(table: dict[str, str]) -> list[tuple[str, Any]]:
    return [(slug, _(label)) for slug, label in table.items()]


def _levels(highest: Level) -> forms.TypedChoiceField:
    choices = [(level.value, _(level.label)) for level in Level if level <= highest]
    return forms.TypedChoiceField(label=_("Clearance"), choices=choices, coerce=lambda value: Level(int(value)))


def _nationality() -> forms.ChoiceField:
    hint = _("Nobody reviews a request of their own country.")
    return forms.ChoiceField(label=_("Nationality"), required=False, choices=(), help_text=hint)


def offer_members(form: forms.Form) -> None:
    """The members by name in the reader's language; none of them stands for the bureau's own, or for no member."""
    field, language = form.fields["nationality"], get_language() or "en"
    assert isinstance(field, forms.ChoiceField)
    named = sorted((one.names.get(language) or one.name, one.pk) for one in Member.objects.all())
    field.choices = [("", "—"), *((code, name) for name, code in named)]


class _ReachForm(RuleForm):
    """Databases and purposes, offered within what may be given."""

    databases = _several([], label=_("Databases"))
    purposes = _several([], label=_("Purposes"))

    def offer(self, within: Reach) -> None:
        for name, table, had in (("databases", DATABASES, within.databases), ("purposes", PURPOSES, within.purposes)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [choice for choice in _translated(table) if choice[0] in had]

    def reach(self) -> Reach:
        data = self.cleaned_data
        return Reach(
            databases=frozenset(data["databases"]), purposes=frozenset(data["purposes"]), clearance=data["clearance"]
        )


class EntityForm(_ReachForm):
    name = forms.CharField(label=_("Name of the entity"), max_length=120)
    clearance = _levels(Level.CONFIDENTIAL)
    field_order = ("name", "databases", "purposes", "clearance")


class TokenForm(_ReachForm):
    name = forms.CharField(label=_("Name of the system"), max_length=120)
    entity = forms.ChoiceField(label=_("Entity it belongs to"), required=False)
    clearance = _levels(HIGHEST_FOR_SYSTEMS)
    may_write = forms.BooleanField(label=_("It may also record, update and withdraw the bureau's data"), required=False)
    rate = forms.IntegerField(
        label=_("Checks a second at most"), help_text=_("0 for no limit."), initial=0, min_value=0, max_value=100_000
    )
    expires_on = forms.DateField(
        label=_("Good until the end of"),
        help_text=_("At most one year from today."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    field_order = ("name", "entity", "databases", "purposes", "clearance", "may_write", "rate", "expires_on")

    def terms(self, now: datetime) -> TokenTerms:
        data = self.cleaned_data
        ends = datetime.combine(data["expires_on"], time(23, 59, 59), UTC)
        return TokenTerms(
            name=data["name"],
            reach=self.reach(),
            entity=data["entity"] or None,
            may_write=data["may_write"],
            rate=data["rate"],
            # The last day that is offered ends some hours after the year is over.
            expires_at=min(ends, now + appointments.LONGEST_TOKEN) if (ends - now).days <= 365 else ends,
        )


class PostsForm(RuleForm):
    posts = _several([], label=_("Posts"))
    clearance = _levels(Level.CONFIDENTIAL)

    def offer(self, kind: str, is_in_entity: bool | None = None) -> None:
        """The posts this kind of bureau may give; None where the entity is still to be chosen."""
        accepted = appointments.posts_of(kind, bool(is_in_entity))
        field = self.fields["posts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(post.value, _(label)) for post, label in POST_LABELS.items() if post in accepted]

    def chosen(self) -> frozenset[Post]:
        return frozenset(Post(post) for post in self.cleaned_data["posts"])


class OfficerForm(PostsForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    username = forms.CharField(
        label=_("Sign-in name"), max_length=60, help_text=_("Small letters, digits, dots. It cannot be changed later.")
    )
    entity = forms.ChoiceField(
        label=_("Entity"), required=False, help_text=_("An officer of an entity holds the frontline post only.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()), initial="en")
    nationality = _nationality()
    field_order = ("name", "username", "entity", "posts", "clearance", "nationality", "language")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer_members(self)

    def appointment(self) -> Appointment:
        data = self.cleaned_data
        return Appointment(
            username=data["username"].strip().lower(),
            name=data["name"],
            posts=self.chosen(),
            clearance=data["clearance"],
            entity=data["entity"] or None,
            language=data["language"],
            nationality=data["nationality"],
        )


class NationalityForm(RuleForm):
    nationality = _nationality()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offer_members(self)


class RestrictionForm(RuleForm):
    against = forms.ChoiceField(
        label=_("Whom"),
        help_text=_("It covers everything under the bureau you name: its sub-bureaus, entities, systems."),
    )
    database = forms.ChoiceField(
        label=_("Which data of yours"), required=False, choices=[("", _("Every database")), *_translated(DATABASES)]
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Only your own bureau reads it.")
    )


class ContactForm(RuleForm):
    contact = forms.CharField(
        label=_("How to reach your desk"), max_length=200, help_text=_("Shown to whoever finds one of your records.")
    )
    hits_not_wanted = _several(
        _translated(DATABASES),
        label=_("Do not tell us of hits in"),
        required=False,
        help_text=_("A hit is still kept; your desk is not called for it."),
    )


class LanguageForm(RuleForm):
    language = forms.ChoiceField(label=_("Language of pages"), choices=list(LANGUAGES.items()))


class DirectoryForm(forms.Form):
    words = forms.CharField(label=_("Name, city or code"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Every kind")), *KIND_LABELS.items()]


KIND_LABELS = {
    Bureau.Kind.NATIONAL.value: _("National Central Bureau"),
    Bureau.Kind.SUB_BUREAU.value: _("Sub-bureau"),
    Bureau.Kind.GENERAL_SECRETARIAT.value: _("General Secretariat"),
    Bureau.Kind.COMMISSION.value: _("Commission"),
    Bureau.Kind.OFFICE.value: _("Office of the General Secretariat"),
    Bureau.Kind.REGIONAL.value: _("Regional bureau"),
    Bureau.Kind.LIAISON.value: _("Liaison office"),
    Bureau.Kind.PARTNER.value: _("Partner"),
}


def entity_choices(entities: Iterable[Entity], none: Any) -> list[tuple[str, Any]]:
    """The entities that one may still choose, after "none of them"."""
    return [("", none), *((str(entity.pk), entity.name) for entity in entities if entity.ends_at is None)]


def choose_from(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
