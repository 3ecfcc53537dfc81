import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesLanes } from "./byte-lanes.ts";
import { gmacLanes, gmacOf } from "./gmac-lanes.ts";

const key = createSecretKey(new Uint8Array(32).fill(3));

it("gives side by side what OpenSSL gives one by one", () => {
  const lane = fc.record({ text: fc.uint8Array({ maxLength: 70 }), nonce: fc.uint8Array({ minLength: 12, maxLength: 12 }) });
  fc.assert(
    fc.property(fc.array(lane, { maxLength: 8 }), (lanes) => {
      const tags = gmacLanes(key)(bytesLanes(lanes.map(({ text }) => text)), bytesLanes(lanes.map(({ nonce }) => nonce)));
      const each = lanes.map(({ text, nonce }) => gmacOf(key, text, nonce));
      expect(Buffer.from(tags).toString("hex")).toBe(Buffer.concat(each).toString("hex"));
    }),
  );
});
