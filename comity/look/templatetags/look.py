"""Tags and filters that pages of every room use."""

from django import template

register = template.Library()
