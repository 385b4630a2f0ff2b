// Months as text, "2026-04": no clock and no zone, days are those of the server.
const two = (n: number): string => String(n).padStart(2, "0");

export const monthOf = (day: string): string => day.slice(0, 7);
export const isMonth = (text: string): boolean => /^[0-9]{4}-(0[1-9]|1[0-2])$/.test(text);

export function shifted(month: string, by: number): string {
  const [year = 0, of = 1] = month.split("-").map(Number);
  const n = year * 12 + of - 1 + by;
  return `${String(Math.floor(n / 12)).padStart(4, "0")}-${two((n % 12) + 1)}`;
}

/** The days of a month, and how many cells stand before the first when weeks begin on Monday. */
export function daysOf(month: string): { days: string[]; before: number } {
  const [year = 0, of = 1] = month.split("-").map(Number);
  const length = new Date(Date.UTC(year, of, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, of - 1, 1)).getUTCDay() + 6) % 7;
  return { days: Array.from({ length }, (_, i) => `${month}-${two(i + 1)}`), before };
}
