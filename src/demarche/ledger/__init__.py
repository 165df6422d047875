"""The ledger: where what was read is kept, searched, corrected and handed on.

store = open_ledger("ledger.db")            # or postgresql://...
store.add(articles)                         # Coded articles, in one transaction
page = store.events(Query(actor=("RUS",)))  # Page of rows, with a cursor to the next
"""

from demarche.ledger.errors import LedgerError
from demarche.ledger.query import Query
from demarche.ledger.store import Store, open_ledger

__all__ = ["LedgerError", "Query", "Store", "open_ledger"]
