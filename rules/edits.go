package rules

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

// removeInstruction takes an instruction out with its lines; ok is false where something else stands on them.
func removeInstruction(i *image.Image, instruction *dockerfile.Instruction) (analysis.Edit, bool) {
	file := i.File.Source
	first, last := file.Line(file.LineOf(instruction.Span.Start)), file.Line(file.LineOf(max(instruction.Span.End-1, instruction.Span.Start)))
	if strings.TrimSpace(file.Text()[first.Start:instruction.Span.Start]) != "" || strings.TrimSpace(file.Text()[instruction.Span.End:last.End]) != "" {
		return analysis.Edit{}, false
	}
	end := last.End
	for end < file.Len() && strings.ContainsRune("\r\n", rune(file.Text()[end])) {
		end++
		if file.Text()[end-1] == '\n' {
			break
		}
	}
	return analysis.Edit{File: file, Span: source.Span{Start: first.Start, End: end}}, true
}

// runsLanguage reports a final image on one of Lambda's base images that bring a language's runtime.
func runsLanguage(i *image.Image) bool {
	base := i.Final.Root()
	return base.OnLambda() && base.Lambda.Language != lambda.Provided && base.Lambda.Language != lambda.Go
}

// ownEnv is where an ENV of the chain that the final image stands on sets a variable, the last one; ok is false when none does.
func ownEnv(i *image.Image, name string) (pair dockerfile.Pair, ok bool) {
	for _, s := range i.Final.Chain() {
		for _, step := range s.Steps {
			if step.Instruction.Keyword != "ENV" {
				continue
			}
			for _, candidate := range step.Instruction.Pairs {
				if candidate.Name.Value == name {
					pair, ok = candidate, true
				}
			}
		}
	}
	return pair, ok
}

// finalSteps are the steps of the chain that the final image stands on.
func finalSteps(i *image.Image) []*image.Step {
	var steps []*image.Step
	for _, s := range i.Final.Chain() {
		steps = append(steps, s.Steps...)
	}
	return steps
}
