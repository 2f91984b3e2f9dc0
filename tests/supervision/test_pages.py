"""The pages of supervision, as those who decide and those concerned see them."""

from datetime import timedelta

from comity.supervision.models import Measure
from comity.testing.fixtures import stage
from comity.testing.stage import Stage

__all__ = ["stage"]
REASONS = "Many of its diffusions were not compliant."


def order(stage: Stage, **changes: object) -> str:
    given = {
        "bureau": "KE", "scopes": ["diffusions", "bulk"], "effects": ["hold"], "basis": "heightened",
        "reasons": REASONS, "review_on": str(stage.now.date() + timedelta(days=90)),
    }  # fmt: skip
    done = stage.client("gs.secretary").post("/supervision/order/", given | changes)
    assert done.status_code == 302, done.content.decode()
    return str(done["Location"])


def test_from_the_order_to_the_end_through_the_pages(stage: Stage) -> None:
    secretary, committee, bureau = (stage.client(name) for name in ("gs.secretary", "gs.committee", "ke.bureau"))
    assert "Order a measure" in secretary.get("/supervision/").content.decode()
    assert "/supervision/" not in bureau.get("/records/").content.decode()
    address = order(stage)
    page = bureau.get(address).content.decode()
    assert REASONS in page and "holds for your bureau" in page and "Propose its end" not in page
    assert "/supervision/" in bureau.get("/records/").content.decode()
    assert committee.post(f"{address}endorse/", {"reference": ""}).status_code == 422
    assert committee.post(f"{address}endorse/", {"reference": "EC/2026/7"}).status_code == 302
    assert "EC/2026/7" in bureau.get(address).content.decode()
    assert secretary.post(f"{address}end/", {"reasons": REASONS}).status_code == 422
    assert secretary.post(f"{address}propose_end/", {"reasons": REASONS}).status_code == 302
    assert committee.post(f"{address}endorse_end/", {"reference": "EC/2026/8"}).status_code == 302
    assert Measure.objects.get().state == "ended"
    assert "Ended by the Executive Committee" in bureau.get(address).content.decode()


def test_others_see_it_only_where_it_is_published(stage: Stage) -> None:
    hidden, public = order(stage), order(stage, bureau="BR", is_published="on")
    stranger = stage.client("jp.bureau")
    assert (
        stranger.get(hidden).status_code
        == stranger.get(f"{hidden[:-37]}00000000-0000-7000-8000-000000000000/").status_code
    )
    assert stranger.get(hidden).status_code == 404 and stranger.get(public).status_code == 200
    listed = stranger.get("/supervision/").content.decode()
    assert public in listed and hidden not in listed


def test_nobody_takes_a_step_that_is_not_theirs(stage: Stage) -> None:
    address = order(stage)
    for name in ("ke.head", "gs.reviewer", "gs.secretary"):
        assert stage.client(name).post(f"{address}endorse/", {"reference": "EC/1"}).status_code == 403
    assert stage.client("gs.committee").get(f"{address}suspend/").status_code == 404
    assert stage.client("ke.head").get("/supervision/order/").status_code == 403


def test_what_is_wrong_is_said_at_its_field(stage: Stage) -> None:
    wrong = {"bureau": "KE", "scopes": ["diffusions"], "effects": ["quota"], "basis": "heightened", "reasons": "No.",
             "review_on": "2020-01-01", "countries": "XX"}  # fmt: skip
    answer = stage.client("gs.secretary").post("/supervision/order/", wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"quota", "reasons", "review_on", "countries"}
    assert not Measure.objects.exists()
