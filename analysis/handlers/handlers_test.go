package handlers

import (
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

func read(t testing.TB, name, text string) Module {
	t.Helper()
	m, ok := Read(source.New(name, text))
	if !ok {
		t.Fatalf("%s is not read", name)
	}
	return m
}

func TestRead(t *testing.T) {
	for _, name := range []string{"a.py", "A.PY", "a.js", "a.mjs", "a.cjs", "a.jsx", "a.ts", "a.mts", "a.cts", "a.tsx", "a.java", "a.kt", "a.cs", "a.rb", "a.go", "a.rs"} {
		if _, ok := Read(source.New(name, "")); !ok {
			t.Errorf("%s is not read", name)
		}
	}
	for _, name := range []string{"a.pl", "a", "py", "a.json"} {
		if _, ok := Read(source.New(name, "")); ok {
			t.Errorf("%s is read", name)
		}
	}
}

func TestPython(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"functions", "def handler(event, context):\n    pass\nasync def b(): return 1\nclass C: pass", "C() b() handler()"},
		{"assignments", "handler = Mangum(app)\na, (b, *c) = x\nd: int = 1\ne: int\nf = g = 'x'\nh.i = 1\nj[0] = 1\nk = lambda e, c: 1\nl = []\nm = ()\nn = (1)\no = [1] + p\nq += 1\n(r): int = 1\ns = -1\nt = f'{x}'\nu = 'a' 'b'\nv = 'a' + b",
			"a b c d! f! g! handler k() l! m! n o q r! s! t! u! v"},
		{"imports", "import a.b, c.d as e\nfrom . import f\nfrom ..g.h import (i, j as k,)", "a e f i k"},
		{"decorated", "@app.route('/')\n@other\ndef handler(e): pass\ndef plain(): pass", "handler plain()"},
		{"conditions", "if x:\n  a = 1\nelif y:\n  b = 1\nfor c in d:\n  e = 1\nwith f as g:\n  h = 1\nwhile (i := j()): pass", "a?! b?! c? e?! g h?! i?"},
		{"both branches", "if x:\n  def a(): pass\nelse:\n  a = other\ntry:\n  from b import handler\nexcept ImportError:\n  handler = None\ntry:\n  import c\nexcept ImportError:\n  raise", "a c handler"},
		{"one branch", "try:\n  import a\nexcept ImportError:\n  pass\nfinally:\n  b = 1", "a? b!"},
		{"type checking", "if TYPE_CHECKING:\n  from a import B\nelse:\n  B = object\nif typing.TYPE_CHECKING:\n  C = 1", "B C?!"},
		{"main", "if __name__ == '__main__':\n  handler = 1\n  from a import *\nelse:\n  a = 1\nif '__main__' == __name__: b = 2", "a!"},
		{"deleted", "a = 1\ndel a\nb = 1\nif x: del b\nc = d = 1\ndel c, d[0], e.f\ntry: pass\nexcept E as g: pass", "b?! d! g?"},
		{"global", "handler = None\ndef init():\n  global handler, other\n  handler = other = 1", "handler init() other?"},
		{"star", "from a import *\ndef b(): pass", "b() …"},
		{"module getattr", "def __getattr__(name): return 1", "__getattr__() …"},
		{"globals", "globals()['handler'] = 1", "…"},
		{"globals that are read", "a = globals().get('x')\nb = globals()['y']\nif 'z' in globals(): pass", "a b"},
		{"exec", "exec(code)\nregex.exec(x)", "…"},
		{"setattr", "setattr(sys.modules[__name__], 'handler', 1)", "…"},
		{"match", "match x:\n  case [a, {'b': c, **d}] if e: pass\n  case F(g, h=i) | None: pass\n  case j.k: pass\n  case _: l = 1\nmatch = 1\ncase = 2\nmatch[0] = 1\nprint(match)", "a? c? case! d? g? i? l?! match!"},
		{"type", "type A[T] = list[T]\ntype = 5\ntype(x)", "A type!"},
		{"one line", "if x: a = 1; b = 2\nc = 3; d = 4\nclass E: f = 1\ndef g(): h = 1; i = 2", "E() a?! b?! c! d! g()"},
		{"strings", "a = '''\ndef b(): pass\n'''\nc = f'{d[\"e\"]} {f'{g}'} {h:>{i}} {{j}}'\nk = rb'\\\\' \n\"\"\"\nl = 1\n\"\"\"", "a! c! k!"},
		{"line ends", "\ufeff# -*- coding: utf-8 -*-\r\ndef handler(event,\r\n\tcontext):\r\n\treturn \\\r\n1\r\n\f\r\nb = 1\rc = 2", "b! c! handler()"},
		{"tabs", "if x:\n\ta = 1\n        b = 2\nc = 3", "a?! b?! c!"},
		{"walrus in an f-string", "print(f'{(a := 1)} {b:=5}')", "a?"},
		{"broken brackets", "x = foo(\ndef handler(event, context):\n  pass", "handler() x …"},
		{"broken string", "x = 'abc\ndef handler(event, context):\n  pass", "handler() x! …"},
		{"python 2", "print 'x'\ndef handler(event, context): pass", "handler() …"},
		{"python 2 except", "try:\n  a = 1\nexcept E, e:\n  pass", "a?! …"},
		{"a conflict", "<<<<<<< HEAD\na = 1\n=======\nb = 1\n>>>>>>> x", "a! b! …"},
		{"half a line", "def handler(event, context)\n  pass", "handler() …"},
		{"prose", "This is no Python at all.", "…"},
		{"empty", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, "app.py", test.text)
			if got := describeModule(m); got != test.want {
				t.Errorf("%s\ndefines %q, want %q (%s)", test.text, got, test.want, m.Why)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct {
		file, text, name string
		want             Name
	}{
		{"a.py", "async def handler(event: dict, context: 'Ctx' = None,\n    *, a=(1, 2), **kw) -> dict[str, int]:\n    \"\"\"Answers.\n\n    At length.\n    \"\"\"\n    return 1", "handler",
			Name{Kind: Function, Callable: Yes, Async: true, Params: []string{"event: dict", "context: 'Ctx' = None", "a=(1, 2)", "**kw"}, Doc: "Answers.\n\nAt length.",
				Signature: "async def handler(event: dict, context: 'Ctx' = None, *, a=(1, 2), **kw) -> dict[str, int]"}},
		{"a.py", "handler = Mangum(\n    app,\n)", "handler", Name{Kind: Assignment, Signature: "handler = Mangum(app)"}},
		{"a.py", "from .app.core import handle as handler", "handler", Name{Kind: Import, From: ".app.core:handle", Signature: "from .app.core import handle as handler"}},
		{"a.py", "handler = lambda event, context: 1", "handler", Name{Kind: Assignment, Callable: Yes, Params: []string{"event", "context"}, Signature: "handler = lambda event, context: 1"}},
		{"a.ts", "/**\n * Answers.\n * @param event what\n */\nexport const handler = async (event: Map<a, b>, { x }: C, ...rest): Promise<void> => { }", "handler",
			Name{Kind: Assignment, Callable: Yes, Async: true, Params: []string{"event: Map<a, b>", "{ x }: C", "...rest"}, Doc: "Answers.\n@param event what",
				Signature: "export const handler = async (event: Map<a, b>, { x }: C, ...rest): Promise<void> =>"}},
		{"a.js", "/** Answers. */\nfunction handle(event) {}\nexports.handler = handle", "handler",
			Name{Kind: Function, Callable: Yes, Params: []string{"event"}, Doc: "Answers.", Signature: "function handle(event)"}},
		{"a.mjs", "export { x as handler } from './app.js'", "handler", Name{Kind: Reexport, From: "./app.js:x", Signature: "export { x as handler } from './app.js'"}},
		{"a.mjs", "export async function handler(event, context) {}", "handler",
			Name{Kind: Function, Callable: Yes, Async: true, Params: []string{"event", "context"}, Signature: "export async function handler(event, context)"}},
	} {
		m := read(t, test.file, test.text)
		n, answer := m.Has(test.name)
		if answer != Yes {
			t.Errorf("%s: %v", test.text, answer)
		}
		if got := m.File.Slice(n.Span); got != test.name {
			t.Errorf("%s: the name stands at %q", test.text, got)
		}
		if n.Kind != test.want.Kind || n.Callable != test.want.Callable || n.Async != test.want.Async || n.Doc != test.want.Doc ||
			n.Signature != test.want.Signature || n.From != test.want.From || strings.Join(n.Params, "|") != strings.Join(test.want.Params, "|") {
			t.Errorf("%s:\ngot  %+v\nwant %+v", test.text, n, test.want)
		}
	}
}

func TestHas(t *testing.T) {
	for _, test := range []struct {
		text, name string
		want       Answer
	}{
		{"exports.api = { handler() {} }", "api.handler", Yes},
		{"exports.api = make()", "api.handler", Unknown},
		{"exports.api = make()", "other.handler", No},
		{"exports.api = make(); exports.handler = () => 1", "handler", Yes},
		{"exports.handler = () => 1", "handlr", No},
		{"module.exports = require('./x')", "handler", Unknown},
		{"if (x) exports.handler = 1", "handler", Unknown},
	} {
		if _, got := read(t, "a.js", test.text).Has(test.name); got != test.want {
			t.Errorf("%s has %s: %v, want %v", test.text, test.name, got, test.want)
		}
	}
}

func TestCandidates(t *testing.T) {
	for _, test := range []struct{ file, text, want string }{
		{"a.py", "import os\nX = 1\ndef helper(a): pass\ndef process(event, context): pass\ndef main(): pass\ndef my_handler(e, c): pass\nhandler = Mangum(app)\ndef _private(): pass\nclass Handler: pass", "handler my_handler process main"},
		{"a.py", "def lambda_handler(event, context): pass\ndef handler(x): pass", "lambda_handler handler"},
		{"a.ts", "export const run = async (event: E, context: C) => 1\nexport const x = 1\nexport const handle = wrap(run)", "handle run"},
		{"a.js", "exports.api = { handler(e) {} }", "api.handler"},
		{"a.py", "X = 1", ""},
	} {
		var names []string
		for _, n := range Candidates(read(t, test.file, test.text)) {
			names = append(names, n.Name)
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%s\noffers %q, want %q", test.text, got, test.want)
		}
	}
}

func TestClosest(t *testing.T) {
	m := read(t, "a.py", "def lambda_handler(event, context): pass\ndef main(): pass\nNAME = 1\ndef handle(): pass")
	for _, test := range []struct{ name, want string }{
		{"lambda_handlr", "lambda_handler"}, {"lamdba_handler", "lambda_handler"}, {"handler", "handle"}, {"LambdaHandler", "lambda_handler"},
		{"mian", "main"}, {"NAMES", ""}, {"process", ""}, {strings.Repeat("x", 1000), ""},
	} {
		if n, _ := Closest(m, test.name); n.Name != test.want {
			t.Errorf("closest to %s is %q, want %q", test.name, n.Name, test.want)
		}
	}
}
