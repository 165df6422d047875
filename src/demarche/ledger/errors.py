"""What can go wrong with a ledger, each with a code to grep for."""

from demarche.errors import DemarcheError


class LedgerError(DemarcheError):
    """A ledger cannot be opened, read or changed as asked."""

    code = "D500"


class LedgerFullError(LedgerError):
    """No room on the disk: nothing of the batch was written, what was there is whole."""

    code = "D501"


class LedgerBusyError(LedgerError):
    """Other writers held the ledger for longer than the busy timeout."""

    code = "D502"


class LedgerDamagedError(LedgerError):
    """The file is no ledger, or not whole."""

    code = "D503"
