// What every journey needs: the program on this computer, a browser, a person signed in, and the checks that hold for
// every page.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';

export const base = process.env.SITE; // infra/browser.sh starts the program and says where
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

// signIn opens a browser of one's own in which a sample person is signed in.
export async function signIn(sub, { width = 1280, language = 'en', scripts = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language, javaScriptEnabled: scripts });
  const page = await context.newPage();
  page.faults = [];
  page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) page.faults.push(m.text()); });
  page.on('pageerror', (e) => page.faults.push(String(e)));
  await page.goto(`${base}/sign-in?lang=${language}`);
  if (sub) {
    await page.locator(`form:has(input[value="${sub}"]) button`).click();
    await page.waitForURL((u) => u.pathname !== '/sign-in');
  }
  return page;
}

// audit checks what holds for every page: no violation of WCAG 2.2 AA that axe finds, no scrolling sideways, nothing
// that the content security policy stopped, and one title. It keeps a picture, and returns what is wrong.
export async function audit(page, name) {
  const where = `${name}: ${page.url()}`;
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  const found = result.violations.map((v) => `${v.id} (${v.help}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`);
  const wrong = found;
  const { wide, seen, titles, tongue } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth, seen: window.innerWidth, titles: document.querySelectorAll('h1').length, tongue: document.documentElement.lang,
  }));
  if (wide > seen) wrong.push(`scrolls sideways, ${wide} of ${seen} px`);
  if (titles !== 1) wrong.push(`has ${titles} titles`);
  if (!tongue) wrong.push('does not say its language');
  wrong.push(...page.faults.splice(0));
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  return wrong.map((w) => `${where}: ${w}`);
}

// sound fails with everything that is wrong with a page.
export async function sound(page, name) { assert.deepEqual(await audit(page, name), []); }
