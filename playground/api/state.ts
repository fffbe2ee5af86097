/**
 * What the page asks for first.
 *
 * @module
 */

import type { Fault, SchemeName, TargetName } from "./order.ts";
import type { Scenario } from "./scenario.ts";

/** What the editor is validated by: the payloads of the four targets, and the options. */
export type SchemaName = TargetName | "options" | "scenario";

/** What the page asks for first. */
export interface PlaygroundState {
  /** The version of hookcast. */
  readonly version: string;
  readonly targets: readonly {
    readonly name: TargetName;
    /** Such as `A fake Discord: 5 messages per 2 s`. */
    readonly title: string;
    /** Where the fake listens: `http://127.0.0.1:PORT`. */
    readonly origin: string;
    /** The faults that make sense here. */
    readonly faults: readonly Fault["kind"][];
  }[];
  readonly proxies: readonly { readonly name: string; readonly kind: "http" | "socks5" }[];
  readonly schemes: readonly {
    readonly name: SchemeName;
    readonly title: string;
    /** Whether messages can be signed by it here. */
    readonly signs: boolean;
    /** The headers it reads, in lower case. */
    readonly headers: readonly string[];
  }[];
  readonly scenarios: readonly Scenario[];
}
