"""Tags and filters that pages of every room use. The style guide (/look/ in a demo) shows each of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, to_locale

from comity.look import rendering, words
from comity.look.words import slug

register = template.Library()


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    return render_to_string(f"look/icons/{name}.svg").strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon drawn for the project (templates/look/icons/<name>.svg). Decoration unless it has a label."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    opening = format_html('<svg class="icon icon-{}" {} focusable="false" width="20" height="20" ', name, spoken)
    return mark_safe(_drawing(name).replace("<svg ", opening, 1))  # noqa: S308  (our own files)


@register.simple_tag
def words_language() -> str:
    """The language of the words on the page. The one chosen, once there is a catalogue of ours for it: a reader that
    speaks English words with the sounds of Arabic cannot be understood."""
    chosen = get_language() or settings.LANGUAGE_CODE
    return chosen if _has_catalogue(chosen) else settings.LANGUAGE_CODE


def _has_catalogue(language: str) -> bool:
    below = Path(to_locale(language)) / "LC_MESSAGES" / "django.mo"
    return any((Path(folder) / below).is_file() for folder in settings.LOCALE_PATHS)


@register.simple_tag
def badge(table: str, value: Any, label: str = "") -> SafeString:
    """A word with its tone and icon. Tables: outcome, level, state, kind, database (comity.look.words)."""
    if value in (None, ""):
        return mark_safe("")
    if table == "level" and isinstance(value, int) and not hasattr(value, "slug"):
        value = list(words.LEVELS)[value - 1]
    known = words.word(table, slug(value))
    drawn = icon(known.icon) if known.icon else ""
    return format_html(
        '<span class="badge badge-{}">{}<span>{}</span></span>', known.tone, drawn, label or gettext(known.label)
    )


@register.simple_tag
def notice_badge(colour: str, number: str = "", kind: str = "notice") -> SafeString:
    """The colour of a notice or a diffusion as a letter on it, an icon and words; with its number, where it has one.

    `kind`: notice, diffusion, or unreviewed for a diffusion that no person has read yet, which is said. An answer
    leaves out what is usual: a notice.
    """
    kind = kind or "notice"
    return format_html(
        '<span class="notice-badge notice-{}">'
        '<span class="notice-letter" aria-hidden="true">{}</span>{}<span>{}</span>{}{}</span>',
        colour,
        words.NOTICES[colour].letter,
        icon("notice" if kind == "notice" else "diffusion"),
        gettext(words.of_mark(colour, kind)),
        format_html(" <bdi>{}</bdi>", number) if number else "",
        format_html(" · <span>{}</span>", gettext(words.UNREVIEWED)) if kind == "unreviewed" else "",
    )


@register.filter
def word(value: Any, table: str) -> str:
    """The word for a slug, translated: {{ match.kind|word:"kind" }}."""
    return gettext(words.word(table, slug(value)).label) if value else ""


@register.filter
def tone(value: Any, table: str) -> str:
    """The tone of a slug, for a class: {{ match.kind|tone:"kind" }}."""
    return words.word(table, slug(value)).tone


@register.filter
def icon_of(value: Any, table: str) -> str:
    """The icon name of a slug; "hit" where it has none."""
    return words.word(table, slug(value)).icon or "hit"


@register.filter
def translated(sentence: Any) -> str:
    """A sentence that pure code marked, in the reader's language."""
    return gettext(str(sentence)) if sentence else ""


@register.simple_tag
def either(first: Any = None, second: Any = None) -> Any:
    """The first when it has something in it, else the second; either may be absent from the context."""
    return first or second


@register.filter
def grouped_fields(form: BaseForm) -> Iterator[tuple[Any, list[BoundField]]]:
    return rendering.grouped(form)


@register.inclusion_tag("look/parts/person_name.html")
def person_name(original: str = "", latin: str = "", lang: str = "") -> dict[str, str]:
    """Original script and Latin together, each with its own direction; one alone where the other adds nothing."""
    return {"original": original, "latin": latin if latin != original else "", "lang": lang}


def _aware(value: Any) -> datetime | None:
    """A moment from a datetime or the API's RFC 3339 text; None for anything else."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


@register.simple_tag
def time(value: Any) -> SafeString:
    """A moment in the reader's zone with the zone named, exact UTC on hover. A date alone has no zone."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), rendering.day(value))
    moment = _aware(value)
    if moment is None:
        return format_html("{}", value or "")
    local = timezone.localtime(moment)
    shown = f"{formats.date_format(local, 'j M Y, H:i')} {local.tzname()}"
    return format_html('<time datetime="{}" title="{}" data-local>{}</time>', _machine(moment), _exact(moment), shown)


@register.simple_tag
def ago(value: Any) -> SafeString:
    """An age for queues ("12 min"), exact on hover; the script times.js keeps it true while the page stays open."""
    moment = _aware(value)
    if moment is None:
        return format_html("{}", value or "")
    minutes = max(0, int((timezone.now() - moment).total_seconds() // 60))
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>', _machine(moment), _exact(moment), age(minutes)
    )


def age(minutes: int) -> str:
    """An age in the largest unit that keeps it honest: minutes to an hour and a half, hours to two days, then days."""
    if minutes < 1:
        return gettext("now")
    if minutes < 90:
        return gettext("%(count)d min") % {"count": minutes}
    if minutes < 48 * 60:
        return gettext("%(count)d h") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _machine(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _exact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


@register.inclusion_tag("look/parts/copyable.html")
def copyable(value: Any, label: str = "") -> dict[str, Any]:
    """An id or number in tabular figures with a copy button. `label` says what it is ("Document number")."""
    return {"value": str(value), "label": label}


@register.filter
def in_words(value: Any) -> Any:
    """A value of several named parts on one line, a day with its month in words; anything else as it is."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return rendering.day(value)
    return " ".join(str(part) for part in value.values() if part) if isinstance(value, Mapping) else value


@register.inclusion_tag("look/parts/field_row.html")
def field_row(label: Any, value: Any = None, kind: str = "") -> dict[str, Any]:
    """One fact: label and value. kind: "" | "number" (tabular, copyable) | "time".

    A list is shown one below the other; nothing at all as "Not given".
    """
    many = list(value) if isinstance(value, list | tuple | set | frozenset) else None
    return {"label": label, "value": value, "many": many, "kind": kind}


@register.inclusion_tag("look/parts/verb.html", takes_context=True)
def verb(context: template.Context, label: str, address: str, **more: Any) -> dict[str, Any]:
    """A verb that says what it does before it does it.

    what (what will happen), seen_by (who will see it), undo (whether it can be undone), icon,
    tone ("danger" | "primary" | ""), reason (True: a reason is asked for, field `reason`), reason_hint,
    form (more fields), fields [(name, value)] (hidden), go (the confirming button's words, the label by default).
    Without what, seen_by, undo, reason and form it is one button.
    """
    asks = any(more.get(name) for name in ("what", "seen_by", "undo", "reason", "form"))
    return {"label": label, "address": address, "asks": asks, "csrf_token": context.get("csrf_token"), **more}


@register.inclusion_tag("look/parts/problems.html")
def problem_list(problems: Iterable[Any] | None = None) -> dict[str, Any]:
    """What is wrong, each with its field and what is accepted: core.errors.Problem or plain sentences."""
    return {"problems": list(problems or [])}


@register.inclusion_tag("look/parts/form_problems.html")
def form_problems(form: BaseForm | None = None) -> dict[str, Any]:
    """Everything wrong with a form, above it, each linked to its field. The page's first stop for a screen reader."""
    if not form or not form.errors:
        return {"whole": [], "fields": []}
    fields = [(field, error) for field in form if not field.is_hidden for error in field.errors]
    hidden = [error for field in form.hidden_fields() for error in field.errors]
    return {"whole": [*form.non_field_errors(), *hidden], "fields": fields}


@register.inclusion_tag("look/parts/paging.html", takes_context=True)
def paging(
    context: template.Context, page_obj: Any = None, next_page: str = "", previous_page: str = ""
) -> dict[str, Any]:
    """Earlier and later pages: numbered (django Page, the address's other parameters kept) or by given addresses."""
    return {
        "page_obj": page_obj,
        "next_page": next_page,
        "previous_page": previous_page,
        "request": context.get("request"),
    }
