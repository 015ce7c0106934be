package handlers

import (
	"maps"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// add records that the path taken binds a name.
func (r *pythonReader) add(n Name) {
	if r.unreached || n.Name == "" {
		return
	}
	n.Conditional = r.flow.outer != nil && !r.isBound(n.Name)
	if previous, ok := r.last[n.Name]; ok && previous >= 0 && r.flow.outer != nil {
		n.Callable = agree(n.Callable, r.module.Names[previous].Callable)
	}
	r.flow.bound[n.Name] = true
	r.last[n.Name] = len(r.module.Names)
	r.module.Names = append(r.module.Names, n)
}

// isBound reports whether the name is bound whenever the path is taken up to here.
func (r *pythonReader) isBound(name string) bool {
	for flow := r.flow; flow != nil; flow = flow.outer {
		if flow.bound[name] {
			return true
		}
	}
	return false
}

// unbind records that the path taken deletes a name.
func (r *pythonReader) unbind(name string) {
	if r.unreached {
		return
	}
	certain := r.flow.outer == nil
	for flow := r.flow; flow != nil; flow = flow.outer {
		delete(flow.bound, name)
	}
	i, ok := r.last[name]
	switch {
	case !ok || i < 0:
	case certain:
		for k := range r.module.Names[:i+1] {
			if r.module.Names[k].Name == name {
				r.module.Names[k].Name = ""
			}
		}
		r.last[name] = -1
	default:
		r.module.Names[i].Conditional = true
	}
}

// dropDeleted removes the definitions that a later del took away.
func (r *pythonReader) dropDeleted() {
	kept := r.module.Names[:0]
	for _, n := range r.module.Names {
		if n.Name != "" {
			kept = append(kept, n)
		}
	}
	r.module.Names = kept
}

// bindGlobals adds the names that functions may bind when they are called.
func (r *pythonReader) bindGlobals() {
	for i, n := range r.module.Names {
		if _, ok := r.globals[n.Name]; ok {
			r.module.Names[i].Callable = Unknown
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.globals)) {
		if i, ok := r.last[name]; !ok || i < 0 {
			r.module.Names = append(r.module.Names, Name{Name: name, Span: r.globals[name], Kind: Assignment, Conditional: true, Signature: "global " + name})
		}
	}
}

// simpleStatements runs the statements of tokens [from, to) that semicolons separate.
func (r *pythonReader) simpleStatements(from, to int) {
	for _, part := range r.t.Split(from, to, ";") {
		if part[0] < part[1] {
			r.simpleStatement(part[0], part[1])
		}
	}
}

func (r *pythonReader) simpleStatement(from, to int) {
	switch r.word(from) {
	case "import":
		r.imports(from, from+1, to, "")
	case "from":
		r.importsFrom(from, to)
	case "del":
		r.deletes(from+1, to)
	case "raise":
		r.flow.ends = true
	case "type":
		if r.word(from+1) != "" && (r.t.At(from+2) == "=" || r.t.At(from+2) == "[") {
			r.add(Name{Name: r.t.At(from + 1), Span: r.t.Span(from + 1), Kind: Assignment, Signature: r.signature(from, to)})
			return
		}
		r.assignment(from, to)
	case "return", "pass", "break", "continue", "global", "nonlocal", "assert", "yield", "await", "lambda", "not":
	default:
		if call := r.t.Slice(from, min(to, from+4)); strings.HasPrefix(call, "sys.exit(") || strings.HasPrefix(call, "os._exit(") {
			r.flow.ends = true
		}
		r.assignment(from, to)
	}
}

func (r *pythonReader) deletes(from, to int) {
	for i := from; i < to; i++ {
		next := r.t.At(i + 1)
		if r.word(i) == "" || r.t.At(i-1) == "." || next == "." || next == "(" {
			continue
		}
		if next == "[" {
			i = r.t.After(i+1) - 1
			continue
		}
		r.unbind(r.t.At(i))
	}
}

// imports binds the names of `import a.b, c as d`, or with a module those of `from module import a, b as c`.
func (r *pythonReader) imports(statement, from, to int, module string) {
	signature := r.signature(statement, to)
	for _, part := range r.t.Split(from, to, ",") {
		n := Name{Kind: Import}
		as := part[0]
		for as < part[1] && r.word(as) != "as" {
			as++
		}
		switch local := part[0]; {
		case part[0] >= part[1]:
			continue
		case as+1 < part[1]:
			local = as + 1
			n.Name, n.Span = r.t.At(local), r.t.Span(local)
		default:
			n.Name, n.Span = r.t.At(local), r.t.Span(local)
		}
		switch {
		case module != "":
			n.From = module + ":" + r.t.At(part[0])
		case as < part[1]:
			n.From = r.t.Slice(part[0], as)
		default:
			n.From = n.Name
		}
		n.Signature = signature
		r.add(n)
	}
}

func (r *pythonReader) importsFrom(from, to int) {
	i := from + 1
	for i < to && r.word(i) != "import" {
		i++
	}
	if i >= to {
		r.module.open("a syntax error", r.t.Range(from, to))
		return
	}
	module := strings.Join(strings.Fields(r.t.Slice(from+1, i)), "")
	if r.t.At(i+1) == "*" {
		if !r.unreached {
			r.module.open("`from "+module+" import *`", r.t.Range(from, to))
		}
		return
	}
	start, end := i+1, to
	if r.t.At(start) == "(" {
		start, end = start+1, r.t.After(start)-1
	}
	r.imports(from, start, end, module)
}

// walrus binds the names of assignment expressions; they may stand where a comparison or a loop skips them.
func (r *pythonReader) walrus(from, to int) {
	for i := from; i < to; i++ {
		switch {
		case r.t.KindAt(i) == syntax.Punct && r.t.At(i) == ":=" && r.word(i-1) != "":
			r.bindPerhaps(r.t.At(i-1), r.t.Span(i-1))
		case r.t.KindAt(i) == syntax.Template:
			r.walrusInText(i)
		}
	}
}

func (r *pythonReader) bindPerhaps(name string, span source.Span) {
	r.branch(r.flow, func() {
		r.add(Name{Name: name, Span: span, Kind: Assignment, Signature: name + " := …"})
	})
}

// walrusInText finds `(name :=` in an f-string; elsewhere in it a colon begins a format.
func (r *pythonReader) walrusInText(i int) {
	text, start := r.t.At(i), r.t.Span(i).Start
	for at := 0; ; {
		n := strings.Index(text[at:], ":=")
		if n < 0 {
			return
		}
		at += n
		end := len(strings.TrimRight(text[:at], " \t"))
		name := end
		for name > 0 && (text[name-1] == '_' || text[name-1]|0x20 >= 'a' && text[name-1]|0x20 <= 'z' || text[name-1] >= '0' && text[name-1] <= '9') {
			name--
		}
		if name < end && name > 0 && text[name-1] == '(' {
			r.bindPerhaps(text[name:end], source.Span{Start: start + name, End: start + end})
		}
		at += 2
	}
}
