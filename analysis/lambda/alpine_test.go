package lambda

import "testing"

func TestAlpineRelease(t *testing.T) {
	for ref, want := range map[string]string{
		"python:3.12-alpine3.19": "3.19", "python:3.12-alpine": newestAlpine, "alpine:3.20": "3.20", "alpine": newestAlpine, "alpine:latest": newestAlpine,
		"public.ecr.aws/docker/library/alpine:3.18.4": "3.18.4", "python:3.12-slim": "", "alpine@sha256:0123456789012345678901234567890123456789012345678901234567890123": "",
		"python:3.12-alpinex": "",
	} {
		if got, ok := AlpineRelease(ref); got != want && ok || ok != (want != "") {
			t.Errorf("%s: %q, %v, want %q", ref, got, ok, want)
		}
	}
}

func TestVersionBefore(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"3.9", "3.17", true}, {"3.17", "3.17", false}, {"3.17", "3.17.1", true}, {"4", "3.17", false}, {"3.17", "3", false}, {"", "1", true}} {
		if got := VersionBefore(tt.a, tt.b); got != tt.want {
			t.Errorf("%s before %s: %v", tt.a, tt.b, got)
		}
	}
}
