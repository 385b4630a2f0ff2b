// What an office does to an account, as one call each. Which of them are open, and why not, is the server's to say.
import { api, take } from "@/api/client";
import type { components } from "@/generated/api";

export type Account = components["schemas"]["Account"];
export type Doing = NonNullable<Account["acts"]>[number];
export type Act = Doing["act"];

export interface Form {
  reason: string;
  password: string;
  name: string;
  mail: string;
  phone: string;
  issuer: string;
  subject: string;
  office: string;
  level: string;
  who: string;
}
export const emptyForm = (): Form => ({ reason: "", password: "", name: "", mail: "", phone: "", issuer: "", subject: "", office: "", level: "", who: "" });

/** Fields that the form of an act has. */
export const FIELDS: Record<Act, readonly (keyof Form)[]> = {
  "grant": ["office", "level", "who"],
  "revoke": ["reason"],
  "confirm": ["reason"],
  "disable": ["reason"],
  "enable": ["reason"],
  "person": ["name", "mail", "phone"],
  "password": ["password"],
  "second-reset": ["reason"],
  "sessions": [],
  "link": ["issuer", "subject"],
  "unlink": [],
  "reveal": ["reason"],
  "erase": ["reason"],
};

/** What can not be undone asks for the login name to be typed. */
export const FINAL: ReadonlySet<Act> = new Set(["erase"]);

type Office = "system" | "security" | "audit";
const isOffice = (s: string): s is Office => s === "system" || s === "security" || s === "audit";

/** The account afterwards; null where the answer is nothing but that it was done. */
export async function perform(login: string, act: Act, f: Form): Promise<Account | null> {
  const params = { path: { login } };
  const reason = { params, body: { reason: f.reason.trim() } };
  switch (act) {
    case "grant":
      return take(api.POST("/api/v1/accounts/{login}/grant", { params, body: isOffice(f.office) ? { office: f.office } : { level: f.level, ...(f.who.trim() !== "" ? { who: f.who.trim() } : {}) } }));
    case "revoke": return take(api.POST("/api/v1/accounts/{login}/revoke", reason));
    case "confirm": return take(api.POST("/api/v1/accounts/{login}/confirm", reason));
    case "disable": return take(api.POST("/api/v1/accounts/{login}/disable", reason));
    case "enable": return take(api.POST("/api/v1/accounts/{login}/enable", reason));
    case "second-reset": return take(api.POST("/api/v1/accounts/{login}/second-reset", reason));
    case "reveal": return take(api.POST("/api/v1/accounts/{login}/reveal", reason));
    case "erase": return take(api.POST("/api/v1/accounts/{login}/erase", reason));
    case "person":
      return take(api.PUT("/api/v1/accounts/{login}/person", { params, body: { name: f.name.trim(), mail: f.mail.trim(), phone: f.phone.trim() } }));
    case "password": return take(api.POST("/api/v1/accounts/{login}/password", { params, body: { password: f.password } }));
    case "link": return take(api.POST("/api/v1/accounts/{login}/link", { params, body: { issuer: f.issuer.trim(), subject: f.subject.trim() } }));
    case "unlink": return take(api.DELETE("/api/v1/accounts/{login}/link", { params }));
    case "sessions":
      await take(api.DELETE("/api/v1/accounts/{login}/sessions", { params }));
      return null;
  }
}

/** A first password nobody has to think of: from the browser's own source of chance, without letters that look alike. */
export function freshPassword(): string {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
  const part = (): string => {
    let text = "";
    while (text.length < 5) {
      const [byte] = crypto.getRandomValues(new Uint8Array(1));
      // Only as many values as go into the letters a whole number of times: every letter is as likely as another.
      if (byte !== undefined && byte < letters.length * Math.floor(256 / letters.length)) text += letters[byte % letters.length] ?? "";
    }
    return text;
  };
  return `${part()}-${part()}-${part()}-7aB`;
}
