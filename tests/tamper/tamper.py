#!/usr/bin/env python3
"""Values of a record are changed one at a time, of every kind there is, and each time the audit must notice.

  tamper.py JIQUN FOLDER [DB]    FOLDER holds a record that is in order; DB: it lies in that PostgreSQL database

Tables and columns are asked of the database itself, so one that is added later is tried without a word here. What the
audit can not vouch for stands in EXCEPT, each with its reason; an exception that is noticed after all is a failure too.
TAMPER_ROWS: how many rows of each column are tried (1); TAMPER_EVERY: of all changes only every so many (1). Prints TAP.
"""
import glob
import os
import random
import shutil
import sqlite3
import subprocess
import sys

# (table, column): why a change of it is not seen. Column None: a row more or less.
EXCEPT = {
    ("head", "undone"): "counts groups that a failed sync took back; no event depends on it",
    ("checkpoint", None): "a checkpoint that is missing takes nothing away from the others; the last one stands outside",
    ("attachment", "type"): "what a file is called is kept beside the log and vouched for by nothing",
    ("attachment", "name"): "as type",
    ("attachment", "at"): "as type",
    ("meta", "value"): "tried key by key below",
}
# Kept beside the log, read by no decision, vouched for by nothing (audit.h).
KEPT = {"draft", "refusal", "message", "entry", "counter", "sqlite_sequence"}
# Parts of the index of names that say how SQLite goes about it, not what is in it.
HOW = {"search_config", "search_idx"}
LOG = {"head", "event", "checkpoint", "meta", "person", "attachment"}  # all other tables are derived

failed = count = 0


def check(good, name, detail=""):
    global failed, count
    count += 1
    print(("ok" if good else "not ok"), count, "-", name, flush=True)
    if not good:
        failed += 1
        for line in detail.splitlines()[:12]:
            print("# " + line)


def other(value, kind, rng):
    """A value of the same type that is not this one."""
    if value is None:
        return "x" if kind in ("TEXT", "text") else b"x" if kind in ("BLOB", "bytea") else 20000
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 1 - value if value in (0, 1) and rng.random() < 0.5 else value + 1
    if isinstance(value, bytes):
        if not value:
            return b"x"
        at = rng.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << rng.randrange(8)]) + value[at + 1:]
    return value[:-1] + ("7" if value[-1] != "7" else "8") if value else "x"


class Audit:
    def __init__(self, jiqun, folder, db=None):
        self.every, self.n = int(os.environ.get("TAMPER_EVERY", "1")), 0
        self.command = [jiqun, "audit", "--data", folder, "--lang", "en"] + (["--db", db] if db else [])

    def run(self):
        r = subprocess.run(self.command, capture_output=True, text=True, errors="replace", timeout=300)
        return r.returncode, r.stdout + r.stderr

    def clean(self, what):
        status, said = self.run()
        check(status == 0, what, said)
        return status == 0

    def turn(self):
        self.n += 1
        return self.n % self.every == 0

    def notices(self, what, *words):
        if not self.turn():
            return
        status, said = self.run()
        check(status == 1 and all(w in said for w in words), f"{what} is noticed", f"status {status}\n{said}")

    def sees_nothing(self, what, why):
        """What is said not to be noticed is not: else the list is wrong."""
        if not self.turn():
            return
        status, said = self.run()
        check(status == 0, f"{what} is not noticed: {why}", f"status {status}\n{said}")


def words_for(table):
    """What the audit must say, at least: the table, where the table follows from the log."""
    if table in LOG:
        return {"event": ["event"], "checkpoint": ["checkpoint"], "attachment": ["attachment"]}.get(table, [])
    if table == "stage":
        return ["table standing"]
    if table.startswith("search") or table == "gram":
        return ["search"]
    return [f"table {table}"]


# ---- SQLite ----

class Sqlite:
    def __init__(self, jiqun, folder):
        self.path, self.folder = os.path.join(folder, "jiqun.db"), folder
        self.audit = Audit(jiqun, folder)
        with sqlite3.connect(self.path) as c:
            c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        c.close()
        self.whole = self.path + ".whole"
        shutil.copyfile(self.path, self.whole)

    def restore(self):
        for tail in ("-wal", "-shm"):
            if os.path.exists(self.path + tail):
                os.unlink(self.path + tail)
        shutil.copyfile(self.whole, self.path)

    def open(self):
        c = sqlite3.connect(self.path, isolation_level=None)
        c.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
        c.execute("PRAGMA ignore_check_constraints = ON")
        return c

    def tables(self):
        c = self.open()
        names = [r[0] for r in c.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        found = {}
        for name in names:
            info = c.execute(f'PRAGMA table_info("{name}")').fetchall()
            found[name] = [(r[1], r[2], r[5]) for r in info]
        c.close()
        return found

    def rows(self, c, table, keys):
        if table == "stage":  # a number that no row of standing uses says nothing
            return c.execute("SELECT DISTINCT stage FROM standing ORDER BY 1").fetchall(), ["stage"]
        key = ", ".join(f'"{k}"' for k in keys) or "rowid"
        return c.execute(f'SELECT {key} FROM "{table}" ORDER BY 1').fetchall(), keys or ["rowid"]

    def change(self, table, column, kind, keys, rng):
        c = self.open()
        rows, keys = self.rows(c, table, keys)
        if not rows:
            c.close()
            return None
        row = rng.choice(rows)
        where = " AND ".join(f'"{k}" IS ?' for k in keys)
        value = c.execute(f'SELECT "{column}" FROM "{table}" WHERE {where}', row).fetchone()[0]
        fresh = other(value, kind, rng)
        try:
            c.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', (fresh, *row))
        except sqlite3.IntegrityError:
            if isinstance(value, int):
                fresh = value + 1000003
            else:
                fresh = value + (b"7" if isinstance(value, bytes) else "7")
            c.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', (fresh, *row))
        c.close()
        return " ".join(str(x) for x in row)

    def remove(self, table, keys, rng):
        c = self.open()
        rows, keys = self.rows(c, table, keys)
        row = rng.choice(rows[:-1] or rows) if table == "checkpoint" and rows else rng.choice(rows) if rows else None
        if row is not None:
            where = " AND ".join(f'"{k}" IS ?' for k in keys)
            c.execute(f'DELETE FROM "{table}" WHERE {where}', row)
        c.close()
        return None if row is None else " ".join(str(x) for x in row)

    def add(self, table, columns, keys, rng):
        """A copy of a row under another key."""
        c = self.open()
        names = [x[0] for x in columns]
        rows = c.execute(f'SELECT {", ".join(chr(34) + n + chr(34) for n in names)} FROM "{table}"').fetchall()
        if not rows:
            c.close()
            return None
        row = list(rng.choice(rows))
        for i, (name, _, key) in enumerate(columns):
            if key or name in ("name", "path", "id"):
                row[i] = row[i] + 1000003 if isinstance(row[i], int) else str(row[i]) + "7"
        c.execute(f'INSERT INTO "{table}" ({", ".join(chr(34) + n + chr(34) for n in names)})'
                  f' VALUES ({", ".join("?" * len(row))})', row)
        c.close()
        return "copied"

    def indexes(self):
        c = self.open()
        found = c.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'index' ORDER BY name").fetchall()
        size = c.execute("PRAGMA page_size").fetchone()[0]
        c.close()
        return found, size

    def damage_page(self, page, size):
        """The last byte of the first cell of the last leaf below a page. False: there is no cell."""
        with open(self.path, "r+b") as f:
            while True:
                at = (page - 1) * size
                f.seek(at)
                data = f.read(size)
                if data[0] in (2, 5):
                    page = int.from_bytes(data[8:12], "big")
                    continue
                if data[0] not in (10, 13) or int.from_bytes(data[3:5], "big") == 0:
                    return False
                f.seek(at + size - 1)
                f.write(bytes([data[size - 1] ^ 1]))
                return True

    def unlike_table(self, index, table, rng):
        """A row is left out of an index: taken from table and index, and put back while the index is out of sight."""
        c = self.open()
        row = c.execute("SELECT * FROM sqlite_schema WHERE name = ?", (index,)).fetchone()
        rowid = c.execute(f'SELECT rowid FROM "{table}" INDEXED BY "{index}" '
                          + (row[4][row[4].index("WHERE"):] if "WHERE" in row[4] else "")).fetchall()
        if not rowid:
            c.close()
            return False
        rowid = rng.choice(rowid)[0]
        kept = c.execute(f'SELECT rowid, * FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()
        names = ["rowid"] + [r[1] for r in c.execute(f'PRAGMA table_info("{table}")')]
        c.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
        for step in ("hide", "show"):
            c.execute("PRAGMA writable_schema = ON")
            if step == "hide":
                c.execute("DELETE FROM sqlite_schema WHERE name = ?", (index,))
            else:
                c.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", row)
            version = c.execute("PRAGMA schema_version").fetchone()[0]
            c.execute(f"PRAGMA schema_version = {version + 1}")
            c.close()
            c = self.open()
            if step == "hide":
                c.execute(f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})', kept)
        c.close()
        return True


def try_sqlite(jiqun, folder, many):
    db = Sqlite(jiqun, folder)
    if not db.audit.clean("the record is in order"):
        return
    tables = db.tables()
    for table, columns in tables.items():
        if table in KEPT or table in HOW or table.startswith("sqlite_") or table == "search":
            continue
        keys = [c[0] for c in sorted((c for c in columns if c[2]), key=lambda c: c[2])]
        tried = [(c, kind, i) for c, kind, _ in columns for i in range(many)]
        for column, kind, i in tried:
            rng = random.Random(f"{table}.{column}.{i}")
            if (table, column) == ("meta", "value") or table.startswith("search_") and column != "block":
                continue
            row = db.change(table, column, kind, keys, rng)
            what = f"{table}.{column} of row {row}"
            if row is None:
                check(False, f"{table} has a row to be changed")
            elif (table, column) in EXCEPT:
                db.audit.sees_nothing(what, EXCEPT[table, column])
            elif table.startswith("search_"):
                db.audit.notices(what)
            else:
                db.audit.notices(what, *words_for(table))
            db.restore()
        if table in ("head", "meta") or table.startswith("search_"):
            continue
        rng = random.Random(table)
        for name, row in (("removed", lambda: db.remove(table, keys, rng)), ("added", lambda: db.add(table, columns, keys, rng))):
            if table == "stage" and name == "added":
                continue
            row = row()
            if (table, None) in EXCEPT and (table, name) != ("checkpoint", "added"):
                db.audit.sees_nothing(f"a row of {table} {name} ({row})", EXCEPT[table, None])
            else:
                db.audit.notices(f"a row of {table} {name} ({row})", *words_for(table))
            db.restore()
    try_meta(db)
    try_indexes(db)
    try_search(db)
    try_files(db.audit, folder)


def try_meta(db):
    c = db.open()
    found = c.execute("SELECT key, value FROM meta ORDER BY key").fetchall()
    c.close()
    for key, value in found:
        c = db.open()
        fresh = value + b"7"
        if key == "demonstration":
            fresh = b"no" if value == b"yes" else b"yes"
        if key == "suite":
            fresh = b"sha256" if value == b"sm3" else b"sm3"
        c.execute("UPDATE meta SET value = ? WHERE key = ?", (fresh, key))
        c.close()
        if key.startswith("erased."):
            db.audit.sees_nothing(f"meta {key} changed", "why it was erased is kept beside the log")
        else:
            db.audit.notices(f"meta {key} changed")
        db.restore()
        c = db.open()
        c.execute("DELETE FROM meta WHERE key = ?", (key,))
        c.close()
        db.audit.notices(f"meta {key} removed")
        db.restore()


def try_indexes(db):
    found, size = db.indexes()
    for name, page in found:
        if db.damage_page(page, size):
            db.audit.notices(f"index {name}: an entry changed")
        db.restore()
        c = db.open()
        table, sql = c.execute("SELECT tbl_name, sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        c.close()
        if sql is not None and table not in KEPT:
            if db.unlike_table(name, table, random.Random(name)):
                db.audit.notices(f"index {name}: an entry left out")
            db.restore()


def try_search(db):
    """The index of names, by its own means: an entry more, one less."""
    for what in ("less", "more"):
        c = db.open()
        stream, name = c.execute("SELECT stream, name FROM dossier ORDER BY stream LIMIT 1").fetchone()
        if what == "less":  # an index without content forgets only what it is told
            c.execute("INSERT INTO search (search, rowid, token) VALUES ('delete', ?, ?)", (stream, name[:1]))
        else:
            c.execute("INSERT INTO search (rowid, token) VALUES (?, ?)", (stream, "qq"))
        c.close()
        db.audit.notices(f"one entry {what} in the index of names", "search")
        db.restore()


# ---- files beside the database ----

def flip(path, rng):
    with open(path, "r+b") as f:
        data = f.read()
        at = rng.randrange(len(data))
        f.seek(at)
        f.write(bytes([data[at] ^ 1 << rng.randrange(8)]))
    return at


def try_files(audit, folder):
    rng = random.Random("files")
    names = ["published"]
    for top in ("files", "keys"):
        for base, _, found in os.walk(os.path.join(folder, top)):
            names += [os.path.relpath(os.path.join(base, f), folder) for f in found]
    for name in sorted(names):
        path = os.path.join(folder, name)
        with open(path, "rb") as f:
            whole = f.read()
        mode = os.stat(path).st_mode
        if not whole:
            continue
        os.chmod(path, 0o600)
        at = flip(path, rng)
        os.chmod(path, mode)
        if audit.turn():
            status, said = audit.run()
            # A key that can not be read stops the audit before it begins: that is no clean bill either.
            wanted = (1, 2) if name.startswith("keys/") else (1,)
            check(status in wanted, f"{name}: byte {at} changed is noticed", f"status {status}\n{said}")
        os.chmod(path, 0o600)
        if name.startswith("files/"):
            os.unlink(path)
            audit.notices(f"{name} removed", "attachment")
        with open(path, "wb") as f:
            f.write(whole)
        os.chmod(path, mode)
    audit.clean("put back as it was, all is in order again")


# ---- PostgreSQL ----

class Postgres:
    def __init__(self, jiqun, folder, address):
        self.address = address
        programs = glob.glob("/usr/lib/postgresql/*/bin/psql")  # the one in PATH is a wrapper that takes its time
        newest = max(programs, key=lambda p: int(p.split("/")[4]), default="psql")
        self.psql = [newest, "-X", "-d", address]
        self.audit = Audit(jiqun, folder, address)

    def ask(self, sql):
        r = subprocess.run([*self.psql, "-q", "-t", "-A", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql],
                           capture_output=True, text=True, timeout=120)
        if r.returncode != 0:
            raise RuntimeError(sql + "\n" + r.stderr)
        return [line.split("\t") for line in r.stdout.splitlines()]


def changed(name, kind, value):
    """SQL for another value of that type."""
    column = f'"{name}"'
    if kind == "boolean":
        return f"NOT {column}"
    if kind == "date":
        return f"coalesce({column} + 1, '2024-02-03')"
    if kind in ("bigint", "integer", "smallint"):
        return f"coalesce({column} + 1, 1)"
    if kind == "bytea":
        return f"CASE WHEN length({column}) = 0 THEN 'x'::bytea ELSE set_byte({column}, length({column}) / 2, " \
               f"get_byte({column}, length({column}) / 2) # 1) END"
    if kind == "ARRAY":
        return None
    return f"{column} || '7'"


def try_postgres(jiqun, folder, address, _many):
    db = Postgres(jiqun, folder, address)
    if not db.audit.clean("the record is in order"):
        return
    columns = db.ask("SELECT c.table_name, c.column_name, c.data_type, c.is_generated FROM information_schema.columns c "
                     "JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = "
                     "current_schema() AND t.table_type = 'BASE TABLE' ORDER BY 1, c.ordinal_position")
    db.ask("CREATE SCHEMA whole; " + "; ".join(
        f'CREATE TABLE whole."{t}" AS TABLE "{t}"' for t in sorted({c[0] for c in columns})))
    stored = {}
    for table, name, _, generated in columns:
        if generated == "NEVER":
            stored.setdefault(table, []).append(f'"{name}"')

    def restore(table):
        names = ", ".join(stored[table])
        db.ask(f'BEGIN; DELETE FROM "{table}"; INSERT INTO "{table}" ({names}) OVERRIDING SYSTEM VALUE SELECT {names} '
               f'FROM whole."{table}"; COMMIT')

    for table, name, kind, generated in columns:
        fresh = changed(name, kind, None)
        if table in KEPT or generated != "NEVER" or fresh is None or table == "head" and name == "one":
            continue
        if (table, name) == ("meta", "value"):
            continue
        at = f'ctid = (SELECT max(ctid) FROM "{table}")'
        try:
            db.ask(f'UPDATE "{table}" SET "{name}" = {fresh} WHERE {at}')
        except RuntimeError:  # that key is taken
            db.ask(f'UPDATE "{table}" SET "{name}" = "{name}" + 1000003 WHERE {at}')
        if (table, name) in EXCEPT:
            db.audit.sees_nothing(f"{table}.{name}", EXCEPT[table, name])
        else:
            db.audit.notices(f"{table}.{name}", *words_for(table))
        restore(table)
    for table in sorted(stored):
        if table in KEPT | {"head", "meta", "checkpoint"}:
            continue
        db.ask(f'DELETE FROM "{table}" WHERE ctid = (SELECT max(ctid) FROM "{table}")')
        db.audit.notices(f"a row of {table} removed", *words_for(table))
        restore(table)
    db.audit.clean("put back as it was, all is in order again")


def main():
    jiqun, folder, *db = sys.argv[1:]
    many = int(os.environ.get("TAMPER_ROWS", "1"))
    if db:
        try_postgres(jiqun, folder, db[0], many)
    else:
        try_sqlite(jiqun, folder, many)
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
