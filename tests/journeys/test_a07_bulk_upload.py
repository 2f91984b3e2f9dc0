"""A-07: after a coup thousands of names are sent at once, with the same facts for each."""

from comity.compliance.models import Review
from comity.diffusions import actions as diffusions
from comity.diffusions.models import Delivery, Diffusion
from comity.diffusions.stating import Stated
from comity.testing.requests import BLUE, changed
from comity.testing.stage import Stage
from tests.compliance.conftest import FACTS, rules_found, screen, stage

__all__ = ["stage"]

MANY = 30


def person(number: int) -> dict[str, object]:
    name = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")
    return {
        "family_name": f"Mor{name}sen",
        "given_names": f"Al{name}o",
        "birth_dates": [f"19{60 + number % 30}-0{1 + number % 9}-1{number % 10}"],
        "documents": [f"P BRA AA10{number:05}"],
    }


def test_a07_the_whole_batch_is_held_and_nobody_receives_any_of_it(stage: Stage) -> None:
    case = {"reference": "BR-2026-40", "facts": FACTS}
    requests = [
        ("blue", Stated(content=changed(BLUE, case=case, person=person(number)), recipients=("KE",)))
        for number in range(MANY)
    ]
    done = diffusions.send_many(actor=stage.actor("br.bureau"), requests=requests, now=stage.now)
    assert all(isinstance(one, Diffusion) for one in done), done
    for _round in range(3):
        screen(stage)
    assert set(Diffusion.objects.values_list("status", flat=True)) == {"held"}
    assert not Delivery.objects.exists()
    assert Review.objects.count() == MANY
    assert all("C-39" in rules_found(one.pk) for one in done if isinstance(one, Diffusion))
    assert set(Review.objects.values_list("opinions_needed", flat=True)) == {2}


def test_a07_few_at_once_are_no_flood(stage: Stage) -> None:
    requests = [
        (
            "blue",
            Stated(
                content=changed(
                    BLUE,
                    person=person(number),
                    case={
                        "reference": f"BR-2026-{number}",
                        "facts": f"Is thought to have sold the title to plot {number} twice in the year 202{number}.",
                    },
                ),
                recipients=("KE",),
            ),
        )
        for number in range(3)
    ]
    for one in requests:
        diffusions.send_many(actor=stage.actor("br.bureau"), requests=[one], now=stage.now)
    screen(stage)
    assert not any("C-39" in rules_found(one.pk) for one in Diffusion.objects.all())
