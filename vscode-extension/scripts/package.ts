/** Packages the extension for the platforms that are named: `npm run package -- host`, `-- all`, `-- linux-arm64 win32-x64`. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { dist, stage, version } from './stage.ts';
import { targetsNamed } from './targets.ts';

for (const target of targetsNamed(process.argv.slice(2))) {
  const packagePath = path.join(dist, `lambdock-${target.name}-${version}.vsix`);
  await createVSIX({
    cwd: await stage(target),
    target: target.name,
    packagePath,
    dependencies: false,
    // The example key of AWS's documentation, in the page of the rule about keys.
    allowPackageSecrets: ['aws'],
  });
  console.log(`${packagePath}: ${(fs.statSync(packagePath).size / 1e6).toFixed(1)} MB`);
}
