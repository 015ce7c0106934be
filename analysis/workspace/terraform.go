package workspace

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/lambdock/lambdock/analysis/source"
)

func isTerraform(name string) bool {
	ext := path.Ext(name)
	return (ext == ".tf" || ext == ".tofu") && !strings.HasPrefix(path.Base(name), ".")
}

// terraformWords are the words of which a file that builds an image or runs one holds at least one.
var terraformWords = []string{"aws_lambda_function", "docker_image", "docker-build", "image_uri", "local-exec"}

// moduleWords are those of a file that such a file may refer to.
var moduleWords = []string{"locals", "docker_image", "docker_registry_image", "docker-build", "local-exec", "aws_ecr_repository", dockerProvider, `provider "aws"`}

func holdsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// readTerraform reads the functions of a Terraform file that run an image, and the images that it builds:
// aws_lambda_function, docker_image, local-exec, and the modules of terraform-aws-modules/lambda
// (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function).
func readTerraform(c *collector, f *source.File) {
	if !holdsAny(f.Text(), terraformWords) {
		return
	}
	m := &terraformModule{
		collector: c, dir: path.Dir(f.Path()),
		locals: map[string]hclsyntax.Expression{}, blocks: map[string]*terraformBlock{}, references: map[hclsyntax.Expression][]reference{},
	}
	m.load(f)
	if len(m.own) == 0 {
		return
	}
	m.loadSiblings(f.Path())
	m.collectBuilds()
	for _, b := range m.builds {
		if b.block.file == f {
			c.addBuild(b.Build)
		}
	}
	for _, block := range m.own {
		if function := m.function(block); function != nil {
			m.link(function, block)
			c.addFunction(function)
		}
	}
}

// terraformModule is a folder of Terraform files: what one of them names, all know.
type terraformModule struct {
	*collector
	dir    string
	locals map[string]hclsyntax.Expression
	blocks map[string]*terraformBlock // by address: "docker_image.app", "module.lambda", "data.aws_ecr_image.app"
	all    []*terraformBlock          // in their order
	own    []*terraformBlock          // those of the file that is read
	builds []*terraformBuild
	// references is what expressions refer to.
	references map[hclsyntax.Expression][]reference
	providers  []awsProvider
	required   versions  // of the provider that builds images, by the module's constraints
	locked     *versions // by its lock file; nil while that is not read
	// followed counts the locals that were followed to their values.
	followed int
}

// terraformBlock is a resource, a data source or a module.
type terraformBlock struct {
	*hclsyntax.Block
	file    *source.File
	address string
}

// kind is a resource's type, "data" with it, or "module".
func (b *terraformBlock) kind() string {
	if at := strings.LastIndexByte(b.address, '.'); at > 0 {
		return b.address[:at]
	}
	return b.address
}

// nameSpan is where the last label stands.
func (b *terraformBlock) nameSpan() source.Span {
	return insideQuotes(b.file, hclSpan(b.LabelRanges[len(b.LabelRanges)-1]))
}

// expr is the expression of an attribute, nil when there is none.
func (b *terraformBlock) expr(name string) hclsyntax.Expression { return expressionOf(b.Body, name) }

func expressionOf(body *hclsyntax.Body, name string) hclsyntax.Expression {
	if a := body.Attributes[name]; a != nil {
		return a.Expr
	}
	return nil
}

// hasBlock reports whether there is a block of that type.
func (b *terraformBlock) hasBlock(kind string) bool {
	return slices.ContainsFunc(b.Body.Blocks, func(block *hclsyntax.Block) bool { return block.Type == kind })
}

// nested is the first block of that type, which a dynamic block may make too; dynamic reports that it does.
func (b *terraformBlock) nested(kind string) (body *hclsyntax.Body, dynamic bool) {
	for _, block := range b.Body.Blocks {
		switch {
		case block.Type == kind:
			return block.Body, false
		case block.Type == "dynamic" && len(block.Labels) == 1 && block.Labels[0] == kind:
			return nil, true
		}
	}
	return nil, false
}

// load reads the blocks of one file; those of the first file are the module's own.
func (m *terraformModule) load(f *source.File) {
	body := parseHCL(f)
	if body == nil {
		return
	}
	first := len(m.all) == 0
	for _, block := range body.Blocks {
		prefix := ""
		switch {
		case block.Type == "locals":
			for name, a := range block.Body.Attributes {
				m.locals[name] = a.Expr
			}
			continue
		case block.Type == "terraform":
			m.require(f, block.Body)
			continue
		case block.Type == "provider":
			m.addProvider(f, block)
			continue
		case block.Type == "resource" && len(block.Labels) == 2:
		case block.Type == "data" && len(block.Labels) == 2, block.Type == "module" && len(block.Labels) == 1:
			prefix = block.Type + "."
		default:
			continue
		}
		b := &terraformBlock{block, f, prefix + strings.Join(block.Labels, ".")}
		m.blocks[b.address] = b
		m.all = append(m.all, b)
	}
	if first {
		m.own = slices.Clone(m.all)
	}
}

// maxSiblings and maxSiblingBytes bound how much of its folder one file makes be read.
const (
	maxSiblings     = 40
	maxSiblingBytes = 1 << 18
)

// loadSiblings reads the other files of the folder that the own blocks may refer to.
func (m *terraformModule) loadSiblings(own string) {
	if !slices.ContainsFunc(m.own, (*terraformBlock).mattersHere) {
		return
	}
	entries, _ := fs.ReadDir(m.fsys, m.dir) // a folder that cannot be read has no other files
	read, size := 0, 0
	for _, d := range entries {
		name := path.Join(m.dir, d.Name())
		if !isTerraform(name) || name == own || d.IsDir() {
			continue
		}
		if read++; read > maxSiblings || size > maxSiblingBytes {
			return
		}
		text, ok := readText(m.fsys, name)
		if size += len(text); ok && holdsAny(text, moduleWords) {
			m.load(source.New(name, text))
		}
	}
}

// mattersHere reports whether a block may be a function or a build.
func (b *terraformBlock) mattersHere() bool {
	return b.kind() == "aws_lambda_function" || b.kind() == "docker_image" || b.kind() == "module" || len(b.Body.Blocks) > 0
}

// lambdaModule is the part of the source of the module that makes functions, buildModule of the one that builds their images.
const (
	lambdaModule = "terraform-aws-modules/lambda/aws"
	lambdaGit    = "terraform-aws-lambda"
	buildModule  = "modules/docker-build"
)

// source is a module's literal source.
func (m *terraformModule) source(b *terraformBlock) string {
	return m.value(b.file, b.expr("source")).Text
}

// function is the function that a block makes, nil when it makes none that runs an image.
func (m *terraformModule) function(b *terraformBlock) *Function {
	if b.kind() != "aws_lambda_function" && b.kind() != "module" {
		return nil
	}
	f := &Function{Name: b.Labels[len(b.Labels)-1], Kind: "terraform", File: b.file, Span: b.nameSpan(), Image: m.value(b.file, b.expr("image_uri"))}
	kind := m.value(b.file, b.expr("package_type"))
	f.PackageType = kind
	image := kind.Text == "Image" || f.Image.State != Unset
	if !image || kind.State == Known && kind.Text != "Image" {
		return nil
	}
	m.setRegion(f, b)
	f.Limits = m.limits(b)
	f.Retaken = b.expr("source_code_hash") != nil || b.hasBlock("lifecycle")
	if f.Architecture = m.firstOf(b.file, b.expr("architectures")); b.kind() == "module" {
		return m.moduleFunction(b, f)
	}
	m.imageConfig(b, f)
	m.takeAttributes(f, b.Body, "runtime", "handler", "layers")
	environment, dynamic := b.nested("environment")
	if f.EnvironmentOpen = dynamic; environment != nil {
		m.readEnvironment(f, expressionOf(environment, "variables"))
	}
	return f
}

// imageConfig reads the block that overrides what the image starts.
func (m *terraformModule) imageConfig(b *terraformBlock, f *Function) {
	config, dynamic := b.nested("image_config")
	switch {
	case dynamic:
		f.overriddenUnknown()
	case config != nil:
		f.Command = m.list(b.file, expressionOf(config, "command"))
		f.Entrypoint = m.list(b.file, expressionOf(config, "entry_point"))
		f.WorkingDirectory = m.value(b.file, expressionOf(config, "working_directory"))
	}
}

// overriddenUnknown says that somebody else may override anything.
func (f *Function) overriddenUnknown() {
	f.Command, f.Entrypoint, f.WorkingDirectory = undecidedList(f.Span), undecidedList(f.Span), Value{State: Dynamic, Span: f.Span}
}

// moduleFunction reads a call of terraform-aws-modules/lambda; of other modules for functions only what they are given is known, not what they do with it.
func (m *terraformModule) moduleFunction(b *terraformBlock, f *Function) *Function {
	from := m.source(b)
	if strings.Contains(from, buildModule) || !strings.Contains(strings.ToLower(from+" "+b.address), "lambda") {
		return nil
	}
	if !strings.Contains(from, lambdaModule) && !strings.Contains(from, lambdaGit) {
		f.overriddenUnknown()
		f.EnvironmentOpen = true
		return f
	}
	f.Command = m.list(b.file, b.expr("image_config_command"))
	f.Entrypoint = m.list(b.file, b.expr("image_config_entry_point"))
	f.WorkingDirectory = m.value(b.file, b.expr("image_config_working_directory"))
	m.readEnvironment(f, b.expr("environment_variables"))
	m.takeAttributes(f, b.Body, "layers") // the module itself leaves out what else a zip function has
	return f
}
