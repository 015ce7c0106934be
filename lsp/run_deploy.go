package lsp

import (
	"context"
	"errors"
	"fmt"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/codeactions/build"
	"github.com/lambdock/lambdock/codeactions/deploy"
)

// deployEnd is the answer to lambdock.deploy.
type deployEnd struct {
	Version  int    `json:"version"` // of this form: 1
	OK       bool   `json:"ok"`
	Deployed bool   `json:"deployed"` // false after a dry run, and when the answer was no
	Plan     string `json:"plan,omitempty"`
	Function string `json:"function,omitempty"`
	Image    string `json:"image,omitempty"` // by digest
	ARN      string `json:"arn,omitempty"`
	// FunctionVersion is the version that was published.
	FunctionVersion string               `json:"functionVersion,omitempty"`
	Error           string               `json:"error,omitempty"`
	Build           *build.FailureReport `json:"buildFailure,omitempty"`
}

// deployFailed is the code of a finding about a deployment that failed.
const deployFailed = "deploy-failed"

// answerDeploy is the one answer that has the plan carried out.
const answerDeploy = "Deploy"

// deploy has a function of AWS's run the image, after the person has seen the plan.
func (r *run) deploy(ctx context.Context) (*runEnd, error) {
	if r.Function == "" { // one that is named may be of the account alone
		if err := r.chooseFunction(ctx); err != nil {
			return nil, err
		}
	}
	request := deploy.Request{
		Function: r.Function, Repository: r.Repository, Role: r.Role, Alias: r.Alias, Rollback: r.Rollback, DryRun: r.DryRun,
	}
	if !r.Rollback {
		plan, err := build.OnePlan(r.root, r.result, r.choice())
		if err != nil {
			return nil, err
		}
		request.Build = plan
	}
	clients, err := r.server.opts.Tools.AWS(ctx, r.Profile, r.Region)
	if err != nil {
		return nil, err
	}
	result, err := deploy.Run(ctx, r.engine, clients, request, r.confirm, r.tellDeploy)
	for err != nil && r.completes(ctx, &request, err) {
		result, err = deploy.Run(ctx, r.engine, clients, request, r.confirm, r.tellDeploy)
	}
	end := deployEnd{Version: 1}
	if result != nil && result.Plan != nil {
		end.Plan, end.Function = result.Plan.String(), result.Plan.Function
	}
	var notBuilt *build.Failure
	switch {
	case errors.As(err, &notBuilt):
		end.Error, end.Build = notBuilt.Error(), build.ReportOf(nil, notBuilt).Failure
		return &runEnd{Result: end, Failed: true, Message: "the build failed: " + notBuilt.Error(), Short: "the build failed", Found: buildFindings(nil, notBuilt)}, nil
	case errors.Is(err, deploy.ErrDeclined):
		end.OK = true
		return &runEnd{Result: end, Message: err.Error()}, nil
	case err != nil:
		end.Error = err.Error()
		return &runEnd{Result: end, Failed: true, Message: "the deployment failed: " + err.Error(), Short: "failed", Found: deployFindings(request.Build, err)}, nil
	}
	end.OK = true
	if r.DryRun {
		return &runEnd{Result: end, Message: "planned, and nothing was deployed"}, nil
	}
	end.Deployed, end.Image, end.ARN, end.FunctionVersion = true, result.Image, result.ARN, result.Version
	message := fmt.Sprintf("%s runs version %s", result.Plan.Function, result.Version)
	return &runEnd{Result: end, Message: message, Short: "deployed version " + result.Version}, nil
}

// deployFindings is what a deployment that failed says about a line of the Dockerfile, where it lies there.
func deployFindings(plan *build.Plan, err error) []analysis.Diagnostic {
	var known *deploy.Failure
	if plan == nil || !errors.As(err, &known) {
		return nil
	}
	at, ok := known.Span(plan.Image)
	if !ok {
		return nil
	}
	return []analysis.Diagnostic{runFinding(build.Finding{File: plan.File.Source, Span: at, Severity: analysis.Error, Code: deployFailed, Message: known.Error()})}
}

// completes has the person give what a request lacked when it failed.
func (r *run) completes(ctx context.Context, request *deploy.Request, failed error) bool {
	var known *deploy.Failure
	if !errors.As(failed, &known) {
		return false
	}
	switch known.Name {
	case deploy.NoFunction:
		request.Function = r.askText(ctx, "The name of the Lambda function, which is created if there is none")
		return request.Function != ""
	case deploy.NoRole:
		request.Role = r.askRole(ctx, known.Message)
		return request.Role != ""
	}
	return false
}

// The answers to the question for a role.
const (
	answerCreateRole = "Create a role with the basic execution policy"
	answerOwnRole    = "Use a role of the account…"
)

func (r *run) askRole(ctx context.Context, why string) string {
	if !r.server.client.runQuestion {
		return ""
	}
	switch answer, _ := r.askPerson(ctx, runQuestion{Message: why, Answers: []string{answerCreateRole, answerOwnRole}}); answer { // no answer leaves the failure
	case answerCreateRole:
		return deploy.CreateRole
	case answerOwnRole:
		return r.askText(ctx, "The name or the ARN of the role")
	}
	return ""
}

// confirm shows the plan, and asks whether to carry it out.
func (r *run) confirm(ctx context.Context, p *deploy.Plan) (bool, error) {
	r.log.printf("%s", p)
	answer, err := r.askPerson(ctx, runQuestion{Message: "Deploy " + p.Function + "?", Detail: p.String(), Answers: []string{answerDeploy}})
	return answer == answerDeploy, err
}

func (r *run) tellDeploy(e deploy.Event) {
	switch {
	case e.Build != nil:
		r.tellBuild(*e.Build)
	case e.Text != "":
		fmt.Fprint(r.log, e.Text)
	case e.Message != "":
		r.log.printf("%s", e.Message)
		r.report(e.Message, e.Percent)
	}
}
