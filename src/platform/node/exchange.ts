/**
 * One request and its answer, by undici's `dispatch()`: what its `request()` adds, a Node stream for
 * each answer and a listener of its own for each signal, costs more than all that we do.
 *
 * @module
 */

import type { Buffer } from "node:buffer";
import type { Dispatcher } from "undici";
import { NodeAnswer } from "./answer.ts";
import type { Connections } from "./connections.ts";
import { Incoming } from "./incoming.ts";
import type { NodeRequest } from "./request.ts";

/** What of a `Dispatcher` is needed. */
export type Dispatches = Pick<Dispatcher, "dispatch">;

/** undici tells it how the request fares. */
class Exchange implements Dispatcher.DispatchHandler {
  /** Rejects with whatever undici says, or with the reason of the signal. */
  readonly answer: Promise<NodeAnswer>;
  readonly #method: string;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => this.#end(this.#signal?.reason);
  #resolve!: (answer: NodeAnswer) => void;
  #reject!: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #incoming: Incoming | undefined;
  readonly #connections: Connections;
  #waits = true;

  constructor(method: string, signal: AbortSignal | undefined, connections: Connections) {
    this.#method = method;
    this.#signal = signal;
    this.#connections = connections;
    connections.ask();
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    signal?.addEventListener("abort", this.#abort);
  }

  /** The request is about to leave. undici does not heed the signal before, while it connects. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#stopWaiting();
    if (this.#signal?.aborted) controller.abort(this.#signal.reason);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ConstructorParameters<typeof NodeAnswer>[1],
  ): void {
    if (status < 200) return; // The answer is still to come.
    this.#incoming = new Incoming(controller);
    this.#resolve(new NodeAnswer(status, headers, this.#incoming, this.#method));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#incoming?.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    this.#connections.answered();
    this.#incoming?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#release();
    this.#connections.failed();
    this.#fail(error);
  }

  #end(reason: unknown): void {
    this.#fail(reason);
    this.#controller?.abort(reason as Error);
  }

  #fail(error: unknown): void {
    this.#stopWaiting();
    this.#reject(error);
    this.#incoming?.fail(error);
  }

  #stopWaiting(): void {
    if (this.#waits) this.#connections.stopWaiting();
    this.#waits = false;
  }

  #release(): void {
    this.#signal?.removeEventListener("abort", this.#abort);
  }
}

/**
 * Sends a request.
 *
 * @param dispatcher What sends.
 * @param request The request.
 * @param signal Ends it, and the reading of the answer.
 * @param connections The connections of the dispatcher.
 * @returns The answer. Rejects with whatever undici says, or with the reason of the signal.
 */
export function exchange(
  dispatcher: Dispatches,
  request: NodeRequest,
  signal: AbortSignal | undefined,
  connections: Connections,
): Promise<NodeAnswer> {
  const exchange = new Exchange(request.method, signal, connections);
  dispatcher.dispatch(request, exchange);
  return exchange.answer;
}
