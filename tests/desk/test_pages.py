"""The desk's pages: the queue with its item, steps, counters and map, shifts and incidents."""

import io
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from comity.core import ids
from comity.desk.models import Incident, Item, Shift
from comity.desk.rules import Source, State, Urgency
from comity.network.models import Officer
from comity.network.rules import Actor, Post
from comity.sign_in import step_up
from tests.desk.conftest import Desk, put

QUEUE = "desk:queue"


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(Officer.objects.get(pk=UUID(actor.id.removeprefix("officer:"))))
    session = client.session
    session[step_up.DEMO_KEY] = True  # the second factor of a demo's one click
    session.save()
    return client


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def melina(desk: Desk) -> Client:
    return signed_in(desk.melina)


@pytest.fixture
def tariq(desk: Desk) -> Client:
    return signed_in(desk.tariq)


def page(client: Client, address: str, status: int = 200, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def sent(client: Client, name: str, *args: Any, **said: Any) -> str:
    """What the page says after a form was sent to it, wherever it leads."""
    answer = client.post(reverse(name, args=args), said, follow=True)
    assert answer.status_code in (200, 422), answer.content[:500]
    return answer.content.decode()


def test_an_empty_desk_says_what_would_be_here(melina: Client) -> None:
    shown = page(melina, reverse(QUEUE))
    assert "Nothing needs anybody now" in shown
    assert "Nobody is on shift" in shown


def test_who_does_not_watch_the_desk_sees_none_of_it(desk: Desk) -> None:
    stranger = signed_in(desk.stranger)
    for name in (QUEUE, "desk:now", "desk:map", "desk:shifts", "desk:incidents", "desk:stream"):
        assert stranger.get(reverse(name)).status_code == 403


def test_what_is_at_once_stands_first_and_says_so(melina: Client) -> None:
    put("diffusion:1", Source.HELD_DIFFUSION, details={"number": "D-7"})
    put(f"message:{ids.new()}", Source.FLASH, bureau="KE", urgency=Urgency.FLASH, details={"sender": "KE"})
    shown = page(melina, reverse(QUEUE))
    assert shown.index("Flash message") < shown.index("Held diffusion", shown.index('id="rows"'))
    assert "At once" in shown
    assert "data-flash" in shown


def test_an_item_explains_its_priority_to_the_point(melina: Client) -> None:
    key = put(names_person=True, details={"asking": "KE", "database": "persons"})
    shown = page(melina, reverse(QUEUE), data={"item": str(key)})
    assert "Why it stands where it stands" in shown
    assert "It names a person." in shown
    assert "Bureau FR has not answered Bureau KE" in shown


def test_whoever_comes_sees_what_is_most_urgent_and_has_not_claimed_it(melina: Client) -> None:
    put("bureau:KE", Source.SILENT_BUREAU, bureau="KE")
    key = put(f"message:{ids.new()}", Source.FLASH, bureau="KE", urgency=Urgency.FLASH, details={"sender": "KE"})
    shown = page(melina, reverse(QUEUE))
    assert f'data-item="{key}"' in shown
    assert "has-item" not in shown, "on a phone the queue comes first"
    assert Item.objects.get(pk=key).state == State.OPEN


def test_a_part_is_asked_for_alone(melina: Client) -> None:
    key = put()
    rows = page(melina, reverse(QUEUE), headers={"HX-Target": "rows"})
    assert 'id="rows"' in rows and "<html" not in rows
    item = page(melina, reverse(QUEUE), data={"item": str(key)}, headers={"HX-Target": "item"})
    assert 'id="item"' in item and 'id="rows"' not in item
    now = page(melina, reverse("desk:now"))
    assert "Published for 2022 by the Organization: 9,000" in now and "<html" not in now


def test_filters_are_in_the_address_and_stay_through_a_step(melina: Client) -> None:
    key = put()
    put("bureau:KE", Source.SILENT_BUREAU, bureau="KE")
    shown = page(melina, reverse(QUEUE), data={"source": "overdue_hit", "item": str(key)})
    assert f'id="row-{key}"' in shown and "Silent bureau</span>" not in shown
    answer = melina.post(reverse("desk:step", args=[key, "claim"]), {"source": "overdue_hit"})
    assert answer["Location"] == f"{reverse(QUEUE)}?source=overdue_hit&item={key}"


def test_a_filter_that_makes_no_sense_asks_for_everything(melina: Client) -> None:
    key = put()
    for said in ({"source": "nonsense"}, {"bureau": "x" * 500}, {"rows": "sideways"}):
        assert f'id="row-{key}"' in page(melina, reverse(QUEUE), data=said)


def test_of_two_who_claim_one_wins_and_the_other_is_told_who(melina: Client, tariq: Client) -> None:
    key = put()
    sent(melina, "desk:step", key, "claim")
    assert "Melina takes care of it already." in sent(tariq, "desk:step", key, "claim")
    assert Item.objects.get(pk=key).claimed_by_name == "Melina"


def test_an_item_goes_from_hand_to_hand_and_is_resolved(desk: Desk, melina: Client, tariq: Client) -> None:
    key = put()
    sent(melina, "desk:step", key, "claim")
    sent(melina, "desk:step", key, "hand_over", to=desk.tariq.id, reason="Your language.")
    assert "A reason is missing." in sent(tariq, "desk:step", key, "resolve", reason=" ")
    shown = sent(tariq, "desk:step", key, "resolve", reason="Called: they confirm by phone.")
    assert "Called: they confirm by phone." in shown
    assert Item.objects.get(pk=key).state == State.RESOLVED


def test_a_step_that_there_is_not_is_not_found(melina: Client) -> None:
    assert melina.post(reverse("desk:step", args=[put(), "delete"])).status_code == 404


def test_what_ones_own_country_asks_is_not_on_ones_desk(melina: Client, tariq: Client) -> None:
    key = put("review:1", Source.URGENT_REVIEW, country="GR", bureau="")
    assert f'id="row-{key}"' not in page(melina, reverse(QUEUE))
    assert page(melina, reverse(QUEUE), 404, data={"item": str(key)})
    assert f'id="row-{key}"' in page(tariq, reverse(QUEUE))


def test_an_item_that_is_no_id_is_not_found(melina: Client) -> None:
    assert page(melina, reverse(QUEUE), 404, data={"item": "no-id"})


def test_the_map_says_its_figures_in_a_table_and_whose_borders_they_are_not(melina: Client) -> None:
    put("bureau:KE", Source.SILENT_BUREAU, bureau="KE")
    shown = page(melina, reverse("desk:map"))
    assert "say nothing on the legal status" in shown
    assert "Silent" in shown.split('id="map-table"')[1]
    assert "is-silent" in shown
    assert "http://" not in shown.split("<main")[1] and "https://" not in shown.split("<main")[1]


def test_the_page_is_written_from_right_to_left_in_arabic(melina: Client) -> None:
    melina.post("/i18n/setlang/", {"language": "ar"})
    put()
    shown = page(melina, reverse(QUEUE))
    assert 'dir="rtl"' in shown
    assert "<bdi>" in shown


# --- Shifts ---


def test_a_shift_is_handed_over_by_being_accepted(desk: Desk, melina: Client, tariq: Client) -> None:
    key = put()
    assert "You are on duty." in sent(melina, "desk:begin_shift")
    sent(melina, "desk:step", key, "claim")
    own = Shift.objects.get()
    said = {"notes": "Paris calls back.", f"line-{key}": "They promised 18:00.", "offer": "1", "to": desk.tariq.id}
    assert "Offered. You are on duty until somebody accepts." in sent(
        melina, "desk:shift_step", own.pk, "offer", **said
    )
    offered = page(tariq, reverse("desk:shifts"))
    assert "Paris calls back." in offered and "They promised 18:00." in offered
    sent(tariq, "desk:shift_step", own.pk, "accept")
    own.refresh_from_db()
    assert own.handed_to_name == "Tariq"
    assert Item.objects.get(pk=key).claimed_by == desk.tariq.id
    assert "Tariq" in page(melina, reverse(QUEUE)).split('id="shift"')[1]


def test_notes_that_are_missing_are_said_and_nothing_typed_is_lost(melina: Client) -> None:
    sent(melina, "desk:begin_shift")
    key = put()
    sent(melina, "desk:step", key, "claim")
    own = Shift.objects.get()
    shown = sent(melina, "desk:shift_step", own.pk, "offer", **{f"line-{key}": "Half a line", "offer": "1"})
    assert "Notes are missing." in shown
    assert "Half a line" in shown
    own.refresh_from_db()
    assert own.ended_at is None and own.state == "on"


def test_declined_notes_come_back_with_the_reason(melina: Client, tariq: Client) -> None:
    sent(melina, "desk:begin_shift")
    own = Shift.objects.get()
    sent(melina, "desk:shift_step", own.pk, "offer", notes="Quiet.", offer="1")
    sent(tariq, "desk:shift_step", own.pk, "decline", reason="I am still on the phone.")
    assert "I am still on the phone." in page(melina, reverse("desk:shift", args=[own.pk]))


def test_nobody_writes_in_anothers_notes(melina: Client, tariq: Client) -> None:
    sent(melina, "desk:begin_shift")
    own = Shift.objects.get()
    assert tariq.post(reverse("desk:shift_step", args=[own.pk, "note"]), {"notes": "x"}).status_code == 404


# --- Incidents ---


def opened(client: Client, **said: Any) -> Incident:
    given = {"title": "Ferry aground off Kiungani", "kind": "disaster", "place": "Kiungani", "level": "1"} | said
    sent(client, "desk:open_incident", **given)
    return Incident.objects.get()


def test_an_incident_gathers_a_log_that_is_corrected_and_never_changed(melina: Client, tariq: Client) -> None:
    crisis = opened(melina, countries=["KE"])
    sent(melina, "desk:incident_step", crisis.pk, "log", text="Two hundred on board.")
    line = crisis.entries.get(text="Two hundred on board.")
    shown = sent(tariq, "desk:incident_step", crisis.pk, "log", text="Ninety on board.", corrects=str(line.pk))
    assert "Two hundred on board." in shown and "Ninety on board." in shown
    assert f'href="#line-{line.number}"' in shown


def test_a_task_is_given_and_done(desk: Desk, melina: Client, tariq: Client) -> None:
    crisis = opened(melina)
    said = {
        "title": "Ask for the passengers",
        "assigned_to": desk.tariq.id,
        "due_at": "30",
        "urgency": "urgent",
    }
    assert "Ask for the passengers" in sent(melina, "desk:incident_step", crisis.pk, "task", **said)
    task = crisis.tasks.get()
    assert task.assigned_to_name == "Tariq"
    shown = sent(tariq, "desk:incident_step", crisis.pk, "done", task=str(task.pk), result="It came by telephone.")
    assert "It came by telephone." in shown
    again = sent(tariq, "desk:incident_step", crisis.pk, "done", task=str(task.pk), result="Twice.")
    assert "This is done already." in again


def test_what_is_wrong_with_an_incident_is_said_at_its_field(melina: Client) -> None:
    shown = sent(melina, "desk:open_incident", title="x", kind="disaster", level="1")
    assert not Incident.objects.exists()
    assert 'href="#id_title"' in shown
    assert "No id is in this address." in sent(
        melina, "desk:incident_step", opened(melina).pk, "link", kind="notice", of="the red one"
    )


def test_what_one_may_not_open_cannot_be_put_into_an_incident(melina: Client) -> None:
    shown = sent(melina, "desk:incident_step", opened(melina).pk, "link", kind="hit", of=f"/hits/{ids.new()}/")
    assert "There is no such thing, or you may not see it." in shown


def test_an_incident_is_closed_with_a_summary_and_reopened_with_a_reason(melina: Client) -> None:
    crisis = opened(melina)
    assert "This field is required." in sent(melina, "desk:incident_step", crisis.pk, "close", summary="")
    assert "All are ashore." in sent(melina, "desk:incident_step", crisis.pk, "close", summary="All are ashore.")
    assert "The incident is closed." in sent(melina, "desk:incident_step", crisis.pk, "log", text="One more thing.")
    shown = sent(melina, "desk:incident_step", crisis.pk, "reopen", reason="Somebody is missing.")
    assert "Close the incident" in shown


def test_an_incident_is_exported_as_a_file(melina: Client) -> None:
    crisis = opened(melina)
    answer = melina.post(reverse("desk:export_incident", args=[crisis.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    assert {"incident.json", "incident.html"} <= set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist())


def test_an_incident_above_ones_clearance_is_not_there(desk: Desk, melina: Client) -> None:
    crisis = opened(melina, level="3")
    low = signed_in(desk.officer("low", Post.DUTY_OFFICER, "KE", clearance=1))
    assert crisis.title not in page(low, reverse("desk:incidents"))
    assert page(low, reverse("desk:incident", args=[crisis.pk]), 404)


def test_the_lists_are_there_before_anything_happened(melina: Client) -> None:
    assert "No incident." in page(melina, reverse("desk:incidents"))
    assert "No shift yet." in page(melina, reverse("desk:shifts"))
