/**
 * The signature schemes, by name.
 *
 * @module
 */

import {
  discord,
  generateSecret,
  github,
  hookrail,
  posthook,
  type SignatureScheme,
  slack,
  standardWebhooks,
  type Verifier,
} from "@hookcast/hookcast/signatures";
import type { SchemeName } from "../api/order.ts";
import type { PlaygroundState } from "../api/state.ts";

/** What is known of a scheme. */
export type SchemeFacts = PlaygroundState["schemes"][number];

/** Every scheme. */
export const SCHEMES: readonly SchemeFacts[] = [
  {
    name: "standard-webhooks",
    title: "Standard Webhooks",
    signs: true,
    headers: ["webhook-id", "webhook-timestamp", "webhook-signature"],
  },
  {
    name: "slack",
    title: "Slack",
    signs: true,
    headers: ["x-slack-request-timestamp", "x-slack-signature"],
  },
  { name: "github", title: "GitHub", signs: true, headers: ["x-hub-signature-256"] },
  {
    name: "hookrail",
    title: "Hookrail",
    signs: true,
    headers: ["hookrail-delivery-id", "hookrail-signature"],
  },
  {
    name: "posthook",
    title: "Posthook",
    signs: true,
    headers: ["posthook-timestamp", "posthook-signature"],
  },
  {
    name: "discord",
    title: "Discord interactions (public key)",
    signs: false,
    headers: ["x-signature-timestamp", "x-signature-ed25519"],
  },
];

/** The names of all schemes that sign. */
export const SIGNING: readonly SchemeName[] = SCHEMES.filter(({ signs }) => signs)
  .map(({ name }) => name);

/**
 * Opens a scheme that signs.
 *
 * @param name Its name.
 * @param secret The secret.
 * @param clock The time at which it verifies.
 * @returns The scheme.
 * @throws {TypeError} If it cannot sign, or the secret is none of it. No message holds the secret.
 */
export function openScheme(
  name: SchemeName,
  secret: string,
  clock?: { now(): number },
): SignatureScheme {
  const options = clock ? { clock } : {};
  switch (name) {
    case "standard-webhooks":
      return standardWebhooks(secret, options);
    case "slack":
      return slack(secret, options);
    case "github":
      return github(secret, options);
    case "hookrail":
      return hookrail(secret, options);
    case "posthook":
      return posthook(secret, options);
    case "discord":
      throw new TypeError("Discord signs by a key that only Discord has: it can be verified only");
  }
}

/**
 * Opens a scheme to verify by.
 *
 * @param name Its name.
 * @param secret The secret, or the public key.
 * @param clock The time at which it verifies.
 * @returns The verifier.
 * @throws {TypeError} If the secret is none of the scheme. No message holds it.
 */
export function openVerifier(
  name: SchemeName,
  secret: string,
  clock?: { now(): number },
): Verifier {
  return name === "discord"
    ? discord(secret, clock ? { clock } : {})
    : openScheme(name, secret, clock);
}

/**
 * Makes a secret that fits a scheme.
 *
 * @param name The scheme.
 * @returns The secret.
 */
export function makeSecret(name: SchemeName): string {
  return name === "standard-webhooks" ? generateSecret() : crypto.randomUUID().replaceAll("-", "");
}
