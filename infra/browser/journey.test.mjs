// A record on its way: the lead seals and releases, a reviewer judges by keyboard and asks, the lead answers and
// withdraws.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { base, browser, signIn, sound } from './people.mjs';

after(() => browser.close());

const words = (page) => page.locator('main').innerText();

for (const [scripts, width, language] of [[true, 1280, 'en'], [false, 375, 'ar']]) {
  test(`from sealed to withdrawn; ${language}, scripts ${scripts}, ${width} px`, { timeout: 120_000 }, async () => {
    const [ada, rosa] = [await signIn('sample-ada', { scripts, width, language }), await signIn('sample-rosa', { scripts, width, language })];
    await ada.goto(base + '/');
    const file = await ada.locator('a[href^="/files/"]').first().getAttribute('href');

    // some of it may be seen by the team: every answer about the legal authority
    await ada.goto(`${base}${file}/seal`);
    if (!(await ada.locator(`form[action="${file}/seal"]`).count())) { // sealed by the journey before: open it again
      await ada.locator('main a[href^="/submissions/"]').first().click();
      await ada.locator('textarea[name=reason]').fill('Another journey through the same file.');
      await ada.locator('form[action$="/reopen"] button').click();
      await ada.goto(`${base}${file}/questions/LB-01`);
    } else {
      await ada.goto(`${base}${file}/questions/LB-01`);
    }
    await ada.locator('select[name="response.release"]').selectOption('outreach');
    await ada.locator('textarea[name="response.text"]').fill('Released on the way.');
    await ada.locator('form[data-save] .govuk-button[type=submit]:not([name])').first().click();
    await ada.waitForTimeout(500);

    await ada.goto(`${base}${file}/seal`);
    await ada.locator(`form[action="${file}/seal"] button`).click();
    await ada.waitForURL(/\/submissions\//);
    if (scripts) await sound(ada, 'receipt');
    const submission = new URL(ada.url()).pathname;

    await ada.goto(`${base}${submission}/release?team=team000000`);
    assert.match(await words(ada), /1/);
    await ada.locator(`form[method=post][action="${submission}/release"] button`).click();
    await ada.waitForURL(/\/releases/);

    await rosa.goto(`${base}/outreach`);
    const record = await rosa.locator('a[href^="/outreach/packages/"]', { hasText: 'Xanadu' }).first().getAttribute('href');
    await rosa.goto(`${base}${record}/judge/LB-01`);
    assert.match(await words(rosa), /Released on the way\./);
    await rosa.locator('input[name=level][value="0"]').focus();
    await rosa.keyboard.press('ArrowDown');
    await rosa.locator('select[name=grade]').selectOption('3');
    await rosa.locator('button[name=show]').focus();
    await rosa.keyboard.press('Enter');
    await rosa.waitForTimeout(500);
    await rosa.goto(`${base}${record}/judge/LB-01`);
    if (scripts) await sound(rosa, 'judged');
    await rosa.goto(`${base}${record}/clarifications`);
    await rosa.locator('form textarea').first().fill('Which section of the act?');
    await rosa.locator(`form[action="${record}/clarifications"] button`).first().click();
    await rosa.waitForTimeout(300);

    await ada.goto(`${base}/clarifications`);
    assert.match(await words(ada), /Which section of the act\?/);
    const reply = ada.locator('form[action^="/clarifications/"]').filter({ visible: true }).last(); // of what nobody answered yet
    await reply.locator('textarea').fill('Section 5.');
    await reply.locator('button').click();
    await ada.waitForTimeout(300);
    await rosa.goto(`${base}${record}/clarifications`);
    assert.match(await words(rosa), /Section 5\./);

    await ada.goto(`${base}/releases`);
    const withdraw = `form[action="/releases/${record.split('/').pop()}/withdraw"]`;
    await ada.locator('details', { has: ada.locator(withdraw) }).locator('summary').click();
    await ada.locator(`${withdraw} button`).click();
    await ada.waitForTimeout(300);
    assert.equal((await rosa.goto(`${base}${record}`)).status(), 404);
    await ada.context().close();
    await rosa.context().close();
  });
}
