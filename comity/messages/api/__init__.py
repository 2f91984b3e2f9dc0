"""I-24/7 over HTTP, for national systems that seal and sign on their own side: send, list, fetch, acknowledge; ask for
consent, give it, disclose."""

from comity.messages.api import beside, views

api_urls = [*views.api_urls, *beside.api_urls]

__all__ = ["api_urls"]
