#!/usr/bin/env python3
"""Prints every cell of a sheet as "A1 text '…'", "A1 number 1" or "A1 date 2022-10-18"; fails on a formula."""
import datetime
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def unescaped(text):
    return re.sub("_x([0-9a-fA-F]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def main(path):
    with zipfile.ZipFile(path) as z:
        if z.testzip() is not None:
            sys.exit("damaged")
        book = tree.fromstring(z.read("xl/workbook.xml"))
        styles = tree.fromstring(z.read("xl/styles.xml"))
        formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
        dated = [formats.get(x.get("numFmtId")) == "yyyy-mm-dd" for x in styles.find(MAIN + "cellXfs")]
        print("sheet", repr(next(book.iter(MAIN + "sheet")).get("name")))
        for _, cell in tree.iterparse(z.open("xl/worksheets/sheet1.xml")):
            if cell.tag != MAIN + "c":
                continue
            if cell.find(MAIN + "f") is not None:
                sys.exit("a formula at " + cell.get("r"))
            value = cell.findtext(MAIN + "v")
            if cell.get("t") == "inlineStr":
                print(cell.get("r"), "text", repr(unescaped("".join(cell.itertext()))))
            elif value is not None and dated[int(cell.get("s", "0"))]:
                print(cell.get("r"), "date", datetime.date(1899, 12, 30) + datetime.timedelta(int(value)))
            elif value is not None:
                print(cell.get("r"), "number", value)
            cell.clear()


main(sys.argv[1])
