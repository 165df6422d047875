"""How sure each source of a statement is that an event happened, and why."""

from demarche.factuality.commit import commit

__all__ = ["commit"]
