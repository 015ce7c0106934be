package lsp

import (
	"context"
	"errors"
	"fmt"

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
	FunctionVersion string `json:"functionVersion,omitempty"`
	Error           string `json:"error,omitempty"`
	// Needs is what is to be given in another try: "function", or "role" of one that is created.
	Needs string               `json:"needs,omitempty"`
	Build *build.FailureReport `json:"buildFailure,omitempty"`
}

// The answers to the question whether to deploy.
const (
	answerDeploy = "Deploy"
	answerCancel = "Cancel"
)

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
		end.Error, end.Needs = err.Error(), needs(err)
		return &runEnd{Result: end, Failed: true, Message: "the deployment failed: " + err.Error(), Short: "failed"}, nil
	}
	end.OK = true
	if r.DryRun {
		return &runEnd{Result: end, Message: "planned, and nothing was deployed"}, nil
	}
	end.Deployed, end.Image, end.ARN, end.FunctionVersion = true, result.Image, result.ARN, result.Version
	message := fmt.Sprintf("%s runs version %s", result.Plan.Function, result.Version)
	return &runEnd{Result: end, Message: message, Short: "deployed version " + result.Version}, nil
}

// needs is what a person can give for a deployment that failed to succeed; empty when it is something else.
func needs(err error) string {
	var known *deploy.Failure
	if !errors.As(err, &known) {
		return ""
	}
	return map[string]string{deploy.NoFunction: "function", deploy.NoRole: "role"}[known.Name]
}

// confirm shows the plan, and asks whether to carry it out.
func (r *run) confirm(ctx context.Context, p *deploy.Plan) (bool, error) {
	r.log.printf("%s", p)
	answer, err := r.askPerson(ctx, p.String(), answerDeploy, answerCancel)
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
