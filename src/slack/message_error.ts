/**
 * What is wrong with a message, before it is sent.
 *
 * @module
 */

/** Thrown for a message that Slack would not take. It becomes a failed result, and never leaves. */
export class MessageError extends TypeError {}
