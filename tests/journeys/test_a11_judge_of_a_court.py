"""A-11: a country whose leader a court has charged asks for the arrest of the court's judge."""

import pytest

from comity.compliance import rules
from comity.compliance.actions import tables
from comity.compliance.engine.tables import FunctionTerms
from comity.compliance.rules import State
from comity.testing.stage import Stage
from tests.compliance.conftest import asked, opine, review_of, rules_found, screened, sent, stage, take

__all__ = ["stage"]

HIDDEN = {"background": {"functions": ["none"]}}  # the requester says that the person holds no function


def protect_the_judge(stage: Stage) -> None:
    director = stage.actor("gs.director")
    terms = FunctionTerms(
        title="Judge of the Meridian criminal court",
        body="Meridian criminal court",
        reason="Its judges are protected by the agreement with the court.",
        starts_on=stage.now.date(),
    )
    function = tables.protect_function(actor=director, terms=terms, now=stage.now)
    tables.enter_holder(
        actor=director, function_id=function.pk, name="Ilva Marette Tolvander", birth_year=1979, now=stage.now
    )


def test_a11_two_reviewers_are_not_enough_without_the_director(stage: Stage) -> None:
    protect_the_judge(stage)
    notice = screened(stage, asked(**HIDDEN))
    review = review_of(notice.pk)
    assert "C-23" in rules_found(notice.pk)
    assert (review.director_needed, review.opinions_needed) == (True, 2)
    opine(stage, "gs.reviewer", take(stage, "gs.reviewer"))
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.reviewer2")
    notice.refresh_from_db()
    assert notice.state == "in_review"
    opine(stage, "gs.director", take(stage, "gs.director"))
    notice.refresh_from_db()
    assert notice.state == "published"


def test_a11_a_diffusion_reaches_nobody_before_the_director_has_read_it(stage: Stage) -> None:
    protect_the_judge(stage)
    diffusion = sent(stage, asked(**HIDDEN), is_urgent=True)
    assert diffusion.status == "held"
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.duty")
    opine(stage, "gs.reviewer", take(stage, "gs.reviewer"))
    assert review_of(diffusion.pk).state == State.SECOND_NEEDED
    with pytest.raises(rules.NothingToTake):
        take(stage, "gs.publisher")
    diffusion.refresh_from_db()
    assert diffusion.status == "held"
    assert stage.client("ke.bureau").get(f"/diffusions/{diffusion.pk}/").status_code == 404
