"""The program: `citehub`, or `python -m citehub`."""

import sys

from citehub.errors import EXIT_INTERRUPTED
from citehub.parallel import collect_garbage_rarely


def main() -> None:
    """Run the command line; Ctrl-C is heeded also while its parts are being loaded."""
    collect_garbage_rarely()
    try:
        from citehub.cli import main as run  # noqa: PLC0415 - Ctrl-C while it loads is no traceback

        run()
    except KeyboardInterrupt:
        print("citehub: interrupted", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
