package image

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// Env is the variables at one point of a stage. It is immutable: a step that sets a variable makes a new Env that leads back to the old one.
type Env struct {
	parent *Env
	name   string
	value  Value
	// arg reports a build argument, which a running container does not have.
	arg bool
	// outside answers for names that no step sets; it is set in the first Env of a stage's chain alone.
	outside *outside
	// depth counts the Envs before. Each chunk-th one holds an index of itself and those since the last one, at before, so that a file of
	// many thousand variables is not walked through for each of them.
	depth  int
	index  map[string]*Env
	before *Env
}

const chunk = 32

// outside is what is known of variables that come with a base image.
type outside struct {
	// closed reports that no other variables than those set are there: on scratch, and on Lambda's base images.
	closed bool
	// unset are names that the base surely does not set, though it may set others.
	unset func(name string) bool
}

// set is the Env with one more variable.
func (e *Env) set(name string, value Value, arg bool) *Env {
	n := &Env{parent: e, name: name, value: value, arg: arg, depth: e.depth + 1}
	if n.depth%chunk == 0 {
		n.index = make(map[string]*Env, chunk)
		for n.before = n; n.before.outside == nil && (n.before == n || n.before.index == nil); n.before = n.before.parent {
			if n.index[n.before.name] == nil {
				n.index[n.before.name] = n.before
			}
		}
	}
	return n
}

// Lookup is the value of a variable as it expands in an instruction. ok is false when it is surely not set;
// an unknown Value with ok true may be set or not.
func (e *Env) Lookup(name string) (value Value, ok bool) { return e.lookup(name, true) }

// Runtime is the value of a variable in a running container, which has no build arguments.
func (e *Env) Runtime(name string) (value Value, ok bool) { return e.lookup(name, false) }

func (e *Env) lookup(name string, args bool) (Value, bool) {
	for e != nil {
		switch {
		case e.outside != nil:
			return Value{}, !e.outside.closed && !(e.outside.unset != nil && e.outside.unset(name))
		case e.index != nil && e.index[name] == nil:
			e = e.before
		case e.name == name && (args || !e.arg):
			return e.value, true
		default:
			e = e.parent
		}
	}
	return Value{}, false
}

// Names are the names of the variables that are known to be set, sorted.
func (e *Env) Names() []string {
	var names []string
	for ; e != nil && e.outside == nil; e = e.parent {
		names = append(names, e.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// baseEnv is the Env that a stage on that base begins with. A stage hands on its build arguments to those that stand on it. authored are
// the names of the file's global arguments, which a public image does not happen to set.
func baseEnv(base Base, authored []string) *Env {
	switch {
	case base.Kind == BaseStage:
		return base.Stage.Env
	case base.Kind == BaseScratch:
		return &Env{outside: &outside{closed: true}}
	case base.OnLambda():
		e := &Env{outside: &outside{closed: base.Lambda.Registry != lambda.Mirror}}
		for _, v := range lambda.Environment(base.Lambda.Language) {
			e = e.set(v.Name, Value{Text: v.Value, Known: !v.Varies}, false)
		}
		return e
	case base.Kind == BaseOther:
		if official, ok := lambda.Official(base.Ref.Text); ok {
			return &Env{outside: &outside{unset: func(name string) bool { return !official.MaySet(name) }}}
		}
		if publicImage(base) {
			return &Env{outside: &outside{unset: func(name string) bool { return unlikelyInPublicImage(name, authored) }}}
		}
	}
	return &Env{outside: &outside{}}
}

func publicImage(base Base) bool {
	if !base.Ref.Known || lambda.BringsClient(base.Ref.Text) {
		return false
	}
	_, _, language := lambda.LanguageImage(base.Ref.Text)
	_, _, family := lambda.Family(base.Ref.Text)
	return language || family
}

// unlikelyInPublicImage reports a name that images of languages and distributions do not set: Lambda's own, and one that the author made up.
func unlikelyInPublicImage(name string, authored []string) bool {
	if lambda.SuggestsLambda(name) {
		return true
	}
	return slices.Contains(authored, name) && !strings.HasSuffix(name, "_VERSION") && !strings.HasSuffix(name, "_HOME") && !strings.HasSuffix(name, "PATH") && name != "LANG"
}

// mostBecause bounds the spans that a value remembers; those nearest to it come first.
const mostBecause = 16

// because joins the spans that decided values, each once.
func because(lists ...[]source.Span) []source.Span {
	var all []source.Span
	for _, list := range lists {
		for _, s := range list {
			if len(all) < mostBecause && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}
