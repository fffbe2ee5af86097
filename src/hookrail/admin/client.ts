/**
 * The client of Hookrail for those who run it.
 *
 * @module
 */

import { makePrintable } from "../../util/printable.ts";
import { Connection } from "../connection.ts";
import { Fields } from "../fields.ts";
import type { HookrailClientOptions } from "../options.ts";
import type { HookrailCallOptions } from "../send_options.ts";
import { DeadLetters } from "./dead_letters.ts";
import { Deliveries } from "./deliveries.ts";
import { Endpoints } from "./endpoints.ts";
import { readCall } from "./list.ts";
import { Subscriptions } from "./subscriptions.ts";
import { AdminTokens } from "./tokens.ts";

/** Settings of a {@linkcode HookrailAdmin} client. */
export interface HookrailAdminOptions extends HookrailClientOptions {
  /** The admin token, `hkadm_…`. By default the variable `HOOKRAIL_ADMIN_TOKEN`. */
  readonly token?: string;
  /** Where the admin surface is. By default `http://localhost:8082`. */
  readonly baseUrl?: string | URL;
}

const SERVICE = {
  name: "HookrailAdmin",
  keyName: "token",
  keyVariable: "HOOKRAIL_ADMIN_TOKEN",
  defaultUrl: "http://localhost:8082",
};

/**
 * Runs a Hookrail: endpoints, subscriptions, deliveries, dead letters, tokens. It fails and tries
 * again like `Hookrail`, but for one thing: what makes or starts something is not tried again when
 * it may have been done.
 *
 * @example A receiver that was down gets what it missed
 * ```ts
 * import { Hookrail, HookrailAdmin } from "@hookcast/hookcast/hookrail";
 * import { FakeHookrail, FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using receiver = await FakeServer.start([410, 204]);
 * await using service = await FakeHookrail.start(); // your own service here
 *
 * using admin = new HookrailAdmin({ token: service.adminToken, baseUrl: service.adminUrl });
 * const { id, secret } = await admin.endpoints.create({ url: receiver.url });
 * await admin.subscriptions.create({ topicPattern: "orders.*", endpointId: id });
 * assertEquals(secret.startsWith("whsec_"), true); // for the receiver
 *
 * using hookrail = new Hookrail({ apiKey: service.apiKey, baseUrl: service.url });
 * const { eventId } = await hookrail.sendEvent("orders.created", { id: "o_1" });
 * await hookrail.waitForEvent(eventId, { interval: 10 });
 *
 * for await (const { deliveryId } of admin.deadLetters.list({ replayed: false })) {
 *   await admin.deadLetters.replay(deliveryId);
 * }
 * const event = await hookrail.waitForEvent(eventId, { interval: 10 });
 * assertEquals(event.deliveries[0]?.state, "succeeded");
 * ```
 */
export class HookrailAdmin implements Disposable {
  /** Where deliveries go. */
  readonly endpoints: Endpoints;
  /** Which events go there. */
  readonly subscriptions: Subscriptions;
  /** What is delivered. */
  readonly deliveries: Deliveries;
  /** What was given up. */
  readonly deadLetters: DeadLetters;
  /** Who may do what. */
  readonly tokens: AdminTokens;
  readonly #connection: Connection;

  static {
    makePrintable(this.prototype, "HookrailAdmin");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param options The token, where the service is, and how to send.
   * @throws {HookrailConfigError} If there is no token, or an option is unknown or wrong. No message
   * holds the token.
   */
  constructor(options: HookrailAdminOptions = {}) {
    const connection = new Connection(options, SERVICE);
    this.#connection = connection;
    this.endpoints = new Endpoints(connection);
    this.subscriptions = new Subscriptions(connection);
    this.deliveries = new Deliveries(connection);
    this.deadLetters = new DeadLetters(connection);
    this.tokens = new AdminTokens(connection);
  }

  /**
   * Asks how far the token reaches.
   *
   * @param options Settings of this call.
   * @returns The role: `viewer`, `operator`, `admin`, or one that a newer service has added.
   * @throws {AuthenticationError} If the token is unknown or revoked.
   */
  async whoami(options: HookrailCallOptions = {}): Promise<{ readonly role: string }> {
    const { response } = await this.#connection.call("GET", "/v1/whoami", readCall(options));
    const fields = new Fields(response, "a role");
    const role = fields.text("role");
    return { ...fields.unknown(), role };
  }

  /** Refuses further calls; those under way go on. What was passed in is left alone. */
  close(): void {
    this.#connection.close();
  }

  /** The same as {@linkcode HookrailAdmin.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * What is printed of a client: where it leads, not its token.
   *
   * @returns A plain object.
   */
  toJSON(): { baseUrl: string } {
    return { baseUrl: this.#connection.origin };
  }
}
