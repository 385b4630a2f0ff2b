// What is proposed to be put in force, and what is done with it, as one call each. What is open to whom, and why not, is
// the server's to say.
import { api, take } from "@/api/client";
import type { components } from "@/generated/api";

export type Proposals = components["schemas"]["Proposals"];
export type Proposal = components["schemas"]["Proposal"];
export type Act = Proposal["acts"][number]["act"];

export const proposals = (): Promise<Proposals> => take(api.GET("/api/v1/proposals"));
export const proposalOf = (name: string): Promise<Proposal> => take(api.GET("/api/v1/proposals/{name}", { params: { path: { name } } }));
export const propose = (name: string, text: string, from: string): Promise<Proposal> => take(api.POST("/api/v1/proposals", { body: { name, text, from } }));

export function perform(p: Proposal, act: Act, reason: string): Promise<Proposal> {
  const params = { path: { name: p.name } };
  if (act === "consent") return take(api.POST("/api/v1/proposals/{name}/consent", { params, body: { digest: p.digest } }));
  if (act === "decline") return take(api.POST("/api/v1/proposals/{name}/decline", { params, body: { reason } }));
  return take(api.POST("/api/v1/proposals/{name}/withdraw", { params, body: { reason } }));
}

export const isOpen = (p: Proposal, act: Act): boolean => p.acts.some((a) => a.act === act && a.open);
