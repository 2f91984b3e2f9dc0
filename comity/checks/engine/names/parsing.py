"""Reading a personal name of any culture: which words are names, which stand beside them, which is the family's.

The order is kept as written, for no rule tells the family name in all countries; where a comma, capitals or the field
of a form tell it, `family` says so.
"""

import re
from functools import lru_cache
from typing import Final

from comity.checks.engine.names import han_names, parsing_letters, scripts
from comity.checks.engine.names.name import Name, Role, Token
from comity.checks.engine.names.parsing_tables import Words, words
from comity.checks.engine.names.romanising import romanise

# "Abdurrahman" and "Abdelkader" are "servant of" and a name of God; "Abdullah" stays whole, as everywhere.
_SERVANT: Final = re.compile(
    r"(abd(?:ou|[aeiou])(?:l|([rsnzdtc])(?=\2))?|абд[уеаи](?:ль?|([рсндзт])(?=\3))?|عبد(?=ال))(.{3,})"
)
_ALLAH: Final = re.compile(r"abd(?:ou|[aeiou])l+[ae](?:h|i|hi|y|ye|kh)?|абд[уа]лл?[ао]й?х?|عبدالله?")
# "Najmuddin" and "Noureddine" are a name and "of the faith".
_FAITH: Final = re.compile(
    r"(.{3,}?)(?:[aeiou]dd?[ie]{1,2}ne?(?<=ddine|.ddin|ddeen|ddien)|[aeu]ldi+ne?|(?:ад|уд|эд)дин|الدين)"
)
# Of so many words at most, each of so many letters, all may be the family's.
_FEW, _SHORT = 2, 3
_LONG: Final = 6  # letters at least of a word that may be two, or a father's name
_ARABIC_ARTICLE: Final = re.compile(r"ال(?=.{3,})")
_WHOLE: Final = frozenset({"geraldine", "aldine"})


@lru_cache(maxsize=65_536)
def parse(text: str, *, family: str = "") -> Name:
    """The name as written; `family` is its family name, where a form or a record says which it is."""
    if text and not family:
        return _parsed(text)
    before = _read(family) if family else []
    given = _apart(_read(text), before)
    if before and before == given[: len(before)]:
        given = given[len(before) :]
    elif before and before == given[len(given) - len(before) :]:
        return _name(text, given[: len(given) - len(before)], before, is_family_first=False)
    if before or not text:
        return _name(f"{family}, {text}" if text else family, given, before, is_family_first=True)
    return _parsed(text)


def _apart(given: list[str], family: list[str]) -> list[str]:
    """The words of a name; one that is written without a space behind the family name known is two."""
    if (
        len(given) != 1
        or len(family) != 1
        or scripts.of(given[0][0]) not in (scripts.HAN, scripts.HANGUL, scripts.KANA)
    ):
        return given
    rest = given[0].removeprefix(family[0])
    return [family[0], rest] if rest and rest != given[0] else given


def _parsed(text: str) -> Name:
    table = words()
    parts = [part for part in parsing_letters.parts(text) if part]
    while len(parts) > 1 and all(word in table.generations or word in table.titles for word in parts[-1]):
        suffix = parts.pop()
        parts[-1] = [*parts[-1], *suffix]
    if len(parts) > 1:
        return _name(text, [word for part in parts[1:] for word in part], parts[0], is_family_first=True)
    found = parts[0] if parts else []
    capital = _capitals(text, found)
    if capital:
        start, end = capital
        return _name(text, [*found[:start], *found[end:]], found[start:end], is_family_first=start == 0)
    return _name(text, found, [], is_family_first=False)


def _read(text: str) -> list[str]:
    return [word for part in parsing_letters.parts(text) for word in part]


def _capitals(text: str, found: list[str]) -> tuple[int, int] | None:
    """The first and the next position of the family name written in capitals, as in "Marie-Élise DURAND"."""
    if text.islower() or text.isupper() or text.istitle():
        return None
    written = text.replace("-", " ").replace(".", " ").split()
    if len(written) != len(found):
        return None
    high = [
        i
        for i, word in enumerate(written)
        if len(word) > 1 and word.isupper() and word.lower() not in words().generations
    ]
    if (
        not high
        or len(high) == len(written)
        or high[-1] - high[0] != len(high) - 1
        or 0 < high[0] < len(written) - len(high)
    ):
        return None
    return high[0], high[-1] + 1


def _name(text: str, given: list[str], family: list[str], *, is_family_first: bool) -> Name:
    """The tokens of both parts in the order in which they were written."""
    table = words()
    if not family and len(given) == 1:
        family, given = _unspaced(given[0], table)
        is_family_first = True
    ordered = [*family, *given] if is_family_first else [*given, *family]
    first = 0 if is_family_first else len(given)
    if tokens := _of_plain(ordered, range(first, first + len(family))):
        return Name(text, tokens, tuple(range(first, first + len(family))))
    marked = [
        *((piece, True) for word in family for piece in _pieces(word)),
        *((piece, False) for word in given for piece in _pieces(word)),
    ]
    if not is_family_first:
        cut = len(marked) - sum(not is_family for _, is_family in marked)
        marked = [*marked[cut:], *marked[:cut]]
    return _with_roles(text, marked[: parsing_letters.MOST_WORDS], table)


def _with_roles(text: str, marked: list[tuple[str, bool]], table: Words) -> Name:
    """Says what each word is, and leaves the titles out where a name is left without them."""
    roles = [_role(marked, at, table) for at in range(len(marked))]
    for at, (word, _) in enumerate(marked):
        if roles[at] == "generation" and len(word) == 1 and f"{word}." in text.lower():
            roles[at] = "initial"  # "Smith, V." is no fifth
    kept = [at for at, role in enumerate(roles) if role != "title"]
    if not any(roles[at] in ("name", "honorific") for at in kept):
        kept = list(range(len(marked)))  # nothing else is left: it may be the name
        roles = ["name" if role in ("title", "honorific") else role for role in roles]
    if not any(roles[at] == "name" for at in kept):
        roles = ["name" if role != "generation" else role for role in roles]
    names = sum(role == "name" for role in roles)
    tokens: list[Token] = []
    family: list[int] = []
    for at in kept:
        role = roles[at]
        if role == "honorific":
            role = "particle" if names > 1 else "name"
        if marked[at][1]:
            family.append(len(tokens))
        tokens.append(_token(_form(marked[at][0], role, table), role))
    return Name(text, tuple(tokens), tuple(family) if len(family) < len(tokens) else ())


def _role(marked: list[tuple[str, bool]], at: int, table: Words) -> str:
    word, is_family = marked[at]
    after = marked[at + 1][0] if at + 1 < len(marked) else ""
    if word in table.generations and at > 0 and not (len(word) == 1 and (after or is_family)):
        return "generation"
    if len(word) == 1 and scripts.of(word) not in (scripts.HAN, scripts.HANGUL, scripts.KANA):
        return "name" if is_family else "initial"
    if word in table.titles:
        return "title"
    if word in table.honorifics:
        before = marked[at - 1][0] if at else ""
        return "name" if before in table.particles else "honorific"
    if word in table.particles:
        return _particle(marked, at, table)
    if word in table.assimilated and after.startswith(word[1:]):
        return "particle"
    if len(marked) > 2 and not is_family and word.endswith(table.patronymics) and len(word) > 5:
        return "patronymic"
    return "name"


def _particle(marked: list[tuple[str, bool]], at: int, table: Words) -> str:
    """A particle needs a name to stand before; "Ben Smith" and "Le Duc Tho" begin with a name."""
    word, is_family = marked[at]
    form = table.particles[word]
    is_last = at + 1 == len(marked) or (is_family and not marked[at + 1][1])
    if form == "din":
        return "particle" if at else "name"
    if is_last:
        return "particle" if form == "abd" and len(marked) > 1 and at else "name"
    if at == 0 and not is_family and form in ("bin", "la", "de", "van", "san", "y", "nga", "thi", "ap", "ter"):
        return (
            "particle"
            if word in ("bin", "ibn", "بن", "ابن") or (len(marked) > 2 and word not in ("ben", "le", "van", "do"))
            else "name"
        )
    return "particle"


def _form(word: str, role: str, table: Words) -> str:
    """Titles and names as written; an article without its assimilation."""
    return "al" if role == "particle" and word in table.assimilated else word


@lru_cache(maxsize=262_144)
def _token(text: str, role: Role) -> Token:
    script = scripts.script(text)
    table = words()
    form = ""
    if role == "particle":
        form = table.particles.get(text, "")
    elif role == "generation":
        form = table.generations.get(text, "")
    spelt = romanise(text, script)
    return Token(text, script, (form, *(one for one in spelt if one != form)) if form else spelt, role)


def _plain(word: str) -> Token | None:
    """The token of a word that is a name and nothing else, wherever it stands; None where there is more to see."""
    if len(word) < 2 or word in words():
        return None
    # What of two names joined there may be in Latin letters begins or ends so.
    if word.isascii() and word.isalpha() and not (word.startswith("abd") or ("d" in word and word[-1] in "ne")):
        return Token(word, scripts.LATIN, (word[: scripts.LONGEST],), "name")
    return _token(word, "name") if _pieces(word) == (word,) else None


def _of_plain(ordered: list[str], family: range) -> tuple[Token, ...]:
    """The tokens of words that are all plain; none where they are not, or where more must be seen to tell."""
    found: list[Token] = []
    for word in ordered:
        token = _plain(word)
        if token is None:
            return ()
        found.append(token)
    if len(family) == len(found) and (len(found) > _FEW or any(len(word) < _SHORT for word in ordered)):
        return ()
    if len(found) <= _FEW:
        return tuple(found)
    found = [one if at in family else _as_middle(one) for at, one in enumerate(found)]
    is_whole = len(found) <= parsing_letters.MOST_WORDS and any(one.role == "name" for one in found)
    return tuple(found) if is_whole else ()


def _as_middle(token: Token) -> Token:
    """The token of a name of more than two, which may be a father's."""
    is_fathers = len(token.text) >= _LONG and token.text.endswith(words().patronymics)
    return _token(token.text, "patronymic") if is_fathers else token


@lru_cache(maxsize=262_144)
def _pieces(word: str) -> tuple[str, ...]:
    """What is written as one word and is two, or has the article joined to it."""
    if len(word) < _LONG or word in _WHOLE:
        return (word,)
    faith = _FAITH.fullmatch(word)
    if faith:
        return (*_pieces(faith[1]), "din")
    servant = _SERVANT.fullmatch(word)
    if servant and not _ALLAH.fullmatch(word):
        return ("abd", _ARABIC_ARTICLE.sub("", servant[4])) if word[0] != "а" else ("абд", servant[4])
    return (word,)


def _unspaced(word: str, table: Words) -> tuple[list[str], list[str]]:
    """Family and given name of a Chinese, Japanese or Korean name, which are written without a space."""
    script = scripts.script(word)
    families = {scripts.HAN: table.han_families, scripts.HANGUL: table.hangul_families}.get(script)
    if families is None or not 2 <= len(word) <= (4 if script == scripts.HANGUL else han_names.LONGEST):
        return [], [word]
    if script == scripts.HAN and (at := han_names.cut(word, is_chinese=word[0] in families or word[:2] in families)):
        return [word[:at]], [word[at:]]
    for length in (2, 1):
        if len(word) > length and word[:length] in families and len(word) - length <= 2:
            return [word[:length]], [word[length:]]
    if script == scripts.HAN and len(word) == 4:
        return [word[:2]], [word[2:]]
    return [], [word]
