// Opens the page. The npm packages lie below target/tools, not beside these files, so they are looked up in the folder that
// `cargo xtask` names.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.env.BROWSER_PACKAGES;
const require = createRequire(join(folder, 'package.json'));
const { chromium } = require('playwright-core');

/** Deque's accessibility checks, as a script that runs before any of the page: the page's own policy would refuse it later. */
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Where the page of coverage-gate lies. */
export const pageUrl = pathToFileURL(process.env.BROWSER_PAGE).href;

/** Where the page of sarif-merge lies. */
export const findingsUrl = pathToFileURL(process.env.BROWSER_FINDINGS).href;

/** Where the page of deploy-record lies, and where its picture goes. */
export const reportUrl = pathToFileURL(process.env.BROWSER_REPORT).href;
export const picture = process.env.BROWSER_PICTURE;

/** Starts the browser. */
export function browserOf() {
  return chromium.launch({ executablePath: process.env.BROWSER_PROGRAM });
}

/** A page in a context of its own, with all that it says and asks for. */
export async function fresh(browser, options = {}, scripts = [], url = pageUrl) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const seen = { messages: [], requests: [], refused: [] };
  page.on('console', (message) => seen.messages.push(message.text()));
  page.on('pageerror', (error) => seen.messages.push(String(error)));
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('requestfailed', (request) => seen.refused.push(`${request.url()}: ${request.failure().errorText}`));
  for (const content of scripts) await page.addInitScript({ content });
  await page.goto(url);
  return { page, seen };
}
