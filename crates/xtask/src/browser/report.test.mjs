// What a reader has of the report: each test opens it anew, from the disk.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browserOf, fresh, picture, reportUrl } from './open.mjs';

let browser;

before(async () => {
  browser = await browserOf();
});

after(async () => {
  await browser.close();
});

const opened = (options, scripts) => fresh(browser, options, scripts, reportUrl);

/** The ids of axe's findings, with the first element of each. */
async function violations(page) {
  const { violations } = await page.evaluate(() => {
    document.querySelectorAll('details').forEach((folded) => { folded.open = true; });
    return window.axe.run();
  });
  return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes[0].html.slice(0, 200)}`);
}

for (const [colorScheme, faint] of [['light', '#999999'], ['dark', '#555555']]) {
  test(`report in ${colorScheme}: it loads nothing, complains of nothing, and everyone can read it`, async () => {
    const { page, seen } = await opened({ colorScheme }, [axe]);
    assert.match(await page.title(), /^Deployments of github\.com\//);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(seen, { messages: [], requests: [reportUrl], refused: [] });
  });

  test(`report in ${colorScheme}: the checks themselves would find what cannot be read`, async () => {
    const { page } = await opened({ colorScheme }, [axe]);
    await page.evaluate((color) => {
      document.querySelector('svg title').remove();
      document.querySelector('svg desc').remove();
      document.querySelector('.summary').attributeStyleMap.set('color', color);
    }, faint);
    const found = (await violations(page)).join('\n');
    for (const id of ['svg-img-alt', 'color-contrast']) assert.match(found, new RegExp(`: ${id}: `));
  });
}

test('report: dark and light are two pages to the eye, the drawings too', async () => {
  const seen = async (colorScheme) => {
    const { page } = await opened({ colorScheme });
    return page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector('svg text')).fill,
    ]);
  };
  assert.deepEqual(await seen('light'), ['rgb(255, 255, 255)', 'rgb(82, 90, 99)']);
  assert.deepEqual(await seen('dark'), ['rgb(15, 19, 24)', 'rgb(165, 175, 187)']);
});

test('report: the ledger comes first, and each part is there', async () => {
  const { page } = await opened();
  assert.match(await page.locator('.outcome').textContent(), /sound/);
  assert.equal(await page.locator('#deployments ~ div tbody tr').count(), 36);
  for (const words of ['21 CFR Part 11', 'HIPAA Security Rule', 'SOC 2', 'ISO/IEC 27001', 'OWASP Top 10 CI/CD Security Risks']) {
    assert.equal(await page.locator('h3', { hasText: words }).count(), 1, words);
  }
  const answer = page.locator('#query-failures-repaired + p');
  assert.match(await answer.textContent(), /no exception found 0 of 1 deployments that failed/);
  assert.match(await page.locator('#query-overrides-reviewed + p').textContent(), /exceptions 1 of 1 deployments against the rules/);
});

test('report: each of three drawings draws, and has its table', async () => {
  const { page } = await opened();
  const drawings = await page.evaluate(() => [...document.querySelectorAll('figure')].map((figure) => ({
    name: figure.querySelector('svg title').textContent,
    shapes: [...figure.querySelectorAll('svg rect.box, svg line.bad')].filter((shape) => {
      const box = shape.getBBox();
      return box.width > 0 && box.height > 0;
    }).length,
    outside: [...figure.querySelectorAll('svg rect.box, svg line, svg text')].filter((shape) => {
      const [box, all] = [shape.getBoundingClientRect(), figure.querySelector('svg').getBoundingClientRect()];
      return box.left < all.left - 1 || box.right > all.right + 1 || box.bottom > all.bottom + 1;
    }).map((shape) => shape.outerHTML),
    rows: figure.querySelectorAll('details tbody tr').length,
  })));
  assert.deepEqual(drawings.map(({ name }) => name), ['Deployments by week', 'Change lead time', 'Failures and recovery']);
  for (const { name, shapes, outside, rows } of drawings) {
    assert.ok(shapes >= 3 && rows >= 3, `${name}: ${shapes} shapes, ${rows} rows`);
    assert.deepEqual(outside, [], name);
  }
});

test('report: what colours tell apart, patterns do too', async () => {
  const { page } = await opened();
  const fills = await page.evaluate(() => [...new Set([...document.querySelectorAll('figure:first-of-type rect.box')].map((box) => box.getAttribute('fill')))]);
  assert.deepEqual(fills.sort(), ['url(#bars-back)', 'url(#bars-bad)', 'url(#bars-good)', 'url(#bars-other)']);
});

test('report: what is hostile is text', async () => {
  const { page } = await opened();
  assert.match(await page.locator('#incidents ~ div tbody').textContent(), /<\/script><script>document\.title='owned'<\/script><img src=x onerror=alert\(1\)>/);
  assert.deepEqual([await page.locator('script').count(), await page.locator('img').count()], [1, 0]);
});

test('report: nothing runs but the script of the page', async () => {
  const { page, seen } = await opened();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "owned"';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x" onerror="document.title = 1">');
  });
  await page.waitForTimeout(200);
  assert.match(await page.title(), /^Deployments of /);
  assert.deepEqual(seen.refused, ['https://example.com/x: csp']);
});

test('report: everything can be reached and opened with the keyboard alone', async () => {
  const { page } = await opened();
  const folded = page.locator('figure details').first();
  await folded.locator('summary').focus();
  await page.keyboard.press('Enter');
  assert.ok(await folded.locator('table').isVisible());
  const unseen = await page.evaluate(() => {
    document.querySelectorAll('details').forEach((one) => { one.open = true; });
    const all = [...document.querySelectorAll('a, summary, [tabindex="0"]')];
    const outline = (element) => {
      element.focus({ focusVisible: true, preventScroll: true });
      return getComputedStyle(element).outlineStyle;
    };
    return all.filter((element) => outline(element) !== 'solid').map((element) => element.outerHTML.slice(0, 100));
  });
  assert.deepEqual(unseen, []);
});

test('report: without scripts, everything is there', async () => {
  const { page } = await opened({ javaScriptEnabled: false });
  assert.equal(await page.locator('#deployments ~ div tbody tr:visible').count(), 36);
  assert.equal(await page.locator('svg:visible').count(), 3);
});

test('report: on a narrow screen nothing is out of reach', async () => {
  const { page } = await opened({ viewport: { width: 320, height: 640 } });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
});

test('report: it prints whole, with the tables that are folded, also where no script runs', async () => {
  const { page } = await opened({ javaScriptEnabled: false });
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('nav').isVisible(), false);
  const open = await page.evaluate(() => [...document.querySelectorAll('figure details table')].map((table) => table.getBoundingClientRect().height > 20));
  assert.deepEqual(open, [true, true, true]);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= (await page.evaluate(() => innerWidth)));
  const bytes = await page.pdf({ preferCSSPageSize: true, printBackground: false });
  const pdf = bytes.toString('latin1');
  assert.ok(pdf.startsWith('%PDF-') && bytes.length > 50_000, `${bytes.length} bytes`);
  const pages = pdf.match(/\/Type\s*\/Page[^s]/g).length;
  assert.ok(pages > 3 && pages < 60, `${pages} pages`);
});

test('report: a picture of it', async () => {
  const { page } = await opened({ colorScheme: 'light', viewport: { width: 1200, height: 1500 } });
  await page.locator('#figures').evaluate((heading) => heading.scrollIntoView());
  await page.screenshot({ path: picture });
});
