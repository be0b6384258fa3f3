// A prospective partner assesses itself: the lead gives work out, two ministries answer, an approver signs, the lead
// seals and releases, answers what the team asks, withdraws and reopens. In every size, language and way.
import { describe, test, after } from 'node:test';
import assert from 'node:assert/strict';
import { choose, fileOf, follow, go, keep, leave, named, save, send, serve, signIn, ways, words } from './people.mjs';

after(leave);

const button = (page, action) => page.locator(`form[method=post][action="${action}"] button`);

// assigns: customs gets a section, and with it the duty to have it signed.
async function assigns({ ada, file }) {
  await go(ada, `${file}/assignments`);
  await ada.locator('#f-body').fill('customs');
  await ada.locator('#f-due').fill('2030-05-31');
  await choose(ada, '#tick-sections-EN-C');
  await send(ada, ada.locator('form:has(#f-body) button[type=submit]'));
  const row = ada.locator('table tr', { hasText: 'customs' });
  assert.equal(await row.locator(`a[href="${file}/sections/EN-C"]`).count(), 1);
  assert.match(await row.innerText(), /2030/);
  assert.match(await row.innerText(), /Kofi Sarpong/);
  await keep(ada, 'partner-assigned');
  await go(ada, `${file}/seal`);
  assert.equal(await button(ada, `${file}/seal`).count(), 0, 'a file can be sealed before its section is signed');
  assert.equal(await ada.locator(`.govuk-error-summary a[href^="${file}/sections/EN-C"]`).count(), 1);
}

// answers: a level with text and evidence, a state with its reason, and a remark that asks.
async function answers({ kofi, ada, file }) {
  await go(kofi, file);
  const task = kofi.locator('.govuk-task-list__item', { has: kofi.locator(`a[href="${file}/sections/EN-C"]`) });
  assert.match(await task.innerText(), /customs/);
  await go(kofi, `${file}/questions/EN-17`);
  await choose(kofi, 'input[name=choice][value="2"]');
  await kofi.locator('textarea[name="response.text"]').fill('Two posts of three use the profile.');
  await kofi.locator('input[name=flag]').fill('ask the port');
  const proof = kofi.locator('#f-response-evidence details').last();
  if (!(await proof.getAttribute('open') !== null)) await proof.locator('summary').click();
  await proof.locator('input[name$=".title"]').fill('Instruction 7 to the posts');
  await proof.locator('select[name$=".grade"]').selectOption('3');
  await proof.locator('input[name$=".date"]').fill('2026-02-03');
  await proof.locator('input[name$=".pinpoint"]').fill('page 4');
  await save(kofi);
  await go(kofi, `${file}/questions/EN-17`);
  assert.equal(await kofi.locator('input[name=choice]:checked').inputValue(), '2');
  assert.match(await kofi.locator('#saved').innerText(), /Kofi Sarpong/);
  assert.equal(await kofi.locator('input[value="Instruction 7 to the posts"]').count(), 1);
  await kofi.locator('#remark-').fill('The third post opens in May.');
  await send(kofi, kofi.locator('form:has(#remark-) button'));
  assert.match(await words(kofi), /The third post opens in May\./);

  await go(kofi, `${file}/questions/EN-21`); // may not apply, but only with a reason
  await choose(kofi, 'input[name=choice][value="na"]');
  await kofi.locator('textarea[name="response.text"]').fill('Kept through the refusal.');
  await send(kofi, kofi.locator('form[data-save] .govuk-button[type=submit]:not([name])'));
  assert.equal(await kofi.locator('.govuk-error-summary a[href="#f-response-reason"]').count(), 1);
  assert.equal(await kofi.locator('input[name=choice]:checked').inputValue(), 'na');
  assert.equal(await kofi.locator('textarea[name="response.text"]').inputValue(), 'Kept through the refusal.');
  await keep(kofi, 'partner-refused');
  await kofi.locator('textarea[name="response.reason"]').fill('The country has no free zone and no transit by sea.');
  await save(kofi);
  await go(kofi, `${file}/sections/EN-C`);
  assert.match(await kofi.locator('#EN-21').innerText(), /The country has no free zone and no transit by sea\./);
}

// discusses: the lead sees the remark and the flag, replies, and settles it; the flag is the answerer's to lower.
async function discusses({ ada, kofi, file }) {
  await go(ada, file);
  assert.match(await ada.locator('.govuk-task-list__item', { has: ada.locator(`a[href="${file}/sections/EN-C"]`) }).innerText(), /EN-17/);
  await go(ada, `${file}/questions/EN-17`);
  assert.equal(await ada.locator('input[name=flag]').inputValue(), 'ask the port');
  const thread = ada.locator('#comments details', { hasText: 'The third post opens in May.' });
  await thread.locator('textarea').fill('Then level 2 stands.');
  await send(ada, thread.locator('form:has(textarea) button'));
  await send(ada, ada.locator('#comments button[name=resolved]').first());
  assert.equal(await ada.locator('#comments .sa-status--done').count(), 1);
  await go(kofi, `${file}/questions/EN-17`);
  await kofi.locator('#comments summary').first().click();
  assert.match(await words(kofi), /Then level 2 stands\./);
  await kofi.locator('input[name=flag]').fill('');
  await save(kofi);
}

// signs: a section is signed as it stands, a later change voids that, and it is signed again.
async function signs({ kofi, yaw, ada, file }) {
  const sign = () => yaw.locator(`form[action="${file}/sections/EN-C"]:has(input[name=hash]) button`);
  await go(yaw, `${file}/sections/EN-C`);
  assert.match(await words(yaw), /Two posts of three use the profile\./);
  await send(yaw, sign());
  assert.equal(await sign().count(), 0);
  assert.equal(await yaw.locator('#sign-off ~ p .sa-status--done').count(), 1);
  await go(kofi, `${file}/questions/EN-17`);
  await kofi.locator('textarea[name="response.text"]').fill('All three posts use the profile.');
  await save(kofi);
  await go(yaw, `${file}/sections/EN-C`);
  assert.match(await yaw.locator('#sign-off ~ p:has(.sa-status--sent-back)').innerText(), /Yaw Boateng/);
  await keep(yaw, 'partner-voided');
  await go(ada, `${file}/seal`);
  assert.equal(await button(ada, `${file}/seal`).count(), 0, 'a signature stands for what it did not see');
  await go(yaw, `${file}/sections/EN-C`);
  await send(yaw, sign());
  assert.equal(await yaw.locator('#sign-off ~ p .sa-status--done').count(), 1);
}

// pairs: two bodies reply without seeing each other, and the lead records what the country holds.
async function pairs({ ada, kofi, lena, file }) {
  await go(ada, `${file}/assignments`);
  await ada.locator(`form[action="${file}/pairs"]`).evaluate((form) => { form.closest('details').open = true; }); // by keyboard and mouse in answering.test.mjs
  await ada.locator('#f-question').fill('LB-33');
  await ada.locator('#f-first').fill('customs');
  await ada.locator('#f-second').fill('licensing');
  await send(ada, button(ada, `${file}/pairs`));
  for (const [page, level, text] of [[kofi, 0, 'As customs see it.'], [lena, 2, 'As licensing sees it.']]) {
    await go(page, `${file}/pairs`);
    await follow(page, page.locator(`main a[href="${file}/pairs/LB-33"]`));
    assert.doesNotMatch(await words(page), /As customs see it\./, 'a reply is seen by the other body');
    await choose(page, `input[name=choice][value="${level}"]`);
    await page.locator('textarea[name="response.text"]').fill(text);
    await save(page);
    if (page === kofi) {
      await go(ada, `${file}/pairs/LB-33/position`);
      assert.equal(await ada.locator('input[name=choice]').count(), 0, 'a position can be taken before both replied');
    }
  }
  await go(ada, `${file}/pairs/LB-33/position`);
  assert.match(await ada.locator('.sa-versus').innerText(), /As customs see it\.[\s\S]*As licensing sees it\./);
  await choose(ada, 'input[name=choice][value="1"]');
  await choose(ada, '#tick-agreed_by-customs');
  await ada.locator('textarea[name="dissent.licensing"]').fill('Licensing counts the pending decree.');
  await keep(ada, 'partner-position');
  await send(ada, ada.locator(`form[action="${file}/pairs/LB-33/position"] .govuk-button`).last());
  await go(ada, `${file}/questions/LB-33`);
  assert.equal(await ada.locator('input[name=choice]:checked').inputValue(), '1');
  await go(lena, `${file}/pairs/LB-33`);
  assert.match(await words(lena), /Licensing counts the pending decree\./);
}

// explains: what does not fit together stops the sealing until the lead says how all of it can be true.
async function explains({ ada, file }) {
  const explain = async (text) => {
    await go(ada, `${file}/problems`);
    await ada.locator('#f-CR-05').fill(text);
    await send(ada, button(ada, `${file}/explanations/CR-05`));
  };
  await explain('');
  await go(ada, `${file}/seal`);
  assert.equal(await button(ada, `${file}/seal`).count(), 0, 'a contradiction does not stop the sealing');
  await follow(ada, ada.locator('.govuk-error-summary a').first());
  assert.match(ada.url(), /\/problems.*#CR-05$/);
  await keep(ada, 'partner-contradiction');
  await explain('The order lists every item by reference; the grid follows by the end of June.');
  assert.equal(await ada.locator('#f-CR-05').inputValue(), 'The order lists every item by reference; the grid follows by the end of June.');
}

// seals: the levels of release, what is sealed, and the receipt.
async function seals({ ada, file }) {
  await go(ada, `${file}/levels?section=LB-A`);
  await ada.locator('select[name="level-LB-02"]').selectOption('outreach');
  await send(ada, ada.locator('form:has(select[name="level-LB-02"]) button[type=submit]'));
  await go(ada, `${file}/questions/LB-02`);
  assert.equal(await ada.locator('select[name="response.release"]').inputValue(), 'outreach');
  await ada.locator('textarea[name="response.text"]').fill('Released on the way.');
  await save(ada);
  await go(ada, `${file}/seal`);
  await keep(ada, 'partner-seal');
  await send(ada, button(ada, `${file}/seal`));
  const submission = new URL(ada.url()).pathname;
  assert.match(submission, /^\/submissions\/.+/);
  const receipt = await words(ada);
  assert.match(receipt, /Ada Mensah/);
  assert.match(receipt, /[0-9a-f]{64}/, 'the print of what was sealed');
  assert.match(receipt, /EN-C[\s\S]*Yaw Boateng/, 'who signed');
  await keep(ada, 'partner-receipt');
  await go(ada, `${file}/questions/LB-02`);
  assert.equal(await ada.locator('form[data-save]').count(), 0, 'a sealed answer can be changed');
  return submission;
}

// releases: nothing leaves before the lead has seen exactly what leaves.
async function releases({ ada, rosa, submission }) {
  await go(ada, `${submission}/release`);
  await ada.locator('#f-team').fill('team000000');
  await follow(ada, ada.locator(`form[method=get][action="${submission}/release"] button`));
  assert.equal(await ada.locator('.sa-figures dd').first().innerText(), '3', 'LB-01 and AX-01 of the sample, and LB-02');
  await go(rosa, '/outreach');
  assert.doesNotMatch(await words(rosa), /Xanadu/, 'a preview shows something to the team');
  await keep(ada, 'partner-preview');
  await send(ada, button(ada, `${submission}/release`));
  assert.equal(new URL(ada.url()).pathname, '/releases');
  await go(rosa, '/outreach');
  const record = await rosa.locator('main a[href^="/outreach/packages/"]', { hasText: 'Xanadu' }).first().getAttribute('href');
  await go(rosa, `${record}/sections/LB-A`);
  assert.match(await words(rosa), /Released on the way\./);
  await go(rosa, `${record}/sections/EN-C`);
  assert.doesNotMatch(await words(rosa), /posts use the profile/, 'what was not released is shown');
  return record;
}

// talks: the team asks, the lead answers, both see it.
async function talks({ ada, rosa, record }) {
  await go(rosa, `${record}/clarifications?question=LB-02`);
  assert.equal(await rosa.locator('#f-question').inputValue(), 'LB-02');
  await rosa.locator('#f-asked').fill('Which section of the act?');
  await send(rosa, button(rosa, `${record}/clarifications`));
  await go(ada, '/clarifications');
  const asked = ada.locator('section', { hasText: 'Which section of the act?' });
  assert.equal(await asked.locator('.sa-status--waiting').count(), 1);
  await asked.locator('textarea').fill('Section 5.');
  await send(ada, asked.locator('button'));
  assert.equal(await asked.locator('.sa-status--done').count(), 1);
  await go(rosa, `${record}/clarifications`);
  assert.match(await words(rosa), /Section 5\./);
}

// takesBack: what was withdrawn is gone for the team, and the file opens again with the reason on record.
async function takesBack({ ada, rosa, record, submission, file }) {
  const withdraw = button(ada, `/releases/${record.split('/').pop()}/withdraw`);
  await go(ada, '/releases');
  await ada.locator('details', { has: withdraw }).locator('summary').click();
  await keep(ada, 'partner-withdraw');
  await send(ada, withdraw);
  assert.equal(await withdraw.count(), 0);
  assert.equal((await rosa.goto(record)).status(), 404);
  await keep(rosa, 'partner-withdrawn');
  await go(rosa, '/outreach');
  assert.doesNotMatch(await words(rosa), /Xanadu/);
  await go(ada, submission);
  await ada.locator('#f-reason').fill('The decree of May came into force.');
  await send(ada, button(ada, `${file}/reopen`));
  await go(ada, `${file}/questions/LB-02`);
  assert.equal(await ada.locator('textarea[name="response.text"]').inputValue(), 'Released on the way.');
  await go(ada, '/events');
  assert.match(await words(ada), /The decree of May came into force\./);
  await go(ada, submission); // the sealed record stays, though it is not the latest any more
  assert.match(await words(ada), /[0-9a-f]{64}/);
  assert.equal(await button(ada, `${file}/reopen`).count(), 0);
}

describe('a prospective partner', { concurrency: 2 }, () => {
  for (const way of ways) {
    test(named(way), { timeout: 480_000 }, async () => {
      const at = await serve();
      const world = {};
      for (const name of ['ada', 'kofi', 'lena', 'yaw', 'rosa']) world[name] = await signIn(`sample-${name}`, { at, ...way });
      world.file = await fileOf(world.ada);
      for (const step of [assigns, answers, discusses, signs, pairs, explains]) await step(world);
      world.submission = await seals(world);
      world.record = await releases(world);
      await talks(world);
      await takesBack(world);
      for (const name of ['ada', 'kofi', 'lena', 'yaw', 'rosa']) await world[name].context().close();
    });
  }
});
