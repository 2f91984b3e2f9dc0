"""Filters that the pages of keys need."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(table: Mapping[str, Any] | None, name: str) -> Any:
    """The value under a name; "" for none."""
    return (table or {}).get(name, "")


@register.filter
def as_field(role: str) -> list[tuple[str, str]]:
    """The ring that a verb is about, as the verb's hidden field."""
    return [("role", role)]
