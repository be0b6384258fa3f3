// Text that means harm goes into every field of every form that a person can fill, and comes out as text on every page
// that shows it, and in the report. The forms are found by going everywhere, so a new one is tried without being named.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { browser, crawl, fileOf, kind, leave, signIn } from './people.mjs';

after(leave);

const mark = 'window.harmed';
const evil = `<script>${mark}=1</script>"'><img src=x onerror="${mark}=1"><svg/onload=${mark}=1></textarea></title><b id=injected>{{7*7}}\u202ejavascript:${mark}=1`;
const short = `<svg/onload=${mark}=1>`; // where no more fits
const link = `javascript:${mark}=1//`;

// What takes nothing but ids, codes and numbers, with something it takes. Every other field must keep what is typed.
const choosy = {
  sub: 'somebody-else', body: 'licensing', bodies: 'customs', owner: 'customs', first: 'customs', second: 'licensing', team: 'team000000',
  question: 'EN-20', iso: 'ZZ', language: 'en', link: 'https://laws.example/act-12', number: '12',
  csv: `code,title,mtcr_reference\n"${short}","${evil.replaceAll('"', '""')}",1.A.1`,
};

const people = [['sample-ada', '/'], ['sample-kofi', '/'], ['sample-yaw', '/'], ['sample-ines', '/'], ['sample-rosa', '/outreach']];

// harm is what text did to a page: nothing, if it is shown as text.
async function harm(page) {
  return page.evaluate((mark) => {
    const wrong = [];
    if (window[mark.split('.')[1]] !== undefined) wrong.push('a script ran');
    for (const e of document.querySelectorAll('*')) {
      if (e.id === 'injected' || e.localName === 'img' || e.localName === 'script' && !e.src) wrong.push(`holds ${e.outerHTML.slice(0, 80)}`);
      for (const a of e.attributes) {
        if (a.name.startsWith('on') || /^\s*javascript:/i.test(a.value) && ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(a.name)) wrong.push(`holds ${a.name}=${a.value.slice(0, 60)}`);
      }
    }
    return wrong;
  }, mark);
}

// forms are those of a page that take text, each by what tells its kind from others, with their fields.
const forms = (page) => page.locator('main form').evaluateAll((all) => all.map((f, at) => ({
  at, action: f.getAttribute('action') ?? location.pathname,
  fields: [...f.elements].filter((e) => e.matches('textarea, input[type=text], input[type=url], input[type=search], input:not([type])')).map((e) => e.name),
})).filter((f) => f.fields.length > 0));

// fill types into every field of a form and chooses what has to be chosen. What a field refused before gets shorter, and
// in the end what such a field takes.
const fill = (page, at, refusals) => page.locator('main form').nth(at).evaluate((form, { refusals, evil, short, link, choosy }) => {
  for (const e of form.elements) {
    const n = refusals.filter((name) => name === e.name).length;
    if (e.type === 'url') e.type = 'text'; // the browser would stop what a server has to
    if (e.matches('textarea, input[type=text], input[type=search], input:not([type])')) {
      e.value = n === 0 ? (e.name === 'link' ? link : evil) : n === 1 ? short : choosy[e.name.split('.').pop()] ?? e.defaultValue;
    }
    if (e.closest('[data-grid]')) continue; // the grid asks for nothing but what a row has
    if (e.type === 'date' && !e.value) e.value = e.name.startsWith('response') || e.name.startsWith('in_force') ? '2026-01-15' : '2031-01-15';
    if (e.type === 'radio' && ![...form.elements].some((o) => o.name === e.name && o.checked)) e.checked = true;
    if (e.localName === 'select' && !e.value) e.selectedIndex = Math.min(1, e.options.length - 1);
    if (['roles', 'sections', 'topics'].includes(e.name)) e.checked = true;
  }
}, { refusals, evil, short, link, choosy });

// press sends a form as its own button does, past what a script of the page makes of it.
async function press(page, at) {
  const answered = page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() !== 303);
  const loaded = page.waitForEvent('load');
  await page.locator('main form').nth(at).evaluate((form) => {
    const button = form.querySelector('.govuk-button[type=submit]:not([name])') ?? form.querySelector('button');
    form.removeAttribute('data-save');
    window.onbeforeunload = null;
    form.requestSubmit(button);
  });
  await loaded;
  return (await answered).status();
}

// refused are the fields that a page says it did not take; of a row of the grid that is the number, which takes no text.
const refused = (page) => page.locator('.govuk-error-summary a[href^="#"]').evaluateAll((all) => all.flatMap((a) => {
  const e = document.getElementById(a.hash.slice(1));
  if (!e) return [a.hash]; // leads nowhere
  const fields = [...e.querySelectorAll('[name]')];
  return [e, ...(e.localName === 'tr' ? fields.filter((f) => f.name.endsWith('.number')) : fields)].map((f) => f.name).filter(Boolean);
}));

// attack fills a form until it is taken, and gives the fields that kept what was typed.
async function attack(page, path, form, wrong) {
  const refusals = [];
  for (let turn = 0; turn < 4; turn++) {
    await page.goto(path);
    const at = (await forms(page)).find((f) => f.action === form.action && f.fields.join() === form.fields.join())?.at;
    if (at === undefined) return null; // another form took it away
    await fill(page, at, refusals);
    const status = await press(page, at);
    wrong.push(...(await harm(page)).map((w) => `after ${form.action}: ${w}`));
    const not = [...new Set(await refused(page))];
    wrong.push(...not.filter((f) => f.startsWith('#')).map((f) => `${form.action}: the refusal leads to ${f}, which is not there`));
    if (status === 200 && not.length === 0) return form.fields.filter((f) => refusals.filter((name) => name === f).length < 2);
    refusals.push(...not);
  }
  wrong.push(`${form.action} never took what was typed; it refused ${refusals}`);
  return null;
}

let file; // of the country that most people are of; there will be others

test('every field of every form', { timeout: 600_000 }, async (t) => {
  const tried = new Set();
  const wrong = [];
  for (const [sub, start] of people) {
    const page = await signIn(sub);
    file ??= await fileOf(page);
    page.on('dialog', (d) => d.accept()); // of a page that was left with something typed
    const pages = [];
    for await (const { path } of crawl(page, start, 1)) pages.push([path, await forms(page)]);
    for (const [path, found] of pages) {
      for (const form of found) {
        const plain = (f) => f.replace(/[A-Z]{2}-\d+|\[\d+\]/g, '*');
        const name = [...new Set([kind(form.action), ...form.fields.map(plain)])].join(' ');
        if (tried.has(name)) continue;
        const kept = await attack(page, path, form, wrong);
        if (!kept) continue;
        tried.add(name);
        wrong.push(...form.fields.filter((f) => !kept.includes(f) && !(f.split('.').pop() in choosy)).map((f) => `${name}: ${f} did not keep what was typed`));
      }
    }
    await page.context().close();
  }
  t.diagnostic(`${tried.size} kinds of forms`);
  assert.deepEqual(wrong, []);
  assert.ok(tried.size >= 25, `only ${tried.size} kinds of forms were found`);
});

for (const [sub, start] of people) {
  test(`what ${sub} sees of it`, { timeout: 600_000 }, async (t) => {
    const page = await signIn(sub);
    const wrong = [];
    let shown = 0;
    for await (const { path } of crawl(page, start, 1)) {
      wrong.push(...(await harm(page)).map((w) => `${path} ${w}`));
      if ((await page.locator('main').textContent()).includes(mark)) shown++;
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(page.faults, []);
    t.diagnostic(`${shown} pages show it`);
    assert.ok(shown >= 3, `only ${shown} pages show what was typed`);
    await page.context().close();
  });
}

test('the report shows it as text', async () => {
  const page = await signIn('sample-ada');
  const report = await page.request.get(`${file}/reports/download?format=html&language=en`);
  const text = await report.text();
  assert.ok(text.includes('injected'), 'the report does not hold what was typed');
  const alone = await (await browser.newContext()).newPage(); // as a file on a desk: no policy of the product protects it
  await alone.setContent(text);
  assert.deepEqual(await harm(alone), []);
  await page.context().close();
});
