/**
 * Chooses the way there.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { options } from "../state/draft.ts";
import { setOption } from "./option_input.tsx";

/** Directly, by the fake proxies, or by one's own. */
export function ProxyChoice(): JSX.Element {
  const { proxies } = options.value;
  const isOwn = useSignal(false);
  const chosen = proxies === "fakes" ? "fakes" : proxies || isOwn.value ? "own" : "";
  const choose = (value: string) => {
    isOwn.value = value === "own";
    setOption("proxies", value === "fakes" ? "fakes" : undefined);
  };
  return (
    <fieldset>
      <legend>Proxies</legend>
      <label>
        <span>Way there</span>
        <select value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          <option value="">direct</option>
          <option value="fakes">two fake proxies</option>
          <option value="own">proxies of your own</option>
        </select>
      </label>
      {chosen === "own" && (
        <label class="wide">
          <span>Proxies, one URL per line</span>
          <textarea
            rows={2}
            spellcheck={false}
            placeholder="socks5://user:password@host:port"
            value={Array.isArray(proxies) ? proxies.join("\n") : ""}
            onChange={({ currentTarget }) => {
              const list = currentTarget.value.split("\n").map((line) => line.trim());
              const given = list.filter(Boolean);
              setOption("proxies", given.length > 0 ? given : undefined);
            }}
          />
        </label>
      )}
    </fieldset>
  );
}
