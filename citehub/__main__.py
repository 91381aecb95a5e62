"""The program: `citehub`, or `python -m citehub`."""

import sys

from citehub.errors import EXIT_INTERRUPTED


def main() -> None:
    """Run the command line; Ctrl-C is heeded also while its parts are being loaded."""
    try:
        from citehub.parallel import collect_garbage_rarely  # noqa: PLC0415

        collect_garbage_rarely()
        from citehub.cli import main as run  # noqa: PLC0415

        run()
    except KeyboardInterrupt:
        print("citehub: interrupted", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
