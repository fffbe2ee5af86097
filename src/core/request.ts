/**
 * A request, ready to leave.
 *
 * @module
 */

import type { HeaderFields, RequestBody } from "../platform/http_client.ts";

/** A request as it goes over the wire, but for what a signer adds. */
export interface OutgoingRequest {
  /** The id of the send; empty if there is nobody to tell it to. */
  readonly id: string;
  /** The method, in capitals. */
  readonly method: string;
  /** Where it goes. */
  readonly url: URL;
  /** Its headers, content type included. They are shared by all attempts and never changed. */
  readonly headers: HeaderFields;
  /** Its body: the same bytes at every attempt. */
  readonly body: RequestBody;
}
