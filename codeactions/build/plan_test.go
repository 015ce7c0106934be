package build

import (
	"errors"
	"strings"
	"testing"
)

const sharedTemplate = `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {Dockerfile: Dockerfile, DockerContext: ., DockerBuildTarget: orders}
  Bills:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {Dockerfile: Dockerfile, DockerContext: ., DockerBuildTarget: bills}
`

func TestOnePlan(t *testing.T) {
	root, result := linted(t, map[string]string{"Dockerfile": "FROM busybox AS orders\nFROM busybox AS bills\n", "template.yaml": sharedTemplate})
	if p, err := OnePlan(root, result, Choice{Function: "Bills"}); err != nil || p.Target != "bills" {
		t.Errorf("of Bills: %+v, %v", p, err)
	}
	for _, function := range []string{"", "bills-of-the-account"} {
		if p, err := OnePlan(root, result, Choice{Function: function}); err == nil || !strings.Contains(err.Error(), "name one of its functions, Bills, Orders,") {
			t.Errorf("of %q: %+v, %v", function, p, err)
		}
	}
	root, result = linted(t, map[string]string{"Dockerfile": "FROM busybox\n"})
	if p, err := OnePlan(root, result, Choice{Function: "named-in-the-account"}); err != nil || p.Dockerfile != "Dockerfile" {
		t.Errorf("of a function that no file tells of: %+v, %v", p, err)
	}
}

func TestAPlatformThatLambdaHasNot(t *testing.T) {
	root, result := linted(t, map[string]string{"Dockerfile": "FROM busybox\n"})
	for _, platform := range []string{"windows/amd64", "linux/386", "nonsense"} {
		if _, err := Plans(root, result, Choice{Platform: platform}); !errors.Is(err, ErrPlatform) {
			t.Errorf("%s: got %v", platform, err)
		}
	}
	for _, platform := range []string{"linux/amd64", "linux/arm64", "linux/arm64/v8", "arm64", ""} {
		if _, err := Plans(root, result, Choice{Platform: platform}); err != nil {
			t.Errorf("%s: %v", platform, err)
		}
	}
}
