// The npm packages lie below target/tools, not beside these files, so they are looked up in the folder that `cargo xtask`
// names.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.env.CONTRACT_PACKAGES;
if (!folder) throw new Error('CONTRACT_PACKAGES is not set: start this as `cargo xtask contract`');
const require = createRequire(join(folder, 'package.json'));

export const Ajv = require('ajv').default;
export const addFormats = require('ajv-formats').default;
export const graphql = require('graphql');

/** The text of a file that a package ships; its `exports` may name only its code. */
export function text(name, path) {
  return readFileSync(join(folder, 'node_modules', name, path), 'utf8');
}
