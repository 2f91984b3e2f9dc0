"""Pages can be translated and mirrored, and load nothing that is not ours."""

import re

import pytest

from tests.house import tree

PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?<![\w-])(?:left|right|top|bottom)\s*:"
    r"|text-align\s*:\s*(?:left|right)|float\s*:\s*(?:left|right)|clear\s*:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius|(?<![\w-])(?:min-|max-)?(?:width|height)\s*:"
)
TEMPLATES = tree.under("comity", suffix=".html")
STYLES = tree.under("comity", suffix=".css")


@pytest.mark.parametrize("path", STYLES, ids=tree.name)
def test_styles_use_logical_properties_only(path) -> None:
    rules = re.sub(r"/\*.*?\*/|@media[^{]*\{|@container[^{]*\{", "", path.read_text(), flags=re.DOTALL)
    assert not PHYSICAL.findall(rules)


@pytest.mark.parametrize("path", TEMPLATES, ids=tree.name)
def test_every_word_of_a_page_is_marked_for_translation(path) -> None:
    assert not _bare_words(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=tree.name)
def test_a_page_has_no_inline_script_style_or_foreign_source(path) -> None:
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=\"", text)
    assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", text)


def _bare_words(text: str) -> list[str]:
    """Text between tags, and in attributes that are read aloud, that has letters outside translation tags."""
    for pattern in (
        r"\{#.*?#\}",
        r"\{% comment.*?endcomment %\}",
        r"\{% blocktranslate.*?endblocktranslate %\}",
        r"\{% block (?:page_class|density)\s*%\}.*?\{% endblock[^%]*%\}",
        r"<(script|style|code|kbd|svg|samp)\b.*?</\1>",
        r"<!--.*?-->",
    ):
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    spoken = re.findall(r"\s(?:title|placeholder|aria-label|alt)=\"([^\"]*)\"", text)
    # Template tags may hold > and quotes: they go before the HTML tags do.
    between = re.sub(r"<[^>]*>", "\n", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL))
    candidates = [*between.splitlines(), *(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", value) for value in spoken)]
    cleaned = (re.sub(r"&\w+;", "", candidate).strip() for candidate in candidates)
    return [candidate for candidate in cleaned if re.search(r"[^\W\d_]{2,}", candidate) and candidate != "Comity"]


def test_the_heuristic_finds_a_bare_word() -> None:
    assert _bare_words("<p>{% translate 'Fine' %}</p><p>Bare</p>") == ["Bare"]
    assert _bare_words('<a title="Bare too" class="x">{{ name }}</a>') == ["Bare too"]
    assert not _bare_words(
        "<p title=\"{% translate 'x' %}\">{% blocktranslate %}All <b>fine</b>{% endblocktranslate %}</p>"
    )
