/**
 * What is used of undici, by its files: its index loads a `fetch`, a WebSocket and mocks too, which
 * takes twice as long. And in Bun "undici" is a stand-in of Bun's own, which cannot `dispatch()`.
 *
 * @module
 */

import type { Socket } from "node:net";
import type * as undici from "undici";
import buildConnectorOfUndici from "undici/lib/core/connect.js";
import AgentOfUndici from "undici/lib/dispatcher/agent.js";
import PoolOfUndici from "undici/lib/dispatcher/pool.js";

/** Keeps connections to any servers. */
export const Agent: typeof undici.Agent = AgentOfUndici;
/** Keeps connections to any servers. */
export type Agent = undici.Agent;

/** Keeps connections to one server. */
export const Pool: typeof undici.Pool = PoolOfUndici;
/** Keeps connections to one server. */
export type Pool = undici.Pool;

/** Makes what opens connections. It returns each socket before that is connected. */
export const buildConnector: (options: undici.buildConnector.BuildOptions) => (
  ...given: Parameters<undici.buildConnector.connector>
) => Socket = buildConnectorOfUndici;
