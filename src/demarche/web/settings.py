"""What the application is told at its start, and the rule about where it may listen."""

import ipaddress
from dataclasses import dataclass

from demarche.errors import DemarcheError


class ServeError(DemarcheError):
    """The web application may not or cannot start as it was asked to."""

    code = "D700"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the ledger and the people are kept, and under what address the pages are served.

    `ledger`: a path or URL that `demarche.ledger.open_ledger` understands. `https`: cookies are
    marked Secure. `single`: one user without log-in, only ever on a loopback address.
    """

    ledger: str
    host: str = "127.0.0.1"
    port: int = 8420
    https: bool = False
    hosts: tuple[str, ...] = ()
    """Names under which a team reaches it; requests for other names are refused."""
    max_upload: int = 64 * 2**20
    """Bytes of one upload, all files together."""
    max_files: int = 200
    single: bool = True
    private: bool = False
    """Whether feeds, pages and webhooks inside the network may be reached; off."""

    def allowed_hosts(self) -> tuple[str, ...]:
        """Names that a request may address; guards single users against DNS rebinding."""
        if is_loopback(self.host):
            return ("localhost", "127.0.0.1", "[::1]", *self.hosts)
        return self.hosts or ("*",)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_address(host: str, accounts: int, https: bool) -> bool:
    """Whether to run for a single user without log-in.

    Raises ServeError where others could reach it and nobody has an account, or in the clear.
    """
    if is_loopback(host):
        return accounts == 0
    if accounts == 0:
        raise ServeError(
            f"{host} can be reached by others, and nobody has an account",
            "make one first: demarche people add NAME --role admin",
        )
    if not https:
        raise ServeError(
            f"{host} can be reached by others, and passwords would travel in the clear",
            "give --certificate and --key, or --behind-https where a proxy does the encryption",
        )
    return False
