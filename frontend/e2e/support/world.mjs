import { openBrowser, openPage, signIn } from "./browser.mjs";
import { startEstate, targetOf } from "./estate.mjs";
import { startPulse } from "./pulse.mjs";

/** A server, an estate and a browser for the tests of one file. */
export async function startWorld({ clusters = "3/12", others = [], connected = true, environment = {} } = {}) {
  const [estate, pulse, browser] = await Promise.all([startEstate(clusters, others), startPulse(environment), openBrowser()]);
  if (connected) {
    await pulse.createAccount();
    for (const cluster of estate.clusters) await pulse.ask("POST", "/api/config/nodes", targetOf(cluster));
  }
  return {
    estate,
    pulse,
    browser,
    page: (options) => openPage(browser, pulse, options),
    /** A page of somebody who is signed in. */
    async signedIn(path, options) {
      const page = await openPage(browser, pulse, options);
      await signIn(page, path);
      return page;
    },
    async end() {
      await browser.close();
      await pulse.end();
      await estate.end();
    },
  };
}

/** Waits until a question about the server is answered with yes. */
export async function until(what, question, timeout = 20_000) {
  const last = Date.now() + timeout;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > last) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
