// An outreach team reviews what an adherent released to it: two reviewers judge blind, a third settles what they differ on, they ask
// and find, prepare a visit, offer help and take the report away. In every size, language and way.
import { describe, test, after } from 'node:test';
import assert from 'node:assert/strict';
import { choose, download, follow, go, keep, leave, named, send, serve, signIn, ways, words } from './people.mjs';

after(leave);

const button = (page, action) => page.locator(`form[method=post][action="${action}"] button`);

// rates gives a level, the evidence accepted and the reason, and stays to see what the country said.
async function rates(page, record, question, level, note) {
  await go(page, `${record}/judge/${question}`);
  const form = page.locator(`form[action="${record}/judge/${question}"]`);
  await form.locator(`input[name=level][value="${level}"]`).check({ force: true });
  await form.locator('select[name=grade]').selectOption('3');
  await form.locator('textarea[name=note]').fill(note);
  await send(page, form.locator('button[name=show]'));
}

// finds: both countries by name, never ranked, and the way into a record.
async function finds({ rosa }) {
  await go(rosa, '/outreach');
  const row = rosa.locator('table tr', { hasText: 'Xebec (invented)' }).first();
  assert.equal(await row.locator('td').count(), 5, 'four criteria and the whole');
  const record = await row.locator('a').first().getAttribute('href');
  await follow(rosa, row.locator('th a'));
  assert.match(await rosa.locator('h1').innerText(), /Xebec \(invented\)/);
  await go(rosa, `${record}/sections/LB-C`);
  assert.equal(await rosa.locator(`main a[href="${record}/sections/LB-C?view=whole"]`).count(), 1, 'the levels are not shown, and the way to them is');
  assert.equal(await rosa.locator(`main a[href="${record}/judge/LB-19"]`).count(), 1);
  return record;
}

// judges: the country's level is not on the page until the reviewer gave theirs, nor is a colleague's.
async function judges({ rosa, omar, record }) {
  await go(rosa, `${record}/judge/LB-19`);
  assert.equal(await rosa.locator('#the-country').count(), 0, "the country's level shows before it is judged");
  assert.equal(await rosa.locator('input[name=level]:checked').count(), 0);
  await send(rosa, rosa.locator(`form[action="${record}/judge/LB-19"] button[name=show]`)); // nothing chosen
  assert.equal(await rosa.locator('.govuk-error-summary a[href="#f-level"]').count(), 1);
  assert.equal(await rosa.locator('.govuk-error-summary a[href="#f-note"]').count(), 1, 'a rating without a reason');
  await keep(rosa, 'outreach-refused');
  await rates(rosa, record, 'LB-19', 0, 'Rosa saw a draft only.');
  assert.equal(await rosa.locator('#the-country').count(), 1);
  assert.match(await rosa.locator('.sa-versus__side--mine').innerText(), /Rosa saw a draft only\./);
  await keep(rosa, 'outreach-judged');
  await go(omar, `${record}/judge/LB-19`);
  assert.doesNotMatch(await words(omar), /Rosa saw a draft only\./, "a colleague's rating shows before one's own");
  await rates(omar, record, 'LB-19', 2, 'Omar saw it in the gazette.');
  assert.match(await words(omar), /Rosa saw a draft only\./);
}

// settles: where two differ by two levels a third gives the team's rating, and says why; neither of the two may.
async function settles({ rosa, omar, tove, record }) {
  await go(omar, `${record}/agreement`);
  assert.equal(await omar.locator(`main a[href="${record}/judge/LB-19"]`).count(), 1, 'what is to be settled is not named');
  await go(rosa, `${record}/judge/LB-19`);
  assert.equal(await rosa.locator(`form[action="${record}/settle/LB-19"]`).count(), 0, 'one of those who differ may settle it');
  assert.ok(await rosa.locator('section[aria-labelledby=settle] p').count(), 'who may settle it is not said');
  await keep(rosa, 'outreach-differ');
  await go(tove, `${record}/judge/LB-19`);
  assert.equal(await tove.locator(`form[action="${record}/judge/LB-19"]`).count(), 0, 'a third takes a side');
  const form = tove.locator(`form[action="${record}/settle/LB-19"]`);
  await keep(tove, 'outreach-third');
  await form.locator('input[name=level][value="1"]').check({ force: true });
  await form.locator('select[name=grade]').selectOption('3');
  await form.locator('textarea[name=note]').fill('The gazette is of June.'); // the reason is required
  await send(tove, form.locator('button'));
  await go(rosa, `${record}/judge/LB-19`);
  assert.match(await rosa.locator('.sa-versus').first().innerText(), /The gazette is of June\./);
  await rates(rosa, record, 'LB-20', 1, 'The order says so in article 3.');
  await rates(omar, record, 'LB-20', 1, 'Article 3 of the order shows it.');
  await go(rosa, `${record}/agreement`);
  assert.ok(await rosa.locator('table.sa-table').count() >= 2, 'agreement, and the result with it');
  assert.equal(await rosa.locator(`main a[href="${record}/judge/LB-19"]`).count(), 0, 'what was settled is still to be settled');
  await keep(rosa, 'outreach-agreement');
}

// speaks: a question and a finding reach the country, and its reply comes back.
async function speaks({ rosa, ines, record }) {
  await go(rosa, `${record}/clarifications?question=LB-20`);
  await rosa.locator('#f-asked').fill('Since when is the order in force?');
  await send(rosa, button(rosa, `${record}/clarifications`));
  await go(rosa, `${record}/findings`);
  await rosa.locator('#f-kind').selectOption('shortfall');
  await rosa.locator('#f-question').selectOption('LB-20');
  await rosa.locator('#f-text').fill('The order names no penalty.');
  await send(rosa, button(rosa, `${record}/findings`));
  assert.match(await words(rosa), /The order names no penalty\./);
  await go(ines, '/clarifications');
  const asked = ines.locator('section', { hasText: 'Since when is the order in force?' });
  await asked.locator('textarea').fill('Since the first of June.');
  await send(ines, asked.locator('button'));
  await go(ines, '/findings');
  assert.match(await words(ines), /The order names no penalty\./);
  await go(rosa, `${record}/clarifications`);
  assert.match(await words(rosa), /Since the first of June\./);
}

// visits: what to talk about comes from what is missing, and the country sees the meeting and moves it.
async function visits({ rosa, ines, record }) {
  await go(rosa, `${record}/visit`);
  const topic = rosa.locator('main input[name=topics]').first();
  const question = await topic.getAttribute('value');
  await choose(rosa, `#topic-${question}`);
  await keep(rosa, 'outreach-visit');
  await follow(rosa, rosa.locator(`form[method=get][action="${record}/engagements"] button`));
  assert.equal(await rosa.locator(`#topic-${question}`).isChecked(), true, 'the topic did not come along');
  await rosa.locator('#f-kind').selectOption('visit');
  await rosa.locator('#f-from').fill('2031-02-03');
  await rosa.locator('#f-to').fill('2031-02-05');
  await rosa.locator('#f-place').fill('The harbour office');
  await rosa.locator('#f-agenda').fill('The licence for brokering.');
  await send(rosa, rosa.locator('form:has(#f-agenda) button[type=submit]'));
  assert.match(await words(rosa), /The harbour office/);
  await go(rosa, '/outreach/engagements');
  assert.match(await words(rosa), /2031[\s\S]*The harbour office/);
  await go(ines, '/engagements');
  await follow(ines, ines.locator('section', { hasText: 'The harbour office' }).locator('h2 a'));
  await ines.locator('#f-state').selectOption('agreed');
  await ines.locator('#f-place').fill('The ministry of trade');
  await send(ines, ines.locator('form:has(#f-agenda) button[type=submit]'));
  await go(rosa, '/outreach/engagements');
  assert.match(await words(rosa), /2031[\s\S]*The ministry of trade/);
}

// helps: an offer stands beside what countries want, and the report goes home with the reviewer.
async function helps({ rosa, record, language }) {
  await go(rosa, '/outreach/assistance');
  await rosa.locator('select[name=topic]').selectOption('EN-C');
  await follow(rosa, rosa.locator('form[method=get][action^="/outreach/assistance"] button'));
  await rosa.locator('#f-text').fill('Two days of training at the border.');
  await choose(rosa, '#f-open');
  await send(rosa, button(rosa, '/outreach/assistance'));
  await keep(rosa, 'outreach-offered');
  await go(rosa, '/outreach/assistance?topic=EN-C');
  assert.equal(await rosa.locator('#f-text').inputValue(), 'Two days of training at the border.');
  await go(rosa, `${record}/reports`);
  await follow(rosa, rosa.locator(`main a[href="${record}?view=whole"]`)); // the files show the country's levels: she opens them, which is kept
  await go(rosa, `${record}/reports`);
  assert.equal(await rosa.locator(`main a[href="${record}?view=whole"]`).count(), 0, 'the levels are open');
  await choose(rosa, '#format-html');
  const file = await download(rosa, rosa.locator('form[method=get] button'));
  assert.match(file.name, /\.html$/);
  const report = file.bytes.toString();
  assert.match(report, new RegExp(`<html[^>]*lang="${language}"`));
  assert.match(report, /Xebec \(invented\)/);
  await go(rosa, `${record}/compare`);
  assert.equal(await rosa.locator('table tbody tr').count(), 4, 'both records, by criterion');
}

describe('an outreach team', { concurrency: 2 }, () => {
  for (const way of ways) {
    test(named(way), { timeout: 480_000 }, async () => {
      const at = await serve();
      const world = { language: way.language };
      for (const name of ['rosa', 'omar', 'tove', 'ines']) world[name] = await signIn(`sample-${name}`, { at, ...way });
      world.record = await finds(world);
      for (const step of [judges, settles, speaks, visits, helps]) await step(world);
      for (const name of ['rosa', 'omar', 'tove', 'ines']) await world[name].context().close();
    });
  }
});
