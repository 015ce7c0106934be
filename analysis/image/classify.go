package image

import (
	"strings"

	"github.com/lambdock/lambdock/analysis/dockerfile"
)

// classify says whether the image is a Lambda function's. A person's word decides alone, a comment before the configuration. Else what the
// workspace says counts first; a function that uses the image makes it certain, whatever the Dockerfile looks like.
func classify(i *Image) {
	said := append(commentEvidence(i.File), i.Inputs.Evidence...)
	i.Evidence = said
	if i.Final == nil {
		return
	}
	i.Evidence = append(i.Evidence, evidenceOf(i)...)
	for _, e := range said {
		if e.Override {
			if !e.Against {
				i.Class = Certain
			}
			return
		}
	}
	if strongest(i.Inputs.Evidence, false) == Certain {
		i.Class = Certain
		return
	}
	if class := strongest(i.Evidence, false); class > strongest(i.Evidence, true) {
		i.Class = class
	}
}

// strongest is the strongest class that evidence speaks for, or against.
func strongest(all []Evidence, against bool) Class {
	class := NotLambda
	for _, e := range all {
		if e.Against == against {
			class = max(class, e.Class)
		}
	}
	return class
}

// commentEvidence is what "# lambdock lambda" and "# lambdock not-lambda" say.
func commentEvidence(file *dockerfile.File) []Evidence {
	for _, c := range file.Comments {
		if !strings.HasPrefix(c.Text, "lambdock") {
			continue
		}
		words := strings.Fields(c.Text)
		if len(words) < 2 || words[0] != "lambdock" {
			continue
		}
		switch words[1] {
		case "lambda":
			return []Evidence{{Class: Certain, Override: true, Text: "a comment says that it is a Lambda function's", File: file.Source, Span: c.Span}}
		case "not-lambda":
			return []Evidence{{Class: Certain, Against: true, Override: true, Text: "a comment says that it is no Lambda function's", File: file.Source, Span: c.Span}}
		}
	}
	return nil
}
