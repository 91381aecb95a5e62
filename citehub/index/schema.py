"""The tables of the index, and how a file is known to be one."""

import sqlite3
from pathlib import Path

from citehub.store.disk import is_plain

VERSION = 11  # of the tables below; an index of another version is rebuilt
ID = 0x63697465  # "cite", SQLite's application_id: whose file this is

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE hubs (
    n INTEGER PRIMARY KEY, id TEXT UNIQUE, page_title TEXT UNIQUE,
    offset INTEGER, length INTEGER, hash BLOB);
CREATE TABLE hub_texts (n INTEGER PRIMARY KEY, title TEXT, words TEXT, summary TEXT);
CREATE TABLE hub_keys (key TEXT PRIMARY KEY, hub INTEGER) WITHOUT ROWID;
CREATE INDEX hub_keys_hub ON hub_keys (hub);
CREATE TABLE captures (sha256 BLOB PRIMARY KEY, hub INTEGER) WITHOUT ROWID;
CREATE INDEX captures_hub ON captures (hub);
CREATE TABLE papers (
    n INTEGER PRIMARY KEY, representative INTEGER, role TEXT COLLATE NOCASE,
    citation_role TEXT COLLATE NOCASE, citation_polarity TEXT COLLATE NOCASE,
    field TEXT COLLATE NOCASE, date TEXT, year INTEGER, verdict TEXT COLLATE NOCASE, novelty REAL,
    venue TEXT COLLATE NOCASE, margin REAL, confidence REAL, citation_role_margin REAL,
    citation_polarity_margin REAL, given INTEGER,
    dropped INTEGER, arxiv_id TEXT, same INTEGER);
CREATE INDEX papers_role ON papers (role);
CREATE INDEX papers_citation_role ON papers (citation_role) WHERE citation_role IS NOT NULL;
CREATE INDEX papers_citation_polarity ON papers (citation_polarity)
    WHERE citation_polarity IS NOT NULL;
CREATE INDEX papers_field ON papers (field) WHERE field IS NOT NULL;
CREATE INDEX papers_year ON papers (year) WHERE year IS NOT NULL;
CREATE INDEX papers_margin ON papers (margin) WHERE margin IS NOT NULL;
CREATE INDEX papers_citation_role_margin ON papers (citation_role_margin)
    WHERE citation_role_margin IS NOT NULL;
CREATE INDEX papers_citation_polarity_margin ON papers (citation_polarity_margin)
    WHERE citation_polarity_margin IS NOT NULL;
CREATE INDEX papers_given ON papers (given) WHERE given IS NOT NULL;
CREATE INDEX papers_verdict ON papers (verdict) WHERE verdict IS NOT NULL;
CREATE INDEX papers_same ON papers (same, arxiv_id) WHERE same IS NOT NULL;
CREATE TABLE paper_texts (n INTEGER PRIMARY KEY, title_words TEXT, summary_words TEXT, marks TEXT);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, stem TEXT) WITHOUT ROWID;
CREATE INDEX vocabulary_stem ON vocabulary (stem);
CREATE TABLE problems (line INTEGER, message TEXT);
"""
# The texts are folded words with a space between: SQLite's quickest way to cut them is enough.
WORD_TABLES = """
CREATE VIRTUAL TABLE paper_words USING fts5(
    title_words, summary_words, marks,
    content=paper_texts, content_rowid=n, detail=column, columnsize=0,
    tokenize=ascii);
CREATE VIRTUAL TABLE hub_words USING fts5(
    words, content=hub_texts, content_rowid=n, detail=column, columnsize=0,
    tokenize=ascii);
-- Bytes that wait to be sorted: with the million that FTS5 begins with, all takes a tenth longer.
INSERT INTO paper_words (paper_words, rank) VALUES ('hashsize', 8000000);
"""
OF_HUBS = (
    "hubs",
    "hub_texts",
    "hub_keys",
    "captures",
    "papers",
    "paper_texts",
    "vocabulary",
    "problems",
)

_MAGIC = b"SQLite format 3\0"
_ID_AT = 68  # where the header of an SQLite file has its application_id, big-endian (fileformat2)


def is_ours(path: Path) -> bool:
    """Return whether a file is an index that citehub made, or an empty one that was to be one."""
    if not is_plain(path):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_ID_AT + 4)
    except OSError:
        return False
    return not head or (head.startswith(_MAGIC) and head[_ID_AT:] == ID.to_bytes(4, "big"))


def has_our_tables(db: sqlite3.Connection) -> bool:
    """Return whether a database has the tables above and nothing else: no view, no trigger."""
    ours = {" ".join(sql.split()) for sql in (TABLES + WORD_TABLES).split(";\n")}
    for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master"):
        shadow = name.startswith(("paper_words_", "hub_words_")) and kind == "table"
        automatic = name.startswith("sqlite_autoindex_") and sql is None
        if not (shadow or automatic or " ".join(str(sql).split()) in ours):
            return False
    return True
