package syntax

import (
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

func checkScript(t *testing.T, f *source.File, s *Script) {
	t.Helper()
	inside := func(what string, span source.Span) {
		if span.Start < 0 || span.End < span.Start || span.End > f.Len() {
			t.Fatalf("%s lies at %v of %d bytes", what, span, f.Len())
		}
	}
	for _, c := range s.Calls {
		inside(c.Callee, c.Span)
		inside(c.Callee, c.CalleeSpan)
		for _, arg := range c.Args {
			inside(arg.Raw, arg.Span)
		}
		for _, pair := range c.Keywords {
			inside(pair.Name, pair.NameSpan)
		}
	}
}

func FuzzPythonCalls(f *testing.F) {
	f.Add("from a import b as c\nX = 'a'\nfn = f(os.path.join(os.path.dirname(__file__), 'x'), *a, k={'a': [1, -2, f'{X}/{y!r:>{z}}']})\n")
	f.Add("f((a/1+1)/2+3, lambda a, b: c, [x for x in y]).g()[1].parents[2]")
	f.Fuzz(func(t *testing.T, text string) {
		file := source.New("a.py", text)
		checkScript(t, file, PythonCalls(file))
	})
}

func FuzzJavaScriptCalls(f *testing.F) {
	f.Add("import a, { b as c } from 'd'\nconst x: T<a, b> = path.join(__dirname, `${a}/b`), { e } = require('f');\nnew X<T>(this!, { a: 1, 'b': [/c/g, ...d] } as Y)")
	f.Add("<A b={c(`${d}`)}>it's {e} <F/></A>; a < b; x = function () { return /x/ }")
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"a.js", "a.ts", "a.tsx"} {
			file := source.New(name, text)
			checkScript(t, file, JavaScriptCalls(file))
		}
	})
}

// Long and deep inputs end; a quadratic reader would outlast the test's deadline.
func TestLargeInputs(t *testing.T) {
	for _, piece := range []string{"f(", ")", "[", "{", "a.b().", "`${", "f'{", "<a>", "<a b={", "(a/1+", "x=1\n", "x(y)\n", "x=>", "a<b,", "a+", "f(lambda:", "'", "/", "/*", "import ", "const x=", "if(x){", "f({a:", "a?.b!", "\\", "a)(b", "const a: b<"} {
		text := strings.Repeat(piece, 100_000/len(piece))
		PythonCalls(source.New("a.py", text))
		for _, name := range []string{"a.js", "a.ts", "a.tsx"} {
			JavaScriptCalls(source.New(name, text))
		}
	}
}
