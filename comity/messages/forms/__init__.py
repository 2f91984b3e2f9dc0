"""Input shapes of the pages of messages: `letter` to write one, `recipients` to choose, `filtering` to search."""

from comity.messages.forms.filtering import SearchForm
from comity.messages.forms.letter import LetterForm

__all__ = ["LetterForm", "SearchForm"]
