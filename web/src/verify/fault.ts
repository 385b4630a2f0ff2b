// Why a proof does not hold; the words stand in the catalogue (verify.fault).
export type Why =
  | "form" | "key" | "unsigned" | "signature" | "checkpoint" | "noEvents" | "stranger" | "order" | "payload" | "proof"
  | "otherCheckpoint" | "notInLog" | "nothing" | "facts" | "signer" | "dates" | "suite";

export class Fault extends Error {
  /** `event`: the number of the event in the file, from 1; 0: none of them. */
  constructor(readonly why: Why, readonly event = 0) {
    super(why);
  }
}
