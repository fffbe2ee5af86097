/**
 * Admin tokens: who may do what.
 *
 * @module
 */

import { path } from "../../rest/path.ts";
import { checkNames, checkType, checkWord } from "../../util/check.ts";
import { withSecret } from "../../util/secret_field.ts";
import { configured } from "../configured.ts";
import type { Connection } from "../connection.ts";
import { Fields } from "../fields.ts";
import type { HookrailCallOptions } from "../send_options.ts";
import { checkListNames, type HookrailListOptions, list, readCall } from "./list.ts";

/** How far a token reaches; each role may do what the ones before it may. */
export type AdminRole = "viewer" | "operator" | "admin";

/** What a token is made of. */
export interface AdminTokenInput {
  /** How far it reaches. */
  readonly role: AdminRole;
  /** What it is for: 1 to 200 characters. */
  readonly label: string;
}

/** A token that was just made. */
export interface CreatedAdminToken {
  /** Its id. */
  readonly id: string;
  /** How far it reaches; a newer service may know other roles. */
  readonly role: string;
  /** What it is for. */
  readonly label: string;
  /**
   * The token itself. The service tells it this once. It is not printed, and not written as JSON.
   */
  readonly token: string;
}

/** What is known of a token. */
export interface AdminToken {
  /** Its id. */
  readonly id: string;
  /** How far it reaches; a newer service may know other roles. */
  readonly role: string;
  /** What it is for. */
  readonly label: string;
  /** When it was made, as the service writes it. */
  readonly createdAt: string;
  /** When it was revoked, or `null`. */
  readonly revokedAt: string | null;
}

/** The admin tokens of a service. All of it takes the role `admin`. */
export class AdminTokens {
  readonly #connection: Connection;

  /**
   * @param connection The way to the service.
   * @ignore
   */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Makes a token.
   *
   * @param input How far it reaches, and what it is for.
   * @param options Settings of this call.
   * @returns The token.
   * @throws {HookrailError} If it is not made; `ConflictError` if there are too many.
   */
  async create(
    input: AdminTokenInput,
    options: HookrailCallOptions = {},
  ): Promise<CreatedAdminToken> {
    const body = configured(() => {
      checkNames(input, ["role", "label"], "an admin token");
      const { role, label } = input;
      checkWord("role", role, ["viewer", "operator", "admin"]);
      checkType("label", label ?? null, "string");
      return { role, label };
    });
    const call = { ...readCall(options), body };
    const { response } = await this.#connection.postOnce("/v1/admin-tokens", call);
    const fields = new Fields(response, "an admin token");
    const token = fields.text("token");
    const { id, role, label } = readNames(fields);
    return withSecret({ ...fields.unknown(), id, role, label }, "token", token);
  }

  /**
   * Lists tokens, revoked ones too.
   *
   * @param options Settings of the list.
   * @returns What is known of them; each page is asked for when it is needed.
   * @throws {HookrailError} If an option is wrong, or a page cannot be read.
   */
  list(options: HookrailListOptions = {}): AsyncGenerator<AdminToken, void, undefined> {
    checkListNames(options, []);
    const listing = { path: "/v1/admin-tokens", query: {}, read: readAdminToken };
    return list(this.#connection, options, listing);
  }

  /**
   * Revokes a token. To do so twice does no harm.
   *
   * @param id Its id.
   * @param options Settings of this call.
   * @throws {NotFoundError} If there is none.
   */
  async revoke(id: string, options: HookrailCallOptions = {}): Promise<void> {
    const where = configured(() => path`/v1/admin-tokens/${id}`);
    await this.#connection.call("DELETE", where, readCall(options));
  }
}

function readNames(fields: Fields): Pick<AdminToken, "id" | "role" | "label"> {
  return { id: fields.text("id"), role: fields.text("role"), label: fields.text("label") };
}

function readAdminToken(value: unknown): AdminToken {
  const fields = new Fields(value, "an admin token");
  const known = {
    ...readNames(fields),
    createdAt: fields.text("created_at"),
    revokedAt: fields.textOrNull("revoked_at"),
  };
  return { ...fields.unknown(), ...known };
}
