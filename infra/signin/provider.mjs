// An OpenID Connect provider for the test of signing in. Whoever types a name is that person.
// usage: node provider.mjs PORT BASE    (BASE: where the product answers)
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Provider } from 'oidc-provider'

const [port, base] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'client',
    token_endpoint_auth_method: 'none', // a public client: PKCE instead of a secret
    response_types: ['code'],
    grant_types: ['authorization_code'],
    redirect_uris: [`${base}/signed-in`, `${base}/outreach/signed-in`],
  }],
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
  pkce: { required: () => true },
  // Nobody is asked whether the product may know who they are.
  async loadExistingGrant (ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope('openid')
    await grant.save()
    return grant
  },
})

const page = `<!doctype html><title>Provider</title><form method="post">
<input name="name"><button>Sign in</button><button name="cancel" value="yes">Cancel</button></form>`

const answer = provider.callback()
createServer(async (request, response) => {
  if (!request.url.startsWith('/login/')) {
    answer(request, response)
  } else if (request.method === 'POST') {
    const form = new URLSearchParams(await text(request))
    const result = form.has('cancel') ? { error: 'access_denied' } : { login: { accountId: form.get('name') } }
    await provider.interactionFinished(request, response, result)
  } else {
    response.setHeader('content-type', 'text/html')
    response.end(page)
  }
}).listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuer}`))
