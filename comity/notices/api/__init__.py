"""Notices over HTTP, for national systems: JSON in and out, bearer tokens, problem details on every error."""

from comity.notices.api.views import api_urls

__all__ = ["api_urls"]
