// Answering and judging by keyboard alone, from signing in to what was saved: Tab, arrows, Enter, Space and letters. No
// mouse, and no focus that a person could not give. Where one stands is always to be seen.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { leave, serve, signIn } from './people.mjs';

after(leave);

const focused = (page, selector) => page.evaluate((s) => document.activeElement.matches(s), selector);

// tab goes on until it stands where it should, and fails when that is never.
async function tab(page, selector) {
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press('Tab');
    if (await focused(page, selector)) {
      const seen = await page.evaluate(() => {
        const box = document.activeElement.getBoundingClientRect();
        return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      });
      assert.ok(seen, `${selector} has the focus out of sight`);
      return;
    }
  }
  assert.fail(`no Tab leads to ${selector} on ${page.url()}`);
}

// press presses a key that leads to another page.
async function press(page, key) {
  const loaded = page.waitForEvent('load');
  await page.keyboard.press(key);
  await loaded;
}

// follow goes to a link and opens it.
async function follow(page, selector) {
  await tab(page, selector);
  await press(page, 'Enter');
}

// signInBy signs somebody in; the list of people has a button for each.
async function signInBy(page, sub) {
  await tab(page, `form:has(input[value="${sub}"]) button`);
  await press(page, 'Enter');
}

for (const way of [{ language: 'en', width: 1280, scripts: true }, { language: 'ar', width: 375, scripts: false }]) {
  test(`an answer by keyboard alone; ${way.language}, scripts ${way.scripts}`, { timeout: 120_000 }, async () => {
    const page = await signIn('', { at: await serve(), ...way });
    await signInBy(page, 'sample-kofi');
    await follow(page, 'main a[href^="/files/"]');
    await follow(page, 'main a[href$="/sections/EN-C"]');
    await follow(page, 'main a[href$="/questions/EN-18"]');
    await tab(page, 'input[name=choice]');
    const before = await page.evaluate(() => document.activeElement.value);
    await page.keyboard.press('ArrowDown');
    const after = await page.locator('input[name=choice]:checked').inputValue();
    assert.notEqual(after, before);
    await tab(page, 'textarea[name="response.text"]');
    await page.keyboard.type('By keyboard.');
    await tab(page, '#f-response-evidence summary'); // the proof that stands there is open
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space'); // closed, and open again
    await tab(page, 'input[name="response.evidence[0].pinpoint"]');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('page 12');
    await tab(page, '.govuk-button[type=submit]:not([name])');
    if (way.scripts) {
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => !document.querySelector('form[data-dirty], form[aria-busy]'));
      assert.ok(await focused(page, '.govuk-button[type=submit]:not([name])'), 'saving takes the focus away');
    } else {
      await press(page, 'Enter');
    }
    await page.reload();
    assert.equal(await page.locator('input[name=choice]:checked').inputValue(), after);
    assert.equal(await page.locator('textarea[name="response.text"]').inputValue(), 'By keyboard.');
    assert.equal(await page.locator('input[name="response.evidence[0].pinpoint"]').inputValue(), 'page 12');
    await page.context().close();
  });

  test(`a judgement by keyboard alone; ${way.language}, scripts ${way.scripts}`, { timeout: 120_000 }, async () => {
    const page = await signIn('', { at: await serve(), ...way });
    await signInBy(page, 'sample-rosa');
    await follow(page, 'main a[href^="/outreach/packages/"]');
    await follow(page, 'main a[href$="/judge"]');
    const first = page.url();
    await tab(page, 'form[action*="/judge/"] input[name=level]');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('form[action*="/judge/"] input[name=level]:checked').inputValue(), '1');
    await tab(page, 'form[action*="/judge/"] select[name=grade]');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    const grade = await page.locator('form[action*="/judge/"] select[name=grade]').inputValue();
    await tab(page, 'form[action*="/judge/"] textarea[name=note]');
    await page.keyboard.type('Judged by keyboard alone.');
    await follow(page, 'form[action*="/judge/"] .govuk-button:not([name])');
    assert.notEqual(page.url(), first, 'the next answer does not come by itself');
    await tab(page, 'form[action*="/judge/"] input[name=level]');
    await page.keyboard.press('Space');
    await tab(page, 'form[action*="/judge/"] select[name=grade]');
    await page.keyboard.press('End');
    await tab(page, 'form[action*="/judge/"] textarea[name=note]');
    await page.keyboard.type('Judged by keyboard too.');
    await follow(page, 'form[action*="/judge/"] button[name=show]');
    assert.equal(await page.locator('#the-country').count(), 1);
    await page.goto(first);
    assert.equal(await page.locator('form[action*="/judge/"] input[name=level]:checked').inputValue(), '1');
    assert.equal(await page.locator('form[action*="/judge/"] select[name=grade]').inputValue(), grade);
    assert.match(await page.locator('.sa-versus__side--mine').innerText(), /Judged by keyboard alone\./);
    await page.context().close();
  });
}
