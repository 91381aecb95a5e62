r"""Index who cites a work, and what those papers do, from saved hub pages.

>>> import citehub
>>> page = citehub.parse_page("hub\nWalking on Ice\n2 Pith papers cite this work.\n")
>>> page.title, page.citing_count
('Walking on Ice', 2)
"""

from citehub.lazy import lazy_names

TYPE_CHECKING = False  # as in typing, which takes as long to load as all else here
if TYPE_CHECKING:
    from citehub.api import OpenLibrary as OpenLibrary
    from citehub.api import open_library as open_library
    from citehub.errors import CitehubError as CitehubError
    from citehub.pages import parse_page as parse_page

__version__ = "0.1.0"
__all__ = ["CitehubError", "OpenLibrary", "__version__", "open_library", "parse_page"]

__getattr__ = lazy_names(
    __name__,
    {
        "CitehubError": "citehub.errors",
        "OpenLibrary": "citehub.api",
        "open_library": "citehub.api",
        "parse_page": "citehub.pages",
    },
)
