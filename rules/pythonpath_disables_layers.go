package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
	"github.com/lambdock/lambdock/analysis/source"
)

var _ = rule(analysis.Rule{
	Name:    "pythonpath-disables-layers",
	Summary: "PYTHONPATH on Lambda Python images without the directory of layers whose packages are in the image",
	Doc: `
Where PYTHONPATH is not set the bootstrap of Lambda's Python images puts /opt/python on the search path, and the packages of layers with it. An ENV PYTHONPATH takes its place: what was copied to /opt/python is no longer found.

The rule speaks only where the image holds something in /opt/python.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html",
		"https://github.com/open-telemetry/opentelemetry-lambda/issues/1714",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Fixable:  true,
	Since:    "0.1.0",
	Image:    pythonpathDisablesLayers,
})

func pythonpathDisablesLayers(p *analysis.Pass, i *image.Image) {
	pair, ok := ownEnv(i, "PYTHONPATH")
	value, _ := i.Final.Env.Runtime("PYTHONPATH")
	if !ok || !value.Known || i.Start.Kind != image.LambdaEntrypoint || i.Start.Language != lambda.Python {
		return
	}
	layers := lambda.LayerRoot + "/python"
	if names, _ := i.Final.List(layers); len(names) == 0 {
		return
	}
	for entry := range strings.SplitSeq(value.Text, ":") {
		if path.Clean(entry) == layers || strings.HasPrefix(entry, layers+"/") {
			return
		}
	}
	at := pair.Value.Inner()
	p.Report(analysis.Diagnostic{
		Span:    pair.Name.Span(),
		Message: fmt.Sprintf("PYTHONPATH takes %s off the search path, and the image holds packages there", layers),
		Fixes:   []analysis.Fix{{Title: "Add " + layers, Edits: []analysis.Edit{{File: i.File.Source, Span: source.Span{Start: at.End, End: at.End}, New: ":" + layers}}}},
	})
}
