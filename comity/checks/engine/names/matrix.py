"""The evidence of every part of one name with every part of another, in one compiled call over flat words.

A side is the words of its parts one after another. A part: how many forms it has; what is told of it beside its
letters; then its forms. A form: its model, a number for its Latin spelling (0: another script), how many letters, and
these. What is told: a number for the text, the logarithm of rarity, numbers of its usual Latin spellings, its marks in
each model and their counts.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import kernel
from comity.checks.engine.names.kernel import Letters, Segments, Sight, Spoken, njit

Words = NDArray[np.int64]
# Segments of all models, and of Latin spellings; then the tables of pairs of segments and of sightings.
Tables = tuple[Segments, Segments, Letters, Sight]
# How many parts a side has; a bit for each that is in another form than a whole token, and for each that is a stem.
Kinds = tuple[int, int, int]

USUAL: Final = 3  # Latin spellings of a part by which it is known
_FORM: Final = 3  # words of a form before its letters
_TEXT, _RARITY, _USUAL = 1, 2, 3
_MARKS: Final = _USUAL + USUAL


@njit(cache=True, nogil=True)
def evidences(
    spoken: Words, written: Words, kinds: tuple[Kinds, Kinds], tables: Tables, loss: float
) -> NDArray[np.float32]:
    """By parts of `spoken` (rows) and of `written` (columns). Where a side has parts in other forms, what two whole
    tokens have is not worked out again, nor what two others do that never meet."""
    (count, others, stems), (written_count, written_others, written_stems) = kinds
    segments, latin_segments, letters, sight = tables
    left = _laid(spoken, count, segments, kernel.NATIVE_MOST, len(sight[2]))
    ids, starts, owners, spelt, _, _, marks, counts, rarity, texts = _laid(
        written, written_count, latin_segments, kernel.LATIN_MOST, len(sight[2])
    )
    right = ids, starts, owners, spelt, marks, counts, rarity, texts
    found, sums = np.full((count, written_count), -kernel.FLOOR), kernel.room(left, right)
    for x in range(len(left[2])):
        i = left[2][x]
        for y in range(len(owners)):
            j = owners[y]
            is_other, is_stem = others >> i & 1, stems >> i & 1
            if others | written_others and is_other == written_others >> j & 1 and not is_stem & written_stems >> j:
                continue
            found[i, j] = max(found[i, j], kernel.of_forms((x, y, sums), left, right, letters, sight, loss))
    return found.astype(np.float32)


@njit(cache=True, nogil=True)
def _counted(words: Words, count: int, models: int) -> tuple[int, int]:
    """How many forms a side has, and rows of numbers of segments."""
    at, forms, rows = 0, 0, 0
    for _ in range(count):
        here = int(words[at])
        at += _MARKS + 2 * models
        forms += here
        for _form in range(here):
            rows += words[at + 2] + 1
            at += _FORM + words[at + 2]
    return forms, rows


@njit(cache=True, nogil=True)
def _laid(words: Words, count: int, segments: Segments, most: int, models: int) -> Spoken:
    """A side as the one that is spelt; with the segments of Latin spellings all that the one that spells needs."""
    forms, rows = _counted(words, count, models)
    ids, starts = np.full((rows, most + 1), -1, np.int32), np.zeros(forms + 1, np.int64)
    owners, spelt, numbers = np.zeros(forms, np.int64), np.zeros(forms, np.int64), np.zeros(forms, np.int64)
    usual, marks = np.zeros((count, USUAL), np.int64), np.zeros((count, models), np.int64)
    counts, rarity = np.zeros((count, models)), np.zeros(count)
    texts, bits = np.zeros(count, np.int64), words.view(np.float64)
    at, form = 0, 0
    for i in range(count):
        here = int(words[at])
        texts[i], rarity[i] = words[at + _TEXT], bits[at + _RARITY]
        for k in range(USUAL):
            usual[i, k] = words[at + _USUAL + k]
        for k in range(models):
            marks[i, k] = words[at + _MARKS + k]
            counts[i, k] = bits[at + _MARKS + models + k]
        at += _MARKS + 2 * models
        for _ in range(here):
            numbers[form], spelt[form], size, owners[form] = words[at], words[at + 1], words[at + 2], i
            starts[form + 1] = starts[form] + size + 1
            codes = words[at + _FORM : at + _FORM + size]
            model = numbers[form] if most == kernel.NATIVE_MOST else -1
            kernel.number(codes, model, segments, ids[starts[form] : starts[form + 1]])
            at += _FORM + size
            form += 1
    return ids, starts, owners, spelt, numbers, usual, marks, counts, rarity, texts
