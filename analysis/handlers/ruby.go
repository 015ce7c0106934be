package handlers

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// rubySeparator stands between a class and its method in handlers: "App::Api.process".
const rubySeparator = "."

// rubyReader reads the methods that Ruby's runtime can call when it has loaded a file: those outside of classes, and those of classes and modules themselves.
type rubyReader struct {
	t      *syntax.Tokens
	module Module
	// instance are the methods of the instances of each class, which `extend self` and `module_function` make the module's own.
	instance map[string][]Name
	// own are the classes that extend themselves.
	own map[string]bool
	// classes are the indexes in module.Names of classes and modules; one may be reopened.
	classes map[string]int
}

// rubyScope is what the code being read belongs to.
type rubyScope struct {
	owner string // the class or module around, empty outside
	// singleton reports that methods are the owner's own: class << self, module_function.
	singleton bool
	// conditional reports code that may not run, or that another object may run.
	conditional bool
	// value reports the inside of brackets and of methods, where no statement gives the owner methods.
	value bool
}

func readRuby(f *source.File) Module {
	r := &rubyReader{
		t: syntax.RubyTokens(f.Text()), module: Module{File: f, separator: rubySeparator},
		instance: map[string][]Name{}, own: map[string]bool{}, classes: map[string]int{},
	}
	if r.t.Flaw != "" {
		r.module.open(r.t.Flaw, r.t.FlawSpan)
	}
	for i := range r.t.List {
		r.inspect(i)
	}
	r.body(0, len(r.t.List), rubyScope{})
	for _, n := range slices.Clone(r.module.Names) {
		switch {
		case n.Kind != Class:
		case r.own[n.Name]:
			r.module.Names = append(r.module.Names, r.instance[n.Name]...)
			delete(r.own, n.Name)
		default:
			r.module.Instances = append(r.module.Instances, r.instance[n.Name]...)
		}
	}
	return r.module
}

func (r *rubyReader) word(i int) string {
	if r.t.KindAt(i) != syntax.Word {
		return ""
	}
	return r.t.At(i)
}

// keyword is the keyword at token i, and not a method's name that is spelt so.
func (r *rubyReader) keyword(i int) string {
	switch r.t.At(i - 1) {
	case ".", "&.", "::", "def", "alias", "undef":
		return ""
	}
	return r.word(i)
}

// body reads the tokens [from, to).
func (r *rubyReader) body(from, to int, scope rubyScope) {
	for i := from; i < to; {
		next := min(r.t.After(i), to)
		starts := !scope.value && (i == from || r.startsStatement(i))
		inner := scope
		inner.conditional, inner.value = true, scope.value || r.t.KindAt(i) == syntax.Punct
		switch keyword := r.keyword(i); {
		case keyword == "def":
			next = min(r.definition(i, scope), to)
		case keyword == "class" && r.t.Partner[i] > i:
			r.class(i, scope)
		case keyword == "module" && r.t.Partner[i] > i:
			r.declare(i, scope)
		case r.t.Partner[i] > i:
			r.body(i+1, next-1, inner)
		case keyword == "alias":
			r.alias(i, scope)
		case starts && r.isConstant(i) && (r.t.At(i+1) == "=" || r.t.At(i+1) == "||="):
			r.constant(i, scope)
		case starts && keyword != "":
			scope = r.command(i, keyword, scope)
		case starts && r.t.KindAt(i) != syntax.Word:
			r.inherits(scope)
		}
		i = next
	}
}

// startsStatement reports that token i begins a line, and the line before is complete.
func (r *rubyReader) startsStatement(i int) bool {
	if r.t.At(i-1) == ";" {
		return true
	}
	if !r.t.List[i].First || strings.HasSuffix(r.t.At(i), ".") {
		return false
	}
	return i == 0 || r.t.KindAt(i-1) != syntax.Punct || strings.Contains(")]}|", r.t.At(i-1))
}

func (r *rubyReader) isConstant(i int) bool {
	word := r.word(i)
	return word != "" && word[0] >= 'A' && word[0] <= 'Z' && !strings.HasSuffix(word, ":")
}

// path reads the name of a constant at token i, as A::B, and gives the index behind it.
func (r *rubyReader) path(i int) (name string, next int) {
	if r.t.At(i) == "::" {
		name, i = "::", i+1
	}
	for r.isConstant(i) {
		name += r.t.At(i)
		if i++; r.t.At(i) != "::" || !r.isConstant(i+1) {
			break
		}
		name, i = name+"::", i+1
	}
	if name == "::" {
		name = ""
	}
	return name, i
}

// within is the full name of a constant that is defined in a scope.
func (s rubyScope) within(name string) string {
	if top, ok := strings.CutPrefix(name, "::"); ok {
		return top
	}
	if s.owner == "" {
		return name
	}
	return s.owner + "::" + name
}

// resolve finds the class that a name means in a scope; declared is false for one that the file does not declare before.
func (r *rubyReader) resolve(name string, scope rubyScope) (full string, declared bool) {
	around := scope.owner
	if strings.HasPrefix(name, "::") {
		around = ""
	}
	name = strings.TrimPrefix(name, "::")
	for around != "" {
		if _, declared = r.classes[around+"::"+name]; declared {
			return around + "::" + name, true
		}
		around = around[:max(0, strings.LastIndex(around, "::"))]
	}
	_, declared = r.classes[name]
	return name, declared
}

// class reads `class A < B` or `class << self`.
func (r *rubyReader) class(i int, scope rubyScope) {
	if r.t.At(i+1) != "<<" {
		r.declare(i, scope)
		return
	}
	inner := rubyScope{owner: scope.owner, singleton: true, conditional: scope.conditional}
	from := i + 3
	if r.word(i+2) != "self" {
		name, end := r.path(i + 2)
		if name == "" {
			return // another object's
		}
		owner, declared := r.resolve(name, scope)
		inner.owner, from, inner.conditional = owner, end, scope.conditional || !declared
	}
	if inner.owner != "" {
		r.body(from, r.t.Partner[i], inner)
	}
}

// declare reads a class or a module.
func (r *rubyReader) declare(i int, scope rubyScope) {
	name, end := r.path(i + 1)
	if name == "" {
		r.module.open("a class without a name", r.t.Span(i))
		return
	}
	full := scope.within(name)
	scope.conditional = scope.conditional || r.modified(r.t.After(i))
	n := r.reopened(full, Name{
		Name: full, Span: r.t.Span(end - 1), Kind: Class, Callable: No, Conditional: scope.conditional, Doc: r.doc(i), Signature: oneLine(r.t.Slice(i, end)),
	})
	if r.word(i) == "class" && r.t.At(end) == "<" {
		r.module.Names[n].Inherits = true
		for end++; end < r.t.Partner[i] && !r.t.List[end].First && r.t.At(end) != ";"; end = r.t.After(end) {
			continue
		}
	}
	if rubyEveryones[full] {
		r.module.open("`"+r.module.Names[n].Signature+"`", r.t.Span(i))
	}
	r.body(end, r.t.Partner[i], rubyScope{owner: full, conditional: scope.conditional})
}

// rubyEveryones are the classes and modules whose methods others have as well.
var rubyEveryones = map[string]bool{"Object": true, "Kernel": true, "BasicObject": true, "Module": true, "Class": true, "LambdaHandler": true}

// reopened is the index of a class in the module's names; it is added at its first mention.
func (r *rubyReader) reopened(full string, n Name) int {
	if at, ok := r.classes[full]; ok {
		known := &r.module.Names[at]
		if n.Kind == Class && known.Kind != Class {
			n.Inherits, n.Conditional = true, known.Conditional
			*known = n
		}
		known.Conditional = known.Conditional && n.Conditional
		return at
	}
	r.module.Names = append(r.module.Names, n)
	r.classes[full] = len(r.module.Names) - 1
	return len(r.module.Names) - 1
}

// constant records a value that stands for a class, perhaps: Handler = App.new.
func (r *rubyReader) constant(i int, scope rubyScope) {
	r.reopened(scope.within(r.t.At(i)), Name{
		Name: scope.within(r.t.At(i)), Span: r.t.Span(i), Kind: Assignment, Callable: No, Conditional: scope.conditional, Inherits: true, Signature: r.t.At(i),
	})
}

// inherits marks the class around as one whose methods are not all known.
func (r *rubyReader) inherits(scope rubyScope) {
	if at, ok := r.classes[scope.owner]; ok {
		r.module.Names[at].Inherits = true
	}
}

// doc is the comment right above the line of token i.
func (r *rubyReader) doc(i int) string {
	for i > 0 && !r.t.List[i].First {
		i--
	}
	span, ok := r.t.Docs[i]
	if !ok || strings.Count(r.t.Source[span.End:r.t.List[i].Start], "\n") > 1 {
		return ""
	}
	lines := strings.Split(r.t.Source[span.Start:span.End], "\n")
	for n, line := range lines {
		line = strings.TrimSpace(line)
		lines[n] = strings.TrimPrefix(strings.TrimLeft(line, "#"), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
