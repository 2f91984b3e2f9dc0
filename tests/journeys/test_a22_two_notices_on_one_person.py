"""A-22: two countries, or one twice, ask for the same person: the reviewer sees both, and counts one case."""

from comity.compliance.rules import Verdict
from comity.testing.stage import Stage
from tests.compliance.conftest import asked, decide, rules_found, screened, stage, take

__all__ = ["stage"]

OTHER_CASE = {
    "case": {"reference": "JP-2026-8"},
    "charges": {
        "facts": "On 4 April 2023 in Kitasaki she, as head of purchasing of a hospital, had eleven invoices for devices"
        " that were never delivered paid by bank transfer to a company that she had founded in her brother's name.",
        "place": "Kitasaki",
        "began_on": "2023-04-04",
        "ended_on": "2023-04-04",
    },
    "warrant": {"authority": "District court of Kitasaki", "number": "H5-88", "place": "Kitasaki"},
}


def test_a22_the_second_request_shows_the_first_to_the_reviewer_alone(stage: Stage) -> None:
    first = screened(stage)
    decide(stage, first.pk)
    second = screened(stage, asked(**OTHER_CASE), username="jp.bureau")
    assert "C-36" in rules_found(second.pk)
    review = take(stage, "gs.reviewer")
    assert review.subject == second.pk
    page = stage.client("gs.reviewer").get(f"/compliance/reviews/{review.pk}/").content.decode()
    assert "Another request on the same person is running." in page
    desk = stage.client("jp.bureau").get(f"/compliance/ours/{review.pk}/").content.decode()
    assert str(first.pk) not in desk and "another request" not in desk.lower()


def test_a22_a_duplicate_is_refused_without_a_mark_against_the_person(stage: Stage) -> None:
    first = screened(stage)
    decide(stage, first.pk)
    second = screened(stage)
    decide(stage, second.pk, Verdict.REFUSE, codes=("DUPLICATE",))
    second.refresh_from_db()
    assert second.state == "refused"
    third = screened(stage, asked(**OTHER_CASE), username="jp.bureau")
    found = [one for one in _findings(third.pk) if one["rule"] == "C-36"]
    assert not any(one["evidence"].get("decision") for one in found)


def _findings(subject: object) -> list[dict[str, dict[str, object]]]:
    from comity.compliance.models import Screening

    return list(Screening.objects.filter(subject=subject).latest("at", "pk").findings)
