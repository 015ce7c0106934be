package workspace

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// terraformBuild is a build with the block that makes it, and the addresses of what the block's images are named by.
type terraformBuild struct {
	*Build
	block *terraformBlock
	names map[string]bool
}

// collectBuilds reads the builds of all blocks.
func (m *terraformModule) collectBuilds() {
	for _, b := range m.all {
		switch {
		case b.kind() == "docker_image", b.kind() == "docker_registry_image":
			m.addImageBuild(b)
		case b.kind() == "module":
			m.addModuleBuild(b)
		}
		m.addCommands(b)
	}
}

// addImageBuild reads a docker_image (https://registry.terraform.io/providers/kreuzwerker/docker/latest/docs/resources/image), or the resource that pushed what it built.
func (m *terraformModule) addImageBuild(b *terraformBlock) {
	body, dynamic := b.nested("build")
	if body == nil || dynamic || expressionOf(body, "remote_context") != nil {
		return
	}
	build := &Build{
		File: b.file, Span: b.nameSpan(), NamedContexts: map[string]Value{},
		Args: m.pairs(b.file, expressionOf(body, "build_args")), Target: m.value(b.file, expressionOf(body, "target")),
	}
	for name, v := range m.pairs(b.file, expressionOf(body, "build_arg")) {
		build.Args[name] = v
	}
	if v := m.value(b.file, expressionOf(body, "platform")); v.State != Unset {
		build.Platforms = []Value{v}
	}
	if v := m.value(b.file, b.expr("name")); v.State != Unset {
		build.Tags = append(build.Tags, v)
	}
	build.Tags = append(build.Tags, m.list(b.file, expressionOf(body, "tag")).Items...)
	for _, v := range m.list(b.file, expressionOf(body, "additional_contexts")).Items {
		addPair(build.NamedContexts, given(v))
	}
	if used := m.attestations(build, b.file, body); build.Tool != ClassicBuilder && used.since(attestationsSince) {
		build.InsertOff = insertFirst(b, body, `provenance = "false"`)
	}
	build.InsertPlatform = insertFirst(b, body, `platform = "`+PlatformMark+`"`)
	context := expressionOf(body, "context")
	if context == nil {
		context = expressionOf(body, "path")
	}
	m.placeBuild(build, b.file, context, expressionOf(body, "dockerfile"))
	m.addTerraformBuild(build, b, b.expr("name"))
}

// insertFirst is the edit that puts an attribute first into a block of that body: one inside b, or b itself.
func insertFirst(b *terraformBlock, body *hclsyntax.Body, attribute string) Insertion {
	for _, block := range append(b.Body.Blocks[:len(b.Body.Blocks):len(b.Body.Blocks)], b.Block) {
		if block.Body == body {
			return insertAttribute(b.file, block, attribute)
		}
	}
	return Insertion{}
}

// insertAttribute is the edit that puts an attribute first into a block of several lines.
func insertAttribute(f *source.File, block *hclsyntax.Block, text string) Insertion {
	open, closing := hclSpan(block.OpenBraceRange), hclSpan(block.CloseBraceRange)
	if f.LineOf(open.Start) == f.LineOf(closing.Start) || strings.TrimSpace(f.Slice(source.Span{Start: open.End, End: f.Line(f.LineOf(open.Start)).End})) != "" {
		return Insertion{}
	}
	return Insertion{At: open.End, Text: f.LineEnd() + (&hclBake{file: f}).indent(block) + text}
}

// addModuleBuild reads a call of the module that builds images (https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/latest/submodules/docker-build).
func (m *terraformModule) addModuleBuild(b *terraformBlock) {
	from := m.source(b)
	if !strings.Contains(from, buildModule) || m.value(b.file, b.expr("source_path")).State == Unset {
		return
	}
	build := &Build{
		File: b.file, Span: b.nameSpan(), NamedContexts: map[string]Value{},
		Args: m.pairs(b.file, b.expr("build_args")), Target: m.value(b.file, b.expr("build_target")),
	}
	if v := m.value(b.file, b.expr("platform")); v.State != Unset {
		build.Platforms = []Value{v}
	}
	build.InsertPlatform = insertFirst(b, b.Body, `platform = "`+PlatformMark+`"`)
	m.attestations(build, b.file, b.Body)
	m.placeBuild(build, b.file, b.expr("source_path"), b.expr("docker_file_path"))
	m.addTerraformBuild(build, b, b.expr("ecr_repo"))
}

// placeBuild finds the Dockerfile in the context, or where Terraform runs.
func (m *terraformModule) placeBuild(build *Build, f *source.File, context, dockerfile hclsyntax.Expression) {
	p := placing{dirs: []string{m.dir}, context: given(m.path(f, context)), file: given(m.path(f, dockerfile)), names: []string{"Dockerfile"}, fileInContext: true}
	m.place(build, p)
	if build.Dockerfile.State != Known {
		p.fileInContext = false
		m.place(build, p)
	}
	if build.Dockerfile.State != Known {
		build.Dockerfile, build.Context = unknown(m.value(f, dockerfile)), unknown(m.value(f, context))
	}
}

func (m *terraformModule) addTerraformBuild(build *Build, b *terraformBlock, names ...hclsyntax.Expression) {
	found := map[string]bool{}
	for _, e := range names {
		m.addresses(e, found)
	}
	m.builds = append(m.builds, &terraformBuild{build, b, found})
}

// addCommands reads the commands that a resource's provisioners run.
func (m *terraformModule) addCommands(b *terraformBlock) {
	for _, block := range b.Body.Blocks {
		if block.Type == "provisioner" && len(block.Labels) == 1 && block.Labels[0] == "local-exec" {
			m.addCommand(b, block.Body)
		}
	}
}

func (m *terraformModule) addCommand(b *terraformBlock, body *hclsyntax.Body) {
	command := expressionOf(body, "command")
	if command == nil || !m.runsShell(body, b.file) {
		return
	}
	inner := &collector{fsys: m.fsys}
	x := &execution{collector: inner, file: b.file, dirs: m.startFolders(b.file, expressionOf(body, "working_dir")), dialect: shell.Bash, env: map[string]setting{}}
	for name, v := range m.pairs(b.file, expressionOf(body, "environment")) {
		x.env[name] = setting{value: shell.Value{Text: v.Text, Known: v.State == Known}, span: v.Span}
	}
	x.script(m.script(b.file, command))
	for _, build := range inner.builds {
		m.addTerraformBuild(build, b, command, expressionOf(body, "environment"))
	}
	if b.file == m.own[0].file {
		m.calls = append(m.calls, inner.calls...)
		m.commands = append(m.commands, inner.commands...)
	}
}

// runsShell reports whether a provisioner's command is given to a shell that is understood here.
func (m *terraformModule) runsShell(body *hclsyntax.Body, f *source.File) bool {
	interpreter := m.list(f, expressionOf(body, "interpreter"))
	if !interpreter.Set {
		return true
	}
	if interpreter.Dynamic {
		return false
	}
	name := path.Base(interpreter.Items[0].Text)
	return name == "bash" || name == "sh" || name == "zsh" || name == "env"
}

// startFolders are the folders that a command may start in: Terraform's own working directory, which for a module that others call is not known.
func (m *terraformModule) startFolders(f *source.File, dir hclsyntax.Expression) []string {
	starts := []string{m.dir}
	if !m.isRoot() {
		starts = andAbove(m.dir)
	}
	v := m.path(f, dir)
	if v.State == Unset {
		return starts
	}
	var dirs []string
	for _, start := range starts {
		if at, ok := within(start, v.Text); ok && v.State == Known && m.isDir(at) {
			dirs = append(dirs, at)
		}
	}
	return dirs
}
