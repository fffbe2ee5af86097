/**
 * The connection of a listener, over all its breaks.
 *
 * @module
 */

import { backoffDelay, resolveBackoff } from "../util/backoff.ts";
import type { Clock } from "../util/clock.ts";
import {
  AuthenticationError,
  ForbiddenError,
  PosthookConnectionError,
  PosthookError,
  WebSocketError,
} from "./errors.ts";
import { Link, type LinkEnd, type WebSocketConstructor } from "./link.ts";
import {
  type AckTimeout,
  type ClientMessage,
  type ConnectionInfo,
  readConnection,
  type ServerMessage,
} from "./messages.ts";
import { count, text } from "./fields.ts";

/** Who is told how the connection of a listener fares. What these throw is ignored. */
export interface ConnectionCallbacks {
  /** Told of every connection, of those after a break too. */
  readonly onConnected?: (info: ConnectionInfo) => void;
  /** Told of every break. */
  readonly onDisconnected?: (error: PosthookError) => void;
  /** Told before each wait for another attempt: 1, 2, … since the last connection. */
  readonly onReconnecting?: (attempt: number) => void;
  /** Told of deliveries that were not answered in time. */
  readonly onAckTimeout?: (timeout: AckTimeout) => void;
}

/** What a {@linkcode Session} is made of. */
export interface SessionOptions {
  /** Gets the URL of a new connection. It holds a ticket that is good for one. */
  readonly ticket: (signal: AbortSignal) => Promise<URL>;
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly callbacks: ConnectionCallbacks;
  /** Told of every delivery, and over which connection it came. */
  readonly onHook: (message: ServerMessage, link: Link) => void;
}

/** How one connection ended. */
interface Ending {
  readonly error: PosthookError;
  /** Whether another would end like it. */
  readonly isFinal: boolean;
  /** Whether it had begun. */
  readonly wasConnected: boolean;
}

/** How often in a row a connection is tried again. */
const MAX_ATTEMPTS = 10;

/** The waits before: 1, 2, 4, 8, 16 and 30 seconds. Without chance, as the service documents them. */
const BACKOFF = resolveBackoff({ minTimeout: 1_000, maxTimeout: 30_000, multiplier: 2, jitter: 0 });

/** Codes by which the server says that the key is no good: 4001 wrong, 4003 forbidden. */
const REFUSED = new Set<number | null>([4001, 4003]);

/** Keeps a connection up until it is closed, refused, or given up. */
export class Session {
  /** Resolves at the end: to why it was given up, or to `null` once it was closed. */
  readonly ended: Promise<PosthookError | null>;
  readonly #options: SessionOptions;
  readonly #closing = new AbortController();
  #link: Link | undefined;
  #connections = 0;
  #failures = 0;
  #connected: () => void = () => {};
  readonly #started: Promise<void>;

  /**
   * Starts to connect.
   *
   * @param options What it is made of.
   */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#started = new Promise((resolve) => this.#connected = resolve);
    this.ended = this.#run();
  }

  /**
   * Waits for the first connection.
   *
   * @returns Rejects with why there is none.
   */
  async start(): Promise<void> {
    const failed = this.ended.then((error) => {
      throw error ?? new PosthookConnectionError("Request aborted: closed before it was connected");
    });
    await Promise.race([this.#started, failed]);
  }

  /**
   * Says something to the server; nothing while there is no connection.
   *
   * @param message What to say.
   */
  send(message: ClientMessage): void {
    this.#link?.send(message);
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#link?.close();
    await this.ended;
  }

  async #run(): Promise<PosthookError | null> {
    const { clock, callbacks } = this.#options;
    const { signal } = this.#closing;
    for (;;) {
      const { error, isFinal, wasConnected } = await this.#connect();
      if (signal.aborted) return null;
      if (wasConnected) tell(() => callbacks.onDisconnected?.(error));
      if (isFinal) return error;
      if (this.#failures === MAX_ATTEMPTS) {
        const message = `Gave up: max reconnect attempts (${MAX_ATTEMPTS}) reached`;
        return new WebSocketError(message, { cause: error });
      }
      const wait = backoffDelay(BACKOFF, this.#failures++);
      tell(() => callbacks.onReconnecting?.(this.#failures));
      await clock.sleep(wait, { signal }).catch(() => {});
      if (signal.aborted) return null;
    }
  }

  /** One connection, from its ticket to its end. */
  async #connect(): Promise<Ending> {
    const { ticket, clock, WebSocket } = this.#options;
    let link: Link;
    try {
      const url = await ticket(this.#closing.signal);
      this.#closing.signal.throwIfAborted();
      const onMessage = (message: ServerMessage, link: Link) => this.#hear(message, link);
      link = new Link({ socket: openSocket(WebSocket, url), clock, onMessage });
    } catch (error) {
      return { ...unopened(error), wasConnected: false };
    }
    this.#link = link;
    const before = this.#connections;
    const end = await link.ended;
    const wasConnected = this.#connections > before;
    return { ...closed(end, wasConnected), wasConnected };
  }

  #hear(message: ServerMessage, link: Link): void {
    const { callbacks, onHook } = this.#options;
    switch (message.type) {
      case "connected":
        this.#connections++;
        this.#failures = 0;
        this.#connected();
        return tell(() => callbacks.onConnected?.(readConnection(message)));
      case "hook":
        return onHook(message, link);
      case "ack_timeout": {
        const timeout = { hookId: text(message.hookId), attempt: count(message.attempt, 1) };
        return tell(() => callbacks.onAckTimeout?.(timeout));
      }
    }
  }
}

/** What a platform throws at a URL may hold the URL, and so the ticket. */
function openSocket(WebSocket: WebSocketConstructor, url: URL): InstanceType<WebSocketConstructor> {
  try {
    return new WebSocket(url.href);
  } catch {
    throw new WebSocketError("Cannot open a WebSocket to the URL of the ticket");
  }
}

function unopened(error: unknown): Omit<Ending, "wasConnected"> {
  if (!(error instanceof PosthookError)) {
    return { error: new WebSocketError("Cannot get a ticket", { cause: error }), isFinal: true };
  }
  const isFinal = error instanceof AuthenticationError || error instanceof ForbiddenError;
  return { error, isFinal };
}

function closed({ code }: LinkEnd, wasConnected: boolean): Omit<Ending, "wasConnected"> {
  if (REFUSED.has(code)) {
    const message = `Authentication failed: the connection was closed with code ${code}`;
    return { error: new WebSocketError(message), isFinal: true };
  }
  const silence = wasConnected ? "the server fell silent" : "the server did not begin in time";
  const why = code === null ? silence : `it was closed with code ${code}`;
  return { error: new WebSocketError(`Connection lost: ${why}`), isFinal: false };
}

function tell(callback: () => void): void {
  try {
    callback();
  } catch {
    // An observer must not disturb the work.
  }
}
