#!/usr/bin/env python3
"""Prints what a record's SQLite database holds, a line a row, so that two states can be compared.

  dump.py derived|kept|log DB     derived: what follows from the log, the index of names entry by entry
  dump.py damage DB               changes or takes away rows of every derived table
  dump.py empty DB                empties every derived table
"""
import sqlite3
import sys

LOG = ["event", "head"]
KEPT = ["meta", "person", "checkpoint", "draft", "refusal", "attachment", "message", "entry"]


def tables(c):
    """Derived ones: all that are neither log nor kept, without the parts of the index."""
    names = [r[0] for r in c.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return sorted(n for n in names if n not in LOG + KEPT and not n.startswith(("sqlite_", "search")))


def put(c, sql, title):
    for row in sorted(map(repr, c.execute(sql))):
        print(title, row)


def derived(c):
    # Numbers of stages are given in order of need: only what they stand for is compared.
    for table in tables(c):
        if table == "standing":
            put(c, "SELECT id, name, kind, state, since, last, place, waits, watch FROM standing JOIN stage USING (stage)", table)
        elif table != "stage":
            put(c, f'SELECT * FROM "{table}"', table)
    c.execute("CREATE VIRTUAL TABLE temp.entry USING fts5vocab (main, search, instance)")
    put(c, "SELECT term, doc FROM temp.entry", "search")


def damage(c):
    for table in tables(c):
        if table == "stage":
            continue
        key = c.execute(f'SELECT name FROM pragma_table_info("{table}") WHERE pk = 1').fetchone()[0]
        least, most = c.execute(f'SELECT min("{key}"), max("{key}") FROM "{table}"').fetchone()
        c.execute(f'DELETE FROM "{table}" WHERE "{key}" = ?', (most,))
        for name, kind, pk in c.execute(f'SELECT name, type, pk FROM pragma_table_info("{table}")').fetchall():
            if pk == 0 and kind == "TEXT" and least != most:
                c.execute(f'UPDATE "{table}" SET "{name}" = "{name}" || ? WHERE "{key}" = ?', ("7", least))
    c.execute("INSERT INTO search (rowid, token) VALUES (1, 'qq')")


def empty(c):
    for table in tables(c):
        c.execute(f'DELETE FROM "{table}"')
    c.execute("INSERT INTO search (search) VALUES ('delete-all')")


def main():
    what, path = sys.argv[1:]
    c = sqlite3.connect(path, isolation_level=None)
    if what == "derived":
        derived(c)
    elif what in ("kept", "log"):
        for table in KEPT if what == "kept" else LOG:
            put(c, f'SELECT * FROM "{table}"', table)
    else:
        c.execute("BEGIN")
        {"damage": damage, "empty": empty}[what](c)
        c.execute("COMMIT")
    c.close()


main()
