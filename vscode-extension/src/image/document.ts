/** What `lambdock/image` answers, as docs/image.md documents it; a test holds these types to its schema. */
export interface Document {
  readonly version: number;
  readonly dockerfile: string;
  readonly images: readonly Image[] | null;
}

/** A Document with the images that the last build made. */
export interface Answer extends Document {
  readonly built: readonly BuiltImage[];
}

/** What one way of building makes. */
export interface Image {
  readonly title: string;
  readonly functions: readonly Function[] | null;
  readonly builds: readonly Build[] | null;
  readonly lambda: Lambda;
  readonly context: Text;
  readonly target: string;
  readonly platform: Text;
  readonly arguments: readonly Variable[] | null;
  readonly stages: readonly Stage[] | null;
  readonly final: number;
  readonly start: Start | null;
  readonly environment: readonly Variable[] | null;
  readonly workDir: Text;
  readonly user: Text;
  readonly files: Node | null;
}

/** A text that may be unknown. */
export interface Text {
  readonly known: boolean;
  readonly text: string;
}

/** A part of a file of the workspace, counted from 1. */
export interface Place {
  readonly file: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Function {
  readonly name: string;
  readonly kind: string;
  readonly place: Place;
  readonly reason: string;
  readonly through: Place | null;
}

export interface Build {
  readonly tool: string;
  readonly place: Place;
  readonly tags: readonly string[] | null;
  readonly push: boolean;
  readonly reason: string;
}

export interface Lambda {
  readonly class: string;
  readonly evidence: readonly Evidence[] | null;
}

export interface Evidence {
  readonly text: string;
  readonly against: boolean;
  readonly place: Place | null;
}

export interface Stage {
  readonly name: string;
  readonly place: Place;
  readonly base: Base;
  readonly steps: readonly Step[] | null;
  readonly reached: boolean;
}

export interface Base {
  readonly kind: string;
  readonly image: Text;
  readonly stage: number;
  readonly language: string;
  readonly os: string;
  readonly deprecatedOn: string;
}

export interface Step {
  readonly keyword: string;
  readonly text: string;
  readonly place: Place;
  readonly layer: boolean;
  readonly copies: readonly Copy[] | null;
}

export interface Copy {
  readonly source: string;
  readonly from: string;
  readonly stage: number;
  readonly dest: Text;
}

export interface Start {
  readonly kind: string;
  readonly language: string;
  readonly version: string;
  readonly program: string;
  readonly entrypoint: Command;
  readonly command: Command;
  readonly handler: Handler;
}

export interface Command {
  readonly set: boolean;
  readonly words: readonly Text[] | null;
  readonly shell: boolean;
  readonly place: Place | null;
}

export interface Handler {
  readonly state: string;
  readonly name: string;
  readonly place: Place | null;
  readonly module: string;
  readonly symbol: string;
  readonly searchPath: readonly string[] | null;
  readonly presence: string;
  readonly file: string;
  readonly origin: Origin | null;
  readonly compiled: boolean;
  readonly source: string;
  readonly defined: string;
  readonly definition: Place | null;
  readonly elsewhere: readonly string[] | null;
}

export interface Origin {
  readonly line: number;
  readonly stage: number;
  readonly context: string;
  readonly changedBy: number;
}

export interface Variable {
  readonly name: string;
  readonly value: Text;
  readonly place: Place | null;
  readonly reserved: boolean;
}

export interface Node {
  readonly name: string;
  readonly folder: boolean;
  readonly certain: boolean;
  readonly origin: Origin | null;
  readonly nodes: readonly Node[] | null;
  readonly more: boolean;
  readonly cut: boolean;
}

/** An image that was built, as `lambdock.build` answers it. */
export interface BuiltImage {
  readonly ref: string;
  readonly size: number;
  readonly architecture: string;
  readonly functions: readonly string[];
  readonly refused: readonly string[];
  readonly layers: readonly BuiltLayer[];
}

export interface BuiltLayer {
  readonly size: number;
  readonly by: string;
  readonly line: number;
}
