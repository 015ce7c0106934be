package workspace

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
)

// The resource types of functions, in CloudFormation's own form and in SAM's.
const (
	lambdaResource = "AWS::Lambda::Function"
	samResource    = "AWS::Serverless::Function"
)

// imageConfig is the property that overrides what an image starts.
const imageConfig = "ImageConfig"

// forEach begins the name of a loop over resources: a list of a variable, its values, and the resources.
const forEach = "Fn::ForEach::"

// resources are a template's resources, those of loops once.
func resources(n *yaml.Node) []entry {
	var all []entry
	for _, resource := range entries(n) {
		body := items(resource.value)
		if strings.HasPrefix(resource.key.Value, forEach) && len(body) == 3 {
			all = append(all, entries(body[2])...)
			continue
		}
		all = append(all, resource)
	}
	return all
}

// isStackTemplate goes by the name: any YAML file may be a template, JSON files only when they are named like one.
func isStackTemplate(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch {
	case isYAML(base), strings.HasSuffix(base, ".template"):
		return true
	case strings.HasSuffix(base, ".json"):
		return strings.Contains(base, "template") || strings.Contains(base, "cloudformation") || strings.Contains(base, "cfn") || strings.Contains(base, "sam")
	}
	return false
}

// readTemplate reads the functions of a SAM or CloudFormation template that run an image
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build.html); paths are relative to
// the template's folder, the Dockerfile's to the context.
func readTemplate(c *collector, f *source.File) {
	if !strings.Contains(f.Text(), lambdaResource) && !strings.Contains(f.Text(), samResource) {
		return
	}
	root := templateRoot(f)
	if root == nil && strings.Contains(f.Text(), imageConfig) {
		c.addUnreadFunction(f, "sam", imageConfig)
		return
	}
	globals := get(root, "Globals", "Function")
	region, config := c.samRegion(f.Path())
	for _, resource := range resources(get(root, "Resources")) {
		t := template{file: f, resource: resource, region: region, regionFile: config}
		switch scalar(f, get(resource.value, "Type")).Text {
		case samResource:
			t.globals = globals
			c.addTemplateFunction(t, "sam")
		case lambdaResource:
			c.addTemplateFunction(t, "cloudformation")
		}
	}
}

// templateRoot is the root of a template; a file that begins with a brace is JSON, whatever its name.
func templateRoot(f *source.File) *yaml.Node {
	if !strings.HasPrefix(strings.TrimLeft(f.Text(), "\ufeff \t\r\n"), "{") {
		return parseYAML(f)
	}
	if all := parseJSON(f); len(all) > 0 {
		return all[0]
	}
	return parseYAML(f)
}

// template is a function of a template, with what Globals says for all functions.
type template struct {
	file     *source.File
	resource entry
	globals  *yaml.Node
	// region is what sam deploy is told, in regionFile.
	region     Value
	regionFile *source.File
}

// property is a property of the function; of Globals where the function has none.
func (t template) property(keys ...string) *yaml.Node {
	if n := get(t.resource.value, append([]string{"Properties"}, keys...)...); n != nil {
		return n
	}
	return get(t.globals, keys...)
}

func (t template) metadata(key string) Value {
	return t.value(get(t.resource.value, "Metadata", key))
}

// value is a scalar; intrinsic functions make it dynamic, except a !Sub that puts nothing in, and so does the variable of a loop.
func (t template) value(n *yaml.Node) Value {
	v := scalar(t.file, n)
	if v.State == Known && hasPlaceholder(v.Text) {
		v.State = Dynamic
	}
	if v.State == Dynamic && n.Kind == yaml.ScalarNode && n.Tag == "!Sub" && !strings.Contains(n.Value, "${") {
		return Value{Known, n.Value, v.Span}
	}
	return v
}

func (c *collector) addTemplateFunction(t template, kind string) {
	f := &Function{
		Name: t.resource.key.Value, Kind: kind, File: t.file, Span: span(t.file, t.resource.key),
		Target:           t.metadata("DockerBuildTarget"),
		Architecture:     t.firstItem("Architectures"),
		Command:          t.list(imageConfig, "Command"),
		Entrypoint:       t.list(imageConfig, "EntryPoint"),
		WorkingDirectory: t.value(t.property(imageConfig, "WorkingDirectory")),
		Region:           t.region, RegionFile: t.regionFile,
		Args: t.pairs(get(t.resource.value, "Metadata", "DockerBuildArgs")),
	}
	t.readEnvironment(f)
	f.Limits = t.limits()
	f.Image = t.value(t.property("ImageUri"))
	if f.Image.State == Unset {
		f.Image = t.value(t.property("Code", "ImageUri"))
	}
	dockerfile, context := t.metadata("Dockerfile"), t.metadata("DockerContext")
	f.PackageType = t.value(t.property("PackageType"))
	if !t.runsImage(f, dockerfile.State != Unset || context.State != Unset) {
		return
	}
	own := get(t.resource.value, "Properties")
	inherited := slices.DeleteFunc(slices.Clone(zipProperties), func(name string) bool { return get(own, name) != nil })
	f.takeProperties(t.globals, t.value, inherited...)
	for i := range f.ZipProperties {
		f.ZipProperties[i].Entry = source.Span{} // other functions may need it
	}
	f.takeProperties(own, t.value, zipProperties...)
	project := dockerfile.State == Unset && context.State == Unset && t.namesProject(f.Image)
	if project {
		context, f.Image = f.Image, Value{}
	}
	named := namedContext{path.Dir(t.file.Path()), context, dockerfile}
	f.Dockerfile, f.Context = named.place(c)
	f.Missing, _ = named.missing(c)
	if project && f.Dockerfile.State == Known {
		f.Context = Value{}
	}
	c.addFunction(f)
}

// zipProperties are the properties that a function of an image must not have
// (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html; aws/serverless-application-model, model/sam_resources.py).
var zipProperties = []string{"Runtime", "Handler", "Layers"}

// runsImage reports whether a function runs an image. A package type decides it; where there is none, an image's address, or a Dockerfile and no runtime.
func (t template) runsImage(f *Function, dockerfile bool) bool {
	switch {
	case f.PackageType.State == Known:
		return f.PackageType.Text == "Image"
	case f.PackageType.State == Dynamic || f.Image.State != Unset:
		return true
	}
	return dockerfile && t.property("Runtime") == nil
}

// namesProject reports whether an ImageUri is the folder of a project, which dotnet lambda deploy-serverless builds, in a context that it chooses, and replaces by an address.
func (t template) namesProject(image Value) bool {
	return image.State == Known && (strings.HasPrefix(image.Text, ".") || image.Text == "" && path.Ext(t.file.Path()) == ".template")
}

func (t template) firstItem(key string) Value {
	all := items(t.property(key))
	if len(all) != 1 {
		return Value{}
	}
	return t.value(all[0])
}

func (t template) list(keys ...string) List {
	n := t.property(keys...)
	if n == nil || n.ShortTag() == "!!null" {
		return List{}
	}
	l := List{Set: true, Span: span(t.file, n)}
	if n.Kind == yaml.MappingNode || !strings.HasPrefix(n.ShortTag(), "!!") {
		l.Dynamic = true
		return l
	}
	for _, item := range items(n) {
		l.Items = append(l.Items, t.value(item))
	}
	l.Set = len(l.Items) > 0
	return l
}

// pairs are the entries of mappings, those of later ones before earlier ones.
func (t template) pairs(mappings ...*yaml.Node) map[string]Value {
	all := map[string]Value{}
	for _, mapping := range mappings {
		for _, e := range entries(mapping) {
			all[e.key.Value] = t.value(e.value)
		}
	}
	return all
}
