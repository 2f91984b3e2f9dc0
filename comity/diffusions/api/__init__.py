"""The API of the diffusions room: `views` parse, take one step or read, and answer; `files` are behind their gate."""

from comity.diffusions.api.views import api_urls

__all__ = ["api_urls"]
