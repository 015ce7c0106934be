package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

// script is a module and what is said of it: names in alphabetical order, `?` behind those that may be missing,
// `()` behind those that can be called, `!` behind those that cannot; `…` when there may be more.
type script struct{ name, file, text, want string }

var scripts = []script{
	{"property", "a.cjs", `exports.handler = async (event, context) => { return 1 }`, "handler()"},
	{"module property", "a.cjs", `module.exports.handler = function (event) {}`, "handler()"},
	{"quoted property", "a.cjs", `exports["handler"] = 1; module.exports['b'] = null`, "b! handler!"},
	{"object", "a.cjs", `const x = () => 1; function y() {} ; let z = 2
module.exports = { x, y: y, z, 'q': 1, w() {}, async v() {}, get u() { return 1 }, }`, "q! u v() w() x() y() z"},
	{"object with spread", "a.cjs", `module.exports = { a: 1, ...require('./m') }`, "a! …"},
	{"object with computed key", "a.cjs", `const k = 'b'; module.exports = { a: 1, [k]: 2 }`, "a! …"},
	{"replaced", "a.cjs", `exports.a = 1; module.exports = { b: 2 }`, "b!"},
	{"replaced then extended", "a.cjs", `module.exports = { b: 2 }; module.exports.c = () => 1`, "b! c()"},
	{"both names", "a.cjs", `exports = module.exports = { b: 2 }; exports.c = 3`, "b! c!"},
	{"both names reversed", "a.cjs", `module.exports = exports = { b: 2 }; exports.c = 3`, "b! c!"},
	{"detached", "a.cjs", `module.exports = { b: 2 }; exports.c = 3`, "b! c?!"},
	{"a function", "a.cjs", `module.exports = async function handler(event) {}`, ""},
	{"a function with a property", "a.cjs", `module.exports = (e) => e; module.exports.handler = module.exports`, "handler"},
	{"another module", "a.cjs", `module.exports = require('./m')`, "…"},
	{"an instance", "a.cjs", `class A { constructor() { this.handler = 1 } }
module.exports = new A()`, "…"},
	{"a chain", "a.cjs", `exports.a = exports.b = module.exports.c = function (x) {}`, "a() b() c()"},
	{"compiled TypeScript", "a.cjs", `"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) { o[k2] = m[k]; }) : (function(o, m, k, k2) { o[k2] = m[k]; }));
var __importDefault = (this && this.__importDefault) || function (mod) { return mod };
Object.defineProperty(exports, "__esModule", { value: true });
exports.other = exports.handler = void 0;
const m_1 = require("./m");
const handler = async (event) => m_1.x;
exports.handler = handler;
exports.other = 1;
Object.defineProperty(exports, "x", { enumerable: true, get: function () { return m_1.x; } });`, "handler() other! x"},
	{"compiled star export", "a.cjs", `var __exportStar = (this && this.__exportStar) || function(m, exports) { for (var p in m) exports[p] = m[p]; };
__exportStar(require("./m"), exports);`, "…"},
	{"esbuild", "a.cjs", `"use strict";
var __defProp = Object.defineProperty;
var __export = (target, all) => { for (var name in all) __defProp(target, name, { get: all[name], enumerable: true }); };
var __toCommonJS = (mod) => mod;
var index_exports = {};
__export(index_exports, { handler: () => handler, other: () => other });
module.exports = __toCommonJS(index_exports);
var handler = async (event) => 1; const other = 'x';
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = { handler, other });`, "handler() other!"},
	{"minified esbuild", "a.cjs", `var d=Object.defineProperty,Z=(t,a)=>{for(var n in a)d(t,n,{get:a[n],enumerable:!0})},W=m=>m,x={};Z(x,{handler:()=>y});module.exports=W(x);var y=async e=>1;0&&(module.exports={handler});`, "handler …"},
	{"swc", "a.cjs", `function _export(target, all) { for (var name in all) Object.defineProperty(target, name, { enumerable: true, get: all[name] }); }
_export(exports, { handler: function() { return handler; } });
const handler = (e)=>e;`, "handler()"},
	{"swc with getters", "a.cjs", `function _export(target, all) { for (var name in all) Object.defineProperty(target, name, { enumerable: true, get: Object.getOwnPropertyDescriptor(all, name).get }); }
_export(exports, { get handler () { return handler; }, get default () { return _default } });
const handler = (e)=>e; const _default = 1`, "default! handler()"},
	{"conditions", "a.cjs", `if (process.env.A) exports.a = 1; else exports.b = 2
if (process.env.A) { exports.c = 1 }
process.env.A && (exports.d = 1)
process.env.A ? exports.e = 1 : 0
for (const x of []) exports.f = x
exports.g = 1, exports.h = 2
if (process.env.A)
  exports.i = 1
try { exports.j = 1 } catch (e) {}`, "a?! b?! c?! d?! e? f? g! h! i?! j?!"},
	{"defined and redefined", "a.cjs", `exports.handler = null; setTimeout(() => { exports.handler = () => 1 })`, "handler"},
	{"a wrapper", "a.cjs", `(function () { exports.handler = () => 1 })()`, "handler?()"},
	{"shadowed", "a.cjs", `const o = {}; (function (exports) { exports.inner = 1 })(o); const f = exports => { exports.x = 1 }; [(module, exports, r) => { module.exports = r(1) }]; exports.handler = () => 1`, "handler()"},
	{"handed on", "a.cjs", `function fill(o) { o.handler = 1 } fill(exports)`, "…"},
	{"under another name", "a.cjs", `const e = module.exports; e.handler = 1`, "…"},
	{"this", "a.cjs", `this.handler = () => 1`, "…"},
	{"this handed on", "a.cjs", `(function (root) { root.handler = 1 })(this)`, "…"},
	{"assigned together", "a.cjs", `const a = 1; Object.assign(module.exports, { a, b() {} }, { c: null })`, "a! b() c!"},
	{"assigned from elsewhere", "a.cjs", `Object.assign(exports, require('./m'))`, "…"},
	{"a computed name", "a.cjs", `for (const k of ['a']) exports[k] = 1`, "…"},
	{"mentioned", "a.cjs", `if (exports.a) { exports.b() }; exports.c ||= 1`, "a? b? c?"},
	{"main", "a.cjs", `exports.handler = () => 1; if (require.main === module) { exports.handler() }`, "handler()"},
	{"keys are no exports", "a.cjs", `const a = { exports: 1, module: 2 }; a.exports.b = 1; a.module.exports = 2; exports.c = a`, "c!"},
	{"strings and comments", "a.cjs", "// exports.a = 1\n/* exports.b = 1 */ const s = 'exports.c = 1', t = `exports.d = ${1}`, r = /exports.e = 1/\nexports.f = s", "f!"},
	{"regular expressions", "a.cjs", "let a = 4, g = 2; const b = a / 2 / g; const q = x => /[/'\"`]/.test(x); if (b) /'/.test(''); const h = a++ / 2; exports.handler = () => { return /`/ }\nexports.x = (1) / 2; exports.y = [1] / 2 /1", "handler() x y"},
	{"templates", "a.cjs", "const n = `a${`b${'`'}` + {a: '}'}.a}c`; exports.handler = n => `${n}`", "handler()"},
	{"no semicolons", "a.cjs", "const a = 1\nexports.a = a\nexports.b = (e) => {\n  return e\n}\nexports.c = 'x'\n", "a! b() c!"},
	{"hashbang", "a.cjs", "#!/usr/bin/env node\n'use strict'\r\nexports.handler = () => {}\r\n", "handler()"},
	{"class fields", "a.cjs", "class A { #p = 1; static s = 2; 'q' = 3; get x() { return this.#p / 2 } async *g() {} static { this.z = 1 } }\nexports.handler = A", "handler()"},
	{"nothing", "a.cjs", "const handler = () => 1", ""},
	{"eval", "a.cjs", "eval('exports.handler = 1')", "…"},
	{"deleted", "a.cjs", "exports.a = 1; delete exports.a", "a"},
	{"one level down", "a.cjs", "exports.api = { handler() {}, n: 1 }", "api! api.handler() api.n!"},

	{"const", "a.mjs", `export const handler = async (event, context) => 1, b = 2;`, "b! handler()"},
	{"let and var", "a.mjs", `export let a; export var b = () => 1`, "a b()"},
	{"function and class", "a.mjs", `export function a() {} export async function b() {} export function* c() {} export class D extends Object {}`, "D() a() b() c()"},
	{"list", "a.mjs", `const a = 1; function b() {} export { a, b as c, b as "d e", b as default }`, "a! c() d e() default()"},
	{"imported", "a.mjs", `import { x } from './m.cjs'; export { x as handler }`, "handler"},
	{"re-exported", "a.mjs", `export { x, y as handler } from './m.cjs'; export * as ns from './m.cjs'`, "handler ns x"},
	{"everything re-exported", "a.mjs", `export * from './m.cjs'; export const a = 1`, "a! …"},
	{"default object", "a.mjs", `export default { handler() {}, b: 1 }`, "default! default.b! default.handler()"},
	{"default function", "a.mjs", `export default async function handler(event) {}`, "default()"},
	{"default expression", "a.mjs", `const h = (e) => e; export default h`, "default()"},
	{"default class", "a.mjs", `export default class {}`, "default()"},
	{"patterns", "a.mjs", `export const { a, b: c, ...d } = { a: 1 }, [e, , f = 2] = [1], g = 3`, "a c d e f g!"},
	{"no semicolons", "a.mjs", "export const a = 1\nexport const b = {\n  c: 1\n}\nexport const d = [1]\nexport const e = f(1)\nfunction f(x) { return x }\n", "a! b! b.c! d! e"},
	{"without exports", "a.mjs", `const handler = 1; import './m.cjs'`, ""},
	{"words", "a.mjs", "const o = { export: 1, import: 2 }; o.export\n; o.import; const u = import.meta.url; await import('./m.cjs'); export const a = o.export", "a"},
	{"minified", "a.mjs", `import{x as e}from"./m.cjs";var t=a=>a,n=async(e,t)=>({a:e/2,b:/}/g});export{n as handler,t as u};`, "handler() u()"},
	{"top-level await", "a.mjs", "export const a = await Promise.resolve(1)\nexport const b = await\n2", "a b"},
}

func describeModule(m Module) string {
	last := map[string]string{}
	for _, n := range m.Names {
		text := n.Name
		if n.Conditional {
			text += "?"
		}
		switch n.Callable {
		case Yes:
			text += "()"
		case No:
			text += "!"
		}
		last[n.Name] = text
	}
	var words []string
	for _, text := range last {
		words = append(words, text)
	}
	sort.Strings(words)
	if m.Open {
		words = append(words, "…")
	}
	return strings.Join(words, " ")
}

func TestJavaScript(t *testing.T) {
	for _, test := range slices.Concat(scripts, typescripts) {
		t.Run(test.file+" "+test.name, func(t *testing.T) {
			m, ok := Read(source.New(test.file, test.text))
			if got := describeModule(m); !ok || got != test.want {
				t.Errorf("%s\nexports %q, want %q (%s)", test.text, got, test.want, m.Why)
			}
			if m.Open != (m.Why != "") {
				t.Errorf("open %v, but why is %q", m.Open, m.Why)
			}
		})
	}
}

// TestModuleSystems holds what the statements of a script say of its module system apart from what its name says.
func TestModuleSystems(t *testing.T) {
	for _, test := range []struct{ file, text, declares, assigns string }{
		{"a.js", "export const handler = 1", "export", ""},
		{"a.js", "const a = 1\nimport b from 'b'\nexport default b", "import", ""},
		{"a.mjs", "exports.handler = () => 1", "", "exports.handler"},
		{"a.mjs", "module.exports = { handler() {} }", "", "module.exports"},
		{"a.cjs", "import 'b'\nmodule.exports.handler = 1", "import", "module.exports.handler"},
		{"a.js", "const load = import('b'), url = import.meta\nconst o = { export: 1, import: 2 }", "", ""},
		{"a.js", "const exports = {}, module = { exports }\nexports.handler = 1\nmodule.exports = 2", "", ""},
		{"a.js", "if (typeof module !== 'undefined') module.exports = {}", "", ""},
		{"a.js", "if (typeof module !== 'undefined') { module.exports = {} }", "", ""},
		{"a.js", "(function (exports) { exports.handler = 1 })({})\nconsole.log(exports.handler)", "", ""},
		{"a.js", "const text = `export const a = 1`, pattern = /import/", "", ""},
	} {
		f := source.New(test.file, test.text)
		m, _ := Read(f)
		if declares, assigns := f.Slice(m.Declares), f.Slice(m.Assigns); declares != test.declares || assigns != test.assigns {
			t.Errorf("%q: declares %q, assigns %q, want %q, %q", test.text, declares, assigns, test.declares, test.assigns)
		}
	}
}

const nodeOracle = `
const { pathToFileURL } = require('url');
(async () => {
  for (const file of process.argv.slice(1)) {
    let answer;
    try {
      const m = file.endsWith('.mjs') ? await import(pathToFileURL(file)) : require(file);
      answer = { names: Object.keys(m), callable: Object.keys(m).filter(k => typeof m[k] === 'function') };
    } catch (e) { answer = { error: String(e) } }
    console.log(JSON.stringify(answer));
  }
})();
`

// TestJavaScriptAgreesWithNode loads every script of the table in Node, and compares the exports.
func TestJavaScriptAgreesWithNode(t *testing.T) {
	node := requireTool(t, "node")
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, name := range []string{"m.cjs", "m.js"} {
		write(name, "exports.x = () => 1; exports.y = 2; exports.handler = () => 3")
	}
	args := []string{"-e", nodeOracle, "--"}
	for i, test := range scripts {
		args = append(args, write(fmt.Sprintf("%03d%s", i, filepath.Ext(test.file)), test.text))
	}
	out, err := exec.Command(node, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if len(lines) != len(scripts) {
		t.Fatalf("node answered %d of %d", len(lines), len(scripts))
	}
	for i, test := range scripts {
		var answer struct {
			Names, Callable []string
			Error           string
		}
		if err := json.Unmarshal(lines[i], &answer); err != nil || answer.Error != "" {
			t.Errorf("%s: %v %s", test.name, err, answer.Error)
			continue
		}
		m, _ := Read(source.New(test.file, test.text))
		for _, name := range answer.Names {
			n, has := m.Has(name)
			if has == No {
				t.Errorf("%s: node has %s", test.name, name)
			}
			if callable := slices.Contains(answer.Callable, name); has == Yes && (n.Callable == Yes && !callable || n.Callable == No && callable) {
				t.Errorf("%s: node calls %s: %v", test.name, name, callable)
			}
		}
		for _, n := range m.Names {
			if _, has := m.Has(n.Name); has == Yes && !strings.Contains(n.Name, ".") && !slices.Contains(answer.Names, n.Name) && test.name != "deleted" {
				t.Errorf("%s: node does not have %s", test.name, n.Name)
			}
		}
	}
}
