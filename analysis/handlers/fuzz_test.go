package handlers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

func checkModule(t *testing.T, m Module) {
	t.Helper()
	for _, n := range m.Names {
		if n.Span.Start < 0 || n.Span.End < n.Span.Start || n.Span.End > m.File.Len() {
			t.Fatalf("%s lies at %v of %d bytes", n.Name, n.Span, m.File.Len())
		}
		if _, answer := m.Has(n.Name); n.Name == "" || answer == No {
			t.Fatalf("the module has no %q, and names it", n.Name)
		}
	}
	if m.WhySpan.Start < 0 || m.WhySpan.End < m.WhySpan.Start || m.WhySpan.End > m.File.Len() || m.Open != (m.Why != "") {
		t.Fatalf("open %v because of %q at %v of %d bytes", m.Open, m.Why, m.WhySpan, m.File.Len())
	}
	Candidates(m)
	Closest(m, "handler")
}

func FuzzPython(f *testing.F) {
	for _, text := range []string{
		"if x:\n  def handler(event, context): pass\nelif y: a, *b = c; d: int = 1\nelse:\n  from e import (f as g, h)\n",
		"try:\n  import a.b\nexcept* E as e: del a\nfinally:\n  with c as (d, e): pass\nmatch x:\n  case {'a': [b, *c]} if d: pass\n  case _: pass\n",
		"@d\nasync def f[T: int](a=(x := 1), *b, **c) -> {y: z}:\n\t'''doc'''\n\tglobal g, h\nglobals()[f'{a!r:>{b}}'] += 1\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, _ := Read(source.New("a.py", text))
		checkModule(t, m)
	})
}

func FuzzJavaScript(f *testing.F) {
	for _, s := range scripts {
		f.Add(s.text)
	}
	for _, s := range typescripts {
		f.Add(s.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"a.js", "a.mjs", "a.ts", "a.tsx"} {
			m, _ := Read(source.New(name, text))
			checkModule(t, m)
		}
	})
}

func FuzzClasses(f *testing.F) {
	for _, c := range classes {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"a.java", "a.kt", "a.cs"} {
			m, _ := Read(source.New(name, text))
			checkModule(t, m)
		}
	})
}

// Long and deep inputs end; a quadratic reader would outlast the test's deadline.
func TestLargeInputs(t *testing.T) {
	for _, piece := range []string{
		"exports.a=", "exports.a=exports.b=1+", "module.exports={a:", "export const a: b<", "export const a=", "export {a,b};", "a,", "(", "{", "(this", "export default ", "const {a:",
		"export function f(a:b<", "x=>", "a?b:", "if(x)exports.a=1,", "exports.a=1,", "f(exports,", "@a ", "export @a ", "export const a = (b): c<", "export class A extends ",
		"import {a,", "Object.assign(exports,{", "__export(exports,{a:()=>", "if x:\n", "def f():\n", "x=", "a:=", "f'{(a:=", "global a,", "from a import ", "with a as (", "case a,", "del a,", "try: a=1\nexcept: b=1\n", "x = 1\n", "a = b = ", "def a\n", "class A\n", "\"#{", "<<A\n", "package main; func main() { a(", "fn a() {", "r#\"",
	} {
		text := strings.Repeat(piece, 100_000/len(piece))
		for _, name := range []string{"a.py", "a.js", "a.mjs", "a.ts", "a.tsx", "a.java", "a.kt", "a.cs", "a.rb", "a.go", "a.rs"} {
			m, _ := Read(source.New(name, text))
			checkModule(t, m)
		}
	}
	var deep strings.Builder
	for i := range 600 {
		fmt.Fprintf(&deep, "%sif x:\n", strings.Repeat(" ", i))
	}
	m, _ := Read(source.New("a.py", deep.String()))
	checkModule(t, m)
}

func BenchmarkRead(b *testing.B) {
	python := "import os\nfrom a.b import c as d\n\ndef function_%d(event, context: dict = None) -> dict:\n    \"\"\"Answers.\"\"\"\n    value = os.environ.get('A', f'{event[\"b\"]!r}')  # comment\n    if value:\n        return {'a': [1, 2, value]}\n    return {}\n"
	javascript := "const { a, b: c } = require('./m');\n\n/** Answers. */\nexports.function%d = async (event, context) => {\n  const value = event.a / 2 + `${event.b}` + 'c';\n  if (/a[/]b/.test(value)) {\n    return { a: [1, 2, value] };\n  }\n};\n"
	typescript := "import { A } from './m';\n\n/** Answers. */\nexport const function%d: Handler<A, B> = async (event: A, context?: C): Promise<D> => {\n  const value = event.a! / 2 + `${event.b}` as string;\n  if (/a[/]b/.test(value)) {\n    return { a: [1, 2, value] } satisfies D;\n  }\n};\n"
	for _, language := range []struct{ name, text string }{{"a.py", python}, {"a.js", javascript}, {"a.ts", typescript}} {
		for _, lines := range []int{100, 5000} {
			var text strings.Builder
			for i := range lines / 9 {
				fmt.Fprintf(&text, language.text, i)
			}
			file := source.New(language.name, text.String())
			b.Run(fmt.Sprintf("%s/%d", language.name, lines), func(b *testing.B) {
				b.SetBytes(int64(file.Len()))
				b.ReportAllocs()
				for b.Loop() {
					Read(file)
				}
			})
		}
	}
}
