"""Out of a ledger: tables as CSV, JSONL and Parquet, their codebook, gold ledgers to train on."""

from demarche.export.codebook import codebook
from demarche.export.rows import TABLES, export_rows
from demarche.export.write import FORMATS, write

__all__ = ["FORMATS", "TABLES", "codebook", "export_rows", "write"]
