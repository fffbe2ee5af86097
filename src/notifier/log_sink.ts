/**
 * Lets a logger feed a notifier.
 *
 * @module
 */

import { checkMethods, checkNames } from "../util/check.ts";
import { toText } from "./alert.ts";
import type { Notifier } from "./notifier.ts";
import type { Severity } from "./severity.ts";

/** The part of a log record that is read here. A record of LogTape is one. */
export interface LogRecord {
  /** The category of the logger, from the root down. */
  readonly category: readonly string[];
  /** The level. */
  readonly level: "trace" | "debug" | "info" | "warning" | "error" | "fatal";
  /** The message: texts and the values between them, in turn. */
  readonly message: readonly unknown[];
  /** The message before its values are put in. Repeats have it in common. */
  readonly rawMessage: string | readonly string[];
  /** When it was written, in epoch ms. */
  readonly timestamp: number;
  /** What was logged beside the message. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Which records a sink passes on. */
export interface LogSinkOptions {
  /**
   * The severity of each level; `null` for levels that are not passed on.
   *
   * @default {{ fatal: "P0", error: "P1", warning: "P2", info: null, debug: null, trace: null }}
   */
  readonly severities?: Partial<Record<LogRecord["level"], Severity | null>>;
  /**
   * The first word of categories that are not passed on. Give the logger that `onEvent` writes to
   * this category, or an alert that fails would tell of itself for ever.
   *
   * @default {"hookcast"}
   */
  readonly ignore?: string;
}

const SEVERITIES: Readonly<Record<LogRecord["level"], Severity | null>> = {
  fatal: "P0",
  error: "P1",
  warning: "P2",
  info: null,
  debug: null,
  trace: null,
};

/**
 * Makes a sink for LogTape, or for any logger with such records: a function that turns a record
 * into an alert. It touches no registry; hand it to your own `configure()`.
 *
 * Repeats are told by category and raw message, so that `User {id} failed` is throttled whoever
 * the user is. An `error` among the properties becomes the alert's error, the others its fields.
 *
 * @example
 * ```ts
 * import { logSink, Notifier, plainJson } from "@hookcast/hookcast/notifier";
 * import { RecordingSender } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const to = new RecordingSender();
 * await using notifier = new Notifier({ channels: { alerts: { to, ...plainJson() } } });
 * const sink = logSink(notifier); // configure({ sinks: { alerts: sink }, … })
 * sink({
 *   category: ["shop", "db"],
 *   level: "error",
 *   message: ["Lost ", "db1", ""],
 *   rawMessage: "Lost {host}",
 *   timestamp: Date.now(),
 *   properties: { host: "db1" },
 * });
 * await notifier.flush();
 *
 * assertEquals(to.payloads.length, 1);
 * ```
 * @param notifier The notifier.
 * @param options Which records are passed on.
 * @returns The sink.
 * @throws {TypeError} If an option is wrong.
 */
export function logSink(
  notifier: Pick<Notifier, "notify">,
  options: LogSinkOptions = {},
): (record: LogRecord) => void {
  checkMethods("notifier", notifier, ["notify"]);
  checkNames(options, ["severities", "ignore"], "a log sink");
  const { ignore = "hookcast" } = options;
  const severities = { ...SEVERITIES, ...options.severities };
  checkNames(severities, Object.keys(SEVERITIES), "'severities'");
  return (record) => {
    const severity = severities[record.level];
    if (!severity || record.category[0] === ignore) return;
    const { error, ...fields } = record.properties;
    const category = record.category.join(".");
    notifier.notify(severity, readMessage(record.message), {
      fields,
      error,
      footer: category,
      timestamp: new Date(record.timestamp),
      key: [severity, category, record.rawMessage].join(" "),
    });
  };
}

function readMessage(parts: readonly unknown[]): string {
  return parts.map(toText).join("");
}
