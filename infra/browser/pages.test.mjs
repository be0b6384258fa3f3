// Every page that a person can reach by links, at both sizes, in English and Arabic, with scripts on and off.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { audit, base, browser, signIn } from './people.mjs';

after(() => browser.close());

// Pages of a kind that are looked at, of each person; the rest have the same form.
const OF_A_KIND = 2;

// kind is an address without what tells one thing from another of its kind.
function kind(path) {
  return path.split('?')[0].split('/').map((part) => (/^[A-Z]{2}-|^[0-9a-z-]{16,}$|\d/.test(part) ? '*' : part)).join('/')
    + (path.includes('?') ? '?' + [...new URLSearchParams(path.split('?')[1]).keys()].sort().join('&') : '');
}

async function crawl(page, start, name) {
  const seen = new Map();
  const queue = [start];
  const known = new Set(queue);
  let visited = 0;
  while (queue.length > 0) {
    const path = queue.shift();
    const n = seen.get(kind(path)) ?? 0;
    if (n >= OF_A_KIND) continue;
    seen.set(kind(path), n + 1);
    const answer = await page.goto(base + path);
    const type = answer.headers()['content-type'] ?? '';
    if (!type.startsWith('text/html')) continue;
    assert.ok(answer.status() < 400, `${name}: ${path} answers ${answer.status()}`);
    await audit(page, `${name}-${kind(path).replace(/[/?*&=]+/g, '_') || 'home'}${n || ''}`);
    visited++;
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const link of links) {
      const to = new URL(link, base + path);
      if (to.origin !== base || to.searchParams.has('lang') || to.pathname.startsWith('/assets')) continue;
      const next = to.pathname + to.search;
      if (!known.has(next)) { known.add(next); queue.push(next); }
    }
  }
  assert.ok(visited >= 5, `${name}: only ${visited} pages were reached`);
  return visited;
}

for (const [sub, start] of [['sample-ada', '/'], ['sample-kofi', '/'], ['sample-ines', '/'], ['sample-rosa', '/outreach']]) {
  for (const language of ['en', 'ar']) {
    for (const width of [1280, 375]) {
      const scripts = width === 1280; // a phone on a weak line is where scripts may fail
      test(`${sub} ${language} ${width}`, async (t) => {
        const page = await signIn(sub, { width, language, scripts });
        t.diagnostic(`${await crawl(page, start, `${sub}-${language}-${width}`)} pages`);
        await page.context().close();
      });
    }
  }
}

for (const language of ['en', 'fr', 'ar']) {
  test(`before signing in, ${language}`, async () => {
    const page = await signIn('', { language, width: 375 });
    await audit(page, `nobody-${language}-sign-in`);
    for (const path of ['/method', '/privacy', '/accessibility', '/nothing-here']) {
      await page.goto(base + path);
      await audit(page, `nobody-${language}-${path.slice(1)}`);
    }
    await page.context().close();
  });
}
