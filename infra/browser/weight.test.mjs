// What a page weighs over the wire, cold and warm, and how soon it can be used on a weak line.
import { describe, test, after } from 'node:test';
import assert from 'node:assert/strict';
import { base, leave, signIn } from './people.mjs';

after(leave);

async function weigh(page, path) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
  await page.goto(base + path, { waitUntil: 'networkidle' });
  await session.detach();
  return bytes;
}

describe('each page is at most 60 KB cold and 15 KB warm', { concurrency: 3 }, () => { // most of it is waiting for the line to fall silent
  for (const language of ['en', 'fr', 'ar']) test(language, (t) => light(t, language));
});

async function light(t, language) {
  const page = await signIn('sample-ada', { language });
  const file = await page.locator('a[href^="/files/"]').first().getAttribute('href');
  for (const path of ['/', file, `${file}/questions/LB-19`, `${file}/sections/LB-A`, `${file}/grid`, `${file}/grid?show=all`, `${file}/problems`, `${file}/result`, `${file}/next`, `${file}/annex`]) {
    const fresh = await signIn('sample-ada', { language });
    const session = await fresh.context().newCDPSession(fresh);
    await session.send('Network.clearBrowserCache');
    const cold = await weigh(fresh, path);
    const warm = await weigh(fresh, path);
    t.diagnostic(`${path}: ${cold} cold, ${warm} warm`);
    assert.ok(cold <= 60 * 1024, `${path}: ${cold} bytes cold`);
    assert.ok(warm <= 15 * 1024, `${path}: ${warm} bytes warm`);
    await fresh.context().close();
  }
  await page.context().close();
}

test('the first page can be used within ten seconds at 64 kbit/s', async (t) => {
  const page = await signIn('');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.clearBrowserCache');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: 8000, uploadThroughput: 8000 });
  const began = Date.now();
  await page.goto(base + '/sign-in', { waitUntil: 'domcontentloaded' });
  await page.locator('main button').first().click({ trial: true });
  const took = Date.now() - began;
  t.diagnostic(`${took} ms`);
  assert.ok(took < 10_000, `${took} ms`);
  await page.context().close();
});
