"""What each reason counts: the whole table on one screen.

The weights are natural logarithms of odds, learned by `python -m learning.weights` from labelled pairs, which writes
them here, and the thresholds and the calibration, with their figures, into tables/weights.json.
"""

import functools
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec

from comity.core.languages import mark


class Row(msgspec.Struct, frozen=True):
    """One reason: its name, what one unit of it counts, and the sentence that is shown."""

    feature: str
    weight: float
    says: str


TABLE: Final = (
    Row("two_people", -5.091, mark("Where every score starts: two people of whom nothing is known yet.")),
    Row("alike", 0.565, mark("{left} and {right} are one name, as far as the spelling tells.")),
    Row("same", 0.485, mark("{left} is the same on both sides.")),
    Row("spelt_otherwise", -0.363, mark("{left} and {right} are spelt more differently than one name mostly is.")),
    Row("whole_name", 2.899, mark("All parts of both names agree.")),
    Row("joined", 0.502, mark("{left} and {right} are one name, written as one word or as two.")),
    Row("gendered", 0.5, mark("{left} and {right} are his and her form of one family name.")),
    Row("nickname", 1.946, mark("{left} and {right} are forms of one name.")),
    Row("initial", 0.799, mark("{left} fits {right} as an initial.")),
    Row("particle", 0.7, mark("The particle {left} fits {right}.")),
    Row("differ", 0.514, mark("{left} and {right} are different names.")),
    Row("least_alike", -0.05, mark("{left} and {right} are the parts least alike, and count once more.")),
    Row("other_order", -1.0, mark("The parts stand in another order.")),
    Row("patronymic_differs", -2.001, mark("The names from the father differ: {left}, {right}.")),
    Row("initial_differs", -1.5, mark("The initials differ: {left}, {right}.")),
    Row("generation_differs", -4.0, mark("Two generations, or two numbers: {left}, {right}.")),
    Row("generation_same", 3.001, mark("The generation or number is the same: {left}.")),
    Row("name_missing", -0.858, mark("{left}{right} is on one side only.")),
    Row(
        "small_missing",
        -0.05,
        mark("{left}{right}, which is often left out, is on one side only."),
    ),
    Row("one_only", -0.377, mark("Only one part of the name agrees.")),
    Row("family_as_given", -0.487, mark("{left} and {right} stand in different places: family name and given name.")),
    Row("namesakes", -1.0, mark("A name is no proof: people who are not one have the same name.")),
    Row("born_same_day", 7.919, mark("The date of birth is the same: {left}.")),
    Row("born_same_month", 4.5, mark("The dates of birth agree as far as they are known: {left}, {right}.")),
    Row("born_same_year", 3.496, mark("The years of birth agree: {left}, {right}.")),
    Row("born_roughly", 2.0, mark("The dates of birth agree roughly: {left}, {right}.")),
    Row(
        "born_day_and_month_swapped",
        4.5,
        mark("Day and month of birth are swapped: {left}, {right}."),
    ),
    Row("born_day_a_digit_off", 3.492, mark("Only the day of birth differs, by a slip: {left}, {right}.")),
    Row(
        "born_month_a_digit_off",
        3.486,
        mark("Only the month of birth differs, by a slip: {left}, {right}."),
    ),
    Row("born_year_one_off", 2.493, mark("The year of birth differs by one: {left}, {right}.")),
    Row("born_year_beside", 0.498, mark("The years of birth are next to each other: {left}, {right}.")),
    Row("born_century_off", 2.0, mark("The date of birth is the same but for the century: {left}, {right}.")),
    Row("born_year_a_digit_off", -4.497, mark("The year of birth differs a little, maybe by a slip: {left}, {right}.")),
    Row("born_same_year_other_day", -1.001, mark("The year of birth is the same, not the day: {left}, {right}.")),
    Row("born_other_day", -6.103, mark("The date of birth is another, within a few years: {left}, {right}.")),
    Row("born_few_years_apart", -4.547, mark("The years of birth differ by a few: {left}, {right}.")),
    Row("born_other_year", -9.991, mark("The year of birth is another: {left}, {right}.")),
    Row("sex_differs", -3.0, mark("The sex is another: {left}, {right}.")),
    Row("nationality_same", 0.7, mark("A nationality is the same: {left}.")),
    Row("nationality_differs", -0.7, mark("The nationality is another: {left}, {right}.")),
    Row("place_same", 0.7, mark("A place is the same: {left}.")),
    Row("document_same", 10.0, mark("A document is the same: {left}.")),
    Row("cut_off", 1.0, mark("The score ends at 0 and at 1.")),
)
WEIGHTS: Final = {row.feature: row.weight for row in TABLE}
SAYS: Final = {row.feature: row.says for row in TABLE}
SCALE: Final = 26.0  # log odds from score 0 to score 1
EVEN: Final = 0.5  # the score at which both are equally likely
MOST_OF_ONE: Final = 9.0  # evidence of one part of a name that counts in full
MOST_OF_NAME: Final = 12.0  # what agreeing names count at most: beyond, people of one name are not told apart


class Learned(msgspec.Struct, frozen=True):
    """What was measured: from which score a pair of scripts is possible, and the share of one person."""

    thresholds: dict[str, float]
    calibration: tuple[tuple[float, float], ...]
    figures: dict[str, object] = {}


@functools.cache
def learned() -> Learned:
    """From tables/weights.json."""
    return msgspec.json.decode((Path(__file__).parent / "tables" / "weights.json").read_bytes(), type=Learned)


def threshold(scripts: str) -> float:
    """The score from which two names in these scripts are possible."""
    table = learned().thresholds
    return table.get(scripts, table["other"])


def probability(score: float) -> float:
    """The share of one and the same person among pairs of such a score, between the points of the calibration."""
    points = learned().calibration
    if score <= points[0][0]:
        return points[0][1]
    for (low, least), (high, most) in pairwise(points):
        if score <= high:
            return least + (most - least) * (score - low) / (high - low)
    return points[-1][1]
