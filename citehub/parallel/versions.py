"""What a worker on another machine must have in common with the one who asks."""

import pickle
import sys
from typing import Any

from citehub import __version__
from citehub.errors import CitehubError

# Of citehub and of Python, whose tables of letters differ. Any citehub answers the text of it.
HERE = (__version__, f"{sys.version_info[0]}.{sys.version_info[1]}")
ASKED = "(__import__('citehub').__version__, '%d.%d' % __import__('sys').version_info[:2])"


def call_if_same(versions: tuple[str, str], call: bytes) -> Any:
    """Carry out a pickled call (function, arguments, keywords), if it is from the same citehub.

    CitehubError where it is not: the result might be another one, without anybody noticing.
    """
    if versions != HERE:
        raise CitehubError(f"a worker has {named(HERE)}, and not {named(versions)} as here")
    function, args, kwargs = pickle.loads(call)
    return function(*args, **kwargs)


def named(versions: tuple[str, str]) -> str:
    """Return versions as a user reads them."""
    return f"citehub {versions[0]} on Python {versions[1]}"
