// A strict OAuth 2.0 server (panva's oidc-provider) with one client for each way to authenticate.
// Prints its ports, of http and of https, on the first line; ends with its standard input.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { X509Certificate } from 'node:crypto';
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
        getCertificate: (context) => {
          const certificate = context.socket.getPeerCertificate?.(true);
          return certificate?.raw ? new X509Certificate(certificate.raw) : undefined;
        },
        certificateAuthorized: (context) => context.socket.authorized,
        certificateSubjectMatches: (context, property, expected) =>
          property === 'tls_client_auth_subject_dn' &&
          `CN=${context.socket.getPeerCertificate().subject.CN}` === expected,
      },
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
  handle = provider.callback();
  console.log(`${server.address().port} ${tlsServer.address().port}`);
}));

process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
