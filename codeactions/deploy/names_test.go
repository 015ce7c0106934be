package deploy

import (
	"errors"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/codeactions/build"
)

func TestNamesOfFunctions(t *testing.T) {
	for name, want := range map[string]string{
		"orders": "", "orders_2-x": "", "arn:aws:lambda:eu-west-1:123456789012:function:orders": "",
		"my orders": NoFunction, "orders/one": NoFunction, "${stage}-orders": NoFunction, strings.Repeat("x", 65): NoFunction,
	} {
		for _, r := range []*run{{Request: Request{Function: name}}, {Request: Request{Build: &build.Plan{Functions: []string{name}}}}} {
			got, err := r.functionName()
			var failure *Failure
			if want == "" && (err != nil || got != name) || want != "" && (!errors.As(err, &failure) || failure.Name != want || !strings.Contains(failure.Message, name)) {
				t.Errorf("%s: got %s, %v", name, got, err)
			}
		}
	}
}
