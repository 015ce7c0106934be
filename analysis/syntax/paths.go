package syntax

import (
	"path"
	"strconv"
	"strings"
)

// namePath turns the dotted name v into a path if it stands for one: `HERE.parent`, `import.meta.dirname`.
func (r *reader) namePath(v *Value) {
	switch v.Text {
	case "import.meta.dirname":
		v.Kind, v.Text = PathValue, "."
		return
	case "import.meta.filename", "import.meta.url":
		v.Kind, v.Text = PathValue, path.Base(r.script.File.Path())
		return
	}
	first, rest, dotted := strings.Cut(v.Text, ".")
	known := r.script.Names[first]
	if !r.python || !dotted || known.Kind != PathValue {
		return
	}
	at := known.Text
	for _, attribute := range strings.Split(rest, ".") {
		if attribute != "parent" {
			return
		}
		at = path.Join(at, "..")
	}
	v.Kind, v.Text = PathValue, at
}

// known is the value of tokens [from, to) with names followed.
func (r *reader) known(from, to int) Value { return r.script.Resolve(r.value(from, to)) }

// callPath turns the call v, whose arguments open at token open, into a path if it makes one.
func (r *reader) callPath(v *Value, from, open int) {
	args := make([]Value, len(v.Call.Args))
	for i, arg := range v.Call.Args {
		args[i] = r.script.Resolve(arg)
	}
	text, kind := "", Other
	if r.python {
		text, kind = r.pythonPath(v.Call, args, from, open)
	} else {
		text, kind = r.javascriptPath(v.Call, args)
	}
	if kind != Other {
		v.Kind, v.Text = kind, text
	}
}

func (r *reader) pythonPath(call *Call, args []Value, from, open int) (string, ValueKind) {
	if len(call.Keywords) > 0 || call.Open {
		return "", Other
	}
	switch name := strings.TrimPrefix(r.script.ImportedName(call.Callee), "os.path."); name {
	case "join":
		return joinPath(args, false)
	case "dirname":
		return parent(args)
	case "abspath", "realpath", "normpath", "str", "os.fspath":
		return same(args)
	case "Path", "pathlib.Path", "PurePath", "pathlib.PurePath", "PosixPath", "pathlib.PosixPath":
		return joinPath(args, false)
	}
	method := call.Name()
	switch method {
	case "resolve", "absolute", "as_posix", "joinpath":
	default:
		return "", Other
	}
	if open-2 <= from || r.t.At(open-2) != "." {
		return "", Other
	}
	receiver := r.known(from, open-2)
	switch {
	case receiver.Kind != PathValue:
		return "", Other
	case method == "joinpath":
		return joinPath(append([]Value{receiver}, args...), false)
	}
	return receiver.Text, PathValue
}

func (r *reader) javascriptPath(call *Call, args []Value) (string, ValueKind) {
	if call.Open {
		return "", Other
	}
	name := strings.TrimPrefix(r.script.ImportedName(call.Callee), "node:")
	name = strings.NewReplacer("path.default.", "path.", "path.posix.", "path.").Replace(name)
	switch strings.TrimPrefix(name, "path.") {
	case "join", "resolve":
		if strings.HasPrefix(name, "path.") || len(args) > 0 && args[0].Kind == PathValue {
			return joinPath(args, strings.HasSuffix(name, "join"))
		}
	case "dirname":
		return parent(args)
	case "normalize", "fileURLToPath", "url.fileURLToPath", "url.default.fileURLToPath", "String":
		return same(args)
	case "URL", "url.URL":
		if call.New && len(args) == 2 && args[0].Kind == StringValue && args[1].Kind == PathValue && !strings.Contains(args[0].Text, ":") && !strings.HasPrefix(args[0].Text, "/") {
			return path.Join(args[1].Text, "..", args[0].Text), PathValue
		}
	}
	return "", Other
}

// joinPath joins strings behind a path, or strings alone; an absolute part is joined only where the language does so.
func joinPath(args []Value, absolute bool) (string, ValueKind) {
	kind, text := StringValue, ""
	for i, arg := range args {
		switch {
		case arg.Kind == PathValue && i == 0:
			kind, text = PathValue, arg.Text
		case arg.Kind == StringValue && i == 0:
			text = arg.Text
		case arg.Kind == StringValue && (absolute || !strings.HasPrefix(arg.Text, "/")):
			text = path.Join(text, arg.Text)
		default:
			return "", Other
		}
	}
	if len(args) == 0 {
		return "", Other
	}
	return text, kind
}

func parent(args []Value) (string, ValueKind) {
	if len(args) == 1 && args[0].Kind == PathValue {
		return path.Join(args[0].Text, ".."), PathValue
	}
	return "", Other
}

func same(args []Value) (string, ValueKind) {
	if len(args) == 1 && (args[0].Kind == PathValue || args[0].Kind == StringValue) {
		return args[0].Text, args[0].Kind
	}
	return "", Other
}

// slashPath reads Path(__file__).parent / "x".
func (r *reader) slashPath(v *Value, from, to int) bool {
	parts := r.t.Split(from, to, "/")
	if len(parts) < 2 {
		return false
	}
	args := make([]Value, len(parts))
	for i, part := range parts {
		args[i] = r.known(part[0], part[1])
	}
	text, kind := joinPath(args, false)
	if kind != PathValue {
		return false
	}
	v.Kind, v.Text = kind, text
	return true
}

// attributePath reads Path(__file__).parent, .parents[1] and new URL(…).pathname.
func (r *reader) attributePath(v *Value, from, to int) bool {
	end, levels := to, 1
	if r.python && r.t.At(to-1) == "]" && r.t.Partner[to-1] == to-3 && r.t.At(to-4) == "parents" {
		n, err := strconv.Atoi(r.t.At(to - 2))
		if err != nil || n < 0 || n > maxCallee {
			return false
		}
		end, levels = to-3, n+1
	}
	if end-2 <= from || r.t.At(end-2) != "." || r.t.KindAt(end-2) != Punct {
		return false
	}
	switch attribute := r.t.At(end - 1); {
	case r.python && (attribute == "parent" && end == to || attribute == "parents" && end != to):
	case !r.python && attribute == "pathname":
		levels = 0
	default:
		return false
	}
	receiver := r.known(from, end-2)
	if receiver.Kind != PathValue {
		return false
	}
	v.Kind, v.Text = PathValue, path.Join(receiver.Text, strings.Repeat("../", levels))
	return true
}
