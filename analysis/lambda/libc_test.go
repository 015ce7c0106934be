package lambda

import "testing"

func TestLeastGlibc(t *testing.T) {
	for ref, want := range map[string]string{
		"golang:1.22.2":        "2.36",
		"golang":               "2.36",
		"golang:1":             "2.36",
		"golang:1.20":          "",
		"golang:1.22-bullseye": "2.31",
		"golang:1.24-alpine":   "",
		"golang@sha256:0":      "",
		"public.ecr.aws/docker/library/golang:1.25": "2.36",
		"rust:latest":                        "2.36",
		"rust:1.72-slim":                     "2.36",
		"rust:slim":                          "2.36",
		"rust:1.56":                          "",
		"public.ecr.aws/lambda/provided:al2": "2.26",
		"node:22":                            "",
		"example/golang:1.25":                "",
	} {
		if got, ok := LeastGlibc(ref); ok && got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", ref, got, ok)
		}
	}
}

func TestOlderVersion(t *testing.T) {
	for _, c := range []struct {
		version, than string
		want          bool
	}{{"2.4", "2.34", true}, {"2.34", "2.34", false}, {"2.36", "2.34", false}, {"", "2.34", false}, {"1", "2.0", true}} {
		if OlderVersion(c.version, c.than) != c.want {
			t.Errorf("%s older than %s: %v", c.version, c.than, !c.want)
		}
	}
}
