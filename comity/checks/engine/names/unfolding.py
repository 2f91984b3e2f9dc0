"""Reads the flat words of `prepared.py` back, in compiled loops: the parts of a name, and these as the kernel of
spelling takes them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import kernel, learned, prepared
from comity.checks.engine.names.kernel import Segments, Sight, Weights, borrowing, njit
from comity.checks.engine.names.prepared import Words

# What is known of each part: its word, numbers for its text, its endings and its nicknames, and where its marks and
# its other spellings begin.
HEAD, TEXT, ENDINGS, NICKNAMES, MARKS, SPOKEN, _FIELDS = range(7)
Numbers = NDArray[np.int64]
# By part: these fields; the letters of each Latin spelling between its marks, their count, and a number for each.
Parts = tuple[Numbers, Numbers, Numbers, Numbers]
# The segments of native tokens and of Latin spellings, the counts of what was seen, the model of each script.
Known = tuple[Segments, Segments, Sight, Numbers]
# The arrays of a side that is spelt but for the last five; of one that spells but for the last four; and these.
Said = tuple[kernel.Ids, Numbers, Numbers, Numbers, Numbers]
Wrote = tuple[kernel.Ids, Numbers, Numbers, Numbers]
Beside = tuple[Numbers, Numbers, Weights, Weights, Numbers]
MOST_PARTS: Final = 32  # of a name of as many tokens as are foreseen
_WIDTH: Final = 32  # letters and marks of a Latin spelling
_START: Final = learned.LATIN.index("^") + 1
_END: Final = learned.LATIN.index("$") + 1
_FACTOR: Final = 0x2545F4914F6CDD1D
_LAST: Final = prepared.MOST_WRITTEN
SPELLINGS: Final = 3  # Latin spellings of a token that are tried
_NATIVE, _LATIN = kernel.NATIVE_MOST, kernel.LATIN_MOST


@njit(cache=True, nogil=True)
def bits(word: int, at: int, count: int) -> int:
    """So many bits of a word."""
    return int(word >> at & ((1 << count) - 1))


@njit(cache=True, nogil=True)
def whole(head: int) -> int:
    """How many whole tokens a name has, by its word."""
    return bits(head, prepared.AT_WHOLE, 4)


@njit(cache=True, nogil=True)
def ones(word: int) -> int:
    """How many bits are set, of few."""
    found = 0
    while word:
        word &= word - 1
        found += 1
    return found


def parts_room() -> Parts:
    """Room for the parts of one name."""
    return (
        np.zeros((MOST_PARTS, _FIELDS), np.int64),
        np.zeros((MOST_PARTS, _LAST, _WIDTH), np.int64),
        np.zeros((MOST_PARTS, _LAST), np.int64),
        np.zeros((MOST_PARTS, _LAST), np.int64),
    )


@borrowing
def unfold(words: Words, at: int, parts: Parts) -> None:
    """The first parts of the name whose word is there, as many as there is room for."""
    fields, _letters, lengths, numbers = parts
    place = at + 1
    for i in range(len(fields)):
        for field in range(_FIELDS):
            fields[i, field] = 0
        for form in range(_LAST):
            lengths[i, form], numbers[i, form] = 0, 0
        head = int(words[place])
        place += 1
        fields[i, HEAD] = head
        for field, bit in ((TEXT, prepared.AT_TOLD_TEXT), (ENDINGS, prepared.AT_ENDINGS),
                           (NICKNAMES, prepared.AT_NICKNAMES)):  # fmt: skip
            if head >> bit & 1:
                fields[i, field] = words[place]
                place += 1
        fields[i, MARKS] = place
        place += ones(bits(head, prepared.AT_MARKS, prepared.MOST_MARKS))
        if head >> prepared.AT_JOINED & 1:
            _join(parts, i)
        else:
            place = _spell(words, place, parts, i)
        if not head >> prepared.AT_TOLD_TEXT & 1:
            fields[i, TEXT] = numbers[i, 0]
        fields[i, SPOKEN] = place
        for _ in range(bits(head, prepared.AT_SPOKEN, 5)):
            place += (2 * (words[place] & 255) + 9) // 8


@borrowing
def _spell(words: Words, place: int, parts: Parts, i: int) -> int:
    """Reads the Latin spellings that begin at a place; the place behind them."""
    _fields, letters, lengths, numbers = parts
    for form in range(min(_LAST, bits(parts[0][i, HEAD], prepared.AT_WRITTEN, 3))):
        length = int(words[place] & 255)
        letters[i, form, 0] = _START
        number = 1
        for k in range(1, length + 1):
            code = int(words[place + (k >> 3)] >> (k & 7) * 8 & 255)
            letters[i, form, k] = code
            number = (number * _FACTOR + code) & prepared.MASK
        letters[i, form, length + 1] = _END
        lengths[i, form], numbers[i, form] = length, number
        place += (length + 8) // 8
    return place


@borrowing
def _join(parts: Parts, i: int) -> None:
    """Neighbours written as one word: the letters are theirs."""
    fields, letters, lengths, numbers = parts
    first = bits(fields[i, HEAD], 0, 4)
    letters[i, 0, 0] = _START
    number, length = 1, 0
    for token in range(first, first + bits(fields[i, HEAD], prepared.AT_LENGTH, 2)):
        for k in range(1, lengths[token, 0] + 1):
            code = int(letters[token, 0, k])
            length += 1
            letters[i, 0, length] = code
            number = (number * _FACTOR + code) & prepared.MASK
    letters[i, 0, length + 1] = _END
    lengths[i, 0], numbers[i, 0] = length, number


@borrowing
def spoken(words: Words, part: Parts, how: tuple[bool, Segments], into: Said, own: Numbers) -> int:
    """Writes the forms of one part as of the side that is spelt: in its own letters where there is a model for them, if
    that is wanted; how many."""
    forms, rows, _longest = _spoken_size(words, part, how[0])
    _clear(into[0], rows)
    _say(words, part, how, into, own)
    return forms


@borrowing
def _clear(ids: kernel.Ids, rows: int) -> None:
    for row in range(rows):
        for column in range(ids.shape[1]):
            ids[row, column] = -1


@borrowing
def _spoken_size(words: Words, parts: Parts, native: bool) -> tuple[int, int, int]:
    """How many forms, how many rows of segments, how many letters the longest spelling of its own."""
    fields, _letters, lengths, _numbers = parts
    forms, rows, longest = 0, 0, 0
    for i in range(len(fields)):
        count = bits(fields[i, HEAD], prepared.AT_SPOKEN, 5) if native else 0
        place = fields[i, SPOKEN]
        for _ in range(count):
            size = int(words[place] & 255)
            rows += size + 1
            longest = max(longest, size)
            place += (2 * size + 9) // 8
        if not count:
            count = min(SPELLINGS, _LAST, bits(fields[i, HEAD], prepared.AT_WRITTEN, 3))
            for form in range(count):
                rows += lengths[i, form] + 3
        forms += count
    return forms, rows, longest


@borrowing
def _say(words: Words, parts: Parts, how: tuple[bool, Segments], into: Said, own: Numbers) -> None:
    """Writes the forms down one after the other."""
    (fields, letters, lengths, numbers), (native, segments) = parts, how
    ids, starts, owners, spelt, models = into
    latin, at = len(segments[2]) - 1, 0
    for i in range(len(fields)):
        count = bits(fields[i, HEAD], prepared.AT_SPOKEN, 5) if native else 0
        place = fields[i, SPOKEN]
        is_own = count > 0
        if not is_own:
            count = min(SPELLINGS, bits(fields[i, HEAD], prepared.AT_WRITTEN, 3))
        for form in range(count):
            owners[at] = i
            if is_own:
                size, model = int(words[place] & 255), int(words[place] >> 8 & 255)
                codes = own[:size]
                _read(words, place, codes)
                place += (2 * size + 9) // 8
                spelt[at] = _number(codes) if model == latin else 0
            else:
                codes, model = letters[i, form, : lengths[i, form] + 2], latin
                spelt[at] = numbers[i, form]
            models[at] = model
            starts[at + 1] = starts[at] + len(codes) + 1
            kernel.number(codes, model, segments, ids[starts[at] : starts[at + 1]])
            at += 1


@borrowing
def _read(words: Words, place: int, codes: Numbers) -> None:
    """The letters of another spelling, as many as there is room for."""
    for k in range(1, len(codes) + 1):
        codes[k - 1] = words[place + (k >> 2)] >> (k & 3) * 16 & 0xFFFF


@borrowing
def _number(codes: Numbers) -> int:
    """The number of a Latin spelling from its letters between its marks."""
    number = 1
    for k in range(1, len(codes) - 1):
        number = (number * _FACTOR + int(codes[k])) & prepared.MASK
    return number


@borrowing
def written(part: Parts, segments: Segments, into: Wrote) -> int:
    """Writes the forms of one part as of the side that spells; how many."""
    forms, rows = _written_size(part)
    _clear(into[0], rows)
    _write(part, segments, into)
    return forms


@borrowing
def _written_size(parts: Parts) -> tuple[int, int]:
    """How many forms, and how many rows of segments."""
    fields, _letters, lengths, _numbers = parts
    forms, rows = 0, 0
    for i in range(len(fields)):
        for form in range(min(SPELLINGS, bits(fields[i, HEAD], prepared.AT_WRITTEN, 3))):
            forms += 1
            rows += lengths[i, form] + 3
    return forms, rows


@borrowing
def _write(parts: Parts, segments: Segments, into: Wrote) -> None:
    """Writes the forms down one after the other."""
    fields, letters, lengths, numbers = parts
    (ids, starts, owners, spelt), at = into, 0
    for i in range(len(fields)):
        for form in range(min(SPELLINGS, bits(fields[i, HEAD], prepared.AT_WRITTEN, 3))):
            codes = letters[i, form, : lengths[i, form] + 2]
            owners[at], spelt[at] = i, numbers[i, form]
            starts[at + 1] = starts[at] + len(codes) + 1
            kernel.number(codes, -1, segments, ids[starts[at] : starts[at + 1]])
            at += 1


@borrowing
def beside(words: Words, parts: Parts, known: Known, wanted: int, into: Beside) -> None:
    """What is known of the parts beside their letters, as the kernel has it; what was seen by the models wanted only,
    for that takes long to find."""
    fields, _letters, _lengths, numbers = parts
    sight_keys, seen, _totals = known[2]
    usual, marks, counts, rarity, texts = into
    models = known[3]
    for i in range(len(fields)):
        head = int(fields[i, HEAD])
        for form in range(SPELLINGS):
            usual[i, form] = numbers[i, form]
        place, own = fields[i, MARKS], models[bits(head, prepared.AT_WRITING, 4)]
        is_latin = bits(head, prepared.AT_WRITING, 4) == prepared.LATIN
        for model in range(prepared.MOST_MARKS):
            marks[i, model], counts[i, model] = 0, 0.0
            if head >> (prepared.AT_MARKS + model) & 1:
                marks[i, model] = words[place]
                place += 1
                if wanted >> model & 1:
                    counts[i, model] = kernel.look_up(sight_keys, seen, marks[i, model])
            elif is_latin or model == own:
                marks[i, model] = 1  # never seen by a model that might have
        rarity[i] = bits(head, prepared.AT_RARITY, prepared.RARITY_BITS) / prepared.RARITY_STEP
        texts[i] = fields[i, TEXT]
