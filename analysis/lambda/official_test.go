package lambda

import "testing"

func TestOfficial(t *testing.T) {
	for ref, want := range map[string]string{
		"python":                                   "python",
		"python:3.12-slim":                         "python",
		"docker.io/library/node:22":                "node",
		"docker.io/ruby@sha256:0":                  "ruby",
		"public.ecr.aws/docker/library/node:22":    "node",
		"public.ecr.aws/amazonlinux/amazonlinux:2": "public.ecr.aws/amazonlinux/amazonlinux",
		"node:8-onbuild":                           "",
		"example/python:3.12":                      "",
		"localhost:5000/python":                    "",
		"":                                         "",
	} {
		if got, ok := Official(ref); got.Name != want || ok != (want != "") {
			t.Errorf("%q is %q", ref, got.Name)
		}
	}
}

func TestOfficialVariables(t *testing.T) {
	python, _ := Official("python:3.12")
	for name, want := range map[string]bool{"PATH": true, "LANG": true, "PYTHON_VERSION": true, "PYTHONPATH": false, "LAMBDA_TASK_ROOT": false, "FUNCTION_DIR": false} {
		if python.MaySet(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}
