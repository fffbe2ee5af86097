/**
 * The playground's page.
 *
 * @module
 */

import { render } from "preact";

const root = document.getElementById("root");
if (root) render(<h1>hookcast</h1>, root);
