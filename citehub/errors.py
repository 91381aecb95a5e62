"""Every error a user can cause, and every exit code, in one place."""

# 0: done, also when nothing matched. 2: the command line itself is wrong (Typer's own code).
EXIT_PROBLEM = 1  # something the user can mend; the message says what, where and how
EXIT_INTERRUPTED = 130  # Ctrl-C, as a shell reports it


class CitehubError(Exception):
    """A problem the user can mend: one message that says what, where and what to do."""


class PageError(CitehubError):
    """The text has no title of a cited work, so nothing can be stored of it."""


class NamelessPageError(PageError):
    """A list of citing papers does not say which work they cite; the user has to."""


class RulesError(CitehubError):
    """A rules file is wrong; the message holds a line for each fault, `FILE:LINE: what`."""


class StoreError(CitehubError):
    """The store cannot be read or written; it was left as it was."""


class NoMatchError(CitehubError):
    """A HUB or PAPER names nothing, or more than one thing; the message lists candidates."""


class NewerRecordError(ValueError):
    """A stored record has a key that this version does not know."""


class IndexBrokenError(Exception):
    """The index is damaged or of another version; citehub rebuilds it by itself."""


class IndexLockedError(Exception):
    """The index cannot be used now, for a lock or a full disk; citehub works without it."""
