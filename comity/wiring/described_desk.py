"""The operations of the desk: read by who watches it, with their own session."""

from comity.desk.api import Incidents, PulseOut, QueueOut
from comity.desk.incidents import IncidentView
from comity.wiring.described import Operation, Parameter

DESK = (
    Operation(
        method="get",
        path="/api/v1/desk/queue",
        name="readDeskQueue",
        summary="What needs a human now, in the order of the desk, each with the points it stands for",
        answer=QueueOut,
        errors=(401, 403, 422, 503),
        parameters=(
            Parameter("source", "Only one source, such as overdue_hit."),
            Parameter("state", "open, claimed, escalated or resolved; everything unresolved where none is given."),
            Parameter("bureau", "Only what concerns the bureau of this code."),
            Parameter("after", "The `next` of the page before."),
        ),
    ),
    Operation(
        method="get",
        path="/api/v1/desk/pulse",
        name="readDeskPulse",
        summary="Checks, hits and messages of the last sixty minutes, and each member's figures",
        answer=PulseOut,
        errors=(401, 403, 422, 503),
    ),
    Operation(
        method="get",
        path="/api/v1/desk/incidents",
        name="listIncidents",
        summary="Incidents, the open first",
        answer=Incidents,
        errors=(401, 403, 422, 503),
        parameters=(Parameter("state", "open or closed."),),
    ),
    Operation(
        method="get",
        path="/api/v1/desk/incidents/{incident_id}",
        name="readIncident",
        summary="One incident with its lines and tasks; what its reader may not open is left out and counted",
        answer=IncidentView,
        errors=(401, 403, 404, 422, 503),
        parameters=(Parameter("incident_id", "The incident's id.", in_path=True),),
    ),
)
