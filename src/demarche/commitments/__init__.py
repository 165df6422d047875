"""How sure each source of a statement is that an event happened, and why (factuality).

Not called `factuality`, since that is the name of the public function in `demarche`, and a package
of the same name would take its place when imported.
"""

from demarche.commitments.commit import commit

__all__ = ["commit"]
