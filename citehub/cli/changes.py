"""What the commands that change labels share."""

from citehub.cli.answer import Answer, rows
from citehub.hubs.by_hand import Change


def changed_labels(done: list[Change], *, dry_run: bool) -> Answer:
    """Return the labels that changed, or would."""
    would = "would change" if dry_run else "changed"
    return rows(done, Change._fields, f"label {would}", f"labels {would}")
