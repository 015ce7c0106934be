package shell

import (
	"errors"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"

	"github.com/lambdock/lambdock/analysis/source"
)

// longestText bounds the text that is read, in bytes, and deepestNest how deep its brackets nest: the parser descends
// into them, and a stack that overflows ends the process.
const (
	longestText = 1 << 17
	deepestNest = 1000
)

func nestsTooDeep(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '{':
			if depth++; depth > deepestNest {
				return true
			}
		case ')', '}':
			depth = max(depth-1, 0)
		}
	}
	return false
}

// Parse reads text. variables gives what is known from outside (Dockerfile ENV and ARG, a workflow's env); nil means nothing is.
func Parse(text source.Text, dialect Dialect, variables func(name string) (Value, bool)) *Script {
	return (*Memory)(nil).Parse(text, dialect, variables)
}

// Parse is the function of that name.
func (m *Memory) Parse(text source.Text, dialect Dialect, variables func(name string) (Value, bool)) *Script {
	script := &Script{}
	if text.Len() > longestText || nestsTooDeep(text.String()) {
		script.Broken = true
		return script
	}
	if s := text.String(); strings.HasPrefix(s, "\ufeff") {
		text = text.Slice(len("\ufeff"), text.Len())
	}
	read := m.read(text.String(), dialect)
	script.Broken, script.text, script.tree, script.writes = read.broken, text, read.tree, read.writes
	if read.tree == nil {
		return script
	}
	w := newWalker(script, text, dialect, variables)
	w.writes = read.writes
	w.statements(read.tree.Stmts, context{})
	if speaksPowerShell(script) {
		return &Script{Broken: true}
	}
	return script
}

// ParseInstruction reads the arguments of a Dockerfile's RUN together with its here-documents. A RUN that is nothing but
// a here-document is the script that it holds; nil when a "#!" line gives that to something else than a shell.
func (m *Memory) ParseInstruction(args source.Text, heredocs []Heredoc, dialect Dialect, variables func(name string) (Value, bool)) *Script {
	if len(heredocs) == 0 {
		return m.Parse(args, dialect, variables)
	}
	if isMarker(args.String()) {
		body := heredocs[0].Body
		if line, ok := strings.CutPrefix(body.String(), "#!"); ok {
			line, _, _ = strings.Cut(line, "\n")
			interpreter, ok := Shebang(line)
			if !ok {
				return nil
			}
			dialect = interpreter
		}
		return m.Parse(body, dialect, variables)
	}
	var joined source.TextBuilder
	joined.Append(args)
	end := args.All().End
	joined.Add("\n", end)
	for _, h := range heredocs {
		joined.Append(h.Body)
		end = max(end, h.Body.All().End)
		terminator := h.Name + "\n"
		if s := h.Body.String(); s != "" && !strings.HasSuffix(s, "\n") {
			terminator = "\n" + terminator
		}
		joined.Add(terminator, end)
	}
	return m.Parse(joined.Text(), dialect, variables)
}

// isMarker reports whether args is one here-document marker and nothing else.
func isMarker(args string) bool {
	args = strings.TrimLeft(strings.TrimSpace(args), "0123456789")
	name, ok := strings.CutPrefix(args, "<<")
	name = strings.TrimLeft(strings.TrimPrefix(name, "-"), " \t")
	return ok && name != "" && !strings.ContainsAny(name, " \t<>;&|")
}

// Shebang reads what stands behind "#!" on a script's first line and reports whether it names a shell that is understood.
func Shebang(line string) (Dialect, bool) {
	words := strings.Fields(line)
	for len(words) > 0 {
		name := base(words[0])
		words = words[1:]
		switch name {
		case "env":
			for len(words) > 0 && strings.HasPrefix(words[0], "-") {
				words = words[1:]
			}
		case "bash":
			return Bash, true
		case "sh", "dash", "ash":
			return POSIX, true
		default:
			return POSIX, false
		}
	}
	return POSIX, false
}

// A parser carries buffers of several kilobytes, and a keystroke reads every RUN.
var (
	posixParsers   = parsers(syntax.Variant(syntax.LangPOSIX))
	bashParsers    = parsers(syntax.Variant(syntax.LangBash))
	lenientParsers = parsers(syntax.Variant(syntax.LangBash), syntax.RecoverErrors(16))
)

func parsers(options ...syntax.ParserOption) *sync.Pool {
	return &sync.Pool{New: func() any { return syntax.NewParser(options...) }}
}

// errUnreadable stands for a panic of the parser.
var errUnreadable = errors.New("unreadable text")

func parseWith(pool *sync.Pool, s string) (tree *syntax.File, err error) {
	defer func() {
		if recover() != nil {
			tree, err = nil, errUnreadable
		}
	}()
	p := pool.Get().(*syntax.Parser)
	tree, err = p.Parse(strings.NewReader(s), "")
	pool.Put(p)
	return tree, err
}

// read parses s; what is broken is read as far as it goes. /bin/sh is Bash on many images, so what is only Bash's is taken too.
func read(s string, dialect Dialect) (tree *syntax.File, broken bool) {
	if dialect == POSIX {
		if tree, err := parseWith(posixParsers, s); err == nil {
			return tree, false
		}
	}
	tree, err := parseWith(bashParsers, s)
	if err == nil {
		return tree, false
	}
	if recovered, err := parseWith(lenientParsers, s); err == nil {
		return recovered, true
	}
	return tree, true
}

// speaksPowerShell reports whether a command is a cmdlet: Verb-Noun.
func speaksPowerShell(script *Script) bool {
	for _, c := range script.Commands {
		verb, noun, ok := strings.Cut(c.Name(), "-")
		if ok && capitalised(verb) && capitalised(noun) {
			return true
		}
	}
	return false
}

func capitalised(s string) bool {
	return len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z'
}

// base is the last element of a path; "" for "".
func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
