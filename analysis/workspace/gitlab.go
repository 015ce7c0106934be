package workspace

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

func isGitLab(name string) bool {
	stem := strings.TrimSuffix(name, path.Ext(name))
	return isYAML(name) && (strings.HasSuffix(stem, ".gitlab-ci") || strings.Contains("/"+name, "/.gitlab/"))
}

// readGitLab reads the scripts of GitLab's jobs, which start at the root of the repository.
func readGitLab(c *collector, f *source.File) {
	root := parseYAML(f)
	w := &workflow{c, f}
	byName := map[string]*yaml.Node{}
	all := entries(root)
	for _, job := range all {
		byName[job.key.Value] = job.value
	}
	global := w.env(nil, get(root, "variables"))
	before := get(root, "before_script")
	if before == nil {
		before = get(root, "default", "before_script")
	}
	for _, job := range all {
		if job.value.Kind != yaml.MappingNode || job.key.Value == "default" || job.key.Value == "variables" {
			continue
		}
		jobs := lineage(byName, job.value)
		env := global
		for _, above := range slices.Backward(jobs) {
			env = w.env(env, get(above, "variables"))
		}
		first := before
		if own := firstOf(jobs, "before_script"); own != nil {
			first = own
		}
		var script source.TextBuilder
		for _, list := range []*yaml.Node{first, get(job.value, "script"), get(job.value, "after_script")} {
			for _, n := range flatten(list, 10) {
				appendCommand(&script, f, text(f, n))
			}
		}
		x := &execution{collector: c, file: f, dirs: []string{"."}, env: env, dialect: shell.Bash}
		x.script(script.Text())
	}
}

// maxExtends bounds how many jobs one job may extend, directly or not.
const maxExtends = 32

// lineage is a job with those that it extends, the nearest first.
func lineage(byName map[string]*yaml.Node, job *yaml.Node) []*yaml.Node {
	line := []*yaml.Node{job}
	for i := 0; i < len(line) && len(line) < maxExtends; i++ {
		parents := items(get(line[i], "extends"))
		for _, parent := range slices.Backward(parents[:min(len(parents), maxExtends)]) {
			if above := byName[parent.Value]; above != nil && !slices.Contains(line, above) {
				line = append(line, above)
			}
		}
	}
	return line
}

// firstOf is the value of a key in the first of those jobs that has it.
func firstOf(jobs []*yaml.Node, key string) *yaml.Node {
	for _, job := range jobs {
		if n := get(job, key); n != nil {
			return n
		}
	}
	return nil
}

// flatten are the scalars of a list in which lists may stand.
func flatten(n *yaml.Node, depth int) []*yaml.Node {
	var all []*yaml.Node
	for _, item := range items(n) {
		switch {
		case item.Kind == yaml.ScalarNode:
			all = append(all, item)
		case depth > 0:
			all = append(all, flatten(item, depth-1)...)
		}
	}
	return all
}
