package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// mostDepth bounds how deep nested commands and substitutions are followed.
const mostDepth = 100

// result is what a word, or a part of one, comes to.
type result struct {
	Value
	fallback string // when every unknown variable has a default
	guessed  bool   // fallback holds
	glob     bool
	fields   []string // of an unquoted expansion or an array
	split    bool     // fields holds
}

func known(text string) result { return result{Value: Value{text, true}} }

func guess(text string) result { return result{fallback: text, guessed: true} }

// best is the text that is known or, failing that, falls back to a default.
func (r result) best() (string, bool) {
	if r.Known {
		return r.Text, true
	}
	return r.fallback, r.guessed
}

// word evaluates a word of the tree.
func (w *walker) word(word *syntax.Word) Word {
	text := w.text.Slice(int(word.Pos().Offset()), int(word.End().Offset()))
	r := w.evaluate(word.Parts, false, 0)
	out := Word{Source: text, Value: r.Value, Glob: r.glob}
	if strings.Contains(out.Text, scriptFile) {
		out.Value = Value{}
	}
	if !r.Known && r.guessed {
		out.Fallback = r.fallback
	}
	if r.split && out.Known {
		out.Fields = r.fields
	}
	return out
}

// evaluate puts the parts of a word together.
func (w *walker) evaluate(parts []syntax.WordPart, quoted bool, depth int) result {
	if len(parts) == 1 {
		return w.part(parts[0], quoted, depth)
	}
	all := result{Value: Value{Known: true}, guessed: true}
	var text, fallback strings.Builder
	for _, p := range parts {
		r := w.part(p, quoted, depth)
		if r.split && len(r.fields) != 1 && r.Known {
			return w.fields(parts, quoted, depth)
		}
		text.WriteString(r.Text)
		all.Known = all.Known && r.Known
		best, ok := r.best()
		fallback.WriteString(best)
		all.guessed = all.guessed && ok
		all.glob = all.glob || r.glob
	}
	if all.Known && all.glob {
		all.Known, all.guessed = false, false
	}
	if all.Known || all.glob {
		all.Text = text.String()
	}
	all.fallback = fallback.String()
	all.guessed = all.guessed && !all.Known
	return all
}

// fields puts together a word of which a part falls into fields, the outer ones growing together with their neighbours.
func (w *walker) fields(parts []syntax.WordPart, quoted bool, depth int) result {
	fields, open := []string{}, false
	var texts []string
	for _, p := range parts {
		r := w.part(p, quoted, depth)
		if !r.Known {
			return result{}
		}
		texts = append(texts, r.Text)
		if !r.split {
			if !open {
				fields = append(fields, "")
			}
			fields[len(fields)-1] += r.Text
			open = true
			continue
		}
		for k, f := range r.fields {
			if k == 0 && open {
				fields[len(fields)-1] += f
			} else {
				fields = append(fields, f)
			}
			open = true
		}
	}
	return result{Value: Value{strings.Join(texts, ""), true}, fields: fields, split: true}
}

func (w *walker) part(p syntax.WordPart, quoted bool, depth int) result {
	if depth > mostDepth {
		return result{}
	}
	switch p := p.(type) {
	case *syntax.Lit:
		if quoted {
			return known(unescapeQuoted(p.Value))
		}
		return w.literal(p.Value)
	case *syntax.SglQuoted:
		if p.Dollar && strings.Contains(p.Value, `\`) {
			return result{}
		}
		return known(p.Value)
	case *syntax.DblQuoted:
		r := w.evaluate(p.Parts, true, depth+1)
		r.glob = false
		return r
	case *syntax.ParamExp:
		return unquote(w.parameter(p, depth+1), quoted, allElements(p))
	case *syntax.CmdSubst:
		return unquote(w.substitution(p.Stmts, depth+1), quoted, false)
	}
	return result{glob: isExtGlob(p)}
}

func isExtGlob(p syntax.WordPart) bool {
	_, ok := p.(*syntax.ExtGlob)
	return ok
}

// unquote splits what an expansion that stands outside quotes comes to.
func unquote(r result, quoted, array bool) result {
	if quoted && !array {
		r.fields, r.split = nil, false
	}
	if quoted || !r.Known || array {
		return r
	}
	if strings.ContainsAny(r.Text, "*?[") {
		return result{}
	}
	if fields := strings.Fields(r.Text); len(fields) != 1 || fields[0] != r.Text {
		if !strings.HasPrefix(r.Text, ScriptDir) && !strings.HasPrefix(r.Text, RepoRoot) {
			r.fields, r.split = append([]string{}, fields...), true
		}
	}
	return r
}

// literal takes the escapes out of unquoted text. A brace expansion is not known, nor is another user's home.
func (w *walker) literal(s string) result {
	if !strings.ContainsAny(s, "\\*?[~{") {
		return known(s)
	}
	var b strings.Builder
	glob := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			if s[i] != '\n' {
				b.WriteByte(s[i])
			}
			continue
		case c == '*' || c == '?' || c == '[' && strings.IndexByte(s[i:], ']') > 1:
			glob = true
		case c == '~' && i == 0:
			return result{}
		case c == '{' && w.dialect == Bash && strings.ContainsAny(s[i:], ",.") && strings.IndexByte(s[i:], '}') > 1:
			return result{}
		}
		b.WriteByte(s[i])
	}
	r := known(b.String())
	if glob {
		r.Known, r.glob = false, true
	}
	return r
}

// unescapeQuoted takes the escapes out of text in double quotes.
func unescapeQuoted(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("$`\"\\\n", s[i+1]) >= 0 {
			i++
			if s[i] == '\n' {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// allElements reports ${NAME[@]}, which stays apart in quotes.
func allElements(p *syntax.ParamExp) bool {
	word, ok := p.Index.(*syntax.Word)
	return ok && word.Lit() == "@"
}

// isArray reports ${NAME[@]} and ${NAME[*]}.
func isArray(p *syntax.ParamExp) bool {
	word, ok := p.Index.(*syntax.Word)
	return ok && (word.Lit() == "@" || word.Lit() == "*")
}

// parameter evaluates $NAME and its kin.
func (w *walker) parameter(p *syntax.ParamExp, depth int) result {
	if p.Param == nil || p.Excl || p.Length || p.Width || p.IsSet || p.Slice != nil || p.Repl != nil || p.Names != 0 || p.Flags != nil {
		return result{}
	}
	name := p.Param.Value
	value := w.variable(name)
	if p.Index != nil && name != "BASH_SOURCE" {
		b, _ := w.lookup(name)
		if b.elements == nil || !isArray(p) || p.Exp != nil {
			return result{}
		}
		r := known(strings.Join(b.elements, " "))
		r.fields, r.split = b.elements, true
		return r
	}
	if p.Exp == nil {
		return value
	}
	return w.expansion(value, p.Exp, name, depth)
}

// variable is what is known of $NAME.
func (w *walker) variable(name string) result {
	if b, ok := w.lookup(name); ok {
		if b.elements != nil {
			return result{}
		}
		r := result{Value: b.Value}
		if !b.Known && b.fallback != "" {
			r = guess(b.fallback)
		}
		return r
	}
	switch name {
	case "0", "BASH_SOURCE":
		return known(scriptFile)
	case "PWD":
		return result{Value: w.state.dir}
	}
	return result{}
}

// scriptFile is the script's own path: only its folder is ever told.
const scriptFile = ScriptDir + "/\x00"

// expansion evaluates ${NAME:-default} and its kin.
func (w *walker) expansion(value result, exp *syntax.Expansion, name string, depth int) result {
	operand := known("")
	if exp.Word != nil {
		operand = w.evaluate(exp.Word.Parts, true, depth)
	}
	switch exp.Op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
		if value.Known && (value.Text != "" || exp.Op == syntax.DefaultUnset || exp.Op == syntax.AssignUnset) {
			return value
		}
		if value.Known {
			return operand
		}
		result := result{}
		if best, ok := operand.best(); ok {
			result = guess(best)
		}
		if exp.Op == syntax.AssignUnset || exp.Op == syntax.AssignUnsetOrNull {
			w.state.set(name, binding{fallback: result.fallback})
		}
		return result
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		return value
	case syntax.AlternateUnsetOrNull:
		if value.Known && value.Text == "" {
			return known("")
		}
		if value.Known {
			return operand
		}
	case syntax.RemSmallSuffix, syntax.RemLargeSuffix, syntax.RemSmallPrefix, syntax.RemLargePrefix:
		if exp.Word != nil && value.Known {
			return trimPattern(value.Text, exp.Word.Lit(), exp.Op)
		}
	}
	return result{}
}

// trimPattern evaluates ${NAME%/*}, ${NAME##*/} and patterns without wildcards.
func trimPattern(s, pattern string, op syntax.ParExpOperator) result {
	suffix := op == syntax.RemSmallSuffix || op == syntax.RemLargeSuffix
	switch {
	case s == scriptFile && pattern == "/*" && op == syntax.RemSmallSuffix:
		return known(ScriptDir)
	case strings.HasPrefix(s, ScriptDir) || strings.HasPrefix(s, RepoRoot):
		return result{}
	case pattern == "/*" && op == syntax.RemSmallSuffix && strings.Contains(s, "/"):
		return known(s[:strings.LastIndexByte(s, '/')])
	case pattern == "*/" && op == syntax.RemLargePrefix:
		return known(base(s))
	case pattern == "" || strings.ContainsAny(pattern, "*?[\\"):
		return result{}
	case suffix:
		return known(strings.TrimSuffix(s, pattern))
	}
	return known(strings.TrimPrefix(s, pattern))
}
