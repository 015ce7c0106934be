// Package handlers reads the source of a function and says which names of a module a Lambda runtime could call.
package handlers

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
)

// Answer is what is known of a name. The zero Answer is Unknown.
type Answer int

// The three answers.
const (
	Unknown Answer = iota // the source does not decide it: import *, __getattr__, a computed export, a file that cannot be read
	Yes
	No
)

// Module is what a source file defines at its top level, as a runtime would see it after loading it.
type Module struct {
	File *source.File
	// Names are the names that it has for certain or perhaps (Conditional), in order of their definition; the last definition of a name counts.
	Names []Name
	// Open reports that there may be more names than Names: import * from elsewhere, module __getattr__, globals() writes, export * from, exports passed to other code, a syntax that is not understood.
	Open bool
	// Why says what makes the module open, as "`from x import *`", with its span. It is empty when Open is false.
	Why     string
	WhySpan source.Span
	// Kind says how JavaScript is written; it is NotJavaScript elsewhere.
	Kind ModuleKind
	// Declares is the first import or export declaration of JavaScript, and Assigns the first statement outside of all brackets that writes to the
	// exports or module.exports of CommonJS, whatever the file's name says; empty where there is none.
	Declares, Assigns source.Span
	// Instances are the methods that only instances of a class have, by the names that methods of the class itself would have; of Ruby alone.
	Instances []Name
	// separator stands between a class and its method in Names; empty where no name is a method's.
	separator string
}

// Member cuts the name of a method of the module's language: "App::Api" and "process" of Ruby's "App::Api.process"; ok is false for what names no class.
func (m Module) Member(name string) (class, method string, ok bool) {
	at := strings.LastIndex(name, m.separator)
	if m.separator == "" || at < 0 {
		return "", "", false
	}
	return name[:at], name[at+len(m.separator):], true
}

// ModuleKind is the module system that a JavaScript source is written for.
type ModuleKind int

// The kinds of JavaScript sources.
const (
	NotJavaScript ModuleKind = iota
	NoModule                 // neither import/export nor require/exports
	CommonJS
	ESM
)

// Name is one name that a module has.
type Name struct {
	Name string
	// Span is where the name stands in its definition.
	Span source.Span
	Kind Kind
	// Callable says whether it can be called: Yes for functions and classes, No for literals, Unknown for the result of a call (handler = Mangum(app)), an import, an alias.
	Callable Answer
	// Conditional reports a definition inside if, try, with or a loop: it may be missing after loading.
	Conditional bool
	// Params are the parameters as written, without self: "event", "context: Context = None", "*args".
	Params []string
	Async  bool
	// Doc is the docstring or the JSDoc comment, its indentation and comment marks cut.
	Doc string
	// Signature is one line of code that introduces it: "def handler(event, context)".
	Signature string
	// Inherits reports a class with members that its source does not show: those of its bases, of its other parts, of generated code.
	Inherits bool
	// From is the module and name that it stands for when it is imported or re-exported: "app.core:handler"; else empty.
	From string
}

// Kind is how a name came to be.
type Kind int

// The kinds of names.
const (
	Function Kind = iota
	Class
	Assignment
	Import
	Reexport
)

// Has says whether the module has the name after loading: Yes if it is defined on every path, Unknown if it may be, No if nothing could define it.
// A dotted name ("api.handler", JavaScript) that is not listed is No only if its first part is; the members of a value are not known.
func (m Module) Has(name string) (Name, Answer) {
	for i := len(m.Names) - 1; i >= 0; i-- {
		if n := m.Names[i]; n.Name == name {
			return n.answer()
		}
	}
	if m.Open {
		return Name{}, Unknown
	}
	if class, _, member := m.Member(name); member {
		if of, answer := m.hasClass(class); answer == Unknown || answer == Yes && of.Inherits {
			return Name{}, Unknown
		}
		return Name{}, No
	}
	if first, _, dotted := strings.Cut(name, "."); dotted {
		if _, answer := m.Has(first); answer != No {
			return Name{}, Unknown
		}
	}
	return Name{}, No
}

func (n Name) answer() (Name, Answer) {
	if n.Conditional {
		return n, Unknown
	}
	return n, Yes
}

// hasClass is Has for what has methods: Ruby has methods that are named like classes.
func (m Module) hasClass(name string) (Name, Answer) {
	for _, n := range m.Names {
		if n.Name == name && n.Kind != Function {
			return n.answer()
		}
	}
	return m.Has(name)
}

// Read reads a source file by its name's extension; ok is false for a language that is not known.
// A file that cannot be understood gives an Open module, with the names that could be read.
func Read(f *source.File) (m Module, ok bool) {
	switch strings.ToLower(path.Ext(f.Path())) {
	case ".py":
		return readPython(f), true
	case ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx":
		return readJavaScript(f), true
	case ".java":
		return readJava(f), true
	case ".kt":
		return readKotlin(f), true
	case ".cs":
		return readCSharp(f), true
	case ".rb":
		return readRuby(f), true
	case ".go":
		return readGo(f), true
	case ".rs":
		return readRust(f), true
	}
	return Module{}, false
}

// agree is the answer that holds whichever of the two definitions counts.
func agree(a, b Answer) Answer {
	if a == b {
		return a
	}
	return Unknown
}

func (m *Module) open(why string, span source.Span) {
	if !m.Open {
		m.Open, m.Why, m.WhySpan = true, why, span
	}
}
