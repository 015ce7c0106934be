package workspace

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// setVariable sets a variable; the last one of a name counts.
func (f *Function) setVariable(name string, v Value, at source.Span) {
	if f.Environment == nil {
		f.Environment = map[string]Variable{}
	}
	f.Environment[name] = Variable{v, at}
}

// readVariables sets the variables of a YAML mapping. What is no mapping of names, a variable in its place or an intrinsic function, may set any.
func (f *Function) readVariables(mapping *yaml.Node, value func(*yaml.Node) Value) {
	mapping = resolve(mapping)
	if mapping == nil || mapping.ShortTag() == "!!null" {
		return
	}
	if !isPlainMapping(mapping) {
		f.EnvironmentOpen = true
		return
	}
	for _, e := range entries(mapping) {
		f.setVariable(e.key.Value, value(e.value), span(f.File, e.key))
	}
}

// isPlainMapping reports a mapping that no intrinsic function stands in the place of.
func isPlainMapping(n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode || !strings.HasPrefix(n.ShortTag(), "!!") {
		return false
	}
	for _, e := range entries(n) {
		if strings.HasPrefix(e.key.Value, "Fn::") || e.key.Value == "Ref" && len(n.Content) == 2 {
			return false
		}
	}
	return true
}

// readEnvironment reads the environment of a template's function: its variables, and beneath them those of Globals.
func (t template) readEnvironment(f *Function) {
	for _, n := range []*yaml.Node{get(t.globals, "Environment"), get(t.resource.value, "Properties", "Environment")} {
		switch {
		case n == nil || n.ShortTag() == "!!null":
		case !isPlainMapping(n):
			f.EnvironmentOpen = true
		default:
			f.readVariables(get(n, "Variables"), t.value)
		}
	}
}

// readEnvironment reads the variables that a function is given, and those that are added to it later.
func (a *cdkApp) readEnvironment(f *Function, call *syntax.Call) {
	if environment, ok := call.Get("environment"); ok {
		object := a.script.Resolve(environment)
		f.EnvironmentOpen = object.Open || object.Kind != syntax.ObjectValue && object.Kind != syntax.NoneValue
		for _, pair := range object.Pairs {
			f.setVariable(pair.Name, a.value(pair.Value), a.inside(syntax.Value{Span: pair.NameSpan}))
		}
	} else if call.Open || hidesProps(call) {
		f.EnvironmentOpen = true
	}
	for _, added := range a.script.Calls {
		receiver, ok := strings.CutSuffix(added.Callee, ".addEnvironment")
		if !ok {
			receiver, ok = strings.CutSuffix(added.Callee, ".add_environment")
		}
		if !ok || receiver != call.Target || len(added.Args) == 0 {
			continue
		}
		name, value := a.value(added.Args[0]), Value{State: Dynamic, Span: added.CalleeSpan}
		if len(added.Args) > 1 {
			value = a.value(added.Args[1])
		}
		if f.EnvironmentOpen = f.EnvironmentOpen || name.State != Known; name.State == Known {
			f.setVariable(name.Text, value, name.Span)
		}
	}
}

// hidesProps reports a construct whose third argument is not written out where it is called.
func hidesProps(call *syntax.Call) bool { return len(call.Args) > 2 && len(call.Keywords) == 0 }

// readEnvironment reads the variables that an expression sets.
func (m *terraformModule) readEnvironment(f *Function, e hclsyntax.Expression) {
	open := m.eachPair(f.File, e, maxLocals, func(name string, key source.Span, v Value) { f.setVariable(name, v, key) })
	f.EnvironmentOpen = f.EnvironmentOpen || open
}
