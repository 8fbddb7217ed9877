import { render } from "preact";
import { App } from "./app";
import { start } from "./data";
import { listen } from "./route";
import "./style.css";

const root = document.getElementById("app")!;
root.replaceChildren();
listen();
render(<App />, root);
start().catch((error: Error) => {
  render(<p class="error" role="alert">The run cannot be opened: {error.message}.</p>, root);
});
