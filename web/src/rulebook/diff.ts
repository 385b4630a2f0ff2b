// Two texts line by line (Myers, An O(ND) Difference Algorithm, 1986). Texts that have too little in common are shown
// as one taken away and the other put in its place.
export interface Row {
  kind: "same" | "changed" | "added" | "removed";
  left: number | null;
  right: number | null;
}
const MOST = 4000;

/** Pairs of equal lines, from the end of both texts to their begin; null: too different. */
function pairs(a: readonly string[], b: readonly string[]): [number, number][] | null {
  const trace: Map<number, number>[] = [];
  let v = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST); d++) {
    trace.push(new Map(v));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
      let x = down ? (v.get(k + 1) ?? 0) : (v.get(k - 1) ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      v.set(k, x);
      if (x >= a.length && y >= b.length) return walk(trace, a.length, b.length);
    }
    v = new Map(v);
  }
  return null;
}

function walk(trace: readonly Map<number, number>[], n: number, m: number): [number, number][] {
  const out: [number, number][] = [];
  let x = n, y = m;
  for (let d = trace.length - 1; d >= 0; d--) {
    const v = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const before = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1)) ? k + 1 : k - 1;
    const px = v.get(before) ?? 0;
    const py = px - before;
    while (x > px && y > py && x > 0 && y > 0) out.push([--x, --y]);
    if (d > 0) {
      x = px;
      y = py;
    }
  }
  return out;
}

/** What lies between two equal lines: as much of it beside each other as there is on both sides. */
function between(rows: Row[], fromA: number, toA: number, fromB: number, toB: number): void {
  const both = Math.min(toA - fromA, toB - fromB);
  for (let i = 0; i < both; i++) rows.push({ kind: "changed", left: fromA + i, right: fromB + i });
  for (let i = fromA + both; i < toA; i++) rows.push({ kind: "removed", left: i, right: null });
  for (let i = fromB + both; i < toB; i++) rows.push({ kind: "added", left: null, right: i });
}

export function compare(a: readonly string[], b: readonly string[]): Row[] {
  const rows: Row[] = [];
  let atA = 0, atB = 0;
  for (const [x, y] of (pairs(a, b) ?? []).reverse()) {
    between(rows, atA, x, atB, y);
    rows.push({ kind: "same", left: x, right: y });
    atA = x + 1;
    atB = y + 1;
  }
  between(rows, atA, a.length, atB, b.length);
  return rows;
}
