"""Connections to public addresses only: what keeps a server from being asked to fetch itself.

The address is checked where the connection is made, after DNS and after each redirect, and the
connection goes to the very address that was checked: a name that changes its answer gains nothing.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class NotPublicError(httpcore.ConnectError):
    """A host name leads to a private, loopback, link-local or other address not of the internet."""


def public_addresses(host: str, port: int) -> list[str]:
    """The IP addresses of a host, all of them public.

    Raises NotPublicError where one is not, httpcore.ConnectError where the name has none.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no address for {host}: {error}") from None
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for address in addresses:
        if not is_public(address):
            raise NotPublicError(f"{host} is not on the public internet ({address})")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is reachable from anywhere; IPv4 inside IPv6 counts as IPv4."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if inner is not None:
            parsed = inner
        elif parsed in ipaddress.ip_network("64:ff9b::/96"):
            parsed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    return parsed.is_global and not parsed.is_multicast


class _PublicBackend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: httpcore.ConnectError | None = None
        for address in public_addresses(host, port):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                failure = error
        raise failure or httpcore.ConnectError(f"no address for {host}")


class PublicTransport(httpx.BaseTransport):
    """An httpx transport that connects to public addresses only."""

    def __init__(self) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=32,
            network_backend=_PublicBackend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises httpx.ConnectError, with the reason, where it may not."""
        raw = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self._pool.handle_request(raw)
        except httpcore.TimeoutException as error:
            raise httpx.ConnectTimeout(str(error), request=request) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.ConnectError(str(error), request=request) from error
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Any:
        try:
            yield from self._stream
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.ReadError(str(error)) from error

    def close(self) -> None:
        self._stream.close()
