// An official answers: with and without scripts, beside a colleague, and past the end of a session.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { choose, fileOf, go, leave, save, send, signIn, sound, words } from './people.mjs';

after(leave);

const text = 'textarea[name="response.text"]';
const button = 'form[data-save] .govuk-button[type=submit]:not([name])';

async function fill(page, level, typed) {
  await choose(page, `input[name=choice][value="${level}"]`);
  await page.locator(text).fill(typed);
}

for (const scripts of [true, false]) {
  test(`three answers, and the result moves; scripts ${scripts}`, async () => {
    const page = await signIn('sample-ada', { scripts });
    const path = await fileOf(page);
    for (const [i, question] of ['LB-19', 'LB-20', 'EN-16'].entries()) {
      await go(page, `${path}/questions/${question}`);
      await fill(page, 3, `Answer ${i}, scripts ${scripts}`);
      await save(page);
      const effect = page.locator('#effect .govuk-inset-text'); // beside the button, without another step
      await effect.waitFor();
      assert.match(await effect.innerText(), /(proof counted: [\d.]+ before, [\d.]+ now|The figures stay)[\s\S]*The answer is worth/);
      assert.match(await words(page), /Saved by Ada Mensah/);
      assert.equal(await page.locator(text).inputValue(), `Answer ${i}, scripts ${scripts}`);
    }
    await page.context().close();
  });

  test(`two people at one question; scripts ${scripts}`, async () => {
    const [ada, kofi] = [await signIn('sample-ada', { scripts }), await signIn('sample-kofi', { scripts })];
    const address = `${await fileOf(ada)}/questions/EN-18`;
    await go(ada, address);
    await go(kofi, address);
    await fill(kofi, 2, `What Kofi wrote, scripts ${scripts}`);
    await save(kofi);
    await fill(ada, 1, 'What Ada wrote');
    await send(ada, ada.locator(button));
    await ada.locator('.sa-versus').waitFor();
    assert.match(await ada.locator('.sa-versus').innerText(), /What Kofi wrote[\s\S]*What Ada wrote/);
    assert.equal(await ada.locator(text).inputValue(), 'What Ada wrote');
    if (scripts) await sound(ada, 'conflict');
    await go(kofi, address);
    assert.equal(await kofi.locator(text).inputValue(), `What Kofi wrote, scripts ${scripts}`, 'a conflict wrote over what was saved');
    await go(ada, address); // knows what Kofi wrote now
    await fill(ada, 1, 'What both hold');
    await save(ada);
    await go(kofi, address);
    assert.equal(await kofi.locator(text).inputValue(), 'What both hold');
    await ada.context().close();
    await kofi.context().close();
  });

  // The session ends in another tab, as it would by time; then somebody signs in there, and nothing is typed again.
  test(`the session ends while somebody types; scripts ${scripts}`, async () => {
    const page = await signIn('sample-ada', { scripts });
    const address = `${await fileOf(page)}/questions/LB-21`;
    await go(page, address);
    await fill(page, 2, `An hour of work, scripts ${scripts}`);
    const other = await page.context().newPage();
    await other.goto('/');
    await other.locator('form[action="/sign-out"] button').click();
    await other.waitForURL((u) => u.pathname === '/sign-in');
    await send(page, page.locator(button));
    if (scripts) {
      assert.notEqual(await page.locator('[data-failed-line]').innerText(), '', 'nothing says that it was not saved');
      assert.equal(await page.locator(text).inputValue(), 'An hour of work, scripts true');
    } else {
      assert.match(await words(page), /An hour of work, scripts false/);
    }
    await other.locator('form:has(input[value="sample-ada"]) button').click();
    await other.waitForURL((u) => u.pathname !== '/sign-in');
    await send(page, scripts ? page.locator(button) : page.locator('form:has(input[type=hidden][name="response.text"]) button'));
    await go(page, address);
    assert.equal(await page.locator(text).inputValue(), `An hour of work, scripts ${scripts}`);
    assert.equal(await page.locator('input[name=choice]:checked').inputValue(), '2');
    await page.context().close();
  });
}
