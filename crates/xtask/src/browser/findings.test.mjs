// What a reader has of the page of findings: each test opens it anew, from the disk.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browserOf, findingsUrl, fresh } from './open.mjs';

let browser;

before(async () => {
  browser = await browserOf();
});

after(async () => {
  await browser.close();
});

const opened = (options, scripts) => fresh(browser, options, scripts, findingsUrl);
const shown = (page) => page.evaluate(() => [...document.querySelectorAll('#findings-table tbody tr')].filter((row) => !row.hidden).length);
const told = (page) => page.locator('#filtered').textContent();
const focused = (page) => page.evaluate(() => document.activeElement.id);

/** The ids of axe's findings, with the first element of each; most rows are alike, and are taken out to save time. */
async function violations(page) {
  const { violations } = await page.evaluate(() => {
    [...document.querySelectorAll('#findings-table tbody tr')].slice(20).forEach((row) => row.remove());
    return window.axe.run();
  });
  return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes[0].html.slice(0, 200)}`);
}

for (const [colorScheme, faint] of [['light', '#999999'], ['dark', '#555555']]) {
  test(`findings in ${colorScheme}: it loads nothing, complains of nothing, and everyone can read it`, async () => {
    const { page, seen } = await opened({ colorScheme }, [axe]);
    assert.equal(await page.title(), 'SARIF merge sarif-merge: fail');
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(seen, { messages: [], requests: [findingsUrl], refused: [] });
  });

  test(`findings in ${colorScheme}: the checks themselves would find what cannot be read`, async () => {
    const { page } = await opened({ colorScheme }, [axe]);
    await page.evaluate((color) => {
      const select = document.getElementById('by-tool');
      select.parentNode.replaceWith(select);
      document.querySelector('.summary').attributeStyleMap.set('color', color);
    }, faint);
    const found = (await violations(page)).join('\n');
    for (const id of ['select-name', 'color-contrast']) assert.match(found, new RegExp(`: ${id}: `));
  });
}

test('findings: dark and light are two pages to the eye', async () => {
  const ground = async (colorScheme) => {
    const { page } = await opened({ colorScheme });
    return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  };
  assert.deepEqual([await ground('light'), await ground('dark')], ['rgb(255, 255, 255)', 'rgb(15, 19, 24)']);
});

test('findings: the worst come first, five thousand are shown, and that is said', async () => {
  const { page } = await opened();
  assert.equal(await shown(page), 5000);
  assert.equal(await told(page), '5000 of 5000 findings');
  assert.match(await page.locator('#cut').textContent(), /^Only 5 000 of 5 013 findings are shown/);
  const first = page.locator('#findings-table tbody tr').first();
  assert.equal(await first.getAttribute('data-severity'), 'high');
});

test('findings: what is hostile is text, and a link leads away without saying from where', async () => {
  const { page } = await opened();
  const hostile = page.locator('#findings-table tbody tr', { hasText: 'src/hostile.py' });
  assert.match(await hostile.locator('td').last().textContent(), /<\/script><script>document\.title='owned'<\/script><img src=x onerror=alert\(1\)>"'/);
  assert.doesNotMatch(await page.content(), /\u202e/);
  assert.equal(await page.locator('script').count(), 1);
  assert.equal(await page.locator('img').count(), 0);
  const link = page.locator('#findings-table a');
  assert.deepEqual([await link.count(), await link.getAttribute('href'), await link.getAttribute('rel')], [1, 'https://example.com/sql', 'noreferrer']);
});

test('findings: nothing runs but the script of the page', async () => {
  const { page, seen } = await opened();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "owned"';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x" onerror="document.title = 1">');
  });
  await page.waitForTimeout(200);
  assert.equal(await page.title(), 'SARIF merge sarif-merge: fail');
  assert.deepEqual(seen.refused, ['https://example.com/x: csp']);
});

test('findings: every filter obeys the keyboard, alone and together', async () => {
  const { page } = await opened();
  await page.locator('#by-severity').focus();
  await page.keyboard.type('high');
  assert.equal(await told(page), '2 of 5000 findings');
  await page.locator('#by-severity').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'by-tool');
  await page.keyboard.type('Linter');
  assert.equal(await told(page), '4997 of 5000 findings');
  await page.keyboard.press('Tab');
  await page.keyboard.type('in-source');
  assert.equal(await told(page), '7 of 5000 findings');
  await page.keyboard.press('Home');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'filter');
  await page.keyboard.type('MODULE_49');
  const expected = await page.evaluate(() => [...document.querySelectorAll('#findings-table .where')].filter((cell) => cell.textContent.includes('module_49')).length);
  assert.ok(expected > 100 && (await shown(page)) === expected);
  assert.equal(await told(page), `${expected} of 5000 findings`);
});

test('findings: the slash leads to the filter, is a letter in it, and can be switched off', async () => {
  const { page } = await opened();
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'filter');
  await page.keyboard.type('src/');
  assert.equal(await page.locator('#filter').inputValue(), 'src/');
  await page.locator('#keys').uncheck();
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'keys');
});

test('findings: every control can be reached and seen with the keyboard alone', async () => {
  const { page } = await opened();
  await page.keyboard.press('Tab');
  assert.ok(await page.locator('.skip').evaluate((link) => link === document.activeElement && link.getBoundingClientRect().left >= 0));
  const unseen = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a, button, input, select, [tabindex="0"]')];
    const outline = (element) => {
      element.focus({ focusVisible: true, preventScroll: true });
      return getComputedStyle(element).outlineStyle;
    };
    return all.filter((element) => outline(element) !== 'solid').map((element) => element.outerHTML.slice(0, 100));
  });
  assert.deepEqual(unseen, []);
});

test('findings: without scripts, everything is there', async () => {
  const { page } = await opened({ javaScriptEnabled: false });
  assert.equal(await page.locator('#controls').isVisible(), false);
  assert.equal(await page.locator('#findings-table tbody tr').count(), 5000);
});

test('findings: on a narrow screen nothing is out of reach', async () => {
  const { page } = await opened({ viewport: { width: 320, height: 640 } });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
});

test('findings: it prints, without what only a screen can do', async () => {
  const { page } = await opened();
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual([await page.locator('nav').isVisible(), await page.locator('#controls').isVisible()], [false, false]);
  await page.evaluate(() => [...document.querySelectorAll('#findings-table tbody tr')].slice(200).forEach((row) => row.remove()));
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  assert.ok(pdf.startsWith('%PDF-'));
});
