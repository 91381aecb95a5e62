"""Times as people write them, in the one form in which captures have them."""

from datetime import datetime, timezone

from citehub.errors import CitehubError


def utc_time(text: str) -> str:
    """Return a day, or a day and a time, as `2026-05-01T12:30:00Z`; UTC where it names no zone."""
    try:
        # Python 3.10 reads no Z.
        time = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        if time.tzinfo is None:
            time = time.replace(tzinfo=timezone.utc)
        return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        raise CitehubError(
            f"not a time: {text!r:.60}; write a day, 2026-05-01, or a day and a time (UTC), "
            "2026-05-01T12:30"
        ) from None
