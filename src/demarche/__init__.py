"""Demarche reads news and keeps its ledger: who did what to whom, who says so, how sure each is.

import demarche

ledger = demarche.read("Seoul says Pyongyang sent troops.", published="2024-10-21")
demarche.relation(text, actor_span, recipient_span)   # PLOVER type of what one does to the other
demarche.factuality(text, start)                      # FactBank value and a number from -3 to 3
"""

from demarche.api import factuality, read, relation
from demarche.errors import DemarcheError
from demarche.model import Ledger, decode, encode, schema

__version__ = "0.1.0"

__all__ = [
    "DemarcheError",
    "Ledger",
    "__version__",
    "decode",
    "encode",
    "factuality",
    "read",
    "relation",
    "schema",
]
