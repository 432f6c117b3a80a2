import { beforeEach, describe, expect, test } from "@odoo/hoot";

import { allowTranslations } from "@web/../tests/web_test_helpers";

import { countdown } from "@crm_fuel/countdown/countdown";

const { DateTime } = luxon;

describe.current.tags("headless");
beforeEach(allowTranslations);

const now = DateTime.fromISO("2026-03-02T09:00:00");
const at = (duration) => countdown(now.plus(duration), now);

describe("what is left of a deadline", () => {
    test("minutes, hours and days", () => {
        expect(at({ minutes: 5 }).text).toBe("5 min left");
        expect(at({ hours: 3, minutes: 20 }).text).toBe("3 h 20 min left");
        expect(at({ days: 2, hours: 5, minutes: 59 }).text).toBe("2 d 5 h left");
    });

    test("late is late, by a second already", () => {
        expect(at({ seconds: -1 })).toEqual({ text: "1 min late", tone: "danger" });
        expect(at({ days: -3, hours: -1 }).text).toBe("3 d 1 h late");
    });

    test("colours", () => {
        expect(at({ hours: 8 }).tone).toBe("success");
        expect(at({ hours: 7, minutes: 59 }).tone).toBe("warning");
        expect(at({}).tone).toBe("warning");
        expect(at({ minutes: -1 }).tone).toBe("danger");
    });
});
