// Who is signed in. `stage` is the server's: what is still wanted before work can begin.
import { reactive } from "vue";
import type { Session, Text } from "@/api/types";

type Stage = "none" | Session["stage"];

interface Known {
  stage: Stage;
  csrf: string;
  login: string;
  level: string;
  who: string;
  office: string;
  levelName: Text | undefined;
  place: string;
  /** It has ended while somebody was at work: asked for again over the screen that stands. */
  expired: boolean;
}

const nobody = { stage: "none" as Stage, csrf: "", login: "", level: "", who: "", office: "", levelName: undefined as Text | undefined, place: "" };
let waiting: (() => void)[] = [];

export const session = reactive({
  ...nobody,
  expired: false,
  take(s: Session): void {
    const { stage, csrf, login, level, who, office } = s;
    Object.assign(this, { stage, csrf, login, level, who, office, levelName: s.level_name, place: s.place ?? "" });
    if (s.stage !== "full") return;
    this.expired = false;
    const ready = waiting;
    waiting = [];
    for (const go of ready) go();
  },
  forget(): void {
    Object.assign(this, nobody);
  },
  /** Resolves when somebody has signed in again. */
  renewed(): Promise<void> {
    this.expired = true;
    this.stage = "none";
    return new Promise((go) => waiting.push(go));
  },
} satisfies Known & Record<string, unknown>);
