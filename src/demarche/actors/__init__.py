"""Who is who: finds the actors a text speaks of and says why each was read so."""

from demarche.actors.check import check
from demarche.actors.mentions import find_mentions
from demarche.actors.quotes import link_quotes

__all__ = ["check", "find_mentions", "link_quotes"]
