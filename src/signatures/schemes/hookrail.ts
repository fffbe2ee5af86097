/**
 * The signatures of Hookrail: `t=<seconds>,v1=<hex>`. Source: the SPEC of hookrail.
 *
 * @module
 */

import { fromHex, toHex } from "../../util/bytes.ts";
import { malformedTimestamp } from "../fields.ts";
import { malformed } from "../headers.ts";
import type { SignatureScheme } from "../message.ts";
import { resolveSchemeOptions, type TimedSchemeOptions, TOLERANCE } from "../options.ts";
import { KeyRing, readTextKey, type Secrets } from "../secret.ts";
import { RecipeScheme, requireId } from "../sign.ts";

/** The header that carries time and signature. */
export const HOOKRAIL_SIGNATURE_HEADER = "hookrail-signature";
/** The header that carries the id of the delivery, which is signed. */
export const HOOKRAIL_DELIVERY_ID_HEADER = "hookrail-delivery-id";

/** A plus and leading zeros are read, as by Hookrail's own client; what is signed has neither. */
const DECIMAL = /^\+?[0-9]{1,12}$/;
const HEX_MAC = /^[0-9a-fA-F]{64}$/;

/**
 * Signs and verifies as Hookrail does. The key is the whole secret as it is shown, `whsec_`
 * included.
 *
 * Ids of Hookrail's are ULIDs. The scheme itself does not tell an id with a point from one without and
 * a longer body: who receives should take no other ids than ULIDs.
 *
 * @example
 * ```ts
 * import { hookrail } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const scheme = hookrail(["whsec_new", "whsec_old"]);
 * const headers = await scheme.sign({ id: "01HV3Z9QK4T6W8Y0A1B2C3D4E5", body: '{"n":1}' });
 * const verified = await scheme.verify({ headers, body: '{"n":1}' });
 *
 * assertEquals(verified.ok && verified.id, "01HV3Z9QK4T6W8Y0A1B2C3D4E5");
 * ```
 * @param secrets The secret of the endpoint, or several: any of them verifies, the first signs.
 * @param options Settings.
 * @returns The scheme.
 * @throws {SecretError} If a secret is blank.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function hookrail(secrets: Secrets, options: TimedSchemeOptions = {}): SignatureScheme {
  const settings = resolveSchemeOptions(options, "hookrail()", { tolerance: TOLERANCE });
  const prefix = (id: string, seconds: number) => `${seconds}.${id}.`;
  return new RecipeScheme({
    scheme: "hookrail",
    keys: new KeyRing(secrets, readTextKey),
    settings,
    precise: true,
    read(headers) {
      const id = headers.get(HOOKRAIL_DELIVERY_ID_HEADER);
      const { seconds, mac } = readFields(headers.get(HOOKRAIL_SIGNATURE_HEADER));
      const signatures = [{ algorithm: "hmac", bytes: fromHex(mac)! }] as const;
      return { id, seconds, prefix: prefix(id, seconds), signatures };
    },
    prefix: (message) => prefix(requireId(message), message.seconds),
    write: (message, [signature]) => ({
      [HOOKRAIL_DELIVERY_ID_HEADER]: requireId(message),
      [HOOKRAIL_SIGNATURE_HEADER]: `t=${message.seconds},v1=${toHex(signature!.bytes)}`,
    }),
  });
}

/** Reads `t` and `v1`; of each the last one counts, and what else there is does not. */
function readFields(header: string): { readonly seconds: number; readonly mac: string } {
  const fields = new Map<string, string>();
  for (const part of header.split(",")) {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(part.trim()) ?? [];
    if (name !== undefined) fields.set(name, value!);
  }
  const time = fields.get("t");
  if (time === undefined) throw malformed(HOOKRAIL_SIGNATURE_HEADER, "lacks 't='");
  if (!DECIMAL.test(time)) throw malformedTimestamp(HOOKRAIL_SIGNATURE_HEADER);
  const mac = fields.get("v1");
  if (mac === undefined || !HEX_MAC.test(mac)) {
    throw malformed(HOOKRAIL_SIGNATURE_HEADER, "lacks 'v1=' with 64 hex digits");
  }
  return { seconds: Number(time), mac };
}
