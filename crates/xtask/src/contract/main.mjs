// main.mjs LOGS KNOWN-FAULTS CALLS: prints what deviates, and ends with 1 if anything does or if nothing could be checked.

import { run } from './check.mjs';

try {
  const { lines, well } = run(...process.argv.slice(2));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = well ? 0 : 1;
} catch (error) {
  process.stderr.write(`contract: ${error.message}\n`);
  process.exitCode = 1;
}
