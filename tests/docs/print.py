#!/usr/bin/env python3
"""jiqun print: what a document says is on paper, in the measures of GB/T 9704; what is no document is refused with a
reason, whatever it holds. The paper is read by poppler. Ends with TAP."""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT, BIN = os.environ["JIQUN_ROOT"], os.environ["JIQUN_BIN"]
sys.path.insert(0, os.path.join(ROOT, "tests/http"))
from server import SANITIZED, Tap  # noqa: E402

tap = Tap()
CHANGED = 12 if SANITIZED else 40
MM = 72 / 25.4
WIDE, HIGH = 595.276, 841.89


def printed(text):
    """Exit status, PDF or None, and what was said."""
    data = text if isinstance(text, bytes) else json.dumps(text, ensure_ascii=False).encode()
    done = subprocess.run([BIN, "print"], input=data, capture_output=True, timeout=300)
    out = done.stdout
    return done.returncode, out[1:] if out[:1] == b"P" else None, (out + done.stderr).decode("utf-8", "replace")


def paper(*parts, **more):
    return {"language": "zh", "title": "试印", "made": "2025-03-20", "parts": list(parts), **more}


class Pages:
    """What poppler finds: pages of words with their boxes, in millimetres from the upper left corner."""

    def __init__(self, pdf):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
            f.write(pdf)
            f.flush()
            self.info = subprocess.run(["pdfinfo", f.name], capture_output=True, text=True, check=True).stdout
            boxes = subprocess.run(["pdftotext", "-bbox", f.name, "-"], capture_output=True, text=True, check=True).stdout
            self.fonts = subprocess.run(["pdffonts", f.name], capture_output=True, text=True, check=True).stdout
            self.text = subprocess.run(["pdftotext", "-raw", f.name, "-"], capture_output=True, text=True, check=True).stdout
        self.pages = []
        for page in boxes.split("<page ")[1:]:
            found = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page)
            self.pages.append([(float(a) / MM, float(b) / MM, float(c) / MM, float(d) / MM, w) for a, b, c, d, w in found])

    def outside(self):
        """Words beyond the type area but for page numbers and the notice; half a millimetre for the form of letters."""
        return [(n, w) for n, page in enumerate(self.pages) for w in page
                if (w[0] < 27.5 or w[2] > 28 + 156 + 0.5 or w[1] < 36 or w[3] > 37 + 225 + 1) and not self.is_edge(w)]

    @staticmethod
    def is_edge(word):
        return word[1] > 37 + 225 or word[3] < 37


def measures():
    body = "".join(f"第{i}段文字用来占满一页。" for i in range(200))
    status, pdf, said = printed(paper(["title", "中小企业特色产业集群认定申报"], ["note", "演示"], ["heading", "一、概况"], ["text", body],
                                      ["signed", "演示单位", "2025年3月20日"], notice="演示系统所出"))
    if not tap.check(status == 0 and pdf is not None, "a document is printed", said):
        return
    p = Pages(pdf)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", p.info)
    tap.check(abs(float(size[1]) - WIDE) < 1 and abs(float(size[2]) - HIGH) < 1, "on A4", p.info)
    tap.check("Title:           试印" in p.info and "2025" in p.info, "its title and day stand in the file", p.info)
    tap.check(len(p.pages) > 3 and p.outside() == [], "every word is within the type area of 156 by 225 mm", p.outside()[:5])
    left = [min(w[0] for w in page if not p.is_edge(w)) for page in p.pages]
    tap.check(all(abs(x - 28) < 1.5 for x in left[1:-1]), "which begins 28 mm from the edge", left)
    lines = {round(w[1], 1) for w in p.pages[1] if not p.is_edge(w)}
    tap.check(len(lines) == 22, "22 lines on a full page", sorted(lines))
    number = [[w for w in page if re.fullmatch("[0-9]+", w[4]) and p.is_edge(w)] for page in p.pages]
    tap.check([n[0][4] for n in number] == [str(i + 1) for i in range(len(p.pages))], "pages are numbered", number)
    tap.check(number[0][0][0] > 105 > number[1][0][2], "on the outer side", number[:2])
    tap.check(all(any("演示系统所出" in w[4] for w in page) for page in p.pages), "what is invented says so on every page")
    rows = [line.split() for line in p.fonts.splitlines()[2:]]
    tap.check(rows and all("yes" in row for row in rows), "typefaces are in the file", p.fonts)
    again = printed(paper(["title", "同"]))[1]
    tap.check(again is not None and again == printed(paper(["title", "同"]))[1], "the same again is the same bytes")


def tables():
    rows = [[str(i), f"名称{i}", "长" * (400 if i == 7 else 3), f"{i}.50"] for i in range(1, 121)]
    status, pdf, said = printed(paper(["table", [["序号", 2, False], ["名称", 6, False], ["说明", 8, False], ["数值", 4, True]], rows],
                                      ["fields", [["集群名称", "甲"], ["依据", "第十四条"]]]))
    if not tap.check(status == 0, "a table of many pages", said):
        return
    p = Pages(pdf)
    tap.check(all(f"名称{i}" in p.text for i in range(1, 121)) and p.text.count("长") == 400 + 119 * 3, "no cell is lost")
    tap.check(p.text.count("序号") == len(p.pages) > 3, "titles of columns stand on every page", (p.text.count("序号"), len(p.pages)))
    tap.check(p.outside() == [], "nothing runs over the edge", p.outside()[:5])
    ends = {round(w[2], 1) for page in p.pages for w in page if re.fullmatch(r"\d+\.50", w[4])}
    tap.check(len(ends) == 1, "figures end in one line", ends)
    status, pdf, said = printed(paper(["table", [["a", 1, False]], [["字" * 20000]]]))
    tap.check(status == 0 and Pages(pdf).text.count("字") == 20000, "a cell of many pages goes on overleaf", said)


def figures():
    bars = [["2021", "10"], ["2022", "40.00"], ["2023", "0"], ["2024", "无"], ["2025", "-3"]]
    status, pdf, said = printed(paper(["bars", "产值", "亿元", bars]))
    tap.check(status == 0 and "40.00" in Pages(pdf).text and "产值（亿元）" in Pages(pdf).text, "bars with their values", said)
    if status == 0:
        filled = re.findall(r"([\d.]+) ([\d.]+) ([\d.-]+) ([\d.-]+) re f", unpacked(pdf))
        wide = sorted(float(f[2]) for f in filled)
        tap.check(len(wide) == 2 and abs(wide[1] / wide[0] - 4) < 0.01, "each as long as its value, none for what is none", filled)
    status, pdf, said = printed(paper(["code", "https://example.org/register/c1", "扫码"]))
    tap.check(status == 0, "a QR code", said)
    if status == 0 and shutil.which("zbarimg"):
        tap.check("https://example.org/register/c1" in scanned(pdf), "which a reader reads")
    status, _, said = printed(paper(["code", "x" * 5000, ""]))
    tap.check(status == 1 and "E" == said[0] and "二维码" in said, "too much for a code is said", said)


def unpacked(pdf):
    """The drawing itself."""
    import zlib
    out = []
    for m in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            out.append(zlib.decompress(m[1]).decode("latin1"))
        except zlib.error:
            continue
    return "\n".join(out)


def scanned(pdf):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.pdf")
        with open(path, "wb") as f:
            f.write(pdf)
        subprocess.run(["pdftoppm", "-r", "200", "-png", path, os.path.join(folder, "a")], check=True)
        return subprocess.run(["zbarimg", "-q", os.path.join(folder, "a-1.png")], capture_output=True, text=True).stdout


def refused():
    wrong = [(b"", "no text"), (b"[]", "no object"), (b"{", "no JSON"), ({"parts": []}, "no language"), ({"language": "zh"}, "no parts"),
             (paper(["what", "x"]), "a part of no kind"), (paper(["title", 5]), "a title that is a number"), (paper(["title"]), "no title"),
             (paper(["table", [], []]), "no columns"), (paper(["table", [["a", 0, False]], []]), "a column without width"),
             (paper(["table", [["a", 1, False]] * 13, []]), "too many columns"), (paper(["table", [["a", 1, False]], [[]]]), "a row that is short"),
             (paper(["table", [["a", 1, False]], [5]]), "a row that is none"), (paper(["bars", "a", "b", [["x", "1"]] * 41]), "too many bars"),
             (paper(["text", "a\0b"]), "a NUL"), (paper(["text", "x" * 70000]), "a text that is too long"), (paper("title"), "a part that is a text"),
             (paper(["table", [["a", 1, False], ["b", 1000, False]], []]), "a column too narrow for a letter")]
    for text, what in wrong:
        status, pdf, said = printed(text)
        lines = said.split("\n")
        tap.check(status == 1 and pdf is None and re.fullmatch("E[0-9]+", lines[0]) and lines[1] and lines[2], f"{what} is refused in words", said)
    status, pdf, said = printed(b'{"x":"' + b"a" * (5 << 20) + b'"}')
    tap.check(status == 1 and "4194304" in said, "more than may be is refused", said[:200])
    status, pdf, said = printed(paper(["text", "名\U0001F600\u202e\ud7a3\uffff\ufdd0\U0001ffff字"], ["title", ""], ["text", ""]))
    tap.check(status == 0, "characters that no typeface has are boxes", said)


def changed():
    rng = random.Random(2022)
    whole = json.dumps(paper(["title", "集群"], ["fields", [["a", "b"]]], ["table", [["a", 1, False], ["b", 2, True]], [["1", "2"]]],
                             ["bars", "a", "b", [["x", "1"]]], ["text", "文"], ["signed", "a", "b"]), ensure_ascii=False).encode()
    strange = []
    for _ in range(CHANGED):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(data))
            data[at:at + rng.randrange(3)] = rng.choice([b"", b"[", b"]", b'"', b"9", b"\xff", b"{}", b"null", b",", b"-1e9"])
        status, pdf, said = printed(bytes(data))
        if not (status == 0 and pdf) and not (status == 1 and said.startswith("E")):
            strange.append((bytes(data), status, said[:500]))
    tap.check(not strange, f"{CHANGED} changed documents are printed or refused", strange[:2])


def main():
    if shutil.which("pdftotext") is None:
        print("1..0 # SKIP poppler-utils are not installed: scripts/deps.sh test")
        raise SystemExit(77)
    for part in (measures, tables, figures, refused, changed):
        part()
    tap.end()


main()
