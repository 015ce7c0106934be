package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "copy-to-task-root-missing-slash",
	Summary: "COPY of several sources to a destination without a slash at its end, where no folder is",
	Doc: `
A destination for several sources must be a folder, and ends with a slash. Without it, and where no folder of that name is there yet, the builder refuses, or takes the destination for a file that each source overwrites.

The rule is silent where the folder is in the image already, as /var/task is in Lambda's base images, and where that is not known.`,
	Refs: []string{
		"https://docs.docker.com/reference/dockerfile/#copy",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    copyToTaskRootMissingSlash,
})

func copyToTaskRootMissingSlash(p *analysis.Pass, i *image.Image) {
	for _, s := range i.Stages {
		if !i.ReachesFinal(s) {
			continue
		}
		for _, step := range s.Steps {
			c := step.Copy
			if c == nil || step.Stage != s || len(c.Sources) < 2 || c.Parents || !c.Dest.Known || strings.HasSuffix(c.Dest.Text, "/") || strings.HasSuffix(c.DestWord.Value, ".") {
				continue
			}
			if presence, _ := s.LookupBefore(step, c.Dest.Text); presence != image.Absent {
				continue
			}
			end := c.DestWord.Inner().End
			p.Report(analysis.Diagnostic{
				Span:    c.DestWord.Inner(),
				Message: fmt.Sprintf("%s takes several sources, and is no folder without a slash at its end", c.Dest.Text),
				Fixes:   []analysis.Fix{{Title: "Add the slash", Safe: true, Edits: []analysis.Edit{{File: i.File.Source, Span: source.Span{Start: end, End: end}, New: "/"}}}},
			})
		}
	}
}
