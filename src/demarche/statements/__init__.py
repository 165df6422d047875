"""Statements: who says, denies, asks, believes what, by which words, through which channel."""

from demarche.statements.find import find_statements

__all__ = ["find_statements"]
