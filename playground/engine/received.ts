/**
 * Asks the fakes what they have received.
 *
 * @module
 */

import type { ReceiverReport } from "../api/event.ts";
import type { FakeHook, FakeName, Fakes } from "./fakes.ts";
import type { RawRequest } from "./wire.ts";

/** A request as a fake keeps it. */
interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly rawHeaders?: readonly (readonly [name: string, value: string])[];
}

/** Finds the requests of one webhook among the records of its fake. */
export class Records {
  readonly #fakes: Fakes;
  readonly #fake: FakeName;
  readonly #hook: FakeHook;

  /**
   * @param fakes The fakes.
   * @param fake The fake that is asked.
   * @param hook The webhook.
   */
  constructor(fakes: Fakes, fake: FakeName, hook: FakeHook) {
    this.#fakes = fakes;
    this.#fake = fake;
    this.#hook = hook;
  }

  /**
   * Finds the record of a request that was sent: the newest with the same address, body and headers.
   *
   * @param sent The request as it was handed to `fetch`.
   * @returns The request as it arrived, or `undefined`.
   */
  find(sent: RawRequest): RawRequest | undefined {
    const path = sent.url.pathname + sent.url.search;
    const found = this.#list().findLast((record) => {
      return record.method === sent.method && record.path === path &&
        isEqual(record.body, sent.body) &&
        Array.from(sent.headers).every(([name, value]) => record.headers.get(name) === value);
    });
    if (!found) return undefined;
    return {
      method: found.method,
      url: new URL(found.path, sent.url),
      headers: found.rawHeaders ?? found.headers,
      body: new Uint8Array(found.body),
    };
  }

  /**
   * Tells what the fake saw.
   *
   * @param answers What it answered, as far as the sender knows; the fakes themselves do not tell.
   * @returns The report.
   */
  report(answers: readonly (number | null)[]): ReceiverReport {
    const { discord, slack } = this.#fakes;
    const { key } = this.#hook;
    switch (this.#fake) {
      case "generic":
        return { requests: this.#list().length, stored: null, violations: {}, statuses: answers };
      case "discord": {
        const violations = discord.violations.filter(({ request }) => request.webhookId === key);
        const requests = discord.requests.filter(({ webhookId }) => webhookId === key);
        return {
          requests: requests.length,
          stored: discord.stored.filter(({ webhookId }) => webhookId === key).length,
          violations: tally(violations),
          statuses: requests.map(({ status }) => status),
        };
      }
      case "slack":
        return {
          requests: this.#list().length,
          stored: slack.messages.filter(({ url }) => new URL(url).pathname === key).length,
          violations: tally(slack.violations.filter(({ request }) => pathOf(request) === key)),
          statuses: answers,
        };
    }
  }

  /** The records of this webhook, oldest first. */
  #list(): readonly Recorded[] {
    const { generic, discord, slack } = this.#fakes;
    const { key } = this.#hook;
    switch (this.#fake) {
      case "generic":
        return generic.requests.filter((request) => pathOf(request) === key);
      case "discord":
        return discord.requests.filter(({ webhookId }) => webhookId === key);
      case "slack":
        return slack.requests.filter((request) => pathOf(request) === key);
    }
  }
}

function pathOf({ path }: Recorded): string {
  return new URL(path, "http://fake.test").pathname;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function tally(violations: readonly { readonly kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of violations) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
