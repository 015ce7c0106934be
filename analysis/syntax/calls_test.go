package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

func show(v Value) string {
	switch v.Kind {
	case StringValue:
		return fmt.Sprintf("%q", v.Text)
	case PathValue:
		return "path:" + v.Text
	case NumberValue, BoolValue, NameValue:
		return v.Text
	case NoneValue:
		return "none"
	case FunctionValue:
		return "function"
	case CallValue:
		return showCall(v.Call)
	case ListValue, ObjectValue:
		var parts []string
		for _, item := range v.Items {
			parts = append(parts, show(item))
		}
		for _, pair := range v.Pairs {
			parts = append(parts, pair.Name+": "+show(pair.Value))
		}
		if v.Open {
			parts = append(parts, "…")
		}
		if v.Kind == ListValue {
			return "[" + strings.Join(parts, ", ") + "]"
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	var parts []string
	for _, item := range v.Items {
		parts = append(parts, show(item))
	}
	return "?(" + strings.Join(parts, " + ") + ")"
}

func showCall(c *Call) string {
	var parts []string
	for _, arg := range c.Args {
		parts = append(parts, show(arg))
	}
	for _, pair := range c.Keywords {
		parts = append(parts, pair.Name+"="+show(pair.Value))
	}
	if c.Open {
		parts = append(parts, "…")
	}
	name := c.Callee
	if c.New {
		name = "new " + name
	}
	if c.Target != "" {
		name = c.Target + " = " + name
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}

func calls(s *Script) string {
	var lines []string
	for _, c := range s.Calls {
		lines = append(lines, showCall(c))
	}
	return strings.Join(lines, "\n")
}

func TestPythonCalls(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"keywords", `fn = lambda_.DockerImageFunction(self, "Fn", code=x, memory_size=512, on=True, none=None)`,
			`fn = lambda_.DockerImageFunction(self, "Fn", code=x, memory_size=512, on=true, none=none)`},
		{"nested", `F(code=lambda_.DockerImageCode.from_image_asset("../image", file="Dockerfile", cmd=["app.handler"], build_args={"A": "1"}))`,
			`F(code=lambda_.DockerImageCode.from_image_asset("../image", file="Dockerfile", cmd=["app.handler"], build_args={A: "1"}))
lambda_.DockerImageCode.from_image_asset("../image", file="Dockerfile", cmd=["app.handler"], build_args={A: "1"})`},
		{"a method of a call", "self.fn = F(1).add(2)", "self.fn = F(1)\nself.fn = F().add(2)"},
		{"definitions are no calls", "def f(a, b):\n  return (a)\nclass A(B):\n  pass", ""},
		{"parentheses on the next line are no call", "x = y\n(z)", ""},
		{"spread", "f(*a, **b)", "f(…)"},
		{"strings", `f("a" 'b', f"x{y}z", f"plain", r"\d", """t""", b"x")`, `f("ab", ?("x" + y + "z"), "plain", "\\d", "t", ?())`},
		{"names", "X = 'lit'\nf(X, X + '/y', f'{X}/z', Y)", `f(X, "lit/y", "lit/z", Y)`},
		{"a parameter is no name", "X = 'lit'\ndef g(X):\n  f(X)", `f(X)`},
		{"a name bound twice", "X = 'lit'\nX = 'other'\nf(X)", `f(X)`},
		{"a path", "import os\nfrom pathlib import Path\nf(os.path.join(os.path.dirname(__file__), '..', 'image'), Path(__file__).parent / 'x', str(Path(__file__).resolve().parents[1] / 'y'))",
			"f(path:../image, path:x, path:../y)"},
		{"a named path", "import os\nHERE = os.path.dirname(os.path.abspath(__file__))\nf(os.path.join(HERE, 'a', 'b'), HERE + '/c', f'{HERE}/d')",
			"f(path:a/b, path:c, path:d)"},
		{"a path by name", "from pathlib import Path\nROOT = Path(__file__).parent\nf(ROOT.parent / 'x', ROOT.joinpath('y'), ROOT)", "f(path:../x, path:y, ROOT)"},
		{"a comprehension", "f([x for x in y])", "f(?())"},
		{"a tuple and a group", "f((1, 2), ('a'), (), -1)", `f([1, 2], "a", [], -1)`},
		{"lambda", "f(lambda x: x, key=lambda a, b: (a, b))", "f(function, key=function)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := calls(PythonCalls(source.New("infra/stack.py", test.source)))
			if !containsLines(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func containsLines(got, want string) bool {
	lines := strings.Split(got, "\n")
	for _, line := range strings.Split(want, "\n") {
		found := false
		for _, l := range lines {
			found = found || l == line
		}
		if !found {
			return false
		}
	}
	return true
}

func TestJavaScriptCalls(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"an object", `const fn = new lambda.DockerImageFunction(this, 'Fn', { code: x, memorySize: 512, tracing, timeout: Duration.seconds(30), })`,
			`fn = new lambda.DockerImageFunction(this, "Fn", {code: x, memorySize: 512, tracing: tracing, timeout: Duration.seconds(30)}, code=x, memorySize=512, tracing=tracing, timeout=Duration.seconds(30))`},
		{"types", "const fn: lambda.Function = new lambda.DockerImageFunction<Foo>(this, 'Fn' as string, {a: b!, ...rest} satisfies Props)",
			`fn = new lambda.DockerImageFunction(this, "Fn", {a: b, …}, a=b, …)`},
		{"paths", "import * as path from 'path';\nf(path.join(__dirname, '..', 'image'), path.resolve(__dirname, '../x'), __dirname + '/y', `${__dirname}/z`)",
			"f(path:../image, path:../x, path:y, path:z)"},
		{"a named path", "const root = path.resolve(__dirname, '..')\nf(path.join(root, 'a'), root)", "f(path:../a, root)"},
		{"module paths", "import { fileURLToPath } from 'node:url';\nimport path from 'node:path';\nconst here = path.dirname(fileURLToPath(import.meta.url));\nf(path.join(here, 'x'), new URL('../y', import.meta.url).pathname, import.meta.dirname)",
			"f(path:x, path:../y, path:.)"},
		{"named join", "const { join } = require('path');\nf(join(__dirname, 'x'))", "f(path:x)"},
		{"methods are no calls", "class A { constructor(scope, id) { super(scope, id); } run() { } }", "super(scope, id)"},
		{"conditions are no calls", "if (x) { y() } while (z) q()", "y()\nq()"},
		{"a parameter is no name", "const X = 'lit';\nfunction g(X) { f(X) }", "f(X)"},
		{"a name", "const X = 'lit', Y = `${X}/b`\nf(X, Y, X + 'c')", `f(X, Y, "litc")`},
		{"functions", "f(() => 1, async (a) => { g() }, function () {}, x => x)", "f(function, function, function, function)\ng()"},
		{"this", "this.fn = new F(a)", "this.fn = new F(a)"},
		{"chains", "F.from(x).add('y')?.z()", "F.from(x)\nF.from().add(\"y\")\nF.from().add().z()"},
		{"quoted keys", `f({'a-b': 1, ["c"]: 2, d() {}, async e() {}})`, `f({a-b: 1, d: function, e: function, …}, a-b=1, d=function, e=function, …)`},
		{"a regular expression", `f(/[/"]'/g, "x")`, `f(?(), "x")`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := calls(JavaScriptCalls(source.New("infra/stack.ts", test.source)))
			if !containsLines(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	s := JavaScriptCalls(source.New("lib/stack.ts", "const root = path.join(__dirname, '..'); const X = 'lit', Y = X + '/b';\nf(root, X, Y, other)"))
	var got []string
	for _, arg := range s.Calls[len(s.Calls)-1].Args {
		got = append(got, show(s.Resolve(arg)))
	}
	if want := `path:.. "lit" "lit/b" other`; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}

// A name that the file binds twice in any way has no known value.
func TestNamesBoundTwice(t *testing.T) {
	for _, test := range []struct {
		file, text string
		known      bool
	}{
		{"a.ts", "class A { m() { const X = 'a'; f(X) } }", true}, {"a.ts", "const X: string = 'a' as const", true}, {"a.ts", "const X = 'a'; for (const X of b) {}", false},
		{"a.ts", "const X = 'a'; function f({ X }: P) {}", false}, {"a.ts", "const X = 'a'; try {} catch (X) {}", false}, {"a.ts", "let X = 'a'; X += 'b'", false},
		{"a.ts", "import X from 'b'; function f() { const X = 'a' }", false}, {"a.ts", "const X = 'a'; class B { m(X: string): void {} }", false},
		{"a.ts", "const X = 'a'; b.map(X => X)", false}, {"a.ts", "const X = 'a'; const { c: X } = d", false}, {"a.ts", "const X = 'a'; b = { X: 1 }; b.X = 2", true},
		{"a.py", "def f():\n  X = 'a'", true}, {"a.py", "X: str = 'a'", true}, {"a.py", "X = 'a'\nfor X in b: pass", false}, {"a.py", "X = 'a'\nfrom b import c, X", false},
		{"a.py", "X = 'a'\nf = lambda a, X: X", false}, {"a.py", "X = 'a'\nwith b as X: pass", false}, {"a.py", "X = 'a'\ndef f(b, *, X=1): pass", false},
		{"a.py", "X = 'a'\n(b, X) = c", false}, {"a.py", "X = 'a'\nX += 'b'", false}, {"a.py", "X = 'a'\nf(X=1)\nb.X = 2", true}, {"a.py", "X = 'a'\n[X for X in b]", false},
	} {
		read := JavaScriptCalls
		if test.file == "a.py" {
			read = PythonCalls
		}
		if v, ok := read(source.New(test.file, test.text)).Names["X"]; ok != test.known || ok && v.Text != "a" {
			t.Errorf("%s: known %v as %q", test.text, ok, v.Text)
		}
	}
}

func TestImports(t *testing.T) {
	py := PythonCalls(source.New("a.py", "from aws_cdk import (\n  aws_lambda as _lambda,\n  Stack,\n)\nimport aws_cdk.aws_ecr as ecr, os.path\nfrom .x import y"))
	ts := JavaScriptCalls(source.New("a.ts", "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { Stack, aws_ecr as ecr, type Props } from \"aws-cdk-lib\"\nimport cdk, { App } from '@aws-cdk/core'\nconst s3 = require('@aws-cdk/aws-s3'), { A, b: c } = require('m');\nimport q = require('q')"))
	for _, test := range []struct {
		script     *Script
		name, want string
	}{
		{py, "_lambda.Function", "aws_cdk.aws_lambda.Function"}, {py, "Stack", "aws_cdk.Stack"}, {py, "ecr.Repository", "aws_cdk.aws_ecr.Repository"},
		{py, "os.path.join", "os.path.join"}, {py, "y", ".x.y"}, {py, "z", "z"},
		{ts, "lambda.Function", "aws-cdk-lib/aws-lambda.Function"}, {ts, "Stack", "aws-cdk-lib.Stack"}, {ts, "ecr", "aws-cdk-lib.aws_ecr"},
		{ts, "cdk.Stack", "@aws-cdk/core.default.Stack"}, {ts, "App", "@aws-cdk/core.App"}, {ts, "s3.Bucket", "@aws-cdk/aws-s3.Bucket"},
		{ts, "A", "m.A"}, {ts, "c", "m.b"}, {ts, "q", "q"}, {ts, "Props", "aws-cdk-lib.Props"},
	} {
		if got := test.script.ImportedName(test.name); got != test.want {
			t.Errorf("%s stands for %s, want %s", test.name, got, test.want)
		}
	}
}

func TestSpans(t *testing.T) {
	for _, test := range []struct{ file, text, call, callee, arg, keyword string }{
		{"a.py", "x = a.b.C(self, 'é', code=D('f'))", "a.b.C(self, 'é', code=D('f'))", "a.b.C", "'é'", "D('f')"},
		{"a.ts", "const x = new a.C<T>(this, `é`, { code: D('f') })", "new a.C<T>(this, `é`, { code: D('f') })", "a.C<T>", "`é`", "D('f')"},
	} {
		f := source.New(test.file, test.text)
		read := JavaScriptCalls
		if test.file == "a.py" {
			read = PythonCalls
		}
		c := read(f).Calls[0]
		code, _ := c.Get("code")
		for _, pair := range [][2]string{
			{f.Slice(c.Span), test.call}, {f.Slice(c.CalleeSpan), test.callee}, {f.Slice(c.Args[1].Span), test.arg}, {f.Slice(code.Span), test.keyword},
			{c.Args[1].Text, "é"}, {code.Raw, test.keyword}, {code.Call.Args[0].Text, "f"}, {c.Target, "x"},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: got %s, want %s", test.text, pair[0], pair[1])
			}
		}
	}
}

func BenchmarkCalls(b *testing.B) {
	unit := "this.fn%d = new lambda.DockerImageFunction(this, 'Fn', { code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, '..', 'image'), { cmd: ['app.handler'] }), memorySize: 512 });\n"
	f := source.New("lib/stack.ts", strings.Repeat(unit, 500))
	b.SetBytes(int64(f.Len()))
	for b.Loop() {
		JavaScriptCalls(f)
	}
}
