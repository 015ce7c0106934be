package handlers

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// definition reads the method whose `def` is token i, and gives the index behind it.
func (r *rubyReader) definition(i int, scope rubyScope) (next int) {
	name, receiver := i+1, ""
	switch path, end := r.path(i + 1); {
	case path != "" && (r.t.At(end) == "." || r.t.At(end) == "::"):
		name, receiver = end+1, path
	case strings.Contains(strings.TrimPrefix(path, "::"), "::"):
		name, receiver = end-1, path[:strings.LastIndex(path, "::")]
	case r.t.At(r.t.After(i+1)) == "." || r.t.At(r.t.After(i+1)) == "::":
		name, receiver = r.t.After(i+1)+1, r.t.Slice(i+1, r.t.After(i+1))
	}
	params, end := r.params(name + 1)
	next = max(r.t.After(i), name+1)
	if r.word(name) == "" {
		return next
	}
	n := Name{
		Name: r.t.At(name), Span: r.t.Span(name), Kind: Function, Callable: Yes, Params: params, Doc: r.doc(i),
		Conditional: scope.conditional || r.modified(next), Signature: shorten(oneLine(r.t.Slice(i, end))),
	}
	if n.Name == "method_missing" {
		r.module.open("`method_missing`", n.Span)
	}
	r.define(n, receiver, scope, i)
	if r.t.Partner[i] > i {
		r.body(end, next-1, rubyScope{owner: scope.owner, conditional: true, value: true})
	}
	return next
}

// modified reports that a condition follows what ends before token i.
func (r *rubyReader) modified(i int) bool {
	if i >= len(r.t.List) || r.t.List[i].First {
		return false
	}
	return slices.Contains([]string{"if", "unless", "while", "until"}, r.word(i))
}

// define records a method for what it is defined for.
func (r *rubyReader) define(n Name, receiver string, scope rubyScope, def int) {
	switch {
	case receiver == "self" && !scope.singleton && scope.owner != "":
		r.member(scope.owner, n)
	case receiver == "self":
		// of the object that the file runs in, which the runtime does not call
	case receiver != "":
		owner, declared := r.resolve(receiver, scope)
		n.Conditional = n.Conditional || !declared
		r.member(owner, n)
	case scope.owner == "":
		r.module.Names = append(r.module.Names, n)
	case scope.singleton || r.word(def-1) == "module_function":
		r.member(scope.owner, n)
	default:
		r.ofInstances(scope.owner, n)
	}
}

// member records a method of a class itself.
func (r *rubyReader) member(owner string, n Name) {
	n.Name = owner + rubySeparator + n.Name
	r.module.Names = append(r.module.Names, n)
}

func (r *rubyReader) ofInstances(owner string, n Name) {
	if n.Name == "initialize" {
		creates := n
		creates.Name, creates.Kind = "new", Class
		r.member(owner, creates)
	}
	n.Name = owner + rubySeparator + n.Name
	r.instance[owner] = append(r.instance[owner], n)
}

// params are the parameters that begin at token i, as written, and the index behind them.
func (r *rubyReader) params(i int) (params []string, end int) {
	from, to := i, i
	if r.t.At(i) == "(" && r.t.Partner[i] > i {
		from, to = i+1, r.t.Partner[i]
		end = to + 1
	} else {
		for to < len(r.t.List) && !r.t.List[to].First && r.t.At(to) != ";" && r.t.At(to) != "=" {
			to = r.t.After(to)
		}
		end = to
	}
	for _, part := range r.t.Split(from, to, ",") {
		params = append(params, shorten(oneLine(r.t.Slice(part[0], part[1]))))
	}
	return params, end
}

// alias records `alias new old`.
func (r *rubyReader) alias(i int, scope rubyScope) {
	name := strings.Trim(r.t.At(i+1), `:"'`)
	switch {
	case name == "" || strings.HasPrefix(name, "$"):
	case scope.owner == "":
		r.module.Names = append(r.module.Names, Name{Name: name, Span: r.t.Span(i + 1), Kind: Assignment, Conditional: scope.conditional, Signature: oneLine(r.t.Slice(i, i+3))})
	default:
		r.inherits(scope)
	}
}

// rubyHarmless are the commands in the body of a class that give it no methods of its own.
var rubyHarmless = []string{
	"attr", "attr_accessor", "attr_reader", "attr_writer", "freeze", "include", "module_function", "p", "prepend", "private", "private_class_method",
	"private_constant", "protected", "public", "public_class_method", "puts", "raise", "require", "require_relative", "return", "self", "nil", "true", "false", "super", "rescue", "ensure", "else",
	"if", "unless", "while", "until", "case", "for", "begin", "end", "when", "in", "elsif", "then", "do", "not",
}

// command reads the statement that begins with a word, and gives the scope of what follows.
func (r *rubyReader) command(i int, word string, scope rubyScope) rubyScope {
	alone := i+1 >= len(r.t.List) || r.t.List[i+1].First || r.t.At(i+1) == ";"
	variable := word[0] == '@' || word[0] == '$' || strings.HasSuffix(r.t.At(i+1), "=") && r.t.KindAt(i+1) == syntax.Punct
	switch {
	case scope.owner == "":
		if word == "include" || word == "prepend" || word == "using" || word == "extend" {
			r.module.open("`"+word+"`", r.t.Span(i))
		}
	case word == "module_function" && alone:
		scope.singleton = true
	case scope.singleton && word == "private" && alone:
	case word == "module_function":
		r.moduleFunctions(i, scope)
	case word == "extend" && r.word(i+1) == "self":
		r.own[scope.owner] = true
	case scope.singleton && strings.HasPrefix(word, "attr"), !variable && !slices.Contains(rubyHarmless, word) && !(r.isConstant(i) && alone):
		r.inherits(scope)
	case word == "include" || word == "prepend":
		r.inherits(scope) // it may be told, and extend what includes it
	}
	return scope
}

// moduleFunctions records what `module_function :a, :b` names.
func (r *rubyReader) moduleFunctions(i int, scope rubyScope) {
	for k := i + 1; k < len(r.t.List) && !(r.t.List[k].First && r.t.At(k-1) != ","); k++ {
		name, symbol := strings.CutPrefix(r.t.At(k), ":")
		if !symbol || r.t.KindAt(k) != syntax.Text {
			continue
		}
		n := Name{Name: scope.owner + rubySeparator + name, Span: r.t.Span(k), Kind: Assignment, Conditional: scope.conditional, Signature: oneLine(r.t.Slice(i, k+1))}
		for _, defined := range r.instance[scope.owner] {
			if defined.Name == n.Name {
				n = defined
			}
		}
		r.module.Names = append(r.module.Names, n)
	}
}
