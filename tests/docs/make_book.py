"""Workbooks and rosters for tests: made here, with right credit codes, as a spreadsheet writes them."""
import io
import zipfile
from xml.sax.saxutils import escape

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TITLES = ["统一社会信用代码*", "企业名称*", "国民经济行业代码*", "从业人员（人）", "营业收入（万元）", "资产总额（万元）", "产值（万元）*", "规模*", "优质企业级别",
          "是否高新技术企业", "是否主导产业*", "研发投入（万元）", "备注"]
NUMBERS = {3, 4, 5, 6, 11}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def credit(i):
    """The i-th right code (GB 32100, GB 11714)."""
    own = f"MA{i:06d}"
    value = [int(c) if c.isdigit() else ord(c) - 55 for c in own]
    check = (11 - sum(a * b for a, b in zip(value, (3, 7, 9, 10, 5, 8, 4, 2))) % 11) % 11
    code = "91330106" + own + ("X" if check == 10 else str(check))
    total = sum(ALPHABET.index(c) * pow(3, k, 31) for k, c in enumerate(code))
    return code + ALPHABET[(31 - total % 31) % 31]


def rows(n):
    """Enterprises without a fault: small ones of the electronics industry, every fifth of another than the leading."""
    return [[credit(i), f"演示企业{i}有限公司", "3979", 100, "3000.5", 4000, f"{2000 + i}.25", "小型", "创新型中小企业" if i % 2 else "", "是" if i % 4 == 0 else "",
             "否" if i % 5 == 0 else "是", "10.5", ""] for i in range(n)]


def cell(ref, value, column, shared, k):
    if value == "":
        return ""
    if k > 0 and column in NUMBERS:
        return f'<c r="{ref}"><v>{value}</v></c>'
    return f'<c r="{ref}" t="s"><v>{shared.setdefault(str(value), len(shared))}</v></c>'


def sheet(table, shared):
    lines = []
    for k, row in enumerate(table):
        cells = "".join(cell(f"{chr(65 + c)}{k + 1}", v, c, shared, k) for c, v in enumerate(row))
        lines.append(f'<row r="{k + 1}">{cells}</row>')
    return f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>' + "".join(lines) + "</sheetData></worksheet>"


def container(sheet_xml, shared_xml):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        z.writestr("[Content_Types].xml", f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
                   f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>')
        z.writestr("xl/workbook.xml", f'<?xml version="1.0"?><workbook {MAIN} xmlns:r="{RELATION}"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
                   f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
                   f'<Relationship Id="rId2" Type="{RELATION}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", sheet_xml)
        z.writestr("xl/sharedStrings.xml", shared_xml)
    return out.getvalue()


def xlsx(table):
    shared = {}
    body = sheet(table, shared)
    return container(body, f'<?xml version="1.0"?><sst {MAIN}>' + "".join(f"<si><t>{escape(s)}</t></si>" for s in shared) + "</sst>")


def csv(table, coding="utf-8"):
    return "".join(",".join(f'"{v}"' if "," in str(v) else str(v) for v in row) + "\r\n" for row in table).encode(coding)
