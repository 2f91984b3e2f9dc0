"""The style sheets: contrast computed from the tokens, sizes, and what is vendored."""

import hashlib
import re
from pathlib import Path

import pytest

import comity.look
from comity.look.words import NOTICES

LOOK = Path(comity.look.__file__).parent
CSS = LOOK / "static" / "look" / "css"
TOKENS = (CSS / "tokens.css").read_text()
DECISION = LOOK.parents[1] / "docs" / "decisions" / "0007-look.md"

AA, AAA, EDGE = 4.5, 7.0, 3.0
FACES = ("clear", "possible", "unchecked", "thing", "wanted", "missing", "interest", "threat")
PAIRS = [
    *(
        (ink, ground, AA)
        for ink in ("ink", "ink-soft", "accent", "danger", "good", "warn")
        for ground in ("ground", "paper")
    ),
    ("ink-soft", "sunken", AA),
    ("accent", "accent-wash", AA),
    ("ink", "accent-wash", AA),
    ("accent-ink", "accent", AA),
    ("accent-ink", "accent-strong", AA),
    ("danger-ink", "danger", AA),
    ("danger", "danger-wash", AA),
    ("good", "good-wash", AA),
    ("warn", "warn-wash", AA),
    ("bar-ink", "bar", AA),
    ("bar-soft", "bar", AA),
    ("demo-ink", "demo", AA),
    ("line-strong", "paper", EDGE),
    ("line-strong", "ground", EDGE),
    ("focus-colour", "paper", EDGE),
    ("focus-colour", "ground", EDGE),
    ("ink", "paper", AAA),
    ("ink-soft", "paper", AAA),
    ("unchecked-ink", "unchecked-stripe", AAA),
    *((f"{face}-ink", face, AAA) for face in FACES),
    *((f"notice-{colour}-ink", f"notice-{colour}", AA) for colour in NOTICES),
]


def _scheme(name: str) -> dict[str, str]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if name == "dark":
        overridden = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
        assert set(overridden) == set(values), "a colour has a value for both schemes"
        values |= overridden
    return values


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_text_can_be_read(scheme: str, ink: str, ground: str, least: float) -> None:
    values = _scheme(scheme)
    assert _contrast(values[ink], values[ground]) >= least


def test_colours_are_named_in_the_tokens_only() -> None:
    for path in CSS.glob("*.css"):
        if path.name in ("tokens.css", "print.css"):
            continue
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert not re.findall(r":[^;{}]*#[0-9a-f]{3,8}\b", rules), path.name


def test_every_token_that_is_used_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS)) | {"--face", "--face-ink", "--face-line"}
    for path in CSS.glob("*.css"):
        assert set(re.findall(r"var\((--[\w-]+)", path.read_text())) <= defined, path.name


def test_a_style_sheet_stays_small_and_is_linked() -> None:
    links = (LOOK / "templates" / "look" / "frame" / "styles.html").read_text()
    for path in CSS.glob("*.css"):
        assert len(path.read_text().splitlines()) < 400, path.name
        assert f"look/css/{path.name}" in links


def test_what_is_vendored_is_what_the_decision_names() -> None:
    decision = DECISION.read_text()
    scripts = (LOOK / "templates" / "look" / "frame" / "scripts.html").read_text()
    for path in (LOOK / "static" / "look" / "vendor").glob("*.js"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in decision, path.name
        assert path.name in scripts
