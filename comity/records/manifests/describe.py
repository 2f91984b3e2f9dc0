"""Writes docs/records.md from the manifests: `python -m comity.records.manifests.describe > docs/records.md`."""

import sys
from collections.abc import Iterator

from comity.records import manifests
from comity.records.manifests.shape import Field, Manifest

_HEAD = """# Records, field by field

Written from the manifests (`comity/records/manifests/`) by `python -m comity.records.manifests.describe`; a test keeps
it true. The names are the columns of a CSV file, the keys of a JSON line, and what the API takes: there the first seven
stand at the top level and the database's own under `fields`.

In CSV the first line names the fields, values are separated by a comma, semicolon, tab or bar (recognised), several
values in one cell by `;`, and a cell may hold a JSON list. In JSON lines each line is one object. Files are in UTF-8.
A reference that the source has used already updates that record; the same again changes nothing. A record that was
withdrawn, blocked or has expired is not changed by a file (the `--reinstate` option of `comity import` brings withdrawn
and expired ones back). Bad lines are reported, good lines are kept.
"""


def document() -> str:
    """The whole document, in Markdown."""
    parts = [_HEAD, *("\n".join(_database(manifest)) for manifest in manifests.all())]
    return "\n".join(parts) + "\n"


def _database(manifest: Manifest) -> Iterator[str]:
    place = (
        "shown" if manifest.shows_place_to_source_before_release else "not shown until the checking side releases it"
    )
    yield f"## {manifest.label} (`{manifest.database}`)\n"
    yield f"{manifest.about}\n"
    yield f"Kept {manifest.retention_years} years unless renewed. {manifest.retention_source}"
    yield f"Place of a check to the source of the record: {place}.\n"
    yield "| Field | Meaning | Required | In answers | Accepted |"
    yield "|---|---|---|---|---|"
    yield from (_field(field) for field in manifest.all_fields())
    yield "\n| Kind | Meaning | What an officer is told | To do | Not to do |"
    yield "|---|---|---|---|---|"
    for slug, kind in manifest.kinds.items():
        do, leave = " ".join(kind.next_steps), " ".join(kind.not_to_do)
        yield f"| `{slug}` | {kind.label} | {kind.means} | {do} | {leave} |"
    yield ""


def _field(field: Field) -> str:
    accepted = field.reader.accepted.replace("|", "\\|")
    meaning = f"{field.label}. {field.hint}".strip().removesuffix(".") + "."
    return f"| `{field.name}` | {meaning} | {_yes(field.required)} | {_yes(field.shown)} | {accepted} |"


def _yes(value: bool) -> str:
    return "yes" if value else ""


if __name__ == "__main__":
    sys.stdout.write(document())
