// What every journey needs: the program on this computer, a browser, a person signed in, and the checks that hold for
// every page.
import { spawn } from 'node:child_process';
import { readFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

// What infra/browser.sh promises to run: both sizes, both directions, with scripts and without.
export const views = ['en', 'ar'].flatMap((language) => [1280, 375].map((width) => ({ language, width })));
export const ways = views.flatMap((view) => [true, false].map((scripts) => ({ ...view, scripts })));
export const named = ({ language, width, scripts }) => `${language}-${width}${scripts === undefined ? '' : scripts ? '-scripts' : '-plain'}`;

const programs = [];

// serve starts the program on data of its own, and gives its address. A start takes less than a second, so a journey
// begins with the sample states as they come rather than with what the journey before left of them.
export async function serve() {
  const program = spawn(process.env.PROGRAM, ['-address', '127.0.0.1:0', '-data', mkdtempSync(join(process.env.WORK, 'data-'))], { stdio: ['ignore', 'pipe', 'inherit'] });
  programs.push(program);
  for await (const line of createInterface(program.stdout)) {
    const address = line.match(/http:\/\/127\.0\.0\.1:\d+/);
    if (address) {
      program.stdout.resume(); // nobody reads on, and a full pipe would stop the program
      return address[0];
    }
  }
  throw new Error('the program ended before it said where it is');
}

export const base = await serve();
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

// leave ends what this file started.
export async function leave() {
  await browser.close();
  for (const program of programs) program.kill();
}

// signIn opens a browser of one's own in which a sample person is signed in.
export async function signIn(sub, { at = base, width = 1280, language = 'en', scripts = true } = {}) {
  const context = await browser.newContext({ baseURL: at, viewport: { width, height: 900 }, locale: language, javaScriptEnabled: scripts });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  Object.assign(page, { at, language, width, scripts, faults: [] });
  page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) page.faults.push(m.text()); });
  page.on('pageerror', (e) => page.faults.push(String(e)));
  await page.goto(`/sign-in?lang=${language}`);
  if (sub) {
    await page.locator(`form:has(input[value="${sub}"]) button`).click();
    await page.waitForURL((u) => u.pathname !== '/sign-in');
  }
  return page;
}

// illFormed says what is wrong with a page in any view: it scrolls sideways, speaks another language or runs the other way, has
// no title or two, leads to a place that it does not have, or a script of it failed.
async function illFormed(page) {
  const { wide, seen, titles, tongue, way, lost } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth, seen: window.innerWidth, titles: document.querySelectorAll('h1').length,
    tongue: document.documentElement.lang, way: document.documentElement.dir,
    lost: [...document.querySelectorAll('main a[href^="#"]')].filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map((a) => a.hash),
  }));
  const wrong = page.faults.splice(0);
  if (wide > seen) wrong.push(`scrolls sideways, ${wide} of ${seen} px`);
  if (lost.length > 0) wrong.push(`leads nowhere: ${lost}`);
  if (titles !== 1) wrong.push(`has ${titles} titles`);
  if (tongue !== page.language) wrong.push(`says that it is in ${tongue}, not ${page.language}`);
  if (way !== (page.language === 'ar' ? 'rtl' : 'ltr')) wrong.push(`runs ${way} in ${tongue}`);
  return wrong;
}

async function wellFormed(page) { assert.deepEqual((await illFormed(page)).map((w) => `${page.url()} ${w}`), []); }

// audit checks what holds for every page: its form, and no violation of WCAG 2.2 AA that axe finds. It keeps a picture,
// and returns what is wrong.
export async function audit(page, name) {
  const where = `${name}: ${page.url()}`;
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }));
  const wrong = result.violations.map((v) => `${v.id} (${v.help}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`);
  wrong.push(...await illFormed(page));
  if (shots) await page.screenshot({ path: `${shots}/${name}.jpeg`, quality: 80, fullPage: true });
  return wrong.map((w) => `${where}: ${w}`);
}

// sound fails with everything that is wrong with a page.
export async function sound(page, name) { assert.deepEqual(await audit(page, name), []); }

// go opens a page as by a link to it, which must be there and well formed.
export async function go(page, path) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, `${path} answers ${answer.status()}`);
  await wellFormed(page);
}

// follow opens what a link leads to.
export async function follow(page, link) {
  const loaded = page.waitForEvent('load');
  await link.click();
  await loaded;
  await wellFormed(page);
}

const stays = 'form[data-save]'; // with scripts, such a form is sent without leaving the page

// send presses a button of a form and waits for the answer, whichever way the form is sent.
export async function send(page, button) {
  if (page.scripts && await button.evaluate((b, stays) => b.form.matches(stays), stays)) {
    const answered = page.waitForResponse((r) => r.request().method() === 'POST');
    await button.click();
    await answered;
    await page.locator(`${stays}[aria-busy]`).waitFor({ state: 'detached' });
  } else {
    const loaded = page.waitForEvent('load');
    await button.click();
    await loaded;
  }
  await wellFormed(page);
}

// save presses the button that saves an answer, and makes sure that it was saved.
export async function save(page) {
  await send(page, page.locator(`${stays} .govuk-button[type=submit]:not([name])`));
  assert.equal(await page.locator(`${stays}[data-dirty], .govuk-error-summary`).count(), 0, `${page.url()}: what was typed is not saved`);
}

// choose ticks a radio button or a box as a person does who uses the mouse: by its label.
export async function choose(page, selector) { await page.locator(selector).check({ force: true }); } // the label lies over the button

// download presses a button and gives the name and the bytes of the file that comes.
export async function download(page, button) {
  const coming = page.waitForEvent('download');
  await button.click();
  const file = await coming;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

// words are what the page says to a person who looks at it.
export const words = (page) => page.locator('main').innerText();

// fileOf is the address of the first file of a country.
export async function fileOf(page) {
  await go(page, '/');
  return page.locator('main a[href^="/files/"]').first().getAttribute('href');
}

// keep takes a picture of a step that the crawl over all pages does not come to, and lets axe look at it. Axe is a
// script, so the way without scripts shows the same page unaudited.
export async function keep(page, name) { if (page.scripts) await sound(page, `${name}-${named({ language: page.language, width: page.width })}`); }

// kind is an address without what tells one thing from another of its kind.
export function kind(path) {
  return path.split('?')[0].split('/').map((part) => (/^[A-Z]{2}-|^[0-9a-z-]{16,}$|\d/.test(part) ? '*' : part)).join('/')
    + (path.includes('?') ? '?' + [...new URLSearchParams(path.split('?')[1]).keys()].sort().join('&') : '');
}

// crawl goes to every page that a person can reach by links, and to so many of a kind: the rest have the same form.
export async function* crawl(page, start, ofAKind) {
  const seen = new Map();
  const queue = [start];
  const known = new Set(queue);
  while (queue.length > 0) {
    const path = queue.shift();
    const n = seen.get(kind(path)) ?? 0;
    if (n >= ofAKind) continue;
    seen.set(kind(path), n + 1);
    const answer = await page.goto(path);
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    yield { path, n, status: answer.status() };
    for (const link of links) {
      const to = new URL(link, page.at + path);
      if (to.origin !== page.at || to.searchParams.has('lang') || to.pathname.startsWith('/assets')) continue;
      const next = to.pathname + to.search;
      if (!known.has(next)) { known.add(next); queue.push(next); }
    }
  }
}
