package workspace

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// pipeline is a kind of YAML file in which shell commands, folders and variables stand under keys of fixed names.
type pipeline struct {
	fits     func(name string) bool
	commands []string // keys of a command or a list of commands, which one shell runs
	folders  []string // keys of the folder that commands below run in
	env      []string // keys of variables for the commands below
	// single reports that each command of a list has a shell of its own.
	single bool
	// ownFolder reports that commands start in the file's folder rather than at the root of the repository.
	ownFolder bool
	// templates are what the tool replaces before a shell sees it.
	templates func() *regexp.Regexp
}

var pipelines = []pipeline{
	{ // https://circleci.com/docs/configuration-reference/#run
		fits:     func(name string) bool { return path.Base(path.Dir(name)) == ".circleci" && isYAML(name) },
		commands: []string{"run", "command"}, folders: []string{"working_directory"}, env: []string{"environment"},
		templates: pattern(`<<[^<>]*>>`),
	},
	{ // https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps-script
		fits:     isAzure,
		commands: []string{"script", "bash"}, folders: []string{"workingDirectory"}, env: []string{"variables", "env"},
		templates: pattern(`\$\{\{[^{}]*\}\}|\$\([\w.]+\)`),
	},
	{ // https://support.atlassian.com/bitbucket-cloud/docs/step-options/
		fits: func(name string) bool {
			return strings.HasPrefix(path.Base(name), "bitbucket-pipelines.") && isYAML(name)
		},
		commands: []string{"script"},
	},
	{ // https://taskfile.dev/docs/reference/schema
		fits: func(name string) bool {
			return strings.HasPrefix(strings.ToLower(path.Base(name)), "taskfile") && isYAML(name)
		},
		commands: []string{"cmds", "cmd"}, folders: []string{"dir"}, env: []string{"env"}, single: true, ownFolder: true,
		templates: pattern(`\{\{[^{}]*\}\}`),
	},
}

// isYAML reports whether a file's name ends as a YAML file's does.
func isYAML(name string) bool { return path.Ext(name) == ".yml" || path.Ext(name) == ".yaml" }

// isAzure reports whether a file is a pipeline of Azure's: azure-pipelines.yml at any place, or any file of its folders.
func isAzure(name string) bool {
	below := "/" + name
	return isYAML(name) && (strings.HasPrefix(path.Base(name), "azure-pipelines") || strings.Contains(below, "/.azure/") || strings.Contains(below, "/.azure-pipelines/"))
}

// RunsInCI reports whether a file of that name describes what a CI system runs, on machines of its own.
func RunsInCI(name string) bool {
	return isWorkflow(name) || isGitLab(name) || isBuildspec(name) || isPipeline(name) && !pipelines[pipelineOf(name)].ownFolder
}

func isPipeline(name string) bool { return pipelineOf(name) >= 0 }

func pipelineOf(name string) int {
	return slices.IndexFunc(pipelines, func(p pipeline) bool { return p.fits(name) })
}

func readPipeline(c *collector, f *source.File) {
	kind := &pipelines[pipelineOf(f.Path())]
	start := []string{"."}
	if kind.ownFolder {
		start = []string{path.Dir(f.Path())}
	}
	r := pipelineReader{pipeline: kind, workflow: &workflow{c, f}}
	r.walk(parseYAML(f), start, nil, maxPipelineDepth)
}

// maxPipelineDepth bounds how deep commands may stand; aliases are followed only that far.
const maxPipelineDepth = 16

// maxPipelineNodes bounds how many nodes are looked at, those that aliases repeat included.
const maxPipelineNodes = 50000

type pipelineReader struct {
	*pipeline
	*workflow
	nodes int
}

// walk looks for commands in a node, which start in one of dirs.
func (r *pipelineReader) walk(n *yaml.Node, dirs []string, env map[string]setting, depth int) {
	n = resolve(n)
	r.nodes++
	if n == nil || depth == 0 || r.nodes > maxPipelineNodes {
		return
	}
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			r.walk(item, dirs, env, depth-1)
		}
		return
	}
	below := entries(n)
	for _, e := range below {
		switch {
		case slices.Contains(r.folders, e.key.Value) && e.value.Kind == yaml.ScalarNode:
			dirs = r.enter(dirs, e.value)
		case slices.Contains(r.pipeline.env, e.key.Value):
			env = r.workflow.env(env, e.value)
		}
	}
	for _, e := range below {
		if slices.Contains(r.commands, e.key.Value) && (e.value.Kind == yaml.ScalarNode || e.value.Kind == yaml.SequenceNode) {
			r.run(e.value, dirs, env)
		}
		if e.value.Kind != yaml.ScalarNode {
			r.walk(e.value, dirs, env, depth-1)
		}
	}
}

// checkoutFolder is where CircleCI puts the repository: a folder below the home, of a name that the job chooses.
var checkoutFolder = pattern(`^~/[^/]+`)

// enter is where a folder's key leads: nowhere when it is not known.
func (r *pipelineReader) enter(dirs []string, folder *yaml.Node) []string {
	name := checkoutFolder().ReplaceAllString(folder.Value, workspaceRoot)
	var entered []string
	for _, dir := range dirs {
		if at, ok := within(dir, name); ok && !strings.Contains(name, "$") && !hasPlaceholder(name) {
			entered = append(entered, at)
		}
	}
	return entered
}

// run reads a command or a list of commands.
func (r *pipelineReader) run(commands *yaml.Node, dirs []string, env map[string]setting) {
	var all source.TextBuilder
	for _, n := range items(commands) {
		if n.Kind != yaml.ScalarNode {
			continue
		}
		if r.single {
			r.script(text(r.file(), n), dirs, env)
			continue
		}
		appendCommand(&all, r.file(), text(r.file(), n))
	}
	r.script(all.Text(), dirs, env)
}

func (r *pipelineReader) file() *source.File { return r.workflow.file }

func (r *pipelineReader) script(command source.Text, dirs []string, env map[string]setting) {
	if r.templates != nil {
		command = replaceNamed(command, r.templates(), templateMark, map[string]string{}, func([]string) (string, bool) { return "", false })
	}
	x := &execution{collector: r.collector, file: r.file(), dirs: dirs, env: env, dialect: shell.Bash}
	x.script(command)
}
