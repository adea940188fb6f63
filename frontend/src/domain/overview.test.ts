import { describe, expect, it } from "vitest";
import { anAlert } from "../test/rows";
import { attentionFact, guestsSentence, overviewSentence } from "./overview";

const critical = () => anAlert({ level: "critical" });

describe("the overview's sentence", () => {
  it.each([
    [[], "Everything is fine."],
    [[anAlert({ acknowledged: true })], "Everything is fine."],
    [[anAlert()], "One thing needs a look."],
    [[anAlert(), anAlert()], "Two things need a look."],
    [[critical()], "One thing is critical."],
    [[critical(), critical(), anAlert(), anAlert(), anAlert()], "Two things are critical, three more need a look."],
    [[critical(), anAlert()], "One thing is critical, one more needs a look."],
  ])("of %o is: %s", (alerts, sentence) => {
    expect(overviewSentence(alerts, 1)).toBe(sentence);
  });

  it("counts the guests and leaves out what is not", () => {
    const counts = { total: 39, running: 32, unknown: 4, stopped: 2, planned: 1, problems: 0 };
    expect(guestsSentence(counts)).toBe("32 of 39 guests running, 4 unknown, 2 stopped, 1 planned.");
    expect(guestsSentence({ ...counts, total: 2, running: 2, unknown: 0, stopped: 0, planned: 0 })).toBe("2 of 2 guests running.");
  });

  it("says who has seen what", () => {
    expect(attentionFact([anAlert(), anAlert({ acknowledged: true, ackUser: "mara" })], 1)).toBe("1 new · web seen by mara");
    expect(attentionFact([anAlert({ snoozedUntil: 5 })], 1)).toBe("0 new · 1 snoozed");
  });
});
