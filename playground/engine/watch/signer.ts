/**
 * A signer that tells what it signed with.
 *
 * @module
 */

import type { Signer } from "@hookcast/hookcast";
import type { SchemeName } from "../../api/order.ts";
import { here } from "./position.ts";

/**
 * Wraps a signer.
 *
 * @param signer The signer.
 * @param scheme The scheme it signs by.
 * @returns A signer that tells of each signature.
 */
export function watchSigner(signer: Signer, scheme: SchemeName): Signer {
  return async (message) => {
    const headers = await signer(message);
    const position = here();
    position?.begin();
    position?.tell({ type: "signed", scheme, headers: [...new Headers(headers)] });
    return headers;
  };
}
