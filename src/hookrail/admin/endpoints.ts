/**
 * Endpoints: where deliveries go.
 *
 * @module
 */

import { path } from "../../rest/path.ts";
import { checkNames, checkType } from "../../util/check.ts";
import { withSecret } from "../../util/secret_field.ts";
import { configured } from "../configured.ts";
import type { Connection } from "../connection.ts";
import { Fields } from "../fields.ts";
import type { HookrailCallOptions } from "../send_options.ts";
import { checkListNames, type HookrailListOptions, list, readCall } from "./list.ts";

/** Where deliveries go. */
export interface Endpoint {
  /** Its id. */
  readonly id: string;
  /** The URL. */
  readonly url: string;
  /** What it is for. */
  readonly description: string | null;
  /** When it was made, as the service writes it. */
  readonly createdAt: string | null;
  /** When it was deleted, or `null`. */
  readonly deletedAt: string | null;
}

/** An endpoint that was just made. */
export interface CreatedEndpoint {
  /** Its id. */
  readonly id: string;
  /** The URL. */
  readonly url: string;
  /**
   * The secret that deliveries are signed with. The service tells it this once. It is not printed,
   * and not written as JSON.
   */
  readonly secret: string;
}

/** What an endpoint is made of. */
export interface EndpointInput {
  /** The URL. The service turns down those that lead to itself or into its network. */
  readonly url: string;
  /** What it is for. */
  readonly description?: string;
}

/** What to list. */
export interface EndpointListOptions extends HookrailListOptions {
  /**
   * Whether deleted ones are listed, too.
   *
   * @default {false}
   */
  readonly includeDeleted?: boolean;
}

/** The endpoints of a service. */
export class Endpoints {
  readonly #connection: Connection;

  /**
   * @param connection The way to the service.
   * @ignore
   */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Makes an endpoint. It takes a subscription until something is delivered there.
   *
   * @param input The URL, and what it is for.
   * @param options Settings of this call.
   * @returns The endpoint with its secret.
   * @throws {HookrailError} If it is not made; `HookrailAPIError` with status 422 for a URL that the
   * service turns down.
   */
  async create(input: EndpointInput, options: HookrailCallOptions = {}): Promise<CreatedEndpoint> {
    const body = readInput(input);
    const call = { ...readCall(options), body };
    const { response } = await this.#connection.postOnce("/v1/endpoints", call);
    const fields = new Fields(response, "an endpoint");
    const { id, url, secret } = {
      id: fields.text("id"),
      url: fields.text("url"),
      secret: fields.text("secret"),
    };
    return withSecret({ ...fields.unknown(), id, url }, "secret", secret);
  }

  /**
   * Lists endpoints.
   *
   * @param options What to list.
   * @returns The endpoints; each page is asked for when it is needed.
   * @throws {HookrailError} If an option is wrong, or a page cannot be read.
   */
  list(options: EndpointListOptions = {}): AsyncGenerator<Endpoint, void, undefined> {
    checkListNames(options, ["includeDeleted"]);
    const query = { include_deleted: options.includeDeleted };
    return list(this.#connection, options, { path: "/v1/endpoints", query, read: readEndpoint });
  }

  /**
   * Reads an endpoint.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @returns The endpoint.
   * @throws {NotFoundError} If there is none, or it is deleted.
   */
  async get(id: string, options: HookrailCallOptions = {}): Promise<Endpoint> {
    const where = configured(() => path`/v1/endpoints/${id}`);
    const { response } = await this.#connection.call("GET", where, readCall(options));
    return readEndpoint(response);
  }

  /**
   * Changes an endpoint.
   *
   * @param id Its id.
   * @param changes What changes.
   * @param options Settings of this call.
   * @throws {NotFoundError} If there is none, or it is deleted.
   */
  async update(
    id: string,
    changes: Partial<EndpointInput>,
    options: HookrailCallOptions = {},
  ): Promise<void> {
    const where = configured(() => path`/v1/endpoints/${id}`);
    const call = { ...readCall(options), body: readInput(changes) };
    await this.#connection.call("PATCH", where, call);
  }

  /**
   * Deletes an endpoint and its subscriptions.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @throws {NotFoundError} If there is none, or it is deleted; also when a try before this one
   * deleted it, and its answer was lost.
   */
  async delete(id: string, options: HookrailCallOptions = {}): Promise<void> {
    const where = configured(() => path`/v1/endpoints/${id}`);
    await this.#connection.call("DELETE", where, readCall(options));
  }

  /**
   * Gives an endpoint a new secret. Deliveries under way may still bear the old one: let receivers
   * accept both for a while.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @returns The new secret. The service tells it this once.
   * @throws {NotFoundError} If there is none, or it is deleted.
   */
  async rotateSecret(id: string, options: HookrailCallOptions = {}): Promise<string> {
    const where = configured(() => path`/v1/endpoints/${id}/rotate-secret`);
    const { response } = await this.#connection.postOnce(where, readCall(options));
    return new Fields(response, "a secret").text("secret");
  }
}

function readInput(input: Partial<EndpointInput>): Partial<EndpointInput> {
  return configured(() => {
    checkNames(input, ["url", "description"], "an endpoint");
    const { url, description } = input;
    checkType("url", url, "string");
    checkType("description", description, "string");
    return { url, description };
  });
}

function readEndpoint(value: unknown): Endpoint {
  const fields = new Fields(value, "an endpoint");
  const known = {
    id: fields.text("id"),
    url: fields.text("url"),
    description: fields.textOrNull("description"),
    createdAt: fields.textOrNull("created_at"),
    deletedAt: fields.textOrNull("deleted_at"),
  };
  return { ...fields.unknown(), ...known };
}
