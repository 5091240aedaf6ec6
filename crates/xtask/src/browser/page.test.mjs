// What a reader has of the page: each test opens it anew, from the disk.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browserOf, fresh, pageUrl } from './open.mjs';

let browser;

before(async () => {
  browser = await browserOf();
});

after(async () => {
  await browser.close();
});

/** The ids of axe's findings, with the first element of each. */
async function findings(page) {
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes[0].html.slice(0, 200)}`);
}

const focused = (page) => page.evaluate(() => document.activeElement.id);
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

for (const [colorScheme, faint] of [['light', '#999999'], ['dark', '#555555']]) {
  test(`in ${colorScheme}, it loads nothing, complains of nothing, and everyone can read it`, async () => {
    const { page, seen } = await fresh(browser, { colorScheme }, [axe]);
    assert.match(await page.title(), /^Coverage gate coverage-gate: fail$/);
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(seen, { messages: [], requests: [pageUrl], refused: [] });
  });

  test(`in ${colorScheme}, the checks themselves would find what cannot be read`, async () => {
    const { page } = await fresh(browser, { colorScheme }, [axe]);
    await page.evaluate((color) => {
      document.querySelector('label[for=filter]').remove();
      document.querySelector('html').removeAttribute('lang');
      document.querySelector('.summary').attributeStyleMap.set('color', color);
    }, faint);
    const found = (await findings(page)).join('\n');
    for (const id of ['label', 'html-has-lang', 'color-contrast']) assert.match(found, new RegExp(`: ${id}: `));
  });
}

test('dark and light are two pages to the eye', async () => {
  const ground = async (colorScheme) => {
    const { page } = await fresh(browser, { colorScheme });
    return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  };
  assert.deepEqual([await ground('light'), await ground('dark')], ['rgb(255, 255, 255)', 'rgb(15, 19, 24)']);
});

test('what is hostile is text', async () => {
  const { page } = await fresh(browser);
  const source = await page.locator('td code', { hasText: 'owned' }).textContent();
  assert.equal(source, `# </script><script>document.title='owned'</script><img src=x onerror=alert(1)>"'`);
  assert.equal(await page.locator('td code', { hasText: '31m' }).textContent(), '# \\u{1b}[31m \\u{202e}txt.exe');
  assert.equal(await page.locator('script').count(), 1);
  assert.equal(await page.locator('img').count(), 0);
});

test('nothing runs but the script of the page', async () => {
  const { page, seen } = await fresh(browser);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "owned"';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x" onerror="document.title = 1">');
  });
  await page.waitForTimeout(200);
  assert.equal(await page.title(), 'Coverage gate coverage-gate: fail');
  assert.deepEqual(seen.refused, ['https://example.com/x: csp']);
  assert.ok(seen.messages.length >= 2 && seen.messages.every((text) => /Content Security Policy/.test(text)), seen.messages);
});

test('n and p move the focus from place to place, and stay at the ends', async () => {
  const { page } = await fresh(browser);
  await press(page, 'n');
  assert.equal(await focused(page), 'u1');
  await press(page, 'n', 'n');
  assert.equal(await focused(page), 'u3');
  await press(page, 'p', 'p', 'p', 'p');
  assert.equal(await focused(page), 'u1');
  const place = page.locator('#u1');
  const outline = await place.evaluate((row) => getComputedStyle(row).outline);
  assert.match(outline, /solid 3px/);
  assert.ok(await place.evaluate((row) => row.getBoundingClientRect().bottom <= innerHeight && row.offsetTop > 0));
});

test('keys go on from where a link has led, and can be switched off', async () => {
  const { page } = await fresh(browser);
  await page.locator('#file-table a[href="#u3"]').click();
  assert.equal(await focused(page), 'u3');
  await press(page, 'n');
  assert.equal(await focused(page), 'u4');
  await page.locator('#keys').uncheck();
  await press(page, 'n');
  assert.notEqual(await focused(page), 'u5');
});

test('the filter shows the files whose path holds a word, and n is a letter in it', async () => {
  const { page } = await fresh(browser);
  await press(page, '/');
  assert.equal(await focused(page), 'filter');
  await page.keyboard.type('MODULE_29');
  assert.equal(await focused(page), 'filter');
  const rows = page.locator('#file-table tbody tr:visible');
  assert.equal(await rows.count(), 11);
  assert.equal(await page.locator('#filtered').textContent(), '11 of 305 files');
  await page.locator('#filter').fill('');
  assert.equal(await rows.count(), 305);
});

test('columns sort by number and by name, from the keyboard too', async () => {
  const { page } = await fresh(browser);
  const first = () => page.locator('#file-table tbody tr').first().locator('th').textContent();
  assert.equal(await first(), 'src/stock.py');
  const header = page.locator('#file-table thead th', { hasText: 'Uncovered branches' });
  await header.locator('button').focus();
  await press(page, 'Enter');
  assert.equal(await header.getAttribute('aria-sort'), 'descending');
  assert.match(await first(), /^src\/(price|stock)\.py$/);
  await press(page, 'Enter');
  assert.equal(await header.getAttribute('aria-sort'), 'ascending');
  assert.equal(await page.locator('#file-table thead [aria-sort]').count(), 1);
  await page.locator('#file-table thead button', { hasText: 'File' }).click();
  assert.equal(await first(), 'src/stock.py');
});

test('every control can be reached and seen with the keyboard alone', async () => {
  const { page } = await fresh(browser);
  await press(page, 'Tab');
  const skip = page.locator('.skip');
  assert.ok(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().left >= 0));
  const unseen = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a, button, input, [tabindex="0"]')];
    const outline = (element) => {
      element.focus({ focusVisible: true, preventScroll: true });
      return getComputedStyle(element).outlineStyle;
    };
    return all.filter((element) => outline(element) !== 'solid').map((element) => element.outerHTML.slice(0, 100));
  });
  assert.deepEqual(unseen, []);
});

test('without scripts, everything is there and links lead to the source', async () => {
  const { page } = await fresh(browser, { javaScriptEnabled: false });
  assert.equal(await page.locator('#controls').isVisible(), false);
  assert.equal(await page.locator('#file-table tbody tr:visible').count(), 305);
  await page.locator('#file-table a[href="#u2"]').click();
  assert.equal(new URL(page.url()).hash, '#u2');
  assert.ok(await page.locator('#u2').isVisible());
});

test('on a narrow screen nothing is out of reach', async () => {
  const { page } = await fresh(browser, { viewport: { width: 320, height: 640 } });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
});

test('it prints, without what only a screen can do', async () => {
  const { page } = await fresh(browser);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('nav').isVisible(), false);
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  assert.ok(pdf.startsWith('%PDF-'));
  assert.ok(pdf.match(/\/Type\s*\/Page[^s]/g).length > 0);
});
