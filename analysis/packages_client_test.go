package analysis

import (
	"testing"

	"github.com/lambdock/lambdock/analysis/lambda"
)

func TestMentionsClient(t *testing.T) {
	for _, test := range []struct {
		ecosystem, text string
		want            bool
	}{
		{lambda.NPMPackage, "npm install aws-lambda-ric", true},
		{lambda.NPMPackage, "npm install aws-lambda-ric@4.0.2", true},
		{lambda.NPMPackage, "\"aws-lambda-ric@^4.0.0\":\n  version \"4.0.2\"", true},
		{lambda.NPMPackage, `{"packages": {"node_modules/aws-lambda-ric": {}}}`, true},
		{lambda.NPMPackage, "npm install @example/aws-lambda-ric", false},
		{lambda.NPMPackage, "npm install aws-lambda-ric-types@1.0.0", false},
		{lambda.PythonPackage, "pip install awslambdaric==3.1.1", true},
		{lambda.PythonPackage, "pip install awslambdaric2", false},
	} {
		if got := mentionsClient(test.ecosystem, test.text); got != test.want {
			t.Errorf("%s: %q is %v, want %v", test.ecosystem, test.text, got, test.want)
		}
	}
}
