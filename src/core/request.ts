/**
 * A request, ready to leave.
 *
 * @module
 */

import type { HeaderFields, RequestBody } from "../platform/http_client.ts";
import type { SendId } from "./send_id.ts";

/** A request as it goes over the wire, but for what a signer adds. */
export interface OutgoingRequest {
  /** The id of the send. */
  readonly id: SendId;
  /** The method, in capitals. */
  readonly method: string;
  /** Where it goes. */
  readonly url: URL;
  /** Its headers, content type included. They are shared by all attempts and never changed. */
  readonly headers: HeaderFields;
  /** Its body: the same bytes at every attempt. */
  readonly body: RequestBody;
}
