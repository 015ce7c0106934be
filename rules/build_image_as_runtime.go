package rules

import (
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/lambda"
)

var _ = rule(analysis.Rule{
	Name:    "build-image-as-runtime",
	Summary: "final images on SAM's build images, which are made for building",
	Doc: `
public.ecr.aws/sam/build-* and lambci/lambda:build-* hold compilers and the tools of sam build, gigabytes of them, and no runtime that Lambda would start. They are right as a stage
to build in; the final stage stands on public.ecr.aws/lambda.

The rule speaks where a template or a comment says that the image is a function's: as an image for builds or CI such a base is right. It is silent on an image that
only installs something, without COPY, ENTRYPOINT or CMD: it is made for building, whatever an old template says.`,
	Refs: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
		"https://github.com/aws/aws-sam-build-images",
	},
	Severity: analysis.Warning,
	Tier:     2,
	Since:    "0.1.0",
	Image:    buildImageAsRuntime,
})

func buildImageAsRuntime(p *analysis.Pass, i *image.Image) {
	s := i.Final.RootStage()
	if s.Base.Kind != image.BaseOther || !lambda.SAMBuildImage(s.Base.Ref.Text) || onlyTools(i) {
		return
	}
	p.Report(analysis.Diagnostic{
		Span:    s.Reference.Inner(),
		Message: fmt.Sprintf("%s is an image to build in, the final stage needs one of %s", s.Base.Ref.Text, strings.TrimSuffix(lambda.PublicRegistry, "/")),
	})
}

// onlyTools reports an image to which nothing is copied, and which starts nothing of its own.
func onlyTools(i *image.Image) bool {
	return len(i.Final.Mappings()) == 0 && i.Final.Cmd.Instruction == nil && i.Final.Entrypoint.Instruction == nil
}
