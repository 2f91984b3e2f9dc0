"""A-01: a red notice is refused, so the same country sends the request straight to the police it wants it from."""

import pytest

from comity.compliance import queries, rules
from comity.compliance.rules import Matter, Verdict
from comity.core.errors import Invalid
from comity.testing.stage import Stage
from tests.compliance.conftest import asked, decide, opine, refused, review_of, rules_found, sent, stage, take

__all__ = ["stage"]

# As the same desk writes her the second time: the order turned, a hyphen, another document.
AGAIN = {"family_name": "Ilva-Marette", "given_names": "TOLVANDER", "documents": ["P SWE QQ9999999"]}


def test_a01_the_diffusion_is_held_and_only_the_reviewer_learns_why(stage: Stage) -> None:
    before = refused(stage, reasons="The charges follow from articles she wrote about the government.")
    diffusion = sent(stage, asked(person=AGAIN))
    assert diffusion.status == "held"
    assert "C-36" in rules_found(diffusion.pk)

    sender = stage.client("br.bureau").get(f"/diffusions/{diffusion.pk}/").content.decode()
    assert "Held for review" in sender
    ours = stage.client("br.bureau").get("/compliance/ours/").content.decode()
    for word in ("C-36", "tombstone", "articles she wrote", "refused"):
        assert word not in sender and word not in ours
    for username in ("ke.bureau", "fr.bureau"):
        assert stage.client(username).get(f"/diffusions/{diffusion.pk}/").status_code == 404

    review = take(stage, "gs.reviewer")
    assert (review.matter, review.subject) == (Matter.DIFFUSION, diffusion.pk)
    page = stage.client("gs.reviewer").get(f"/compliance/reviews/{review.pk}/").content.decode()
    assert "Decided before" in page
    assert "The charges follow from articles she wrote" in page
    assert [one.decision.pk for one in queries.earlier(review)] == [before.pk]


def test_a01_one_person_cannot_let_it_out_and_must_say_what_is_new(stage: Stage) -> None:
    refused(stage)
    diffusion = sent(stage)
    review = take(stage, "gs.reviewer")
    assert review.opinions_needed == 2
    with pytest.raises(Invalid) as refusal:
        opine(stage, "gs.reviewer", review, what_is_new="")
    assert "what_is_new" in {problem.field for problem in refusal.value.problems}
    opine(stage, "gs.reviewer", review)
    diffusion.refresh_from_db()
    assert diffusion.status == "held"
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.duty")
    decide(stage, diffusion.pk, Verdict.REFUSE, codes=("SAME_AGAIN",))
    diffusion.refresh_from_db()
    assert diffusion.status in ("held", "refused")


def test_a01_a_proxy_is_held_as_well(stage: Stage) -> None:
    """A-21: a second country files for the first."""
    refused(stage)
    diffusion = sent(stage, asked(person=AGAIN), username="ma.bureau")
    assert diffusion.status == "held"
    assert "C-36" in rules_found(diffusion.pk)


def test_a01_anybody_elses_arrest_is_released_by_the_duty_officer_alone(stage: Stage) -> None:
    """At three in the morning: held, because it seeks an arrest; one person, awake, lets it out."""
    diffusion = sent(stage, is_urgent=True)
    assert diffusion.status == "held"
    review = review_of(diffusion.pk)
    assert review.opinions_needed == 1
    assert (review.target_at - review.made_at).total_seconds() == 30 * 60
    opine(stage, "gs.duty", take(stage, "gs.duty"))
    diffusion.refresh_from_db()
    assert diffusion.status == "delivered"
    assert stage.client("ke.bureau").get(f"/diffusions/{diffusion.pk}/").status_code == 200
