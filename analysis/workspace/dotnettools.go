package workspace

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// isDotnetTools reports whether a file holds the defaults of dotnet lambda: aws-lambda-tools-defaults.json, or one of another stage.
func isDotnetTools(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.HasPrefix(base, "aws-lambda-tools-") && path.Ext(base) == ".json"
}

// dotnetImageKeys are the keys that only an image's function has. A docker-host-build-output-dir stands beside templates too.
var dotnetImageKeys = []string{"image-command", "image-entrypoint", "image-working-directory", "dockerfile", "docker-build-working-dir", "docker-build-options"}

// readDotnetTools reads the function that dotnet lambda deploy-function deploys
// (https://github.com/aws/aws-extensions-for-dotnet-cli); paths are relative to the file's folder, which is the project's.
func readDotnetTools(c *collector, f *source.File) {
	root := parseYAML(f)
	value := func(key string) Value { return scalar(f, get(root, key)) }
	kind := value("package-type")
	image := strings.EqualFold(kind.Text, "image")
	for _, key := range dotnetImageKeys {
		image = image || kind.State == Unset && get(root, key) != nil
	}
	if !image {
		return
	}
	function := &Function{
		Name: value("function-name").Text, Kind: "dotnet-tools", File: f, Span: value("function-name").Span,
		Command: commaList(f, get(root, "image-command")), Entrypoint: commaList(f, get(root, "image-entrypoint")),
		PackageType: kind, Region: value("region"), WorkingDirectory: value("image-working-directory"), Architecture: value("function-architecture"),
	}
	function.Limits = dotnetLimits(f, root)
	if function.Name == "" {
		function.Name, function.Span = path.Base(path.Dir(f.Path())), kind.Span
	}
	function.dotnetEnvironment(value("environment-variables"))
	function.Architecture.Text = strings.ToLower(function.Architecture.Text)
	function.dotnetPlace(c, value("dockerfile"), value("docker-build-working-dir"))
	function.dotnetOptions(value("docker-build-options"))
	c.addFunction(function)
}

// dotnetPlace sets the Dockerfile and the context, both relative to the project. Without a context the tool chooses one, as whoever reads the Dockerfile does.
func (f *Function) dotnetPlace(c *collector, dockerfile, context Value) {
	dir := path.Dir(f.File.Path())
	name := dockerfile.Text
	if dockerfile.State == Unset {
		name = "Dockerfile"
	}
	at, ok := within(dir, name)
	if !ok || !c.isFile(at) {
		f.Dockerfile, f.Context = unknown(dockerfile), unknown(context)
		return
	}
	f.Dockerfile = Value{Known, at, dockerfile.Span}
	if context.State == Unset {
		return
	}
	f.Context = unknown(context)
	if folder, ok := within(dir, context.Text); ok && c.isDir(folder) {
		f.Context = Value{Known, folder, context.Span}
	}
}

// dotnetOptions takes the target and the arguments from further options of docker build.
func (f *Function) dotnetOptions(options Value) {
	if options.State != Known {
		return
	}
	var args []argument
	for field := range strings.FieldsSeq(options.Text) {
		field = strings.Trim(field, `"'`)
		args = append(args, argument{given: true, known: !strings.Contains(field, "$"), text: field, span: options.Span})
	}
	b := &Build{Args: map[string]Value{}, NamedContexts: map[string]Value{}}
	var elsewhere placing
	for _, flag := range dockerBuildFlags.parse(args, false).flags {
		b.flag(flag, &elsewhere)
	}
	f.Target, f.Args = b.Target, b.Args
}

// commaList is a list in one string with commas, or a JSON list.
func commaList(f *source.File, n *yaml.Node) List {
	if n == nil || n.Value == "" && n.Kind == yaml.ScalarNode {
		return List{}
	}
	l := List{Set: true, Span: span(f, n)}
	for _, item := range items(n) {
		for _, part := range splitList(scalar(f, item)) {
			part.Text = strings.Trim(part.Text, `"`)
			l.Items = append(l.Items, part)
		}
	}
	return l
}

// dotnetEnvironment reads "A=1;B=2", in which names and values may be quoted.
func (f *Function) dotnetEnvironment(v Value) {
	for pair := range strings.SplitSeq(v.Text, ";") {
		if name, value, found := strings.Cut(pair, "="); found {
			f.setVariable(strings.Trim(name, `" `), Value{v.State, strings.Trim(value, `" `), v.Span}, source.Span{})
		}
	}
}
