import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const encoded = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A sign-in provider with one client, which signs in without asking whoever it is told to be. */
export async function startIssuer(secret) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map();
  const person = { sub: "1", preferred_username: "ann", email: "ann@example.org", email_verified: true, groups: ["staff"] };

  const idToken = ({ client, nonce }) => {
    const now = Math.floor(Date.now() / 1000);
    const content = `${encoded({ alg: "RS256", kid: "one" })}.${encoded({ iss: url, aud: client, iat: now, exp: now + 300, nonce, ...person })}`;
    return `${content}.${createSign("RSA-SHA256").update(content).sign(privateKey, "base64url")}`;
  };
  const routes = {
    "/.well-known/openid-configuration": () => ({
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
    }),
    "/keys": () => ({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }] }),
    "/token": (form, header) => {
      const grant = grants.get(form.get("code"));
      grants.delete(form.get("code"));
      const [, given] = Buffer.from((header ?? "").replace(/^Basic /, ""), "base64").toString().split(":");
      const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
      const good = grant?.challenge === challenge && (given ?? form.get("client_secret")) === secret;
      return good ? { access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token: idToken(grant) } : undefined;
    },
  };
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url, url);
    if (asked.pathname === "/authorize") {
      const query = asked.searchParams;
      const code = randomUUID();
      grants.set(code, { client: query.get("client_id"), nonce: query.get("nonce"), challenge: query.get("code_challenge") });
      const back = new URL(query.get("redirect_uri"));
      back.search = new URLSearchParams({ code, state: query.get("state") }).toString();
      response.writeHead(302, { Location: back.href }).end();
      return;
    }
    let body = "";
    for await (const part of request) body += part;
    const answer = routes[asked.pathname]?.(new URLSearchParams(body), request.headers.authorization);
    response.writeHead(answer === undefined ? 400 : 200, { "Content-Type": "application/json" }).end(JSON.stringify(answer ?? { error: "invalid_grant" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    /** Who signs in next. */
    is: (claims) => Object.assign(person, claims),
    end: () => server.close(),
  };
}
