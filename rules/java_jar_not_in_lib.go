package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "java-jar-not-in-lib",
	Summary: "jars in a Lambda Java image beside lib, where the runtime does not look for jars",
	Doc: `
The Java runtime loads classes from the task root, and jars from its folder lib alone. A jar that is copied to the task root itself is never opened: each invocation ends with ClassNotFoundException.

The rule speaks of jars that the final stage copies into /var/task itself, where nothing else is copied to it, and is silent where a RUN could unpack them, where CLASSPATH or an entry point of one's own is set, and on other folders.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/java-image.html",
	},
	Severity: analysis.Error,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    javaJarNotInLib,
})

func javaJarNotInLib(p *analysis.Pass, i *image.Image) {
	if i.Start.Kind != image.LambdaEntrypoint || i.Start.Language != lambda.Java {
		return
	}
	if _, set := i.Final.Env.Runtime("CLASSPATH"); set || ownVariable(i, "JAVA_TOOL_OPTIONS") {
		return
	}
	if holdsOtherCode(i) {
		return
	}
	for _, m := range i.Final.Mappings() {
		name := path.Base(m.Source.Path.Text)
		if m.Step.Stage != i.Final || !strings.HasSuffix(name, ".jar") || !landsInTaskRoot(m) || runsBehind(i, m.Step) {
			continue
		}
		dest := m.Step.Copy.DestWord.Inner()
		d := analysis.Diagnostic{
			Span:    dest,
			Message: fmt.Sprintf("the Java runtime looks for jars in %s/lib, not in %s", lambda.TaskRoot, lambda.TaskRoot),
		}
		if !m.Step.Instruction.JSON {
			d.Fixes = []analysis.Fix{{Title: "Copy to ${LAMBDA_TASK_ROOT}/lib", Edits: []analysis.Edit{{File: i.File.Source, Span: dest, New: "${LAMBDA_TASK_ROOT}/lib/"}}}}
		}
		p.Report(d)
	}
}

// holdsOtherCode reports an image whose task root gets something else than such jars: classes, a folder, jars in lib. The handler may be there.
func holdsOtherCode(i *image.Image) bool {
	return slices.ContainsFunc(i.Final.Mappings(), func(m image.Mapping) bool {
		name := path.Base(m.Source.Path.Text)
		inside := m.Dest == "" || m.Dest == lambda.TaskRoot || strings.HasPrefix(m.Dest, lambda.TaskRoot+"/")
		return inside && !(strings.HasSuffix(name, ".jar") && landsInTaskRoot(m))
	})
}

// landsInTaskRoot reports a file that comes to lie in the task root itself, or is it under another name.
func landsInTaskRoot(m image.Mapping) bool {
	return m.Dest == lambda.TaskRoot || path.Dir(m.Dest) == lambda.TaskRoot && strings.HasSuffix(m.Dest, ".jar")
}

// runsBehind reports whether a RUN of the final stage comes behind a step: it may unpack or move what was copied.
func runsBehind(i *image.Image, step *image.Step) bool {
	for _, s := range i.Final.Steps {
		if s.Instruction.Keyword == "RUN" && s.Instruction.Span.Start > step.Instruction.Span.Start {
			return true
		}
	}
	return false
}
