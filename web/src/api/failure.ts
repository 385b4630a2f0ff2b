// What an answer of the server that is no success says: RFC 9457, with every need that is not met where it refuses.
import type { Problem, Reason } from "./types";

export class Failure extends Error {
  readonly status: number;
  readonly title: string;
  readonly needs: Reason[];
  /** Version that the server has now, of a draft somebody else has changed. */
  readonly tag: string | null;

  constructor(problem: Partial<Problem> & { needs?: Reason[] }, status: number, tag: string | null) {
    super(problem.detail ?? "");
    this.name = "Failure";
    this.status = status;
    this.title = problem.title ?? "";
    this.needs = problem.needs ?? [];
    this.tag = tag;
  }
}

/** The net or the server is away. */
export class Offline extends Error {
  constructor() {
    super("offline");
    this.name = "Offline";
  }
}

export function failureOf(error: unknown, response: Response): Failure {
  const said = typeof error === "object" && error !== null ? (error as Partial<Problem>) : {};
  return new Failure(said, response.status, response.headers.get("ETag"));
}
