// A provider for the tests: oidc-provider with its own pages for signing in and consent, on a free port of this machine.
//
//   node provider.mjs NODE_MODULES
//
// Writes "PORT n"; reads one line, the address to which browsers come back; writes "READY". A request with the header
// X-Test-Amr signs in the person of X-Test-Login by those methods, as a page of its own would.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(path.resolve(process.argv[2]), "x.js"));
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const { default: Provider } = await load("oidc-provider");
const { generateKeyPair, exportJWK } = await load("jose");

const keys = [];
for (const alg of ["RS256", "ES256", "EdDSA"]) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  keys.push({ ...(await exportJWK(privateKey)), alg, use: "sig", kid: `key-${alg}` });
}

function clientOf(redirect, alg, secret) {
  return {
    client_id: `jiqun ${alg}`, redirect_uris: [redirect], response_types: ["code"],
    grant_types: ["authorization_code"], id_token_signed_response_alg: alg,
    ...(secret ? { client_secret: secret, token_endpoint_auth_method: "client_secret_basic" }
      : { token_endpoint_auth_method: "none" }),
  };
}

function providerFor(issuer, redirect) {
  const provider = new Provider(issuer, {
    clients: [clientOf(redirect, "ES256", "a secret:with+signs%"), clientOf(redirect, "RS256"),
      clientOf(redirect, "EdDSA")],
    jwks: { keys },
    cookies: { keys: ["for tests only"] },
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256", "EdDSA"] },
    pkce: { required: () => true, methods: ["S256"] },
    features: { claimsParameter: { enabled: true }, devInteractions: { enabled: true } },
    claims: { openid: ["sub"], profile: ["preferred_username"], acr: null, amr: null, auth_time: null, iss: null },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
  });
  provider.use(async (ctx, next) => {
    if (!ctx.get("x-test-amr")) return next();
    const result = { login: { accountId: ctx.get("x-test-login"), amr: ctx.get("x-test-amr").split(" ") } };
    await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
    ctx.respond = false;
    return undefined;
  });
  return provider.callback();
}

let answer = (request, response) => response.writeHead(503).end();
const server = createServer((request, response) => answer(request, response));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  console.log(`PORT ${port}`);
  const lines = createInterface({ input: process.stdin });
  lines.once("line", (redirect) => {
    answer = providerFor(`http://127.0.0.1:${port}`, redirect);
    console.log("READY");
  });
  lines.once("close", () => process.exit(0));
});
