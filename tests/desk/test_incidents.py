"""An incident gathers what its writer may see, in lines that never change, and opens nothing to its reader."""

from datetime import timedelta
from uuid import UUID

import pytest

from comity.audit.models import Entry
from comity.checks.models import Hit
from comity.core import ids
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.desk import actions, duty, gathering, queries
from comity.desk.duty import AlreadyDone, IncidentIsClosed, Opening, Tasking
from comity.desk.models import Incident, IncidentEntry
from comity.desk.rules import Source
from comity.network.rules import Actor
from tests.desk.conftest import NOW, Desk, bring
from tests.desk.test_gathering import held, hit

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=20)


def opened(who: Actor, **changes: object) -> UUID:
    given = {"title": "Ferry adrift off Ras Amer", "kind": "disaster", "place": "Ras Amer", "countries": ("KE", "FR")}
    return actions.open_incident(actor=who, opening=Opening(**(given | changes)), now=NOW).pk


def test_it_gathers_a_log_with_corrections_as_new_lines(desk: Desk) -> None:
    pk = opened(desk.melina)
    wrong = actions.log(actor=desk.melina, incident_id=pk, text="120 on board.", now=NOW)
    actions.log(actor=desk.tariq, incident_id=pk, text="102 on board.", corrects=wrong.pk, now=NOW)
    view = queries.incident(desk.tariq, pk, NOW)
    assert [(one.number, one.text, one.corrects, one.corrected_by) for one in view.entries] == [
        (1, "120 on board.", None, (2,)), (2, "102 on board.", 1, ()),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        actions.log(actor=desk.tariq, incident_id=opened(desk.tariq), text="x", corrects=wrong.pk, now=NOW)


def test_it_links_what_its_linker_may_see_and_shows_what_its_reader_may(desk: Desk) -> None:
    pk, diffusion, others = opened(desk.melina), held(level=3), hit()
    actions.link(actor=desk.melina, incident_id=pk, kind="diffusion", of=diffusion.pk, now=NOW)
    for kind, of in (("hit", others.pk), ("notice", ids.new()), ("log", ids.new()), ("hit", "no id"), ("x", ids.new())):
        with pytest.raises(Invalid) as refused:
            actions.link(actor=desk.melina, incident_id=pk, kind=kind, of=of, now=NOW)
        assert refused.value.problems[0].field == "of"
    with pytest.raises(AlreadyDone):
        actions.link(actor=desk.melina, incident_id=pk, kind="diffusion", of=str(diffusion.pk), now=NOW)
    own = hit(asking_id="GS")
    actions.link(actor=desk.melina, incident_id=pk, kind="hit", of=own.pk, text="The one at gate 4.", now=NOW)
    titles = [one.title for one in queries.incident(desk.melina, pk, NOW).entries]
    assert titles == [diffusion.number, "Persons: GS → FR"]
    low = desk.officer("low", next(iter(desk.melina.posts)), "KE", clearance=2)
    seen = queries.incident(low, pk, NOW)
    assert ([one.kind for one in seen.entries], seen.hidden) == (["hit"], 1)
    assert diffusion.number not in str(seen)


def test_what_became_hidden_after_it_was_linked_is_hidden_here_too(desk: Desk) -> None:
    pk, own = opened(desk.melina), hit(asking_id="GS")
    actions.link(actor=desk.melina, incident_id=pk, kind="hit", of=own.pk, now=NOW)
    Hit.objects.filter(pk=own.pk).update(asking_id="KE")
    assert queries.incident(desk.melina, pk, NOW).hidden == 1


def test_a_task_comes_to_the_desk_before_it_is_due_and_goes_when_it_is_done(desk: Desk) -> None:
    pk = opened(desk.melina, level=2)
    task = actions.assign_task(
        actor=desk.melina, incident_id=pk, now=NOW,
        task=Tasking(title="Ask the coast guard for the list", due_at=SOON, assigned_to=desk.tariq.id, urgency="flash"),
    )  # fmt: skip
    assert not list(gathering.incident_tasks(NOW - timedelta(hours=2)))
    [due] = gathering.incident_tasks(NOW)
    assert (due.of, due.level, due.details["title"]) == (f"task:{task.pk}", 2, task.title)
    bring(due, source=Source.INCIDENT_TASK)
    actions.finish_task(actor=desk.tariq, task_id=task.pk, result="It came by fax.", now=NOW)
    assert not list(gathering.incident_tasks(NOW))
    with pytest.raises(AlreadyDone):
        actions.finish_task(actor=desk.melina, task_id=task.pk, now=NOW)
    [told] = queries.incident(desk.melina, pk, SOON).tasks
    assert (told.assigned_to, told.done_by, told.result, told.is_late) == ("Tariq", "Tariq", "It came by fax.", False)


def test_closed_with_a_summary_nothing_is_written_until_it_is_reopened(desk: Desk) -> None:
    pk = opened(desk.melina)
    with pytest.raises(Invalid) as refused:
        actions.close(actor=desk.melina, incident_id=pk, summary="", now=NOW)
    assert refused.value.problems[0].field == "summary"
    actions.close(actor=desk.melina, incident_id=pk, summary="All are ashore.", now=NOW)
    with pytest.raises(IncidentIsClosed):
        actions.log(actor=desk.melina, incident_id=pk, text="One more thing.", now=NOW)
    actions.reopen_incident(actor=desk.tariq, incident_id=pk, reason="Two are missing.", now=NOW)
    actions.log(actor=desk.tariq, incident_id=pk, text="The search goes on.", now=NOW)
    assert [one.text for one in queries.incident(desk.tariq, pk, NOW).entries] == [
        "All are ashore.", "Two are missing.", "The search goes on.",
    ]  # fmt: skip
    assert Incident.objects.get(pk=pk).closed_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x"}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"kind": "war"}, "kind"),
        ({"countries": ("FR", "XX")}, "countries"),
        ({"level": 9}, "level"),
        ({"place": "x" * 201}, "place"),
    ],
)
def test_what_is_wrong_with_an_incident_is_said_at_the_field(
    desk: Desk, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        opened(desk.melina, **changes)
    assert [one.field for one in refused.value.problems] == [field]
    assert not Incident.objects.exists()


def test_what_is_wrong_with_a_task_is_said_at_the_field(desk: Desk) -> None:
    pk = opened(desk.melina)
    wrong = {
        "title": Tasking(title="", due_at=SOON),
        "due_at": Tasking(title="Call them", due_at=NOW),
        "urgency": Tasking(title="Call them", due_at=SOON, urgency="at once"),
        "assigned_to": Tasking(title="Call them", due_at=SOON, assigned_to=desk.stranger.id),
    }
    for field, task in wrong.items():
        with pytest.raises(Invalid) as refused:
            actions.assign_task(actor=desk.melina, incident_id=pk, task=task, now=NOW)
        assert [one.field for one in refused.value.problems] == [field]


def test_who_sees_and_writes_incidents(desk: Desk) -> None:
    pk = opened(desk.melina, level=3)
    low = desk.officer("low", next(iter(desk.melina.posts)), "KE", clearance=2)
    with pytest.raises(NotFound):
        queries.incident(low, pk, NOW)
    assert not queries.incidents(low)
    assert queries.incident(desk.director, pk, NOW).title
    with pytest.raises(NotAllowed):
        actions.log(actor=desk.director, incident_id=pk, text="x", now=NOW)
    for act in (lambda: queries.incidents(desk.stranger), lambda: opened(desk.stranger)):
        with pytest.raises(NotAllowed):
            act()


def test_the_ledger_has_every_line_by_number_and_no_words(desk: Desk) -> None:
    pk = opened(desk.melina)
    actions.log(actor=desk.melina, incident_id=pk, text="Names of the crew", now=NOW)
    entries = Entry.objects.filter(subject=str(pk)).order_by("seq")
    assert [one.verb for one in entries] == ["incident.opened", "incident.logged"]
    assert '"number":1' in entries[1].body
    assert not [one for one in entries if "crew" in one.body or "Ferry" in one.body]


def test_the_list_has_the_open_first_and_says_what_is_left_to_do(desk: Desk) -> None:
    closed, running = opened(desk.melina), opened(desk.melina, title="Second")
    actions.close(actor=desk.melina, incident_id=closed, summary="Over.", now=NOW)
    actions.assign_task(actor=desk.melina, incident_id=running, task=Tasking(title="Call them", due_at=SOON), now=NOW)
    assert [(one.pk, one.left) for one in queries.incidents(desk.tariq)] == [(running, 1), (closed, 0)]
    assert IncidentEntry.objects.filter(incident=running).count() == 1
    assert set(duty.INCIDENT_KINDS) >= {"attack", "disaster", "other"}
