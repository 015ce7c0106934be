import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Where a real VS Code is, and what it runs on. */
export interface Installed {
  readonly node: string;
  readonly entry: string;
}

/** Finds code-server and its Node.js in the cache of the repository. */
export function findCodeServer(repository: string): Installed {
  const cache = path.join(repository, '.cache');
  return {
    node: path.join(cache, 'node', 'bin', 'node'),
    entry: path.join(cache, 'code-server', 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'window.restoreWindows': 'none',
  'editor.minimap.enabled': false,
  'editor.hover.delay': 100,
  'files.autoSave': 'off',
};

/** A VS Code that serves a browser, with a profile and extensions of its own. */
export class CodeServer {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #log: string[] = [];

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on('data', (piece: Buffer) => this.#log.push(piece.toString()));
    }
  }

  /** What it printed. */
  get log(): string {
    return this.#log.join('');
  }

  /** Starts one with an extension installed; folder is for its profile. theme is the name of a color theme. */
  static async start(
    installed: Installed,
    folder: string,
    vsix: string,
    port: number,
    theme: string,
  ): Promise<CodeServer> {
    const user = path.join(folder, 'data', 'User');
    fs.mkdirSync(user, { recursive: true });
    fs.writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...settings, 'workbench.colorTheme': theme }));
    fs.writeFileSync(path.join(folder, 'config.yaml'), '{}\n');
    const common = [
      installed.entry,
      ...['--config', path.join(folder, 'config.yaml')],
      ...['--user-data-dir', path.join(folder, 'data')],
      ...['--extensions-dir', path.join(folder, 'extensions')],
    ];
    const env = {
      ...process.env,
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      XDG_CONFIG_HOME: folder,
      XDG_DATA_HOME: folder,
    };
    const install = spawnSync(installed.node, [...common, '--install-extension', vsix], { env, encoding: 'utf8' });
    if (install.status !== 0) {
      throw new Error(`installing ${vsix}: ${install.stdout}${install.stderr}`);
    }
    const child = spawn(
      installed.node,
      [
        ...common,
        ...['--bind-addr', `127.0.0.1:${String(port)}`, '--auth', 'none'],
        ...[
          '--disable-telemetry',
          '--disable-update-check',
          '--disable-workspace-trust',
          '--disable-getting-started-override',
        ],
        ...['--reconnection-grace-time', '2', '--vscode-option', 'enable-smoke-test-driver'],
      ],
      { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const server = new CodeServer(port, child);
    await server.#isUp();
    return server;
  }

  async #isUp(): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
      try {
        if ((await fetch(`http://127.0.0.1:${String(this.port)}/healthz`)).ok) {
          return;
        }
      } catch {
        // It is not up yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`VS Code does not start: ${this.log}`);
  }

  /** The address of a window on a folder with a file opened. */
  window(folder: string, file: string): string {
    return this.#address(folder, { openFile: path.join(folder, file) });
  }

  /** The address of a window on a folder that runs tests with an extension under development. */
  testWindow(folder: string, extension: string, tests: string): string {
    return this.#address(folder, { extensionDevelopmentPath: extension, extensionTestsPath: tests });
  }

  #address(folder: string, files: Readonly<Record<string, string>>): string {
    const host = `127.0.0.1:${String(this.port)}`;
    const payload = Object.entries(files).map(([key, file]) => [key, `vscode-remote://${host}${file}`]);
    return `http://${host}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  }

  /** Ends it with all that it started. */
  stop(): void {
    if (this.#process.pid !== undefined) {
      try {
        process.kill(-this.#process.pid);
      } catch {
        // It ended by itself.
      }
    }
  }
}
