package handlers

var typescripts = []script{
	{"annotations", "a.ts", `import type { Handler } from 'aws-lambda'
import { type Context, APIGatewayProxyEvent } from 'aws-lambda'
export const handler: Handler<APIGatewayProxyEvent, Promise<void>> = async (event: APIGatewayProxyEvent, context?: Context): Promise<{ a: number }> => {
  return undefined as any
}
export const other: Map<string, number> = new Map<string, number>(), third = 1
`, "handler() other third!"},
	{"types are no values", "a.ts", `export interface A { b: string }
export type B = { c: number } | A
export type { C } from './c'
export { type D, e } from './d'
interface F {}
type G<T> = T extends string ? 'a' : never
function h<T extends object = {}>(this: Window, x: T): asserts x is T {}
export { F, G, h }
export declare const i: string
export abstract class J<T> implements A { abstract k(): void; constructor(private readonly x: number) { } b = 'x' }
export enum L { a = 1 }
export const enum M { a }
export namespace N { export const o = 1 }
export default interface O {}
`, "J() L! M? N? e? h()"},
	{"overloads", "a.ts", `export function f(a: string): void
export function f(a: number): void
export function f(a: any) { }
export async function* g<T,>(x: T) {}
`, "f() g()"},
	{"satisfies", "a.ts", `export const a = { b: 1 } satisfies Record<string, number>
export const c = <T,>(x: T): x is T => true
export const d = (async (event) => 1) as Handler
export const e = middy<Event>(base).use(x())
export const f = "x" as const
`, "a! a.b! c() d() e f!"},
	{"decorators", "a.ts", `@Injectable({ a: 1 })
export class A { @Input() b!: string; private async c?(): Promise<void> {} }
export @dec class B {}
`, "A() B()"},
	{"export equals", "a.ts", "const x = 1\nexport = x", "…"},
	{"assertion", "a.ts", "const x = <any>y; const z = <T>(a: T) => a\nexport const handler = <Handler>((e) => e)", "handler"},
	{"tsx", "a.tsx", "const g = <T,>(a: T) => a\nconst e = <A b={x => `}`} {...c}>it's {d} <F.G/></A>\nexport const handler = () => <><p>don't</p></>", "handler()"},
	{"jsx", "a.jsx", "const e = <div>it's {d} `</div>; exports.handler = () => e; const c = a < b, d = c > e", "handler()"},
	{"an import that may be a type", "a.ts", "import { handler } from './app'\nexport { handler }", "handler?"},
	{"declarations", "a.d.ts", "export declare const handler: Handler", "…"},
	{"require", "a.ts", "import fs = require('fs')\nexport import a = fs.b\nexport const handler = () => fs", "a? handler()"},
	{"global declarations", "a.ts", "declare global { interface Window { a: string } }\ndeclare module 'x' { export const y: string }\ndeclare const z: string\nexport const handler = () => z\nexport {}", "handler()"},
	{"commonjs in typescript", "a.ts", "import x from 'x'\nmodule.exports = { handler: x }", "…"},
	{"broken", "a.ts", "export const handler = (event => {", "handler …"},
	{"unterminated", "a.js", "exports.handler = 'abc\nexports.b = 1", "b! handler! …"},
}
