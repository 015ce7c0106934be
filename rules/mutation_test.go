package rules

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/analysistest"
)

// mutation breaks a healthy project in one way.
type mutation struct {
	name string
	// files is a pattern of the base names of the files that it changes; each place that fits is broken on its own.
	files string
	// where is what it looks for, and with what comes into its place, as regexp.Expand has it.
	where, with string
	// needs are texts that some file of the project must hold; with a leading "!" none may.
	needs []string
	// unless are texts of the changed file, or names of projects, with which nobody could know that it is a fault.
	unless []string
	// caught are the rules of which one must speak.
	caught []string
}

// caughtShare is the share of the mutations that must be caught.
const caughtShare = 0.95

// TestMutations breaks the healthy projects in every way that a rule covers, and asks for a finding on nearly all of them.
func TestMutations(t *testing.T) {
	total, caught := 0, 0
	used := map[string]int{}
	for _, p := range projects(t) {
		if !p.Healthy() || unbroken[p.Name] != "" {
			continue
		}
		for _, m := range mutations {
			for place, broken := range m.apply(p) {
				found, err := analysistest.Lint(broken, p.Today, All())
				if err != nil {
					t.Fatal(err)
				}
				total++
				used[m.name]++
				if m.catches(found) {
					caught++
				} else {
					t.Logf("not caught: %s, %s: %s\n\tfound %s", p.Name, place, m.name, strings.Join(found, "\n\t      "))
				}
			}
		}
	}
	for _, m := range mutations {
		if used[m.name] == 0 {
			t.Errorf("no project can be broken so: %s", m.name)
		}
	}
	t.Logf("%d of %d mutations caught", caught, total)
	if float64(caught) < caughtShare*float64(total) {
		t.Errorf("%d of %d mutations caught, want %.0f %%", caught, total, caughtShare*100)
	}
}

// TestMutationsOfAllRules asks that nearly every rule has a way to be provoked among the mutations, or a reason not to.
func TestMutationsOfAllRules(t *testing.T) {
	provoked := map[string]bool{}
	for _, m := range mutations {
		for _, name := range m.caught {
			provoked[name] = true
		}
	}
	var missing []string
	for _, rule := range All() {
		if !provoked[rule.Name] && notMutated[rule.Name] == "" {
			missing = append(missing, rule.Name)
		}
	}
	t.Logf("without a mutation: %s", strings.Join(missing, ", "))
	if float64(len(missing)) > (1-caughtShare)*float64(len(All())) {
		t.Errorf("%d of %d rules have neither a mutation nor a reason in notMutated", len(missing), len(All()))
	}
	for name := range notMutated {
		if provoked[name] || !slices.ContainsFunc(All(), func(rule *analysis.Rule) bool { return rule.Name == name }) {
			t.Errorf("%s is in notMutated without need", name)
		}
	}
}

// apply gives the broken trees by the place that was changed.
func (m mutation) apply(p *analysistest.Project) map[string]fstest.MapFS {
	broken := map[string]fstest.MapFS{}
	if !m.fits(p) {
		return nil
	}
	where := regexp.MustCompile(m.where)
	for name, file := range p.FS {
		if fits, _ := path.Match(m.files, path.Base(name)); !fits || !file.Mode.IsRegular() {
			continue
		}
		text := string(file.Data)
		if slices.ContainsFunc(m.unless, func(word string) bool { return word == p.Name || strings.Contains(text, word) }) {
			continue
		}
		for _, at := range where.FindAllStringSubmatchIndex(text, -1) {
			changed := text[:at[0]] + string(where.ExpandString(nil, m.with, text, at)) + text[at[1]:]
			tree := maps.Clone(p.FS)
			tree[name] = &fstest.MapFile{Data: []byte(changed), Mode: file.Mode}
			broken[name+": "+text[at[0]:at[1]]] = tree
		}
	}
	return broken
}

func (m mutation) fits(p *analysistest.Project) bool {
	for _, need := range m.needs {
		text, absent := strings.CutPrefix(need, "!")
		holds := false
		for _, file := range p.FS {
			holds = holds || strings.Contains(string(file.Data), text)
		}
		if holds == absent {
			return false
		}
	}
	return true
}

// catches reports whether one of the rules speaks.
func (m mutation) catches(found []string) bool {
	return slices.ContainsFunc(found, func(line string) bool {
		fields := strings.Fields(line)
		return len(fields) > 2 && slices.Contains(m.caught, fields[2])
	})
}
