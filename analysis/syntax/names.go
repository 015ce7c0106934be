package syntax

import "strings"

// bindings counts how often a file binds each name, at any level; parameters count.
type bindings map[string]int

func (b bindings) words(t *Tokens, from, to int) {
	for i := from; i < to; i++ {
		if t.KindAt(i) == Word && t.At(i-1) != "." && t.At(i+1) != "." && t.At(i+1) != "(" {
			b[t.At(i)]++
		}
	}
}

// pythonNames collects the imports, and the names that are bound once.
func (r *reader) pythonNames() {
	count := bindings{}
	for _, line := range r.t.Lines {
		r.countPython(count, line)
	}
	for _, line := range r.t.Lines {
		r.pythonImport(line)
		name, from := r.t.At(line.From), line.From+2
		if r.t.KindAt(line.From) != Word || count[name] != 1 {
			continue
		}
		if r.t.At(line.From+1) == ":" {
			for from < line.To && r.t.At(from) != "=" {
				from = r.t.After(from)
			}
			from++
		} else if r.t.At(line.From+1) != "=" {
			continue
		}
		if from < line.To && !r.hasTopLevel(from, line.To, "=", ";") {
			r.script.Names[name] = r.known(from, line.To)
		}
	}
}

func (r *reader) hasTopLevel(from, to int, operators ...string) bool {
	for i := from; i < to; i = r.t.After(i) {
		for _, operator := range operators {
			if r.t.KindAt(i) == Punct && r.t.At(i) == operator {
				return true
			}
		}
	}
	return false
}

func (r *reader) countPython(count bindings, line Line) {
	last := -1
	for i := line.From; i < line.To; i = r.t.After(i) {
		if r.t.At(i) == "=" {
			last = i
		}
	}
	count.words(r.t, line.From, last)
	for i := line.From; i < line.To; i++ {
		if r.t.KindAt(i) == Punct {
			if text := r.t.At(i); len(text) > 1 && strings.HasSuffix(text, "=") && !strings.ContainsAny(text[:1], "=!<>") || text == ":=" {
				count[r.t.At(i-1)] += 2
			}
			continue
		}
		switch r.t.At(i) {
		case "def":
			if open := i + 2; r.t.At(open) == "(" {
				count.words(r.t, open+1, r.t.After(open)-1)
			}
			count[r.t.At(i+1)]++
		case "import":
			count.words(r.t, i+1, line.To)
		case "class", "as", "global", "nonlocal", "del":
			count[r.t.At(i+1)]++
		case "lambda":
			for k := i + 1; k < line.To && r.t.At(k) != ":"; k = r.t.After(k) {
				count[r.t.At(k)]++
			}
		case "for":
			for k := i + 1; k < line.To && r.t.At(k) != "in"; k++ {
				count[r.t.At(k)]++
			}
		}
	}
}

// maxImport bounds the tokens of a dotted module name.
const maxImport = 100

func (r *reader) pythonImport(line Line) {
	i, from := line.From+1, ""
	switch r.t.At(line.From) {
	case "from":
		for ; i < line.To && i < line.From+maxImport && r.t.At(i) != "import"; i++ {
			from += r.t.At(i)
		}
		if from != "" && !strings.HasSuffix(from, ".") {
			from += "."
		}
		i++
	case "import":
	default:
		return
	}
	to := line.To
	if r.t.At(i) == "(" {
		i, to = i+1, r.t.After(i)-1
	}
	for _, part := range r.t.Split(i, to, ",") {
		name, local := "", ""
		for k := part[0]; k < min(part[1], part[0]+maxImport) && local == ""; k++ {
			if r.t.At(k) == "as" {
				local = r.t.At(k + 1)
				break
			}
			name += r.t.At(k)
		}
		if local == "" && from == "" {
			name, _, _ = strings.Cut(name, ".")
		}
		if local == "" {
			local = name
		}
		if local != "" && local != "*" {
			r.script.Imports[local] = from + name
		}
	}
}

// javascriptNames collects the imports, and the names that are bound once.
func (r *reader) javascriptNames() {
	count := bindings{}
	for i := range r.t.List {
		r.countJavaScript(count, i)
	}
	for i := range r.t.List {
		if r.t.KindAt(i) != Word || r.t.At(i-1) == "." {
			continue
		}
		switch r.t.At(i) {
		case "import":
			r.javascriptImport(i)
		case "const", "let", "var":
			r.declaration(count, i+1)
		}
	}
}

func (r *reader) countJavaScript(count bindings, i int) {
	switch text := r.t.At(i); {
	case r.t.KindAt(i) == Word:
		switch text {
		case "const", "let", "var", "import":
			if r.t.After(i+1) > i+2 {
				count.words(r.t, i+2, r.t.After(i+1)-1)
			} else if behind := r.t.At(i + 2); text == "import" || behind == "of" || behind == "in" {
				count[r.t.At(i+1)]++
			}
		case "function", "class", "as", "enum", "namespace":
			count[r.t.At(i+1)]++
		}
	case r.t.KindAt(i) != Punct:
	case text == "=>":
		count[r.t.At(i-1)]++
	case text == "=":
		name := i - 1
		for k := name; k > 1 && k > i-12; k-- {
			if r.t.At(k) == ":" && r.t.KindAt(k-1) == Word {
				name = k - 1
				break
			}
			if r.t.KindAt(k) == Punct && !strings.Contains(".<>[],|", r.t.At(k)) {
				break
			}
		}
		if r.t.At(name-1) != "." {
			count[r.t.At(name)]++
		}
	case len(text) > 1 && strings.HasSuffix(text, "=") && !strings.ContainsAny(text[:1], "=!<>"), text == "++", text == "--":
		count[r.t.At(i-1)] += 2
	case text == "(":
		switch r.t.At(r.t.After(i)) {
		case "=>", "{", ":":
			count.words(r.t, i+1, r.t.After(i)-1)
		}
	}
}

// declaration reads the declarators that begin at token i.
func (r *reader) declaration(count bindings, i int) {
	for i < len(r.t.List) {
		name, pattern := i, r.t.KindAt(i) == Punct
		i = r.t.After(i)
		for r.t.At(i) == ":" || i > name+1 && !pattern && r.t.At(i) != "=" && r.t.At(i) != "," && r.t.At(i) != ";" && i < name+24 && !r.t.List[min(i, len(r.t.List)-1)].First {
			i = r.t.After(i + 1)
		}
		if r.t.At(i) != "=" || r.t.KindAt(i) != Punct {
			return
		}
		end := r.t.ExpressionEnd(i + 1)
		switch {
		case r.required(name, pattern, i+1, end):
		case !pattern && count[r.t.At(name)] == 1:
			r.script.Names[r.t.At(name)] = r.known(i+1, end)
		}
		if r.t.At(end) != "," {
			return
		}
		i = end + 1
	}
}

// required reads `const x = require("m")` and `const { a, b: c } = require("m")`.
func (r *reader) required(name int, pattern bool, from, to int) bool {
	if to != from+4 || r.t.At(from) != "require" || r.t.KindAt(from+2) != Text {
		return false
	}
	module := unquote(r.t.At(from + 2))
	if pattern {
		r.namedImports(name, module, ":")
	} else {
		r.script.Imports[r.t.At(name)] = module
	}
	return true
}

// namedImports reads the names in the braces that open at token i.
func (r *reader) namedImports(i int, module, as string) {
	if r.t.At(i) != "{" {
		return
	}
	for _, part := range r.t.Split(i+1, r.t.After(i)-1, ",") {
		from := part[0]
		if r.t.At(from) == "type" && part[1]-from > 1 && r.t.At(from+1) != as {
			from++
		}
		local := from
		if r.t.At(from+1) == as {
			local = from + 2
		}
		if from < part[1] && r.t.KindAt(local) == Word {
			r.script.Imports[r.t.At(local)] = module + "." + strings.Trim(r.t.At(from), "\"'")
		}
	}
}

// javascriptImport reads the import declaration at token i.
func (r *reader) javascriptImport(i int) {
	end := i + 1
	for end < len(r.t.List) && end < i+400 && r.t.KindAt(end) != Text && r.t.At(end) != ";" && r.t.At(end) != "(" {
		end = r.t.After(end)
	}
	if r.t.At(end) == "(" && r.t.At(end-1) == "require" && r.t.At(end-2) == "=" {
		r.script.Imports[r.t.At(end-3)] = strings.Trim(r.t.At(end+1), "\"'`")
		return
	}
	if r.t.KindAt(end) != Text || end == i+1 || r.t.At(end-1) != "from" {
		return
	}
	module := unquote(r.t.At(end))
	for k := i + 1; k < end; k = r.t.After(k) {
		switch {
		case r.t.At(k) == "{":
			r.namedImports(k, module, "as")
		case r.t.At(k) == "*" && r.t.At(k+1) == "as":
			r.script.Imports[r.t.At(k+2)] = module
			k += 2
		case r.t.KindAt(k) == Word && (k == i+1 || r.t.At(k-1) == "type") && (r.t.At(k+1) == "," || r.t.At(k+1) == "from"):
			r.script.Imports[r.t.At(k)] = module + ".default"
		}
	}
}
