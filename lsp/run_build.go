package lsp

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/engine"
)

// buildEnd is the answer to lambdock.build.
type buildEnd struct {
	OK bool `json:"ok"`
	build.Report
}

// build builds the images of the Dockerfile.
func (r *run) build(ctx context.Context) (*runEnd, error) {
	plans, err := build.Plans(r.root, r.result, r.choice())
	if err != nil {
		return nil, err
	}
	built, failed, err := r.buildPlans(ctx, plans)
	if err != nil {
		return nil, err
	}
	end := &runEnd{Found: buildFindings(built, failed), Failed: failed != nil}
	var names, refused []string
	var size int64
	for _, b := range built {
		names = append(names, b.Ref)
		refused = append(refused, b.Reasons...)
		size += b.Size
	}
	switch {
	case failed != nil:
		end.Message, end.Short = "the build failed: "+failed.Error(), "failed"
	case len(refused) > 0:
		end.Failed, end.Message, end.Short = true, "Lambda would refuse the image: "+refused[0], "built, Lambda would refuse it"
	default:
		end.Message, end.Short = fmt.Sprintf("built %s, %s", strings.Join(names, ", "), build.Bytes(size)), "built, "+build.Bytes(size)+","
	}
	report := build.ReportOf(built, failed)
	end.Result, end.Built = buildEnd{!end.Failed, report}, report.Images
	return end, nil
}

func (r *run) choice() build.Choice {
	return build.Choice{Function: r.Function, Context: r.Context, Target: r.Target, Platform: r.Platform}
}

// buildPlans builds, telling the client of each step; failed is a build that did not come to its end.
func (r *run) buildPlans(ctx context.Context, plans []*build.Plan) (built []*build.Built, failed *build.Failure, err error) {
	built, err = build.RunAll(ctx, r.engine, plans, build.Options{}, r.tellBuild)
	if errors.As(err, &failed) {
		return built, failed, nil
	}
	return built, nil, err
}

// tellBuild tells the client what a build does.
func (r *run) tellBuild(e build.Event) {
	switch {
	case e.Log != nil:
		fmt.Fprint(r.log, e.Log.Text)
	case e.Step != nil && e.Step.Started != nil && e.Step.Completed == nil:
		r.log.printf("%s", e.Step.Name)
		percent := 0
		if e.Total > 0 {
			percent = 100 * e.Done / e.Total
		}
		r.report(e.Step.Name, percent)
	}
}

// buildFindings are what a build says about lines of the Dockerfile: why it failed, what BuildKit warns of, why Lambda would refuse what was built.
func buildFindings(built []*build.Built, failed *build.Failure) []analysis.Diagnostic {
	var found []analysis.Diagnostic
	if failed != nil && failed.Finding != nil {
		found = append(found, runFinding(*failed.Finding))
	}
	for _, b := range built {
		for _, w := range b.Warnings {
			found = append(found, runFinding(w))
		}
		if from := b.Plan.Image; b.Accepted == engine.No && from != nil && from.Final != nil {
			for _, reason := range b.Reasons {
				found = append(found, runFinding(build.Finding{File: b.Plan.File.Source, Span: from.Final.From.KeywordSpan, Severity: analysis.Error, Code: "image-refused", Message: "Lambda would refuse the image: " + reason}))
			}
		}
	}
	return found
}

// runFinding is a finding of a run, which no rule made.
func runFinding(f build.Finding) analysis.Diagnostic {
	return analysis.Diagnostic{Rule: &analysis.Rule{Name: f.Code}, Severity: f.Severity, File: f.File, Span: f.Span, Message: f.Message}
}
