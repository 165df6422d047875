"""Readers: from files, archives, tables, feeds, the web or strings to Documents.

One bad article never stops a run: it comes out as a `Failure` with what to do about it.
"""

from demarche.ingest.sources import Options, read_sources

__all__ = ["Options", "read_sources"]
