"""How sure each source of a statement is that an event happened, and why.

`demarche.factuality` is this package and the public function alike: importing a package puts it
under its name in its parent, where `demarche/__init__.py` has put the function. So the package can
be called, and `demarche.factuality(text, start)` works before and after a pipeline was loaded.
"""

import sys
from types import ModuleType

from demarche.factuality.commit import commit

__all__ = ["commit"]


class _Callable(ModuleType):
    """The package, which answers a call as `demarche.factuality.api.factuality_at` does."""

    def __call__(self, text: str, start: int) -> tuple[str, float]:
        from demarche.factuality.api import factuality_at

        return factuality_at(text, start)


sys.modules[__name__].__class__ = _Callable
