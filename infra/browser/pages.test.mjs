// Every page that a person can reach by links, in both sizes and both directions: what axe finds, how it is made, and a
// picture of each kind. Of those who may do the same, one is enough: Lena sees what Kofi sees, Omar and Tove what Rosa sees.
// Kofi and Yaw see pages that Ada has too, with less to do on them: each of them in both sizes and both directions, once.
import { describe, test, after } from 'node:test';
import assert from 'node:assert/strict';
import { audit, crawl, kind, leave, named, signIn, sound, views } from './people.mjs';

after(leave);

const least = { 'sample-ada': 40, 'sample-kofi': 30, 'sample-yaw': 30, 'sample-ines': 40, 'sample-rosa': 25 }; // kinds of pages

const fewer = { 'sample-kofi': ['en-1280', 'ar-375'], 'sample-yaw': ['en-375', 'ar-1280'] };

describe('every page', { concurrency: 2 }, () => {
  for (const view of views) {
    for (const [sub, pages] of Object.entries(least)) {
      if (fewer[sub] && !fewer[sub].includes(named(view))) continue;
      test(`${sub} ${named(view)}`, { timeout: 600_000 }, async (t) => {
        const page = await signIn(sub, view);
        const wrong = [];
        let visited = 0;
        for await (const { path, n, status } of crawl(page, sub === 'sample-rosa' ? '/outreach' : '/', named(view) === 'en-1280' ? 2 : 1)) {
          if (status >= 400) wrong.push(`${path} answers ${status}`);
          wrong.push(...await audit(page, `${sub}-${named(view)}-${kind(path).replace(/[/?*&=]+/g, '_') || 'home'}${n || ''}`));
          visited++;
        }
        assert.deepEqual(wrong, []);
        assert.ok(visited >= pages, `only ${visited} pages were reached`);
        t.diagnostic(`${visited} pages`);
        await page.context().close();
      });
    }
  }

  for (const view of [...views, { language: 'fr', width: 375 }]) {
    test(`before signing in, ${named(view)}`, { timeout: 120_000 }, async () => {
      const page = await signIn('', view);
      await sound(page, `nobody-${named(view)}-sign-in`);
      for (const path of ['/method', '/privacy', '/accessibility', '/gallery', '/nothing-here']) {
        await page.goto(path);
        const wrong = await audit(page, `nobody-${named(view)}-${path.slice(1)}`);
        assert.deepEqual(wrong.filter((w) => path !== '/gallery' || !/has \d+ titles/.test(w)), []); // it shows whole pages
      }
      await page.context().close();
    });
  }
});
