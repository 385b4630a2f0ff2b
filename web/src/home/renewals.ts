// Clusters of a county whose recognition may be prolonged now. Whether that is so the server says: an action that opens a
// case of a round, and a round that it can be of.
import { api, take, takeObject } from "@/api/client";
import type { Option, RegisterRow } from "@/api/types";

export interface Renewal {
  row: RegisterRow;
  option: Option;
}
const MOST = 12;

const opensInRound = (o: Option): boolean => (o.open === "open" || o.open === "wants") && o.args.some((arg) => arg.type === "round" && (arg.choices ?? []).length > 0);

async function of(row: RegisterRow): Promise<Renewal[]> {
  const dossier = await take(api.GET("/api/v1/clusters/{cluster}", { params: { path: { cluster: row.path } } }));
  const option = (dossier.actions ?? []).find(opensInRound);
  return option === undefined ? [] : [{ row, option }];
}

/** The home page is of use without it. */
export async function renewals(): Promise<Renewal[]> {
  const page = await takeObject(api.GET("/api/v1/clusters", { params: { query: { state: "recognised", limit: MOST } } })).catch(() => null);
  return (await Promise.all((page?.rows ?? []).map((row) => of(row).catch(() => [])))).flat();
}
