"""Words of the compliance room for its pages: grounds, factors, conclusions, and evidence as lines."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from comity.compliance import codes, rules

register = template.Library()


@register.filter
def ground(code: str) -> str:
    """The label of a code."""
    known = codes.CODES.get(code)
    return gettext(known.label) if known else code


@register.filter
def factor(name: str) -> str:
    return gettext(rules.FACTORS.get(name, name))


@register.filter
def conclusion(name: str) -> str:
    return gettext(rules.CONCLUSIONS.get(name, name))


@register.simple_tag
def evidence(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a finding rests on, one line each."""
    return [(name.replace("_", " "), _line(value)) for name, value in found.items() if value not in (None, "", [], {})]


def _line(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(f"{name.replace('_', ' ')}: {_line(one)}" for name, one in value.items() if one)
    if isinstance(value, list | tuple):
        return "; ".join(_line(one) for one in value)
    return str(value)
