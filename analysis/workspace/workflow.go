package workspace

import (
	"maps"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// isWorkflow reports whether a file is a workflow of GitHub's (or Gitea's, which runs the same), or a composite action.
func isWorkflow(name string) bool {
	dir, base := path.Split(name)
	return isYAML(base) && (strings.HasSuffix(dir, "workflows/") || strings.HasPrefix(base, "action."))
}

// workflow is the file that is read.
type workflow struct {
	*collector
	file *source.File
}

func readWorkflow(c *collector, f *source.File) {
	w := &workflow{c, f}
	root := parseYAML(f)
	env := w.env(nil, get(root, "env"))
	folder := get(root, "defaults", "run", "working-directory")
	for _, job := range entries(get(root, "jobs")) {
		jobEnv := w.env(env, get(job.value, "env"))
		jobFolder := folder
		if own := get(job.value, "defaults", "run", "working-directory"); own != nil {
			jobFolder = own
		}
		w.steps(get(job.value, "steps"), jobEnv, jobFolder)
	}
	w.steps(get(root, "runs", "steps"), env, nil)
}

// maxVariables bounds an environment, which every step copies.
const maxVariables = 200

// env is an environment with the variables of an env mapping added.
func (w *workflow) env(outer map[string]setting, n *yaml.Node) map[string]setting {
	own := entries(n)
	if len(own) == 0 {
		return outer
	}
	env := maps.Clone(outer)
	if env == nil {
		env = map[string]setting{}
	}
	for _, e := range own[:min(len(own), maxVariables)] {
		v := scalar(w.file, e.value)
		if mapping := get(e.value, "value"); mapping != nil { // GitLab's long form
			v = scalar(w.file, mapping)
		}
		env[e.key.Value] = setting{
			value: shell.Value{Text: v.Text, Known: v.State == Known && !hasPlaceholder(v.Text)},
			span:  entrySpan(w.file, e.key, e.value),
		}
	}
	return env
}

func (w *workflow) steps(steps *yaml.Node, env map[string]setting, folder *yaml.Node) {
	for _, step := range items(steps) {
		stepEnv := w.env(env, get(step, "env"))
		if uses := get(step, "uses"); isScalar(uses) {
			w.action(step, uses, stepEnv)
		}
		if run := get(step, "run"); isScalar(run) {
			w.run(step, run, stepEnv, folder)
			env = exportsOf(env, text(w.file, run))
		}
	}
}

// exportsOf is an environment with what a step writes to GITHUB_ENV, where it matters here.
func exportsOf(env map[string]setting, run source.Text) map[string]setting {
	if !strings.Contains(run.String(), "GITHUB_ENV") {
		return env
	}
	for _, name := range []string{noAttestations, buildKit} {
		before, behind, found := strings.Cut(run.String(), name+"=")
		if !found {
			continue
		}
		value, _, _ := strings.Cut(behind, "\n")
		value, _, _ = strings.Cut(strings.TrimSpace(value), " ")
		value = strings.Trim(value, `"'`)
		if env = maps.Clone(env); env == nil {
			env = map[string]setting{}
		}
		env[name] = setting{value: shell.Value{Text: value, Known: true}, span: run.Span(len(before), len(before)+len(name)+1+len(value))}
	}
	return env
}

// run reads a step's script.
func (w *workflow) run(step, run *yaml.Node, env map[string]setting, folder *yaml.Node) {
	if own := get(step, "working-directory"); own != nil {
		folder = own
	}
	switch word, _, _ := strings.Cut(scalar(w.file, get(step, "shell")).Text, " "); word {
	case "", "bash", "sh":
	default:
		return
	}
	dirs := []string{"."}
	if folder != nil {
		dirs = w.folder(scalar(w.file, folder))
	}
	script, values := w.expand(text(w.file, run), env)
	x := &execution{collector: w.collector, file: w.file, dirs: dirs, env: env, values: values, dialect: shell.Bash}
	x.script(script)
}

// folder is where a working-directory leads: nowhere when it is not known.
func (w *workflow) folder(v Value) []string {
	name := githubWorkspace().ReplaceAllString(v.Text, workspaceRoot)
	if dir, ok := within(".", name); ok && v.State == Known && !hasPlaceholder(name) {
		return []string{dir}
	}
	return nil
}

var (
	githubWorkspace  = pattern(`\$\{\{\s*github\.workspace\s*\}\}`)
	githubExpression = pattern(`(?s)\$\{\{\s*(.*?)\s*\}\}`)
)

// expand puts shell variables of the same length in place of ${{ … }}, and gives the values of those that are known.
func (w *workflow) expand(script source.Text, env map[string]setting) (source.Text, map[string]string) {
	values := map[string]string{}
	script = replaceNamed(script, githubExpression(), templateMark, values, func(match []string) (string, bool) {
		if match[1] == "github.workspace" {
			return workspaceRoot, true
		}
		name, isEnv := strings.CutPrefix(match[1], "env.")
		s := env[name]
		return s.value.Text, isEnv && s.value.Known
	})
	return script, values
}
