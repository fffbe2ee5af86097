/**
 * Fakes for your own tests: servers that behave like the real ones, and a clock moved by hand.
 *
 * @module
 */

export { ManualClock } from "./manual_clock.ts";
