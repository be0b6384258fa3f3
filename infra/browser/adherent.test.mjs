// An adherent government follows its progress: the years, what changed between two records, what would move the result,
// a plan with an owner and a day, its control list, its answers in a workbook and back, and the report. In every size,
// language and way.
import { describe, test, after } from 'node:test';
import assert from 'node:assert/strict';
import { rewrite } from './book.mjs';
import { choose, download, follow, go, keep, leave, named, save, send, serve, signIn, ways, words } from './people.mjs';

after(leave);

const button = (page, action) => page.locator(`form[method=post][action="${action}"] button`);

// looksBack: two records a year apart, and why the newer differs.
async function looksBack({ ines }) {
  await go(ines, '/years');
  const records = ines.locator('table:has(#records) tbody tr');
  assert.equal(await records.count(), 2);
  assert.ok(await ines.locator('main svg').count() >= 4, 'a curve for each criterion');
  const indexes = (await records.locator('td:last-child').allInnerTexts()).map(Number);
  assert.ok(indexes[1] > indexes[0], `the sample state got better, the page says ${indexes}`);
  await follow(ines, ines.locator('form[action="/years/compare"] button'));
  const change = ines.locator('table:has(#why) tbody tr').first().locator('td');
  const [before, after, total] = (await change.allInnerTexts()).slice(0, 3).map((n) => Number(n.replace('−', '-').replace(/[^0-9.-]/g, '')));
  assert.ok(Math.abs(after - before - total) < 0.011, `${before}, ${after} and ${total} do not add up`);
  assert.ok(await ines.locator('main a[href*="/questions/"]').count() > 10, 'the answers that changed');
  await follow(ines, change.nth(1).locator('a'));
  assert.match(ines.url(), /\/submissions\/[^/]+\/result\/C1$/);
}

// begins: a cycle that starts from the last record, with its answers to confirm.
async function begins({ ines }) {
  await go(ines, '/');
  await ines.locator('#f-cycle').fill('2027');
  await ines.locator('#f-track').selectOption('adherent');
  await ines.locator('#f-from').selectOption(await ines.locator('#f-from option', { hasText: '2026' }).getAttribute('value'));
  await send(ines, ines.locator('form:has(#f-cycle) button[type=submit]'));
  const file = new URL(ines.url()).pathname;
  assert.match(file, /^\/files\//);
  assert.match(await ines.locator('h1').innerText(), /2027/);
  await keep(ines, 'adherent-begun');
  await go(ines, `${file}/questions/LB-19`);
  assert.equal(await ines.locator('input[name=choice]:checked').inputValue(), '1', 'the answer of the last record');
  return file;
}

// plans: what a step would bring before it is taken, then the step with its owner and day.
async function plans({ ines, file }) {
  await go(ines, `${file}/result`);
  assert.equal(await ines.locator(`main a[href="${file}/result/C1"]`).count() > 0, true);
  await go(ines, `${file}/next`);
  const step = ines.locator('#f-do input[name=do]:not(:checked)').first();
  const id = await step.getAttribute('id');
  const question = id.slice(-5);
  await choose(ines, `#${id}`);
  await follow(ines, ines.locator('#f-do button'));
  assert.equal(await ines.locator(`#${id}`).isChecked(), true);
  assert.equal(await ines.locator('section[aria-labelledby=tried] .sa-criterion').count(), 4, 'now and then, by criterion');
  await keep(ines, 'adherent-tried');
  const adopt = ines.locator('section[aria-labelledby=tried] details');
  await adopt.locator('summary').click();
  await adopt.locator('#f-owner').fill('customs');
  await adopt.locator('#f-due').fill('2031-06-30');
  await adopt.locator('#f-assistance').fill('Two trainers for a week.');
  await send(ines, adopt.locator('button'));
  await go(ines, `${file}/plan`);
  const item = ines.locator('.govuk-task-list__item', { hasText: 'Two trainers for a week.' });
  assert.match(await item.innerText(), new RegExp(`${question}[\\s\\S]*customs[\\s\\S]*2031`));
  await follow(ines, item.locator('a'));
  await ines.locator('#f-progress').selectOption('under_way');
  await ines.locator('#f-note').fill('The trainers were asked.');
  await send(ines, ines.locator('form:has(#f-note) button[type=submit]'));
  await go(ines, `${file}/plan`);
  assert.equal(await item.locator('.sa-status--in-progress').count(), 1);
  await keep(ines, 'adherent-plan');
}

const line = (code, title, reference) => `${code},${title},${reference}`;
const list = (lines) => Buffer.from(['code,title,mtcr_reference', ...lines].join('\n') + '\n');

// lists: a control list is handed in as a file; one that is better comes after it, and the page says what it changes
// before it is kept.
async function lists({ ines, file }) {
  const hand = async (name, lines) => {
    await go(ines, `${file}/annex/list`);
    await ines.locator('#f-name').fill(name);
    await ines.locator('#f-file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: list(lines) });
    await send(ines, ines.locator('form:has(#f-file) button[type=submit]'));
  };
  const complete = line('X 1', 'Complete rocket systems 500 kg/300 km', '1.A.1');
  await hand('List of the spring', [complete]);
  await go(ines, `${file}/annex`);
  assert.match(await words(ines), /List of the spring/);
  assert.match(await ines.locator('.sa-figures dd').first().innerText(), /^2\b/); // Category I counts twice
  await hand('List of the summer', [complete, line('X 2', 'Complete unmanned aircraft systems 500 kg/300 km', '1.A.2')]);
  assert.match(await ines.locator('.sa-figures').innerText(), /2\s[\s\S]*4\s/, 'carried before and after');
  assert.equal(await ines.locator('table:has(#changes-title) tbody tr').count(), 1);
  assert.match(await ines.locator('table:has(#changes-title) tbody').innerText(), /1\.A\.2/);
  await keep(ines, 'adherent-list');
  await send(ines, ines.locator('form:has(input[name=confirmed]) button'));
  await go(ines, `${file}/annex/1.A.2`);
  await choose(ines, '#state-partly-covered, input[name=state][value^="partly"]');
  await ines.locator('#f-reason').fill('The line leaves out systems for training.');
  await send(ines, ines.locator('form:has(#f-reason) button[type=submit]'));
  await go(ines, `${file}/annex/1.A.2`);
  assert.match(await words(ines), /The line leaves out systems for training\.[\s\S]*Ines Duarte|Ines Duarte[\s\S]*The line leaves out systems for training\./);
}

// works: the answers go home in a workbook; what came back is shown beside what is there by then, and taken or not.
async function works({ ines, file }) {
  const answer = async (text) => {
    await go(ines, `${file}/questions/LB-20`);
    await ines.locator('textarea[name="response.text"]').fill(text);
    await save(ines);
  };
  await answer('As it was at first.');
  await go(ines, `${file}/workbook`);
  const book = await download(ines, ines.locator('form[method=get] button'));
  assert.match(book.name, /\.xlsx$/);
  await answer('As somebody wrote meanwhile.');
  await go(ines, `${file}/workbook`);
  await ines.locator('#f-workbook').setInputFiles({ name: book.name, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: rewrite(book.bytes, 'As it was at first.', 'As the workbook has it.') });
  await send(ines, ines.locator('form:has(#f-workbook) button[type=submit]'));
  assert.match(await words(ines), /As somebody wrote meanwhile\.[\s\S]*As the workbook has it\./);
  assert.equal(await ines.locator('#take-LB-20').isChecked(), false, 'a conflict is never settled by itself');
  await keep(ines, 'adherent-workbook');
  await choose(ines, '#take-LB-20');
  await send(ines, button(ines, `${file}/workbook/apply`));
  assert.equal(await ines.locator(`main table a[href="${file}/questions/LB-20"]`).count(), 1);
  await keep(ines, 'adherent-taken');
  await go(ines, `${file}/questions/LB-20`);
  assert.equal(await ines.locator('textarea[name="response.text"]').inputValue(), 'As the workbook has it.');
}

// reports: what one takes to a meeting says what was just written.
async function reports({ ines, file, language }) {
  await go(ines, `${file}/reports`);
  await choose(ines, '#format-html');
  const { name, bytes } = await download(ines, ines.locator('form[method=get] button'));
  assert.match(name, /\.html$/);
  const report = bytes.toString();
  assert.match(report, new RegExp(`<html[^>]*lang="${language}"`));
  assert.match(report, /As the workbook has it\./);
  await choose(ines, '#format-docx');
  assert.equal((await download(ines, ines.locator('form[method=get] button'))).bytes.subarray(0, 2).toString(), 'PK');
}

describe('an adherent government', { concurrency: 2 }, () => {
  for (const way of ways) {
    test(named(way), { timeout: 480_000 }, async () => {
      const at = await serve();
      const world = { language: way.language, ines: await signIn('sample-ines', { at, ...way }) };
      await looksBack(world);
      world.file = await begins(world);
      for (const step of [plans, lists, works, reports]) await step(world);
      await world.ines.context().close();
    });
  }
});
