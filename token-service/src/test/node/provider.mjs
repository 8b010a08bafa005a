// A strict OAuth 2.0 server (panva's oidc-provider) with one client for each way to authenticate.
// Beside it stands an API that accepts its tokens, with proof where they are bound.
// Prints its ports, of http and of https, on the first line; ends with its standard input.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import Provider from 'oidc-provider';

const publicKeys = JSON.parse(process.env.CLIENT_JWKS);
const machine = {
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  scope: 'orders.read orders.write',
};
const secret = process.env.CLIENT_SECRET;

const tlsServer = createTlsServer(
  {
    cert: process.env.SERVER_CERTIFICATE,
    key: process.env.SERVER_KEY,
    ca: process.env.CLIENT_AUTHORITY,
    requestCert: true,
    rejectUnauthorized: false,
  },
  (request, response) => handle(request, response),
);
const server = createServer((request, response) => handle(request, response));
let handle = (request, response) => response.writeHead(503).end();

tlsServer.listen(0, '127.0.0.1', () => server.listen(0, '127.0.0.1', () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      { ...machine, client_id: 'basic:client', client_secret: secret, token_endpoint_auth_method: 'client_secret_basic' },
      { ...machine, scope: 'orders.read', client_id: 'post-client', client_secret: secret, token_endpoint_auth_method: 'client_secret_post' },
      { ...machine, client_id: 'secret-jwt-client', client_secret: secret, token_endpoint_auth_method: 'client_secret_jwt' },
      { ...machine, client_id: 'key-jwt-client', jwks: publicKeys, token_endpoint_auth_method: 'private_key_jwt' },
      { ...machine, client_id: 'dpop-client', client_secret: secret, token_endpoint_auth_method: 'client_secret_basic', dpop_bound_access_tokens: true },
      { ...machine, client_id: 'certified-client', client_secret: secret, token_endpoint_auth_method: 'client_secret_post', tls_client_certificate_bound_access_tokens: true },
      { ...machine, client_id: 'tls-client', token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=orders-client' },
    ],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'tls_client_auth'],
    scopes: ['orders.read', 'orders.write'],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        certificateBoundAccessTokens: true,
        getCertificate: (context) => {
          const certificate = context.socket.getPeerCertificate?.(true);
          return certificate?.raw ? new X509Certificate(certificate.raw) : undefined;
        },
        certificateAuthorized: (context) => context.socket.authorized,
        certificateSubjectMatches: (context, property, expected) =>
          property === 'tls_client_auth_subject_dn' &&
          `CN=${context.socket.getPeerCertificate().subject.CN}` === expected,
      },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: (_context, resource) => ({
          audience: resource,
          scope: 'orders.read orders.write',
          accessTokenFormat: 'opaque',
          accessTokenTTL: 300,
        }),
      },
    },
  });
  const oauth = provider.callback();
  handle = (request, response) =>
    request.url.startsWith('/api/') ? api(provider, request, response) : oauth(request, response);
  console.log(`${server.address().port} ${tlsServer.address().port}`);
}));

const hash = (bytes) => createHash('sha256').update(bytes).digest('base64url');
const apiNonce = randomBytes(12).toString('base64url');

async function api(provider, request, response) {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  const refuse = (error) =>
    response
      .writeHead(401, { 'WWW-Authenticate': `${scheme} error="${error}"`, 'DPoP-Nonce': apiNonce })
      .end();
  const token = await provider.ClientCredentials.find(value);
  if (!token || (token.jkt && scheme !== 'DPoP')) {
    return refuse('invalid_token');
  }
  if (token.jkt) {
    try {
      const proof = await jwtVerify(request.headers.dpop ?? '', EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ['ES256'],
        maxTokenAge: '60s',
      });
      const { htm, htu, ath, nonce } = proof.payload;
      const here = `http://${request.headers.host}${request.url.split('?')[0]}`;
      if (htm !== request.method || htu !== here || ath !== hash(value)) {
        return refuse('invalid_dpop_proof');
      }
      if ((await calculateJwkThumbprint(proof.protectedHeader.jwk)) !== token.jkt) {
        return refuse('invalid_token');
      }
      if (nonce !== apiNonce) {
        return refuse('use_dpop_nonce');
      }
    } catch {
      return refuse('invalid_dpop_proof');
    }
  }
  const certificate = request.socket.getPeerCertificate?.(true)?.raw;
  if (token['x5t#S256'] && (!certificate || hash(certificate) !== token['x5t#S256'])) {
    return refuse('invalid_token');
  }
  return response.writeHead(200).end(token.clientId);
}

process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
