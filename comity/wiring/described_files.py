"""The operations of photographs and documents, which notices and diffusions take and give out alike."""

from msgspec import Struct

from comity.notices.api.files import IMAGE_TYPES, SCAN_TYPES
from comity.notices.api.shapes import FileAdded
from comity.wiring.described import Operation, Parameter

_ADDED = (401, 403, 404, 409, 413, 415, 422, 503)


class Holder(Struct, frozen=True, kw_only=True):
    """What the files are behind: its address and the parameter in it, what it is called, and in the operations' names;
    `to` whom or what they are added, `shared` what sharing means, `errors` of reading one."""

    path: str
    parameter: Parameter
    called: str
    name: str = ""
    to: str = ""
    shared: str
    errors: tuple[int, ...]


def operations(holder: Holder) -> tuple[Operation, ...]:
    """Adding and reading a photograph, and a document."""
    return (
        _added(
            holder,
            "Photograph",
            f"Add a photograph{holder.to}: the body is the image",
            IMAGE_TYPES,
            Parameter("caption", "What it shows; at most 200 characters."),
            Parameter("taken_on", "When it was taken, as far as known."),
        ),
        _added(
            holder,
            "Attachment",
            f"Add a document{holder.to}: the body is a PDF or an image of it",
            SCAN_TYPES,
            Parameter("kind", "What it is: warrant, judgment, extradition ..."),
            Parameter("title", "Its title; at most 200 characters."),
            Parameter("is_shared", holder.shared),
        ),
        _read(holder, "photograph", "photograph", "Read a photograph: the answer is a JPEG image"),
        _read(holder, "attachment", "document", "Download a document: the answer is the file"),
    )


def _added(holder: Holder, kind: str, summary: str, types: tuple[str, ...], *parameters: Parameter) -> Operation:
    return Operation(
        method="post",
        path=f"{holder.path}/{kind.lower()}s",
        name=f"add{holder.name}{kind}",
        summary=summary,
        answer=FileAdded,
        files=types,
        status=201,
        errors=_ADDED,
        parameters=(holder.parameter, *parameters),
    )


def _read(holder: Holder, kind: str, called: str, summary: str) -> Operation:
    own = Parameter(f"{kind}_id", f"The {called}'s id, from its {holder.called}.", in_path=True)
    return Operation(
        method="get",
        path=f"{holder.path}/{kind}s/{{{kind}_id}}",
        name=f"read{holder.name}{kind.capitalize()}",
        summary=summary,
        errors=holder.errors,
        parameters=(holder.parameter, own),
    )
