import { render } from "solid-js/web";
import "@fontsource-variable/inter/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { App } from "./App";
import { findConnection } from "./api/connection";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

const connection = await findConnection();
render(() => <App connection={connection} />, root);
