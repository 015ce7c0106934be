package workspace

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// fromWorkingFolder is a path relative to the folder that the app runs in: "fn", path.join(process.cwd(), "fn").
func (a *cdkApp) fromWorkingFolder(v syntax.Value) (string, bool) {
	if v.Kind == syntax.StringValue {
		return v.Text, true
	}
	if v.Call == nil {
		return "", false
	}
	switch v.Call.Callee {
	case "process.cwd", "os.getcwd", "Path.cwd", "pathlib.Path.cwd":
		return ".", true
	case "path.join", "path.resolve", "os.path.join", "join", "resolve":
	default:
		return "", false
	}
	joined := ""
	for at, arg := range v.Call.Args {
		part, ok := a.script.Resolve(arg), true
		text := part.Text
		if at == 0 {
			text, ok = a.fromWorkingFolder(part)
		}
		if !ok || at > 0 && part.Kind != syntax.StringValue {
			return "", false
		}
		joined = path.Join(joined, text)
	}
	return joined, len(v.Call.Args) > 0
}

// appFolder is the folder that cdk runs in: the nearest one above with a cdk.json.
func (a *cdkApp) appFolder() (string, bool) {
	for _, dir := range andAbove(path.Dir(a.file.Path())) {
		if a.isFile(path.Join(dir, "cdk.json")) {
			return dir, true
		}
	}
	return "", false
}

// value is a literal, or a name that stands for one.
func (a *cdkApp) value(v syntax.Value) Value {
	resolved := a.script.Resolve(v)
	switch resolved.Kind {
	case syntax.StringValue:
		return Value{Known, resolved.Text, a.inside(v)}
	case syntax.NumberValue, syntax.BoolValue:
		return Value{Known, resolved.Text, v.Span}
	case syntax.NoneValue:
		return Value{}
	}
	return a.undecided(v)
}

// undecided is an expression that is not known.
func (a *cdkApp) undecided(v syntax.Value) Value {
	at := a.inside(v)
	return Value{Dynamic, a.file.Slice(at), at}
}

// inside is the span of an expression; of a string without its quotes.
func (a *cdkApp) inside(v syntax.Value) source.Span {
	raw := a.file.Slice(v.Span)
	body := strings.TrimLeft(raw, "rRbBuUfF")
	for _, quote := range []string{`"""`, `'''`, `"`, `'`, "`"} {
		if len(body) >= 2*len(quote) && strings.HasPrefix(body, quote) && strings.HasSuffix(body, quote) {
			return source.Span{Start: v.Span.End - len(body) + len(quote), End: v.Span.End - len(quote)}
		}
	}
	return v.Span
}

func (a *cdkApp) list(v syntax.Value) List {
	resolved := a.script.Resolve(v)
	if resolved.Kind == syntax.NoneValue {
		return List{}
	}
	if resolved.Kind != syntax.ListValue || resolved.Open {
		return undecidedList(v.Span)
	}
	l := List{Set: len(resolved.Items) > 0, Span: v.Span}
	for _, item := range resolved.Items {
		one := a.value(item)
		if one.State == Unset {
			one = Value{State: Dynamic, Span: item.Span}
		}
		l.Items = append(l.Items, one)
	}
	return l
}

func (a *cdkApp) pairs(v syntax.Value) map[string]Value {
	all := map[string]Value{}
	for _, pair := range a.script.Resolve(v).Pairs {
		all[pair.Name] = a.value(pair.Value)
	}
	return all
}
