package workspace

import (
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// isServerless reports whether a file is a Serverless Framework service by its name: serverless.yml, serverless.prod.yml, users-serverless.json.
func isServerless(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.Contains(base, "serverless") && (isYAML(base) || path.Ext(base) == ".json")
}

// readServerless reads the images that a service builds and the functions that use them
// (https://www.serverless.com/framework/docs/providers/aws/guide/functions); paths are relative to the file's folder, a Dockerfile's to the image's path.
func readServerless(c *collector, f *source.File) {
	s := &service{collector: c, file: f, root: parseYAML(f), images: map[string]serviceImage{}}
	s.provider = get(s.root, "provider")
	if s.provider == nil {
		return
	}
	for _, image := range entries(get(s.provider, "ecr", "images")) {
		s.addImage(image)
	}
	s.addFunctions(get(s.root, "functions"))
}

// service is a Serverless Framework file.
type service struct {
	*collector
	file           *source.File
	root, provider *yaml.Node
	images         map[string]serviceImage
}

// serviceImage is an image of provider.ecr.images: a build, or the address of one that exists.
type serviceImage struct {
	build *Build
	uri   Value
}

// value is a scalar; ${…} in it is decided when the service is deployed.
func (s *service) value(n *yaml.Node) Value {
	v := scalar(s.file, n)
	if v.State == Known && hasPlaceholder(v.Text) {
		v.State = Dynamic
	}
	return v
}

// isImageAddress tells the address of an image in a registry from a name or a path.
func isImageAddress(v Value) bool { return v.State == Known && strings.Contains(v.Text, ".dkr.ecr.") }

// addImage reads an image, which is a path, an address, or a mapping.
func (s *service) addImage(image entry) {
	context, uri := Value{}, s.value(get(image.value, "uri"))
	switch image.value.Kind {
	case yaml.ScalarNode:
		context = s.value(image.value)
		if isImageAddress(context) {
			context, uri = Value{}, context
		}
	case yaml.MappingNode:
		context = s.value(get(image.value, "path"))
	}
	if context.State == Unset {
		s.images[image.key.Value] = serviceImage{uri: uri}
		return
	}
	b := &Build{Tool: ServerlessImage, File: s.file, Span: span(s.file, image.key), Args: s.pairs(get(image.value, "buildArgs")), NamedContexts: map[string]Value{}}
	if v := s.value(get(image.value, "platform")); v.State != Unset {
		b.Platforms = []Value{v}
	}
	s.buildOptions(b, get(image.value, "buildOptions"))
	if v := s.value(get(image.value, "provenance")); v.State != Unset {
		b.setAttestation("provenance", v, inputSpan(s.file, image.value, "provenance"))
	}
	b.InsertOff = s.insertOff(image.value)
	b.InsertPlatform = s.insertEntry(image.value, "platform", PlatformMark)
	s.place(b, placing{
		dirs: []string{path.Dir(s.file.Path())}, context: given(context), file: given(s.value(get(image.value, "file"))), fileInContext: true, names: []string{"Dockerfile"},
	})
	s.images[image.key.Value] = serviceImage{build: b}
	s.addBuild(b)
}

// buildOptions reads further arguments of docker build.
func (s *service) buildOptions(b *Build, n *yaml.Node) {
	var args []argument
	for _, item := range items(n) {
		a := given(s.value(item))
		a.source = text(s.file, item)
		args = append(args, a)
		if !a.known {
			b.undecided()
		}
	}
	var elsewhere placing
	for _, f := range dockerBuildFlags.parse(args, false).flags {
		b.flag(f, &elsewhere)
	}
}

// insertOff is the edit that switches provenance off, where the framework's version is known to understand it.
func (s *service) insertOff(image *yaml.Node) Insertion {
	if !knowsProvenance(s.value(get(s.root, "frameworkVersion")).Text) {
		return Insertion{}
	}
	return s.insertEntry(image, "provenance", "false")
}

var frameworkVersion = regexp.MustCompile(`^(\^|~|>=)?\s*v?(4(?:\.(?:\d+))?)(\.\d+)?$`)

// knowsProvenance reports whether the newest Serverless Framework 4 that a range of versions allows knows an image's provenance.
func knowsProvenance(versions string) bool {
	parts := frameworkVersion.FindStringSubmatch(strings.TrimSpace(versions))
	if parts == nil {
		return false
	}
	operator, minor, patch := parts[1], parts[2], parts[3]
	switch {
	case operator == "^", operator == ">=", minor == "4":
		return true
	case operator == "~", patch == "":
		return !lambda.OlderVersion(minor, "4.4")
	}
	return !lambda.VersionBefore(minor+patch, lambda.ServerlessProvenanceMinimum)
}

// insertEntry is the edit that puts an entry first into a mapping.
func (s *service) insertEntry(mapping *yaml.Node, key, value string) Insertion {
	if path.Ext(s.file.Path()) != ".json" {
		return insertEntry(s.file, mapping, key+": "+value)
	}
	if value == PlatformMark {
		value = `"` + value + `"`
	}
	return insertEntry(s.file, mapping, `"`+key+`": `+value)
}

func (s *service) pairs(mappings ...*yaml.Node) map[string]Value {
	all := map[string]Value{}
	for _, mapping := range mappings {
		for _, e := range entries(mapping) {
			all[e.key.Value] = s.value(e.value)
		}
	}
	return all
}

// addFunctions reads a mapping of functions, or a list of such mappings. What is put in from another file may be any function.
func (s *service) addFunctions(n *yaml.Node) {
	if n == nil {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		for _, function := range entries(n) {
			s.addServiceFunction(function)
		}
	case yaml.SequenceNode:
		for _, item := range items(n) {
			if item.Kind != yaml.SequenceNode {
				s.addFunctions(item)
			}
		}
	case yaml.ScalarNode:
		if v := s.value(n); v.State == Dynamic && len(s.images) > 0 {
			s.addFunction(&Function{Name: v.Text, Kind: "serverless", File: s.file, Span: v.Span, Dockerfile: unknown(Value{}), Context: unknown(Value{}), Command: undecidedList(v.Span), Entrypoint: undecidedList(v.Span)})
		}
	}
}

func (s *service) addServiceFunction(function entry) {
	image := get(function.value, "image")
	if image == nil {
		return
	}
	f := &Function{
		Name: function.key.Value, Kind: "serverless", File: s.file, Span: span(s.file, function.key),
		Command: s.list(get(image, "command")), Entrypoint: s.list(get(image, "entryPoint")), WorkingDirectory: s.value(get(image, "workingDirectory")),
	}
	f.Region, f.Limits = s.value(get(s.provider, "region")), s.limits(function.value)
	f.takeProperties(function.value, s.value, "handler", "layers")
	f.readVariables(get(s.provider, "environment"), s.value)
	f.readVariables(get(function.value, "environment"), s.value)
	if f.Architecture = s.value(get(function.value, "architecture")); f.Architecture.State == Unset {
		f.Architecture = s.value(get(s.provider, "architecture"))
	}
	name, uri := s.value(get(image, "name")), s.value(get(image, "uri"))
	if image.Kind == yaml.ScalarNode {
		name = s.value(image)
		if isImageAddress(name) {
			name, uri = Value{}, name
		}
	}
	f.Image, f.Dockerfile, f.Context = uri, unknown(Value{}), unknown(Value{})
	known := s.images[name.Text]
	switch {
	case name.State == Dynamic:
		f.Image = name
	case known.build != nil:
		f.useBuild(known.build)
	case known.uri.State != Unset:
		f.Image = known.uri
	}
	s.addFunction(f)
}

func (s *service) list(n *yaml.Node) List {
	if n == nil || n.ShortTag() == "!!null" {
		return List{}
	}
	l := List{Set: true, Span: span(s.file, n)}
	if n.Kind != yaml.SequenceNode {
		l.Dynamic = true
		return l
	}
	for _, item := range items(n) {
		l.Items = append(l.Items, s.value(item))
	}
	l.Set = len(l.Items) > 0
	return l
}
