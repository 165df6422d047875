"""Full text: one way of asking, two engines behind it (FTS5; tsvector).

A question is words, "phrases", `-word` (not) and `or`; words are stemmed. Passages (paragraphs) are
what is indexed. FTS5 takes their words from the documents' text through the view `passage_text`, so
that no text is stored twice.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.sql.elements import TextClause

from demarche.ledger.errors import LedgerError

_TOKEN = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_WORD = re.compile(r"\w+")

_SQLITE = (
    """CREATE VIEW passage_text AS SELECT p.n AS n,
       substr(d.text, p.start + 1, p."end" - p.start) AS text
       FROM passages p JOIN documents d ON d.n = p.document""",
    """CREATE VIRTUAL TABLE passages_fts USING fts5(text, content='passage_text', content_rowid='n',
       tokenize="porter unicode61 remove_diacritics 2")""",
)
_POSTGRESQL = (
    "ALTER TABLE passages ADD COLUMN words tsvector",
    "CREATE INDEX ix_passages_words ON passages USING gin (words)",
)


def create(connection: Connection) -> None:
    """Make the full-text index (a step of the first migration)."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def add(connection: Connection, passages: Sequence[tuple[int, str]]) -> None:
    """Index passages: number and words of each."""
    if not passages:
        return
    if connection.dialect.name == "sqlite":
        sql = "INSERT INTO passages_fts(rowid, text) VALUES (?, ?)"
        connection.exec_driver_sql(sql, list(passages))
    else:
        sql = "UPDATE passages SET words = to_tsvector('english', %s) WHERE n = %s"
        connection.exec_driver_sql(sql, [(words, n) for n, words in passages])


def remove(connection: Connection, passages: Sequence[tuple[int, str]]) -> None:
    """Take passages out of the index, before their rows go; their words as they were added."""
    if passages and connection.dialect.name == "sqlite":
        sql = "INSERT INTO passages_fts(passages_fts, rowid, text) VALUES ('delete', ?, ?)"
        connection.exec_driver_sql(sql, list(passages))


def tidy(connection: Connection) -> None:
    """Merge the index's parts into one: what is asked often is then read in one place."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')"))


def check(connection: Connection) -> str | None:
    """What is wrong with the index, or None. It is compared with the texts word by word."""
    if connection.dialect.name != "sqlite":
        row = connection.execute(text("SELECT count(*) FROM passages WHERE words IS NULL")).scalar()
        return f"{row} passages are not in the full-text index" if row else None
    try:
        connection.execute(
            text("INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)")
        )
    except Exception as error:  # its class differs by version of SQLite
        return f"the full-text index does not fit the texts: {error}"
    return None


def matching(connection: Connection, words: str, name: str = "words") -> tuple[TextClause, Any]:
    """SQL that selects the numbers of passages that match, and its parameter `name`."""
    question = expression(words, connection.dialect.name)
    if connection.dialect.name == "sqlite":
        return text(f"SELECT rowid FROM passages_fts WHERE passages_fts MATCH :{name}"), question
    return (
        text(f"SELECT n FROM passages WHERE words @@ websearch_to_tsquery('english', :{name})"),
        question,
    )


def number(connection: Connection) -> str:
    """What the number of a passage is called in the SQL of `matching`."""
    return "rowid" if connection.dialect.name == "sqlite" else "n"


RANKED = 5_000
"""Of more passages than these, the ones added last are ranked: scoring takes time for each."""


def first_ranked(connection: Connection, question: str, most: int = RANKED) -> int:
    """The number of the passage from which on matches are ranked; 0 where all of them are."""
    matching = (
        "SELECT rowid AS n FROM passages_fts WHERE passages_fts MATCH :words ORDER BY rowid DESC"
        if connection.dialect.name == "sqlite"
        else "SELECT n FROM passages WHERE words @@ websearch_to_tsquery('english', :words) "
        "ORDER BY n DESC"
    )
    found = connection.execute(
        text(f"{matching} LIMIT 1 OFFSET :most"), {"words": question, "most": most - 1}
    ).scalar()
    return int(found or 0)


def ranked(connection: Connection) -> TextClause:
    """SQL that selects (n, score) of passages that match `:words`, best first; a lower score is
    better; of the passages from `:floor` on; from the pair (:score, :n) on, `:limit` of them."""
    if connection.dialect.name == "sqlite":
        return text(
            """SELECT rowid AS n, rank AS score FROM passages_fts WHERE passages_fts MATCH :words
               AND rowid >= :floor AND (rank > :score OR (rank = :score AND rowid > :n))
               ORDER BY rank, rowid LIMIT :limit"""
        )
    return text(
        """SELECT n, score FROM (SELECT n, -ts_rank_cd(words, q)::float8 AS score FROM passages,
           websearch_to_tsquery('english', :words) q WHERE words @@ q AND n >= :floor) found
           WHERE score > :score OR (score = :score AND n > :n) ORDER BY score, n LIMIT :limit"""
    )


def expression(words: str, dialect: str) -> str:
    """A question in the engine's own language.

    Raises LedgerError where nothing is asked for: no words, or only words that must not be there.
    """
    wanted: list[list[str]] = [[]]
    unwanted: list[str] = []
    for minus, phrase, word in _TOKEN.findall(words.replace("“", '"').replace("”", '"')):
        if word.lower() in ("or", "|") and not minus:
            wanted.append([])
            continue
        parts = _WORD.findall(phrase or word)
        if parts:
            quoted = '"' + " ".join(parts) + '"'
            (unwanted if minus else wanted[-1]).append(quoted)
    groups = [group for group in wanted if group]
    if not groups:
        raise LedgerError(f"nothing to search for in {words!r}", "give a word that should be there")
    if dialect != "sqlite":
        asked = " or ".join(" ".join(group) for group in groups)
        return asked + "".join(f" -{word}" for word in unwanted)
    asked = " OR ".join("(" + " AND ".join(group) + ")" for group in groups)
    return f"({asked})" + "".join(f" NOT {word}" for word in unwanted)
