"""I-24/7 over HTTP, for national systems that seal and sign on their own side: send, list, fetch, acknowledge."""

from comity.messages.api.views import api_urls

__all__ = ["api_urls"]
