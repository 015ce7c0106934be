package build

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
)

var (
	stepName   = regexp.MustCompile(`^\[(?:(.*) )?(\d+)/\d+\] (.*)$`)
	lookUpName = regexp.MustCompile(`^(?:\[(?:.* )?internal\] load metadata for|FROM) (\S+)$`)
)

// instructionOf is the instruction that a step stands for, by the step's name: "[build 2/5] RUN make". target is the name of the bake target
// that stands before the stage's; empty for a build of one image. It is nil when that is not sure.
func instructionOf(p *Plan, name, target string) *dockerfile.Instruction {
	if m := lookUpName.FindStringSubmatch(name); m != nil {
		return firstWith(p, m[1])
	}
	m := stepName.FindStringSubmatch(name)
	if m == nil {
		return nil
	}
	n, _ := strconv.Atoi(m[2]) // digits
	keyword, _, _ := strings.Cut(strings.TrimSpace(m[3]), " ")
	keyword = strings.ToUpper(keyword)
	all := p.File.Instructions
	if m[1] == "classic" {
		if n >= 1 && n <= len(all) && all[n-1].Keyword == keyword && squeezed(p, all[n-1]) == squeeze(m[3]) {
			return all[n-1]
		}
		return onlyLike(p, all, m[3])
	}
	words := strings.Fields(m[1])
	if len(words) > 0 && words[0] == target {
		words = words[1:]
	}
	stage := stageNamed(p, words)
	counted := countedSteps(stage)
	if n >= 1 && n <= len(counted) && counted[n-1].Keyword == keyword {
		return counted[n-1]
	}
	return onlyLike(p, stage, m[3])
}

// firstWith is the first instruction that names an image, which builders name in full: FROM, or COPY --from.
func firstWith(p *Plan, image string) *dockerfile.Instruction {
	if p.Image != nil {
		for _, stage := range p.Image.Stages {
			if stage.Base.Stage == nil && stage.Base.Ref.Known && fullName(stage.Base.Ref.Text) == image {
				return stage.From
			}
		}
	}
	for _, i := range p.File.Instructions {
		if i.Keyword == "FROM" && len(i.Words) > 0 && fullName(i.Words[0].Value) == image {
			return i
		}
		if from, ok := i.Flag("from"); ok && i.Keyword == "COPY" && fullName(from.Value.Value) == image {
			return i
		}
	}
	return nil
}

// fullName is an image's name with the registry and the tag that it has where none is written: docker.io/library/python:latest for python.
func fullName(name string) string {
	registry, rest, _ := strings.Cut(name, "/")
	switch {
	case rest == "":
		name = "docker.io/library/" + name
	case !strings.ContainsAny(registry, ".:") && registry != "localhost":
		name = "docker.io/" + name
	}
	if !strings.Contains(path.Base(name), ":") && !strings.Contains(name, "@") {
		name += ":latest"
	}
	return name
}

// onlyLike is the one instruction that is written like a step's name; nil when there are others.
func onlyLike(p *Plan, instructions []*dockerfile.Instruction, name string) *dockerfile.Instruction {
	var found *dockerfile.Instruction
	for _, i := range instructions {
		if squeezed(p, i) != squeeze(name) {
			continue
		}
		if found != nil {
			return nil
		}
		found = i
	}
	return found
}

func squeezed(p *Plan, i *dockerfile.Instruction) string {
	return squeeze(i.Keyword + " " + p.File.Source.Slice(i.Span)[len(i.Keyword):])
}

// squeeze is a text without what builders change in names of steps: blanks, and continued lines.
func squeeze(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "\\\n", " ")), " ")
}

// stageNamed are the instructions of a stage, its FROM first. The words are its name and maybe a platform; without a name it is the stage that is built.
func stageNamed(p *Plan, words []string) []*dockerfile.Instruction {
	var stages [][]*dockerfile.Instruction
	for _, i := range p.File.Instructions {
		if i.Keyword == "FROM" {
			stages = append(stages, nil)
		}
		if len(stages) > 0 {
			stages[len(stages)-1] = append(stages[len(stages)-1], i)
		}
	}
	if len(stages) == 0 {
		return nil
	}
	words = slices.DeleteFunc(words, func(w string) bool { return strings.Contains(w, "/") || strings.Contains(w, "->") })
	name := strings.Join(words, " ")
	if name == "" {
		if p.Image != nil && p.Image.Final != nil && p.Image.Final.Index < len(stages) {
			return stages[p.Image.Final.Index]
		}
		return stages[len(stages)-1]
	}
	if number, ok := strings.CutPrefix(name, "stage-"); ok {
		if n, err := strconv.Atoi(number); err == nil && n < len(stages) {
			return stages[n]
		}
	}
	for _, stage := range stages {
		if alias := stage[0].Words; len(alias) == 3 && strings.EqualFold(alias[2].Value, name) {
			return stage
		}
	}
	return nil
}

// countedSteps are the instructions that BuildKit counts in a stage: FROM an image, and what changes files.
func countedSteps(stage []*dockerfile.Instruction) []*dockerfile.Instruction {
	return slices.DeleteFunc(slices.Clone(stage), func(i *dockerfile.Instruction) bool {
		switch i.Keyword {
		case "RUN", "COPY", "ADD", "WORKDIR":
			return false
		case "FROM":
			return len(i.Words) > 0 && i.Words[0].Value == "scratch"
		}
		return true
	})
}
