"""Names that a machine-readable zone cuts off: Doc 9303 leaves 39 letters in a passport, and 30 in a card."""

import msgspec

from comity.checks.engine.names.name import Name, Person, Token


def as_if_cut(asked: Person, held: Person) -> Person:
    """The person held, under names as the zone would have cut them: what begins as the last word asked ends there."""
    if not asked.names or not asked.names[0].tokens:
        return held
    last = asked.names[0].tokens[-1]
    cut = [_cut(name, last) for name in held.names]
    return msgspec.structs.replace(held, names=tuple(dict.fromkeys([*held.names, *(name for name in cut if name)])))


def _cut(name: Name, last: Token) -> Name | None:
    for place, token in enumerate(name.tokens):
        if any(_begins(own, part) for own in token.romanised for part in last.romanised):
            return msgspec.structs.replace(name, tokens=(*name.tokens[:place], last, *name.tokens[place + 1 :]))
    return None


def _begins(whole: str, part: str) -> bool:
    return len(whole) > len(part) and whole.startswith(part)
