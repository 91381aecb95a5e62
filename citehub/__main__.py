"""The program: `citehub`, or `python -m citehub`."""

import gc
import sys

from citehub.errors import EXIT_INTERRUPTED


def main() -> None:
    """Run the command line; Ctrl-C is heeded also while its parts are being loaded."""
    # Next to nothing here is a cycle; looking for some at each 700 new objects is 5 % of a start.
    gc.set_threshold(100_000)
    try:
        from citehub.cli import main as run  # noqa: PLC0415

        run()
    except KeyboardInterrupt:
        print("citehub: interrupted", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
