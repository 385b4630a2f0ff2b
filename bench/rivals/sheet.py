#!/usr/bin/env python3
"""A workbook of what a query of SQLite finds, by openpyxl in its write-only mode, on standard output: sheet.py DATABASE QUERY"""
import sqlite3
import sys

import openpyxl


def main():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("clusters")
    with sqlite3.connect(sys.argv[1]) as db:
        found = db.execute(sys.argv[2])
        sheet.append([c[0] for c in found.description])
        for row in found:
            sheet.append(row)
    book.save(sys.stdout.buffer)


main()
