package image

import (
	"strings"

	buildkit "github.com/moby/buildkit/frontend/dockerfile/shell"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

// expander puts variables into words as BuildKit does.
type expander struct {
	lex *buildkit.Lex
	// left is the work that variables may still make, in bytes that are put in or looked at: ENV A=$A$A doubles a value with each line.
	left int64
}

// mostExpanded bounds the work of putting variables into the words of one Dockerfile.
const mostExpanded = 16 << 20

// longestPattern bounds a word whose expansion matches a pattern, in bytes: patterns become regular expressions.
const longestPattern = 4096

func newExpander(file *dockerfile.File) *expander {
	return &expander{buildkit.NewLex(rune(file.Escape)), mostExpanded}
}

// expand is a word with its quotes taken off and its variables put in. It is unknown when a variable in it is.
func (x *expander) expand(word dockerfile.Word, env *Env) Value {
	if word.Templated() {
		return Value{Text: word.Value, Because: []source.Span{word.Span()}}
	}
	if !strings.ContainsAny(word.Value, "$'\"\\`") {
		return Value{Text: word.Value, Known: true}
	}
	getter := &envGetter{env: env, left: &x.left, price: 1}
	if matchesPattern(word.Value) {
		getter.price, getter.multiplies = int64(len(word.Value)), true
		getter.unknown = len(word.Value) > longestPattern
	}
	if !getter.unknown {
		if text, _, err := x.lex.ProcessWord(word.Value, getter); err == nil && !getter.unknown {
			return Value{Text: text, Known: true, Because: getter.because}
		}
	}
	return Value{Text: word.Value, Because: because(getter.because, []source.Span{word.Span()})}
}

// matchesPattern reports an expansion that looks for a pattern in a variable: ${A#p}, ${A%p}, ${A/p/r}.
func matchesPattern(word string) bool {
	for {
		_, rest, ok := strings.Cut(word, "${")
		if !ok {
			return false
		}
		word = rest[len(variableName(rest)):]
		if word != "" && strings.ContainsRune("#%/", rune(word[0])) {
			return true
		}
	}
}

// envGetter gives variables to BuildKit's expansion and remembers which of them decided the result.
type envGetter struct {
	env  *Env
	left *int64
	// price is the work that each byte of the next variable may make. In a word that matches patterns each variable multiplies it, for
	// ${A//a/$B} puts B in for each a of A.
	price      int64
	multiplies bool
	unknown    bool
	because    []source.Span
}

func (g *envGetter) Get(name string) (string, bool) {
	value, ok := g.env.Lookup(name)
	g.because = because(g.because, value.Because)
	work := g.price * int64(len(value.Text))
	if *g.left < work {
		*g.left = 0
		value = Value{}
	} else if *g.left -= work; g.multiplies {
		g.price = max(g.price, work)
	}
	if ok && !value.Known {
		g.unknown = true
	}
	return value.Text, ok
}

// Keys implements BuildKit's EnvGetter; it is asked to suggest names in warnings alone.
func (g *envGetter) Keys() []string { return nil }

// predefined is an argument that BuildKit sets by itself.
type predefined struct {
	name  string
	value Value
}

// predefinedArgs are the arguments that every build has in front of the first FROM, as far as the target platform tells them; Lambda runs
// nothing but Linux: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
func predefinedArgs(in *Inputs) []predefined {
	known := func(text string) Value { return Value{Text: text, Known: true} }
	var platform, arch, variant Value
	os := known("linux")
	if parts := strings.Split(in.Platform, "/"); len(parts) >= 2 {
		text := in.Platform
		if len(parts) == 3 && parts[1] == "arm64" && parts[2] == "v8" {
			text, parts = "linux/arm64", parts[:2]
		}
		platform, os, arch, variant = known(text), known(parts[0]), known(parts[1]), known(strings.Join(parts[2:], "/"))
	}
	stage := known("default")
	switch {
	case in.TargetUnknown:
		stage = Value{}
	case in.Target != "":
		stage = known(in.Target)
	}
	return []predefined{
		{"BUILDPLATFORM", Value{}}, {"BUILDOS", Value{}}, {"BUILDOSVERSION", Value{}}, {"BUILDARCH", Value{}}, {"BUILDVARIANT", Value{}},
		{"TARGETPLATFORM", platform}, {"TARGETOS", os}, {"TARGETOSVERSION", Value{}}, {"TARGETARCH", arch}, {"TARGETVARIANT", variant},
		{"TARGETSTAGE", stage},
	}
}

// globals are the arguments in front of the first FROM.
type globals struct {
	env *Env
	// names are those that the file declares.
	names []string
}

func readGlobals(file *dockerfile.File, in *Inputs, x *expander) globals {
	g := globals{env: &Env{outside: &outside{closed: true}}}
	for _, arg := range predefinedArgs(in) {
		if passed, ok := in.Args[arg.name]; ok {
			arg.value = passed
		}
		g.env = g.env.set(arg.name, arg.value, true)
	}
	for _, instruction := range file.Instructions {
		if instruction.Keyword == "FROM" {
			break
		}
		if instruction.Keyword != "ARG" || instruction.Err != nil {
			continue
		}
		for _, pair := range instruction.Pairs {
			g.names = append(g.names, pair.Name.Value)
			g.env = g.redeclare(pair, in, x)
		}
	}
	return g
}

// redeclare is the Env of the global arguments after one more ARG: without a default, and not passed, it leaves an argument as it is.
func (g globals) redeclare(pair dockerfile.Pair, in *Inputs, x *expander) *Env {
	name := pair.Name.Value
	if _, passed := in.Args[name]; !pair.HasValue && !passed {
		if _, ok := g.env.Lookup(name); ok {
			return g.env
		}
	}
	return g.env.set(name, argValue(pair, in, x, g.env), true)
}

// argValue is the value of an ARG: what the build passes, else its default. Without either it is unknown, for a build that nobody
// told us of may pass it.
func argValue(pair dockerfile.Pair, in *Inputs, x *expander, env *Env) Value {
	at := pair.Name.Span()
	if passed, ok := in.Args[pair.Name.Value]; ok {
		passed.Because = because(passed.Because, []source.Span{at})
		return passed
	}
	if !pair.HasValue {
		return Value{Because: []source.Span{at}}
	}
	value := x.expand(pair.Value, env)
	value.Because = because([]source.Span{at.Cover(pair.Value.Span())}, value.Because)
	return value
}

// declare is the Env of a stage after an ARG in it. A name without a default takes the global argument's value.
func (g globals) declare(pair dockerfile.Pair, in *Inputs, x *expander, env *Env) *Env {
	name := pair.Name.Value
	_, passed := in.Args[name]
	if !pair.HasValue && !passed {
		if value, ok := g.env.Lookup(name); ok {
			return env.set(name, value, true)
		}
		if earlier, ok := env.Lookup(name); ok && earlier.Known {
			return env
		}
	}
	return env.set(name, argValue(pair, in, x, env), true)
}
