// Every page that a person can reach by links: wide in English, and on a phone in Arabic, where two of a kind are looked
// at and one.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { audit, base, browser, signIn, sound } from './people.mjs';

after(() => browser.close());

// kind is an address without what tells one thing from another of its kind.
function kind(path) {
  return path.split('?')[0].split('/').map((part) => (/^[A-Z]{2}-|^[0-9a-z-]{16,}$|\d/.test(part) ? '*' : part)).join('/')
    + (path.includes('?') ? '?' + [...new URLSearchParams(path.split('?')[1]).keys()].sort().join('&') : '');
}

async function crawl(page, start, name, ofAKind) {
  const wrong = [];
  const seen = new Map();
  const queue = [start];
  const known = new Set(queue);
  let visited = 0;
  while (queue.length > 0) {
    const path = queue.shift();
    const n = seen.get(kind(path)) ?? 0;
    if (n >= ofAKind) continue; // the rest have the same form
    seen.set(kind(path), n + 1);
    const answer = await page.goto(base + path);
    const type = answer.headers()['content-type'] ?? '';
    if (!type.startsWith('text/html')) continue;
    if (answer.status() >= 400) wrong.push(`${path} answers ${answer.status()}`);
    wrong.push(...await audit(page, `${name}-${kind(path).replace(/[/?*&=]+/g, '_') || 'home'}${n || ''}`));
    visited++;
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const link of links) {
      const to = new URL(link, base + path);
      if (to.origin !== base || to.searchParams.has('lang') || to.pathname.startsWith('/assets')) continue;
      const next = to.pathname + to.search;
      if (!known.has(next)) { known.add(next); queue.push(next); }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(visited >= 5, `${name}: only ${visited} pages were reached`);
  return visited;
}

for (const [sub, start] of [['sample-ada', '/'], ['sample-kofi', '/'], ['sample-ines', '/'], ['sample-rosa', '/outreach']]) {
  for (const [language, width, ofAKind] of [['en', 1280, 2], ['ar', 375, 1]]) {
    test(`${sub} ${language} ${width}`, { timeout: 300_000 }, async (t) => {
      const page = await signIn(sub, { width, language });
      t.diagnostic(`${await crawl(page, start, `${sub}-${language}-${width}`, ofAKind)} pages`);
      await page.context().close();
    });
  }
}

for (const language of ['en', 'fr', 'ar']) {
  test(`before signing in, ${language}`, async () => {
    const page = await signIn('', { language, width: 375 });
    await sound(page, `nobody-${language}-sign-in`);
    for (const path of ['/method', '/privacy', '/accessibility', '/gallery', '/nothing-here']) {
      await page.goto(base + path);
      const wrong = await audit(page, `nobody-${language}-${path.slice(1)}`);
      assert.deepEqual(wrong.filter((w) => path !== '/gallery' || !/has \d+ titles/.test(w)), []); // it shows whole pages
    }
    await page.context().close();
  });
}
