package rules

import (
	"encoding/json"
	"fmt"
	"path"
	"strconv"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "handler-esm-cjs-mismatch",
	Summary: "handlers of Node.js in a file whose module system is another one than its name and package.json say",
	Doc: `
Node.js takes .mjs for an ES module and .cjs for CommonJS; a .js file is what the nearest package.json in the image says under "type". With import or export in CommonJS it stops with Runtime.UserCodeSyntaxError,
and with exports.handler in an ES module with "exports is not defined". A package.json that is not copied is the usual cause: beside the sources it says "type": "module", in the image there is none.

Without a type, the runtimes of Node.js 20 and 22 take .js for CommonJS, as Lambda switches Node.js's own detection off; from Node.js 24 on it is on, and the rule is silent there.
It is silent too where NODE_OPTIONS is set, and where it is not known which package.json is in the image.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html",
		"https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js",
		"https://nodejs.org/api/packages.html#determining-module-system",
	},
	Severity: analysis.Error,
	Tier:     3,
	Since:    "0.1.0",
	Image:    handlerESMCJSMismatch,
})

func handlerESMCJSMismatch(p *analysis.Pass, i *image.Image) {
	found := p.Module()
	if i.Start.Language != lambda.NodeJS || found.Presence != image.Present || !found.Read || found.Compiled != "" || setsNodeOptions(p, i) {
		return
	}
	declares, assigns := found.Source.Declares, found.Source.Assigns
	system, why := moduleSystem(p, i, found)
	d := analysis.Diagnostic{File: found.Source.File}
	switch none := (source.Span{}); {
	case system == "commonjs" && declares != none:
		d.Span, d.Message = declares, fmt.Sprintf("Node.js reads this as CommonJS, in which there is no %s: %s", found.Source.File.Slice(declares), why)
	case system == "module" && assigns != none:
		d.Span, d.Message = assigns, fmt.Sprintf("Node.js reads this as an ES module, in which there is no exports: %s", why)
	default:
		return
	}
	file, at := handlerPlace(i)
	d.Related = []analysis.Related{{File: file, Span: at, Message: "it is the handler"}}
	p.Report(d)
}

// setsNodeOptions reports whether NODE_OPTIONS is set, or may be: it can bring loaders and switch detection on.
func setsNodeOptions(p *analysis.Pass, i *image.Image) bool {
	const name = "NODE_OPTIONS"
	_, inImage := i.Final.Env.Runtime(name)
	_, inFunction := i.Inputs.Override.Environment[name]
	return inImage || inFunction || i.Inputs.Override.EnvironmentOpen
}

// moduleSystem is what Node.js takes the handler's file for, "module" or "commonjs", and why; empty where that is not known.
func moduleSystem(p *analysis.Pass, i *image.Image, found analysis.Resolution) (system, why string) {
	switch extension := path.Ext(found.File); extension {
	case ".mjs":
		return "module", "its name ends in .mjs"
	case ".cjs":
		return "commonjs", "its name ends in .cjs"
	case ".js":
	default:
		return "", ""
	}
	file, ok := placeOf(i, found)
	if !ok {
		return "", ""
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		manifest := path.Join(dir, "package.json")
		presence, origin := i.Final.LookupOwn(manifest)
		switch {
		case path.Base(dir) == "node_modules" || presence == image.Unknown:
			return "", ""
		case presence == image.Present:
			return typeOf(p, i, origin, manifest)
		case dir == lambda.TaskRoot && i.Final.Root().OnLambda(): // what lies above comes with the base image, which has no package.json
			return undeclared(i, "no package.json in the image says otherwise")
		case dir == "/":
			return undeclared(i, "no package.json in the image says otherwise")
		}
	}
}

// placeOf is the absolute path of the handler's file in the image.
func placeOf(i *image.Image, found analysis.Resolution) (string, bool) {
	if path.IsAbs(found.File) {
		return found.File, true
	}
	for _, dir := range i.Start.Handler.SearchPath {
		file := path.Join(dir, found.File)
		if presence, origin := i.Final.LookupOwn(file); presence == image.Present && origin.ContextPath == found.Origin.ContextPath && origin.Step == found.Origin.Step {
			return file, true
		}
	}
	return "", false
}

// typeOf is the module system that a package.json gives to .js files.
func typeOf(p *analysis.Pass, i *image.Image, origin image.Origin, manifest string) (system, why string) {
	file, ok := p.File(origin)
	if !ok {
		return "", ""
	}
	var read struct{ Type *string }
	if err := json.Unmarshal([]byte(file.Text()), &read); err != nil {
		return "", ""
	}
	switch {
	case read.Type == nil:
		return undeclared(i, manifest+" in the image has no type")
	case *read.Type == "module" || *read.Type == "commonjs":
		return *read.Type, fmt.Sprintf("%s in the image says \"type\": %q", manifest, *read.Type)
	}
	return "", ""
}

// undeclared is the module system of a .js file to which no package.json gives a type.
func undeclared(i *image.Image, why string) (system, reason string) {
	base := i.Final.Root()
	if i.Start.Kind != image.LambdaEntrypoint || base.Tag == nil || !lambda.VersionBefore(base.Lambda.Runtime, strconv.Itoa(lambda.DetectsModulesFrom)) {
		return "", ""
	}
	return "commonjs", why
}
