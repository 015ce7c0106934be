package deploy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lambdock/lambdock/codeactions/awsapi"
)

// Failure is a failure of a known kind.
type Failure struct {
	Name    string
	Message string // what is wrong
	Advice  string // what to do, with the command to type
	cause   error
}

func (f *Failure) Error() string { return f.Message + ": " + f.Advice }

func (f *Failure) Unwrap() error { return f.cause }

// known are the failures that show in an error's text. {action} is the action of IAM's that failed, {login} how the profile logs in anew.
var known = []struct{ name, pattern, message, advice string }{
	{"expired-session", "sso", "the session of AWS's single sign-on has ended", "log in anew: {login}"},
	{"expired-credentials", "expiredtoken", "the credentials have expired", "get new ones, then check them: aws sts get-caller-identity"},
	{"expired-credentials", "token included in the request is expired", "the credentials have expired", "get new ones, then check them: aws sts get-caller-identity"},
	{"wrong-credentials", "invalidclienttokenid", "AWS does not know the credentials", "check them: aws configure list"},
	{"wrong-credentials", "unrecognizedclient", "AWS does not know the credentials", "check them: aws configure list"},
	{"no-credentials", "get credentials", "no credentials were found", "log in with aws configure or aws sso login, or name a --profile"},
	{"no-image-access", "does not have permission to access the ecr image", "Lambda may not read the image", "let lambda.amazonaws.com call ecr:BatchGetImage and ecr:GetDownloadUrlForLayer: aws ecr set-repository-policy"},
	{"no-permission", "accessdenied", "the credentials do not allow {action}", "have the action allowed in a policy of theirs, then see who asks: aws sts get-caller-identity"},
	{"no-permission", "not authorized to perform", "the credentials do not allow {action}", "have the action allowed in a policy of theirs, then see who asks: aws sts get-caller-identity"},
	{"throttled", "throttl", "AWS takes no more requests at the moment", "wait a minute and run it again, it goes on where it stopped"},
	{"throttled", "toomanyrequests", "AWS takes no more requests at the moment", "wait a minute and run it again, it goes on where it stopped"},
	{"role-not-assumable", "cannot be assumed by lambda", "Lambda may not take on the role", "let lambda.amazonaws.com call sts:AssumeRole in the role's trust policy: aws iam update-assume-role-policy"},
	{"media-type-refused", "media type for the source image", "Lambda does not take the form of the image", "build it with --provenance=false --sbom=false"},
	{"update-under-way", "resourceconflictexception", "something else changes the function at the moment", "wait until it has ended and run it again"},
	{"not-logged-in", "no basic auth credentials", "the registry was not logged in to", "run it again"},
}

// explain gives an error of a known kind its explanation; any other stays what it is.
func explain(err error, clients *awsapi.Clients) error {
	var done *Failure
	if err == nil || errors.As(err, &done) {
		return err
	}
	text := strings.ToLower(err.Error())
	for _, k := range known {
		if !strings.Contains(text, k.pattern) || k.name == "expired-session" && !strings.Contains(text, "expired") {
			continue
		}
		fill := strings.NewReplacer("{action}", action(err), "{login}", login(clients.Profile)).Replace
		return &Failure{Name: k.name, Message: fmt.Sprintf("%s (%v)", fill(k.message), err), Advice: fill(k.advice), cause: err}
	}
	return err
}

func action(err error) string {
	var call *awsapi.Error
	if errors.As(err, &call) {
		return call.Action
	}
	return "it"
}

func login(profile string) string {
	if profile == "" {
		return "aws sso login"
	}
	return "aws sso login --profile " + profile
}
