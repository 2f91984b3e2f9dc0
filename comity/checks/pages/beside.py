"""A person asked about beside a person recorded: what a page shows of a match by name, in any script and direction."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from msgspec import UNSET

from comity.checks.engine import explaining
from comity.checks.engine.answer import Match
from comity.checks.engine.explaining import Likeness, Reason
from comity.checks.engine.names import scripts
from comity.checks.engine.question import SEXES
from comity.core.languages import mark
from comity.look import rendering
from comity.records import manifests
from comity.records.engine import issuers
from comity.records.manifests import words

# Fonts and voices go by language: the commonest of a script, or the script alone where that would mislead.
_LANGUAGES: Final = {
    scripts.ARABIC: "ar",
    scripts.HEBREW: "he",
    scripts.GREEK: "el",
    scripts.ARMENIAN: "hy",
    scripts.GEORGIAN: "ka",
    scripts.DEVANAGARI: "hi",
    scripts.BENGALI: "bn",
    scripts.THAI: "th",
    scripts.HANGUL: "ko",
    scripts.KANA: "ja",
    scripts.HAN: "und-Hani",
    scripts.CYRILLIC: "und-Cyrl",
    scripts.LATIN: "und-Latn",
}
# Features that are not of the name, by how they begin; their row's label; the fields of the question and of the record.
_FACTS: Final = (
    ("born", mark("Date of birth"), "birth_date", "birth_dates"),
    ("sex", mark("Sex"), "sex", "sex"),
    ("nationalit", mark("Nationality"), "nationality", "nationalities"),
    ("place", mark("Place of birth"), "place_of_birth", "birth_places"),
)
# Where every score starts, and how it is rounded, speaks neither for nor against.
_NEITHER: Final = ("two_people", explaining.ROUNDED)
AGREES, DIFFERS, UNKNOWN = "agrees", "differs", "unknown"


class Text(NamedTuple):
    """A value as it is written, with the language to show and speak it in."""

    text: str
    lang: str


class Row(NamedTuple):
    """One thing on both sides. `tone` is agrees, differs or unknown; "" where it is only there to be read."""

    label: str
    asked: list[Text]
    recorded: list[Text]
    tone: str


class Weight(NamedTuple):
    """One reason and its points: as a number of a hundred, and as the length of a bar."""

    sentence: SafeString
    points: str
    width: int
    tone: str


class Beside(NamedTuple):
    """What a page shows of one match by name. `total` is the likeness, of a hundred: the sum of `parts`. Both are
    empty where the score is not the name's."""

    found_as: Text | None
    chance: str
    rows: list[Row]
    differs: list[Weight]
    agrees: list[Weight]
    parts: list[Weight]
    total: str


def of_match(asked: Mapping[str, Any], match: Match) -> Beside | None:
    """The match beside the person of the question; None where it was not found by name."""
    if match.differs is UNSET or match.agrees is UNSET:
        return None
    likeness = Likeness(
        score=match.score,
        probability=match.probability or 0.0,
        found_as=match.found_as or "",
        parts=match.parts or [],
        differs=match.differs,
        agrees=match.agrees,
    )
    return beside(asked, likeness, match.facts)


def beside(asked: Mapping[str, Any], likeness: Likeness, facts: Mapping[str, Any]) -> Beside:
    """A person asked about beside the facts recorded of one."""
    total, parts = explaining.shown(likeness.score, likeness.parts) if likeness.parts else (0, [])
    longest = max((abs(one.points) for one in parts), default=0) or 1
    differs = [_weight(one, longest) for one in explaining.against(parts)] or _said(likeness.differs, DIFFERS)
    agrees = [_weight(one, longest) for one in explaining.speaking_for(parts)] or _said(likeness.agrees, AGREES)
    return Beside(
        found_as=_text(likeness.found_as) if likeness.found_as else None,
        chance=_chance(likeness.probability) if parts else "",
        rows=list(_rows(asked, likeness, facts)),
        differs=differs,
        agrees=agrees,
        parts=[_weight(one, longest) for one in parts],
        total=formats.number_format(total, 0) if parts else "",
    )


def of_zone(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The person of a machine-readable zone (Reading.to_json), as a question states one."""
    name = " ".join(part for part in (fields.get("primary_identifier"), fields.get("secondary_identifier")) if part)
    return {"name": name} | {one: fields.get(one) for one in ("birth_date", "sex", "nationality")}


def full_name(asked: Mapping[str, Any]) -> str:
    """The whole name of a question, the family name first where the parts are given."""
    parts = [asked.get("family_name"), asked.get("given_name")]
    return asked.get("name") or ", ".join(part for part in parts if part)


def _text(text: str) -> Text:
    return Text(text, _LANGUAGES.get(scripts.script(text), ""))


def _said(sentences: list[str], tone: str) -> list[Weight]:
    """Sentences without points: where a number found the record as well, and the score is the number's."""
    return [Weight(format_html("{}", _(sentence)), "", 0, tone) for sentence in sentences]


def _weight(reason: Reason, longest: float) -> Weight:
    """`longest`: the points that make a whole bar."""
    points = reason.points
    left, right = (
        format_html('<bdi lang="{}">{}</bdi>', *reversed(_text(side))) for side in (reason.left, reason.right)
    )
    is_said = points and reason.feature not in _NEITHER
    tone = UNKNOWN if not is_said else DIFFERS if points < 0 else AGREES
    sign = "−" if points < 0 else "+" if points > 0 else ""
    sentence = format_html(_(reason.says), left=left, right=right)
    return Weight(sentence, sign + _number(abs(points)), round(abs(points) / longest * 100), tone)


def _number(share: float) -> str:
    """Of a hundred, to one place: as many digits as the points have, so that what is shown can be added up."""
    return formats.number_format(Decimal(round(share * 1000)) / 10, 1)


def _chance(probability: float) -> str:
    of_hundred = round(probability * 100)
    if of_hundred < 1:
        found = _("Of the pairs that this was learned from, hardly any with such a likeness were one person.")
    elif of_hundred > 99:
        found = _("Of the pairs that this was learned from, nearly all with such a likeness were one person.")
    else:
        found = _(
            "Of the pairs that this was learned from, about %(count)d of 100 with such a likeness were one person."
        )
    return f"{found % {'count': of_hundred}} {_('Among travellers it is far fewer, for hardly any of them is sought.')}"


def _rows(asked: Mapping[str, Any], likeness: Likeness, facts: Mapping[str, Any]) -> Iterable[Row]:
    parts = explaining.told(likeness.parts)
    recorded = likeness.found_as or facts.get("name") or facts.get("original_name") or ""
    name = full_name(asked)
    yield Row(_("Whole name"), [_text(name)] if name else [], [_text(recorded)] if recorded else [], "")
    for part in parts:
        if not any(part.feature.startswith(begins) for begins, *_rest in _FACTS):
            left, right = ([_text(side)] if side else [] for side in (part.left, part.right))
            yield Row(_("Part of the name"), left, right, _tone([part]))
    for begins, label, field, held in _FACTS:
        left, right = _asked(field, asked.get(field)), _recorded(held, facts.get(held))
        if left or right:
            tone = _tone([part for part in parts if part.feature.startswith(begins)])
            is_same = {one.text for one in left} & {one.text for one in right}
            yield Row(_(label), left, right, AGREES if is_same and tone == UNKNOWN else tone)


def _tone(parts: Iterable[Reason]) -> str:
    """What differs in anything differs; what only agrees, agrees."""
    reasons = list(parts)
    if any(explaining.differs(one) for one in reasons):
        return DIFFERS
    return AGREES if any(one.points > 0 for one in reasons) else UNKNOWN


def _asked(field: str, value: str | None) -> list[Text]:
    if not value:
        return []
    if field == "sex":
        return [Text(_(SEXES.get(value, value)), "")]
    if field == "nationality":
        return [Text(words.country(issuers.canonical(value) or value), "")]
    if field == "birth_date":
        return [Text(_day(value), "")]
    return [_text(value)]


def _recorded(field: str, value: Any) -> list[Text]:
    if not value:
        return []
    reader = next(one.reader for one in manifests.get("persons").fields if one.name == field)
    written = words.written(reader, value, _)
    shown = written if isinstance(written, list) else [written]
    plain = [rendering.day(one) if isinstance(one, date) else str(one) for one in shown]
    return [_text(one) if field == "birth_places" else Text(one, "") for one in plain]


def _day(value: str) -> str:
    return rendering.day(date.fromisoformat(value)) if len(value) == len("2000-01-01") else value
