/**
 * Scheduled hooks: made, read, listed, deleted.
 *
 * @module
 */

import { refuseLoss } from "../core/body.ts";
import { path } from "../rest/path.ts";
import type { Api, PosthookCallOptions } from "./api.ts";
import { Bulk } from "./bulk.ts";
import { NotFoundError } from "./errors.ts";
import { type Hook, readHook, readHooks, type ScheduledHook } from "./hook.ts";
import { listAll, type ListAllParams, type ListParams, toListQuery } from "./list.ts";
import { readQuota } from "./quota.ts";
import { type ScheduleParams, toScheduleBody } from "./schedule.ts";

/** The hooks of a project: see `Posthook.hooks`. */
export class Hooks {
  /** Operations on many hooks at once. */
  readonly bulk: Bulk;
  readonly #api: Api;

  /**
   * @param api Makes the calls.
   * @ignore
   */
  constructor(api: Api) {
    this.#api = api;
    this.bulk = new Bulk(api);
  }

  /**
   * Schedules a hook. It is never tried again by itself: the service knows no idempotency key, and
   * a second request would make a second hook. After a {@linkcode PosthookConnectionError}, an error
   * of 500 and above, or one that says that the answer cannot be read, look for the hook before you
   * schedule it again.
   *
   * @example In five minutes, at a moment, and at nine in Berlin
   * ```ts
   * import { Posthook } from "@hookcast/hookcast/posthook";
   * import { FakePosthook } from "@hookcast/hookcast/testing";
   * import { assertEquals } from "@std/assert";
   *
   * await using service = await FakePosthook.start();
   * const { hooks } = new Posthook(service.apiKey, { baseUrl: service.url });
   *
   * await hooks.schedule({ path: "/remind", data: { user: 1 }, postIn: "5m" });
   * await hooks.schedule({ path: "/remind", postAt: new Date("2030-03-01T12:00:00Z") });
   * const hook = await hooks.schedule({
   *   path: "/remind",
   *   postAtLocal: "2030-07-01T09:00:00",
   *   timezone: "Europe/Berlin",
   * });
   *
   * assertEquals(hook.postAt, "2030-07-01T07:00:00Z");
   * assertEquals(hook.quota?.usage, 3);
   * ```
   * @param params What to deliver, and exactly one way to say when.
   * @param options Settings of this call.
   * @returns The hook, and the quota after it.
   * @throws {RateLimitError} If the quota of the month is used up.
   * @throws {PosthookError} If the service refuses, or does not answer.
   * @throws {TypeError} If a parameter is wrong; nothing is sent then.
   */
  async schedule(
    params: ScheduleParams,
    options: PosthookCallOptions = {},
  ): Promise<ScheduledHook> {
    const body = toScheduleBody(params);
    const payload = {
      toJSON: () => {
        refuseLoss(params.data); // The core looks at the outermost object alone.
        return body;
      },
    };
    const { data, headers } = await this.#api.call("POST", "/v1/hooks", { body: payload }, options);
    return { ...readHook(data), quota: readQuota(headers) };
  }

  /**
   * Reads a hook.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @returns The hook.
   * @throws {NotFoundError} If there is none.
   * @throws {PosthookError} If the service refuses, or does not answer.
   * @throws {TypeError} If the id is empty.
   */
  async get(id: string, options: PosthookCallOptions = {}): Promise<Hook> {
    checkId(id);
    const { data } = await this.#api.call("GET", path`/v1/hooks/${id}`, {}, options);
    return readHook(data);
  }

  /**
   * Reads one page of hooks.
   *
   * @param params Which ones.
   * @param options Settings of this call.
   * @returns The hooks; none if there are none.
   * @throws {PosthookError} If the service refuses, or does not answer.
   * @throws {TypeError | RangeError} If a parameter is wrong.
   */
  async list(params: ListParams = {}, options: PosthookCallOptions = {}): Promise<Hook[]> {
    const query = toListQuery(params);
    const { data } = await this.#api.call("GET", "/v1/hooks", { query }, options);
    return readHooks(data);
  }

  /**
   * Reads all hooks, page by page, in the order in which they are due. Nothing is fetched before it
   * is asked for. Hooks due at the very moment at which a page ends may be left out, unless
   * `tieSafe` is on.
   *
   * @example
   * ```ts
   * import { Posthook } from "@hookcast/hookcast/posthook";
   * import { FakePosthook } from "@hookcast/hookcast/testing";
   * import { assertEquals } from "@std/assert";
   *
   * await using service = await FakePosthook.start();
   * const { hooks } = new Posthook(service.apiKey, { baseUrl: service.url });
   * for (const postIn of ["3h", "1h", "2h"]) await hooks.schedule({ path: `/${postIn}`, postIn });
   *
   * const paths: string[] = [];
   * for await (const hook of hooks.listAll({ status: "pending", pageSize: 2 })) {
   *   paths.push(hook.path);
   * }
   * assertEquals(paths, ["/1h", "/2h", "/3h"]);
   * ```
   * @param params Which ones.
   * @param options Settings of each request.
   * @returns The hooks. Reading them throws {@linkcode PosthookError} if a request fails, or if the
   * service goes back in time, so that the list would never end.
   * @throws {TypeError | RangeError} If a parameter is wrong.
   */
  listAll(
    params: ListAllParams = {},
    options: PosthookCallOptions = {},
  ): AsyncGenerator<Hook, void, undefined> {
    return listAll(params, async (query) => {
      const { data } = await this.#api.call("GET", "/v1/hooks", { query }, options);
      return readHooks(data);
    });
  }

  /**
   * Deletes a hook, so that it is not delivered. One that is not there is fine.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @throws {PosthookError} If the service refuses, or does not answer.
   * @throws {TypeError} If the id is empty.
   */
  async delete(id: string, options: PosthookCallOptions = {}): Promise<void> {
    checkId(id);
    try {
      await this.#api.send("DELETE", path`/v1/hooks/${id}`, {}, options);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
}

function checkId(id: string): void {
  if (typeof id !== "string" || id === "") {
    throw new TypeError("Cannot find a hook without its id: a hook id is required");
  }
}
