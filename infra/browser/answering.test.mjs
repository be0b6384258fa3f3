// An official answers: with and without scripts, by keyboard alone, beside a colleague, past the end of a session, and
// with text that means harm.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { sound, base, browser, signIn } from './people.mjs';

after(() => browser.close());

// file is the address of the first file of the person.
async function file(page) {
  await page.goto(base + '/');
  return page.locator('a[href^="/files/"]').first().getAttribute('href');
}

async function fill(page, level, text) {
  await page.locator(`input[name=choice][value="${level}"]`).check({ force: true }); // the label lies over the button
  await page.locator('textarea[name="response.text"]').fill(text);
}

for (const scripts of [true, false]) {
  test(`three answers, and the result moves; scripts ${scripts}`, async () => {
    const page = await signIn('sample-ada', { scripts });
    const path = await file(page);
    const texts = [];
    for (const [i, question] of ['LB-19', 'LB-20', 'EN-16'].entries()) {
      await page.goto(`${base}${path}/questions/${question}`);
      await fill(page, 3, `Answer ${i}, scripts ${scripts}`);
      await page.locator('form[data-save] .govuk-button[type=submit]:not([name])').click();
      await page.waitForFunction(() => document.querySelector('.sa-saved__clean')?.textContent.includes(':'));
      await page.goto(`${base}${path}/questions/${question}?saved`);
      texts.push(await page.locator('main').innerText());
      assert.match(texts.at(-1), /Saved by Ada Mensah/);
      assert.match(texts.at(-1), /What the answers show now/);
      assert.equal(await page.locator('textarea[name="response.text"]').inputValue(), `Answer ${i}, scripts ${scripts}`);
    }
    await page.context().close();
  });
}

test('by keyboard alone', async () => {
  const page = await signIn('sample-kofi');
  await page.goto(`${base}${await file(page)}/questions/EN-17`);
  await page.locator('input[name=choice]:checked, input[name=choice]').first().focus();
  await page.keyboard.press('ArrowDown');
  const level = await page.locator('input[name=choice]:checked').inputValue();
  for (let i = 0; i < 60 && !(await page.evaluate(() => document.activeElement?.matches('form[data-save] .govuk-button:not([name])'))); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
  await page.reload();
  assert.equal(await page.locator('input[name=choice]:checked').inputValue(), level);
  await page.context().close();
});

test('two people at one question', async () => {
  const [ada, kofi] = [await signIn('sample-ada'), await signIn('sample-kofi')];
  const address = `${base}${await file(ada)}/questions/EN-18`;
  await ada.goto(address);
  await kofi.goto(address);
  await fill(kofi, 2, 'What Kofi wrote');
  await kofi.locator('form[data-save] .govuk-button[type=submit]:not([name])').click();
  await kofi.waitForFunction(() => !document.querySelector('form[data-dirty]'));
  await fill(ada, 1, 'What Ada wrote');
  await ada.locator('form[data-save] .govuk-button[type=submit]:not([name])').click();
  await ada.locator('.sa-versus').waitFor();
  const both = await ada.locator('main').innerText();
  assert.match(both, /What Kofi wrote/);
  assert.equal(await ada.locator('textarea[name="response.text"]').inputValue(), 'What Ada wrote');
  await sound(ada, 'conflict');
  await ada.context().close();
  await kofi.context().close();
});

for (const scripts of [true, false]) {
  test(`the session ends while somebody types; scripts ${scripts}`, async () => {
    const page = await signIn('sample-ada', { scripts });
    await page.goto(`${base}${await file(page)}/questions/LB-21`);
    await fill(page, 2, 'An hour of work');
    await page.context().clearCookies();
    await page.locator('form[data-save] .govuk-button[type=submit]:not([name])').click();
    await page.waitForTimeout(500);
    const kept = (await page.locator('textarea[name="response.text"]').count())
      ? await page.locator('textarea[name="response.text"]').inputValue()
      : await page.locator('main').innerText();
    assert.match(kept, /An hour of work/);
    await page.context().close();
  });
}

test('text that means harm is shown as text', async () => {
  const page = await signIn('sample-ada');
  const evil = '<script>window.harmed=1</script><img src=x onerror="window.harmed=1">"\'><svg onload=window.harmed=1>{{7*7}}\u202e';
  const address = `${base}${await file(page)}/questions/LB-22`;
  await page.goto(address);
  for (const box of await page.locator('form[data-save] textarea, form[data-save] input[type=text]').all()) {
    if (await box.isVisible()) await box.fill(evil.slice(0, 400));
  }
  await page.locator('input[name=choice][value="1"]').check({ force: true }); // the label lies over the button
  await page.locator('form[data-save] .govuk-button[type=submit]:not([name])').click();
  await page.waitForTimeout(500);
  await page.goto(address);
  assert.equal(await page.locator('textarea[name="response.text"]').inputValue(), evil.slice(0, 400));
  assert.equal(await page.evaluate(() => window.harmed), undefined);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
