package analysis

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/handlers"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// Variant is one way in which a Dockerfile is built and used: one target, context, platform, set of arguments and override.
type Variant struct {
	Image *image.Image
	// Context is the build context's path in the workspace; empty when it is unknown.
	Context   string
	Builds    []*workspace.Build
	Functions []*workspace.Function

	env      *Env
	located  func() Resolution
	module   func() Resolution
	written  func() Resolution
	own      func() *Variant
	installs func() []Install
}

// recipe is what a build or a function says about an image.
type recipe struct {
	context, target workspace.Value
	args            map[string]workspace.Value
	named           []string
	platform        string
	function        *workspace.Function
	build           *workspace.Build
}

// variantsOf are the distinct variants of a Dockerfile. A build that says nothing else than a function does is that function's;
// without a build or a function there is one variant, the last stage's.
func variantsOf(file *dockerfile.File, env *Env) []*Variant {
	var recipes []recipe
	for _, f := range env.Functions {
		recipes = append(recipes, recipeOfFunction(f))
	}
	for _, b := range env.Builds {
		recipes = append(recipes, recipeOfBuild(b, env.FS, file.Source.Path()))
	}
	lendContext(recipes)
	if len(recipes) == 0 {
		recipes = []recipe{{}}
	}
	var variants []*Variant
	byKey := map[string]*Variant{}
	for _, r := range recipes {
		if r.build != nil && joinFunctions(variants, r, file, env) {
			continue
		}
		key := r.key()
		v := byKey[key]
		if v == nil {
			v = newVariant(file, env, r)
			byKey[key] = v
			variants = append(variants, v)
		}
		v.add(r)
	}
	return variants
}

// lendContext gives functions without a context of their own the one on which all builds agree: Terraform names an image, and a script builds it.
func lendContext(recipes []recipe) {
	var lent *recipe
	for i := range recipes {
		r := &recipes[i]
		if r.build == nil || r.build.Documentation {
			continue
		}
		if lent != nil && lent.buildKey() != r.buildKey() {
			return
		}
		lent = r
	}
	for i := range recipes {
		r := &recipes[i]
		if lent != nil && r.function != nil && r.context.State == workspace.Unset {
			r.context, r.args, r.named = lent.context, lent.args, lent.named
			if r.target.State == workspace.Unset {
				r.target = lent.target
			}
		}
	}
}

// joinFunctions adds a build to the functions' variants that are built alike, and reports whether there were any.
func joinFunctions(variants []*Variant, r recipe, file *dockerfile.File, env *Env) bool {
	joined := false
	for _, v := range variants {
		if len(v.Functions) == 0 || !v.builds(r.target) || !r.mayBeIn(v.Context, file, env.FS) {
			continue
		}
		v.Builds = append(v.Builds, r.build)
		joined = true
	}
	return joined
}

// builds reports whether a target is the variant's.
func (v *Variant) builds(target workspace.Value) bool {
	if target.State == workspace.Dynamic && target.Text != "" {
		return v.Image.Inputs.TargetUnknown
	}
	return !v.Image.Inputs.TargetUnknown && v.Image.Inputs.Target == target.Text
}

func (r recipe) buildKey() string {
	return fmt.Sprint(r.context.State, r.context.Text, "|", r.target.Text, "|", argsKey(r.args))
}

func argsKey(args map[string]workspace.Value) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(args)) {
		fmt.Fprintf(&b, "%s=%d%s\x00", name, args[name].State, args[name].Text)
	}
	return b.String()
}

func (r recipe) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%s|%q|", r.buildKey(), r.platform, r.named)
	if f := r.function; f != nil {
		for _, list := range []workspace.List{f.Command, f.Entrypoint} {
			fmt.Fprintf(&b, "%v %v", list.Set, list.Dynamic)
			for _, item := range list.Items {
				fmt.Fprintf(&b, " %d%q", item.State, item.Text)
			}
		}
		fmt.Fprintf(&b, "|%d%q|%v", f.WorkingDirectory.State, f.WorkingDirectory.Text, f.EnvironmentOpen)
		for _, name := range slices.Sorted(maps.Keys(f.Environment)) {
			fmt.Fprintf(&b, " %q=%d%q", name, f.Environment[name].State, f.Environment[name].Text)
		}
	}
	return b.String()
}

func recipeOfFunction(f *workspace.Function) recipe {
	r := recipe{context: f.Context, target: f.Target, args: f.Args, function: f}
	if f.Architecture.State == workspace.Known {
		r.platform, _ = lambda.Platform(f.Architecture.Text)
	}
	return r
}

func recipeOfBuild(b *workspace.Build, fsys fs.FS, name string) recipe {
	r := recipe{context: b.ContextFor(fsys, name), target: b.Target, args: b.Args, build: b, named: slices.Sorted(maps.Keys(b.NamedContexts))}
	if len(b.Platforms) == 1 && b.Platforms[0].State == workspace.Known {
		r.platform = b.Platforms[0].Text
	}
	return r
}

// contextDirs are the folders of the workspace that may be the recipe's context, guessed when nothing says it; none when it is unknown.
func (r recipe) contextDirs(file *dockerfile.File, fsys fs.FS) []string {
	switch r.context.State {
	case workspace.Known:
		return []string{r.context.Text}
	case workspace.Unset:
		return fittingContexts(fsys, file)
	}
	return nil
}

// mayBeIn reports whether a context may be the recipe's, or is as unknown as that.
func (r recipe) mayBeIn(context string, file *dockerfile.File, fsys fs.FS) bool {
	dirs := r.contextDirs(file, fsys)
	return slices.Contains(dirs, context) || context == "" && len(dirs) != 1
}

// maxReadings bounds the contexts for which a Dockerfile is simulated to find its own.
const maxReadings = 4

// newVariant simulates the image in its context. Of several contexts that may be it, it is the one in which the image holds its handler:
// "COPY . ." fits every folder, and in the others the function would not start.
func newVariant(file *dockerfile.File, env *Env, r recipe) *Variant {
	dirs := r.contextDirs(file, env.FS)
	if len(dirs) == 1 {
		return r.variantIn(dirs[0], file, env)
	}
	byFit := map[fit][]*Variant{}
	for _, dir := range dirs[:min(len(dirs), maxReadings)] {
		v := r.variantIn(dir, file, env)
		byFit[v.fit()] = append(byFit[v.fit()], v)
	}
	for _, fit := range []fit{holdsHandler, holdsModule} {
		if fitting := byFit[fit]; len(fitting) == 1 {
			return fitting[0]
		} else if len(fitting) > 1 {
			break
		}
	}
	return r.variantIn("", file, env)
}

// fit says how well a context fits the handler.
type fit int

const (
	holdsNothing fit = iota
	holdsModule      // the handler's module is there, or lies in the working directory though the runtime does not look there
	holdsHandler     // the module is there, and may define the handler
)

func (v *Variant) fit() fit {
	found := v.located()
	inWorkDir := func(f image.Found) bool { return f.Path == path.Join(v.Image.Final.WorkDir.Text, found.File) }
	switch {
	case found.Presence == image.Present && found.Read && found.Symbols != handlers.No:
		return holdsHandler
	case found.Presence == image.Present, slices.ContainsFunc(found.Elsewhere, inWorkDir):
		return holdsModule
	}
	return holdsNothing
}

// variantIn simulates the image in a context; an empty one is unknown.
func (r recipe) variantIn(context string, file *dockerfile.File, env *Env) *Variant {
	in := image.Inputs{Platform: r.platform, NamedContexts: r.named, Args: make(map[string]image.Value, len(r.args)), Memory: env.memory.scripts()}
	switch r.target.State {
	case workspace.Known:
		in.Target = r.target.Text
	case workspace.Dynamic:
		in.TargetUnknown = r.target.Text != "" // without a text it is not written, but may be among options that cannot be seen
	}
	for name, value := range r.args {
		in.Args[name] = image.Value{Text: value.Text, Known: value.State == workspace.Known}
	}
	if context != "" {
		if sub, err := fs.Sub(env.FS, context); err == nil {
			in.Context, in.ContextDir = sub, context
			in.Ignore = ignoreFile(env.FS, file.Source.Path(), context)
			in.Untracked = func(name string) bool { return workspace.Ignored(env.FS, path.Join(context, name)) }
		}
	}
	if r.function != nil {
		in.Override = overrideOf(r.function)
		in.Evidence = append(in.Evidence, functionEvidence(r.function))
	}
	in.Evidence = append(in.Evidence, configEvidence(env.Config, file.Source.Path())...)
	return simulated(file, in, context, env)
}

func simulated(file *dockerfile.File, in image.Inputs, context string, env *Env) *Variant {
	v := &Variant{Image: image.Simulate(file, in), Context: context, env: env}
	v.located = sync.OnceValue(func() Resolution { return locate(v) })
	v.module = sync.OnceValue(func() Resolution { return resolve(v) })
	v.written = sync.OnceValue(func() Resolution { return writtenIn(v) })
	v.own = sync.OnceValue(v.withoutOverride)
	v.installs = sync.OnceValue(func() []Install { return findInstalls(v) })
	return v
}

// Own is the variant as the Dockerfile alone starts it: without what a function's configuration sets in place of entry point and command.
func (v *Variant) Own() *Variant { return v.own() }

func (v *Variant) withoutOverride() *Variant {
	in := v.Image.Inputs
	if in.Override.Entrypoint == nil && in.Override.Command == nil {
		return v
	}
	in.Override.Entrypoint, in.Override.Command = nil, nil
	own := simulated(v.Image.File, in, v.Context, v.env)
	own.Builds, own.Functions = v.Builds, v.Functions
	return own
}

// Module resolves the handler of the variant's image; see Resolution.
func (v *Variant) Module() Resolution { return v.module() }

// Written is Module, with the source that a person wrote where the module is one that a build makes, or may have changed: for people to be led there.
// It decides nothing: its Symbols are never No unless Module's are. It may look through the build context.
func (v *Variant) Written() Resolution { return v.written() }

func (v *Variant) add(r recipe) {
	if r.function != nil {
		v.Functions = append(v.Functions, r.function)
	}
	if r.build != nil {
		v.Builds = append(v.Builds, r.build)
	}
}

func functionEvidence(f *workspace.Function) image.Evidence {
	return image.Evidence{
		Class: image.Certain, File: f.File, Span: f.Span,
		Text: fmt.Sprintf("function %s of %s uses this Dockerfile", f.Name, f.File.Path()),
	}
}

func configEvidence(cfg *config.Config, name string) []image.Evidence {
	file := source.New(cfg.Path, "")
	switch cfg.Verdict(name) {
	case config.IsLambda:
		return []image.Evidence{{Class: image.Certain, Override: true, File: file, Text: "the configuration says that it is a Lambda function's"}}
	case config.IsNotLambda:
		return []image.Evidence{{Class: image.NotLambda, Override: true, Against: true, File: file, Text: "the configuration says that it is no Lambda function's"}}
	}
	return nil
}

func overrideOf(f *workspace.Function) image.Override {
	o := image.Override{
		Entrypoint: argvOf(f.File, f.Entrypoint), Command: argvOf(f.File, f.Command),
		Environment: make(map[string]image.Value, len(f.Environment)), EnvironmentOpen: f.EnvironmentOpen,
	}
	for name, v := range f.Environment {
		o.Environment[name] = image.Value{Text: v.Text, Known: v.State == workspace.Known}
	}
	if f.WorkingDirectory.State != workspace.Unset {
		o.WorkDir = image.Value{Text: f.WorkingDirectory.Text, Known: f.WorkingDirectory.State == workspace.Known}
	}
	return o
}

func argvOf(file *source.File, list workspace.List) *image.Argv {
	if !list.Set {
		return nil
	}
	argv := &image.Argv{Set: true, File: file, Unknown: list.Dynamic}
	for _, item := range list.Items {
		argv.Words = append(argv.Words, image.Arg{Text: item.Text, Known: item.State == workspace.Known, Span: item.Span})
	}
	return argv
}
