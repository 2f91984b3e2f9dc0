"""The tags that every room uses."""

import re
import struct
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone, translation

from comity.core.errors import Invalid, Problem
from comity.core.levels import Level
from comity.look.templatetags import look

HOSTILE = "<script>alert(1)</script>\"'"


def draw(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    "source",
    [
        "{% field_row x x %}",
        "{% field_row x many %}",
        "{% copyable x x %}",
        "{% person_name x x %}",
        "{% problem_list many %}",
        "{% badge 'state' x %}",
        "{% badge 'kind' 'stolen' x %}",
        "{% verb x '/there/' what=x seen_by=x undo=x reason=True reason_hint=x go=x %}",
        "{% time x %}{% ago x %}",
        "{% icon 'hit' x %}",
    ],
)
def test_what_people_wrote_is_text(source: str) -> None:
    html = draw(source, x=HOSTILE, many=[HOSTILE])
    assert "<script>" not in html
    assert "\"'" not in html


def test_a_moment_is_shown_with_its_zone_and_exactly_on_hover() -> None:
    moment = datetime(2026, 5, 3, 23, 30, 5, tzinfo=UTC)
    with timezone.override("Africa/Nairobi"):
        html = look.time(moment)
    assert 'datetime="2026-05-03T23:30:05Z"' in html
    assert 'title="2026-05-03 23:30:05 UTC"' in html
    assert "4 May 2026, 02:30 EAT" in html
    assert look.time("2026-05-03T23:30:05Z") == look.time(moment), "the API's text is the same moment"
    assert ">3 May 2026<" in look.time(date(2026, 5, 3))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "now"), (12, "12 min"), (89, "89 min"), (90, "1 h"), (47 * 60, "47 h"), (48 * 60, "2 days")],
)
def test_an_age_is_said_in_the_largest_honest_unit(minutes: int, words: str) -> None:
    assert look.age(minutes) == words


def test_an_age_is_never_negative() -> None:
    assert ">now<" in look.ago(timezone.now() + timedelta(minutes=5))


def test_a_name_keeps_the_direction_of_its_script() -> None:
    html = draw('{% person_name "نور" "Nour" "ar" %}')
    assert '<bdi class="name-original" lang="ar" dir="auto">نور</bdi>' in html
    assert '<bdi class="name-latin" dir="ltr">Nour</bdi>' in html
    assert draw('{% person_name "Nour" "Nour" %}').count("Nour") == 1


def test_a_fact_that_was_not_given_says_so() -> None:
    for nothing in (None, "", [], ()):
        assert "Not given" in draw('{% field_row "Conditions" x %}', x=nothing)
    assert "Not given" not in draw('{% field_row "Age" x %}', x=0)


def test_levels_are_told_apart_by_word_and_icon() -> None:
    drawn = {str(look.badge("level", level)) for level in Level}
    assert len(drawn) == 3
    for level in Level:
        assert level.label in look.badge("level", level)
        assert look.badge("level", level) == look.badge("level", level.slug) == look.badge("level", int(level))


def test_a_problem_names_the_field_what_is_wrong_and_what_is_accepted() -> None:
    refusal = Invalid([Problem("number", "This is too long.", "20 letters and digits."), Problem("", "Choose one.")])
    html = draw("{% problem_list problems %}", problems=refusal.problems)
    assert "<strong><bdi>number</bdi></strong>: This is too long." in html
    assert "Accepted: 20 letters and digits." in html
    assert "Choose one." in html
    assert draw("{% problem_list problems %}").strip() == ""


def test_a_verb_says_what_it_does_before_it_does_it() -> None:
    html = draw(
        "{% verb 'Withdraw' '/withdraw/' tone='danger' what='It goes.' seen_by='All.' undo='No.' reason=True %}",
        csrf_token="token",
    )
    assert html.index("It goes.") < html.index("<textarea") < html.index("<button")
    for part in ("All.", "No.", 'value="token"', 'method="post"', 'action="/withdraw/"', "required"):
        assert part in html
    plain = draw("{% verb 'Renew' '/renew/' fields=fields %}", fields=[("year", 5)], csrf_token="token")
    assert "<details" not in plain
    assert '<input type="hidden" name="year" value="5">' in plain


def test_an_unknown_slug_is_shown_as_it_reads() -> None:
    assert "Stolen engine" in look.badge("kind", "stolen_engine")


def test_a_value_of_several_parts_reads_on_one_line() -> None:
    html = draw("{% field_row 'Documents' x %}", x=[{"type": "P", "issuer": "FRA", "number": "12AB", "note": None}])
    assert "<bdi>P FRA 12AB</bdi>" in html


def test_every_icon_is_drawn_with_one_stroke_width() -> None:
    from comity.look.guide.kinds import ICONS

    assert len(list(ICONS.glob("*.svg"))) > 40
    for path in ICONS.glob("*.svg"):
        text = path.read_text()
        assert 'viewBox="0 0 24 24"' in text, path.name
        assert text.count("stroke-width") == 1, path.name
        assert 'stroke-width="1.75"' in text, path.name
        assert "<text" not in text, "a letter would have to be translated"


@pytest.mark.parametrize("table", ["outcome", "level", "state", "kind", "database"])
def test_words_have_icons_that_exist(table: str) -> None:
    from comity.look.guide.kinds import ICONS
    from comity.look.words import TABLES

    for slug, word in TABLES[table].items():
        assert word.icon, slug
        assert (ICONS / f"{word.icon}.svg").is_file(), slug


def test_the_labels_are_those_of_the_rooms() -> None:
    """The look may not import the rooms, so it says the words itself: they must be the same words."""
    from comity.core.databases import DATABASES
    from comity.core.levels import LABELS
    from comity.core.purposes import PURPOSES
    from comity.look import words

    assert {slug: word.label for slug, word in words.PURPOSES.items()} == PURPOSES
    assert {slug: word.label for slug, word in words.DATABASES.items()} == DATABASES
    assert {slug: word.label for slug, word in words.LEVELS.items()} == {
        level.slug: label for level, label in LABELS.items()
    }


def test_every_kind_of_every_manifest_has_its_word() -> None:
    from comity.look import words
    from comity.records import manifests

    for manifest in manifests.all():
        for slug, kind in manifest.kinds.items():
            label = words.KINDS[slug].label
            assert label == kind.label or label == f"{kind.label}, and sought", f"{manifest.database}: {slug}"


def _html_tag(language: str) -> str:
    with translation.override(language):
        return re.search("<html [^>]*", render_to_string("look/page.html", {"title": "x"}))[0]  # type: ignore[index]


def test_pages_mirror_in_arabic_and_name_the_language_of_their_words(tmp_path: Path, settings: Any) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    assert 'lang="en" dir="rtl"' in _html_tag("ar"), "without a catalogue the words are English"
    assert 'lang="en" dir="ltr"' in _html_tag("fr")
    catalogue = tmp_path / "ar" / "LC_MESSAGES" / "django.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(struct.pack("<7I", 0x950412DE, 0, 0, 28, 28, 0, 28))
    assert 'lang="ar" dir="rtl"' in _html_tag("ar")


def test_the_filter_translates_what_pure_code_marked() -> None:
    with translation.override("fr"):
        assert draw("{{ x|translated }}", x="This field is required.") == "Ce champ est obligatoire."
    assert draw("{{ x|translated }}", x=None) == ""


def test_a_history_step_without_reason_is_drawn() -> None:
    from django.template.loader import render_to_string

    step = SimpleNamespace(at=datetime(2026, 1, 1, tzinfo=UTC), text="Added", by="FR")
    assert "Added" in render_to_string("look/thing.html", {"history": [step]})
