package workspace

import (
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

var cdkExtensions = []string{".ts", ".js", ".mts", ".mjs", ".cts", ".cjs", ".tsx", ".py"}

// cdkNames are the names that files of CDK apps bear whole, cdkFolders the folders that they lie in, cdkParts what stands in names of either.
// All sources of a tree would be too many to read.
var (
	cdkNames   = []string{"app", "main", "index"}
	cdkFolders = []string{"bin/", "lib/", "src/"}
	cdkParts   = []string{"cdk", "stack", "stage", "infra", "construct", "iac", "deploy", "lambda", "function", "service", "pipeline", "aws", "api", "compute", "backend", "platform", "resource", "component"}
)

// testParts are what stands in the path of a test, which defines nothing that is deployed.
var testParts = []string{"/test/", "/tests/", "/__tests__/", "/__mocks__/", "/test_", "/conftest.py", ".test.", ".spec.", "_test.", "-test.", ".d.ts", ".min.js"}

// isCDK reports whether a source may be one of a CDK app's, by its name.
func isCDK(name string) bool {
	return slices.Contains(cdkExtensions, path.Ext(name)) && isAppSource(name)
}

func isAppSource(name string) bool {
	name = "/" + strings.ToLower(name)
	base, _, _ := strings.Cut(path.Base(name), ".")
	inFolder := func(folder string) bool { return strings.Contains(name, "/"+folder) }
	return (slices.Contains(cdkNames, base) || slices.ContainsFunc(cdkFolders, inFolder) || holdsAny(name, cdkParts)) && !holdsAny(name, testParts)
}

// cdkWords are the words of which a file that defines an image's function in CDK holds at least one.
var cdkWords = []string{"DockerImageFunction", "DockerImageCode", "AssetImage", "asset_image", "EcrImage", "ecr_image"}

// readCDK reads the functions of a CDK app in TypeScript, JavaScript or Python that run an image
// (https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda.DockerImageFunction.html).
func readCDK(c *collector, f *source.File) {
	if !holdsAny(f.Text(), cdkWords) {
		return
	}
	app := &cdkApp{collector: c, file: f, used: map[*syntax.Call]bool{}}
	if path.Ext(f.Path()) == ".py" {
		app.script = syntax.PythonCalls(f)
	} else {
		app.script = syntax.JavaScriptCalls(f)
	}
	for _, call := range app.script.Calls {
		if call.Name() == "DockerImageFunction" || call.Name() == "Function" {
			app.construct(call)
		}
	}
	owners := app.owners()
	for _, call := range app.script.Calls {
		if codeOf(call) != noCode && !app.used[call] && strings.Contains(call.Callee, "DockerImageCode") {
			app.loneCode(call, owners[call])
		}
	}
}

// owners are the calls that are given other calls by name, by the latter.
func (a *cdkApp) owners() map[*syntax.Call]*syntax.Call {
	owners := map[*syntax.Call]*syntax.Call{}
	for _, call := range a.script.Calls {
		for _, pair := range call.Keywords {
			if pair.Value.Call != nil {
				owners[pair.Value.Call] = call
			}
		}
	}
	return owners
}

// cdkApp is a source file of a CDK app.
type cdkApp struct {
	*collector
	file   *source.File
	script *syntax.Script
	used   map[*syntax.Call]bool   // calls that make a function's code
	assets map[string]*syntax.Call // DockerImageAsset by what it is assigned to; nil where that is not clear
}

// cdkCode is what a function's code comes from.
type cdkCode int

const (
	noCode cdkCode = iota
	imageAsset
	registryImage
)

// codeOf says what a call makes code of. Constructors are the older form.
func codeOf(call *syntax.Call) cdkCode {
	switch call.Name() {
	case "fromImageAsset", "from_image_asset", "fromAssetImage", "from_asset_image", "AssetImageCode":
		return imageAsset
	case "fromEcr", "from_ecr", "fromEcrImage", "from_ecr_image", "EcrImageCode":
		return registryImage
	}
	return noCode
}

// construct reads new DockerImageFunction(scope, id, props), and Function with an image for its code.
func (a *cdkApp) construct(call *syntax.Call) {
	code, _ := call.Get("code")
	code = a.script.Resolve(code)
	image := call.Name() == "DockerImageFunction"
	if code.Call != nil {
		image = image || codeOf(code.Call) != noCode
		a.used[code.Call] = codeOf(code.Call) != noCode
	}
	if !image {
		return
	}
	f := a.newFunction(call)
	if architecture, ok := call.Get("architecture"); ok {
		f.Architecture = a.architecture(architecture)
	} else if call.Open || hidesProps(call) {
		f.Architecture = Value{State: Dynamic, Span: f.Span}
	}
	f.Limits = a.limits(call)
	a.readEnvironment(f, call)
	a.takeProperties(f, call)
	if code.Call != nil && a.used[code.Call] {
		a.readCode(f, code.Call)
	} else {
		f.overriddenUnknown()
	}
	a.addFunction(f)
}

// takeProperties takes the layers, and a runtime or handler other than the FROM_IMAGE that Function wants with an image.
func (a *cdkApp) takeProperties(f *Function, call *syntax.Call) {
	for _, pair := range call.Keywords {
		v, value := a.script.Resolve(pair.Value), a.value(pair.Value)
		switch pair.Name {
		case "layers":
			if v.Kind == syntax.NoneValue || v.Kind == syntax.ListValue && len(v.Items) == 0 && !v.Open {
				continue
			}
			if v.Kind == syntax.ListValue && len(v.Items) > 0 {
				value.State = Known
			}
		case "runtime", "handler":
			if v.Kind != syntax.StringValue && !strings.Contains(v.Text, ".Runtime.") || strings.HasSuffix(v.Text, "FROM_IMAGE") {
				continue
			}
		default:
			continue
		}
		f.ZipProperties = append(f.ZipProperties, Property{Name: pair.Name, Key: pair.NameSpan, Value: value})
	}
}

// loneCode reads an image's code that is given to a construct which is not known: it is a function's all the same.
func (a *cdkApp) loneCode(call, owner *syntax.Call) {
	if owner == nil {
		owner = call
	}
	f := a.newFunction(owner)
	f.Architecture, f.EnvironmentOpen = Value{State: Dynamic, Span: f.Span}, true
	a.readCode(f, call)
	a.addFunction(f)
}

// newFunction is a function by the name of its construct, or of what it is assigned to.
func (a *cdkApp) newFunction(call *syntax.Call) *Function {
	f := &Function{Name: call.Target, Kind: "cdk", File: a.file, Span: call.CalleeSpan, Dockerfile: Value{State: Dynamic}, Context: Value{State: Dynamic}}
	if len(call.Args) > 1 && codeOf(call) == noCode {
		if id := a.value(call.Args[1]); id.State == Known || id.State == Dynamic && f.Name == "" {
			f.Name, f.Span = id.Text, id.Span
		}
	}
	if f.Name == "" {
		f.Name = call.Name()
	}
	return f
}

// architecture reads lambda.Architecture.ARM_64.
func (a *cdkApp) architecture(v syntax.Value) Value {
	resolved := a.script.Resolve(v)
	if name, ok := architectureOf(resolved.Text); ok && resolved.Kind == syntax.NameValue {
		return Value{Known, name, v.Span}
	}
	return a.undecided(v)
}

// readCode reads what makes the image, and what the function overrides in it.
func (a *cdkApp) readCode(f *Function, code *syntax.Call) {
	options := cdkOptions{a, code}
	if codeOf(code) == imageAsset {
		options.place(f, options.argument(0, "directory"))
	} else {
		repository := options.argument(0, "repository")
		f.Image = a.undecided(repository)
		if asset := a.assetOf(repository); asset != nil {
			made := cdkOptions{a, asset}
			directory, _ := asset.Get("directory")
			made.place(f, directory)
		}
	}
	f.Command, f.Entrypoint = options.list("cmd"), options.list("entrypoint")
	f.WorkingDirectory = options.option("workingDirectory", "working_directory")
}

// assetOf is the DockerImageAsset of which a repository is: asset.repository.
func (a *cdkApp) assetOf(repository syntax.Value) *syntax.Call {
	name, ok := strings.CutSuffix(repository.Text, ".repository")
	if !ok || repository.Kind != syntax.NameValue {
		return nil
	}
	if a.assets == nil {
		a.assets = map[string]*syntax.Call{}
		for _, call := range a.script.Calls {
			if call.Name() != "DockerImageAsset" {
				continue
			}
			_, another := a.assets[call.Target]
			if a.assets[call.Target] = call; another {
				a.assets[call.Target] = nil
			}
		}
	}
	return a.assets[name]
}

// cdkOptions reads the arguments of a call, which may stand in an object literal or be keywords.
type cdkOptions struct {
	*cdkApp
	call *syntax.Call
}

// argument is a positional argument, or the keyword of that name.
func (o cdkOptions) argument(at int, name string) syntax.Value {
	if v, ok := o.call.Get(name); ok {
		return v
	}
	if at < len(o.call.Args) {
		return o.call.Args[at]
	}
	return syntax.Value{}
}

// hidden reports that options may be given which are not seen: a spread, a variable in their place.
func (o cdkOptions) hidden() bool {
	return o.call.Open || len(o.call.Args) > 1 && o.call.Args[1].Kind != syntax.ObjectValue && codeOf(o.call) != noCode
}

// option is the option of one of those names.
func (o cdkOptions) option(names ...string) Value {
	for _, name := range names {
		if v, ok := o.call.Get(name); ok {
			return o.value(v)
		}
	}
	if o.hidden() {
		return Value{State: Dynamic, Span: o.call.CalleeSpan}
	}
	return Value{}
}

func (o cdkOptions) list(name string) List {
	v, ok := o.call.Get(name)
	switch {
	case !ok && o.hidden():
		return undecidedList(o.call.CalleeSpan)
	case !ok:
		return List{}
	}
	return o.cdkApp.list(v)
}

// place sets where the Dockerfile and its context lie, and what they are built with.
func (o cdkOptions) place(f *Function, directory syntax.Value) {
	n := namedContext{file: o.option("file"), context: o.undecided(directory)}
	if resolved := o.script.Resolve(directory); resolved.Kind == syntax.PathValue {
		n.dir, n.context.State, n.context.Text = path.Dir(o.file.Path()), Known, resolved.Text
	} else if name, ok := o.fromWorkingFolder(resolved); ok {
		if dir, found := o.appFolder(); found {
			n.dir, n.context.State, n.context.Text = dir, Known, name
		}
	}
	f.Dockerfile, f.Context = n.place(o.collector)
	if f.Context.State != Known {
		f.Context = o.undecided(directory)
	}
	f.Target, f.Platform = o.option("target"), o.option("platform")
	for _, name := range []string{"buildArgs", "build_args"} {
		if v, ok := o.call.Get(name); ok {
			f.Args = o.pairs(v)
		}
	}
}
