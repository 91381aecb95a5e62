"""Let `python -m citehub` do what `citehub` does."""

from citehub.cli import main

if __name__ == "__main__":
    main()
