"""Versions and changes on a terminal."""

from __future__ import annotations

from service.doors.objects.versions import ChangeObject, Changes, Versions
from service.doors.terminal import print_text, remark, visible


def show_versions(found: Versions) -> None:
    for one in found.versions:
        when = one.date or (f"as of {one.as_of}" if one.as_of else "undated")
        added = f"added {one.added}" if one.added else "added at a time not noted"
        now = "  (present)" if one.present else ""
        print_text(visible(f"{one.version}  {when}  {added}  {one.paragraphs} paragraphs  {one.source}{now}"))


def show_changes(found: Changes) -> None:
    for change in found.changes:
        print_text(visible(_change(change)))
    remark(
        f"{found.document.id}, version {found.from_version} to {found.to_version}: {len(found.changes)} changed, "
        f"{found.unchanged} as before."
    )


def _change(change: ChangeObject) -> str:
    before, after = change.before, change.after
    place = before if after is None else after
    label = place.label if place else ""
    if before and after and change.relabelled:
        label = f"{before.label} -> {after.label}"
    if change.kind == "changed":
        pieces = "".join(f"\n    - {one.before}\n    + {one.after}" for one in change.differences)
        return f"changed  {label}{pieces}"
    return f"{change.kind:<8} {label}  {place.text if place else ''}"
